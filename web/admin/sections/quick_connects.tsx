// Quick connects: named places a contact may be transferred to. It must not transfer anything.
import { type Api, run_steps } from "../api.ts";
import { Danger } from "../blocks/Confirm.tsx";
import { Editor } from "../blocks/Editor.tsx";
import { ChoiceField, TextField } from "../blocks/fields.tsx";
import { errors_of, REQUIRED, same } from "../blocks/form.ts";
import { ListPage } from "../blocks/ListPage.tsx";
import { useAdmin } from "../context.ts";
import { go } from "../guard.ts";
import type { User } from "../people.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";
import type { EntryPoint } from "./entry_points.tsx";
import { load_queues } from "./queues.tsx";

interface Config {
  QuickConnectType: string;
  QueueConfig?: { QueueId: string; ContactFlowId: string };
  UserConfig?: { UserId: string; ContactFlowId: string };
  PhoneConfig?: { PhoneNumber: string };
  FlowConfig?: { ContactFlowId: string };
}

export interface QuickConnect {
  QuickConnectId: string;
  Name: string;
  Description?: string;
  QuickConnectConfig: Config;
}

const BACK = "#/quick-connects";
const TYPES = [
  { value: "QUEUE", label: "A queue" },
  { value: "USER", label: "An agent" },
  { value: "PHONE_NUMBER", label: "A phone number" },
];

async function load(api: Api) {
  const [connects, queues, { users }, { entryPoints }] = await Promise.all([
    api.search<QuickConnect>("search-quick-connects", "QuickConnects"),
    load_queues(api),
    api.run<{ users: User[] }>("user_list"),
    api.run<{ entryPoints: EntryPoint[] }>("entry_point_list"),
  ]);
  return {
    connects,
    queues: queues.map(({ QueueId, Name }) => ({ value: QueueId, label: Name })),
    users: users.map(({ id, username }) => ({ value: id, label: username })),
    flow: entryPoints[0]?.id ?? "",
  };
}

type Known = Awaited<ReturnType<typeof load>>;

function target_of({ queues, users }: Known, config: Config): string {
  const name = (options: Known["queues"], id?: string) => options.find(({ value }) => value === id)?.label ?? "—";
  if (config.QueueConfig) return `Queue ${name(queues, config.QueueConfig.QueueId)}`;
  if (config.UserConfig) return `Agent ${name(users, config.UserConfig.UserId)}`;
  return config.PhoneConfig?.PhoneNumber ?? "An entry point";
}

export function QuickConnects({ rest }: SectionProps) {
  const { api } = useAdmin();
  const loaded = useAsync(() => load(api));
  const open = rest[0] ?? null;
  const known = loaded.value;
  const rows = known?.connects ?? [];
  const chosen = rows.find((row) => row.QuickConnectId === open);
  return (
    <ListPage
      title="Quick connects"
      lead="Where agents may transfer contacts to. Each queue says which of them its contacts have."
      create={{ label: "Create quick connect", href: `${BACK}/new` }}
      loaded={loaded}
      rows={rows}
      id_of={(row) => row.QuickConnectId}
      href={(row) => `${BACK}/${row.QuickConnectId}`}
      open={open}
      words={(row) => `${row.Name} ${row.Description ?? ""}`}
      empty={{
        title: "No quick connects",
        text: "Create one, then choose it at the queues whose contacts may go there.",
      }}
      columns={[
        { label: "Name", cell: (row) => row.Name },
        { label: "Leads to", cell: (row) => (known ? target_of(known, row.QuickConnectConfig) : "") },
        { label: "Description", cell: (row) => row.Description ?? "", wide: true },
      ]}
      drawer={
        known &&
        (open === "new" || chosen) && <ConnectForm key={open} connect={chosen} known={known} reload={loaded.reload} />
      }
    />
  );
}

interface FormProps {
  connect: QuickConnect | undefined;
  known: Known;
  reload: () => Promise<void>;
}

function ConnectForm({ connect, known, reload }: FormProps) {
  const { api, flash } = useAdmin();
  const old = connect?.QuickConnectConfig;
  const start = {
    name: connect?.Name ?? "",
    description: connect?.Description ?? "",
    type: old?.QuickConnectType ?? "QUEUE",
    queue: old?.QueueConfig?.QueueId ?? known.queues[0]?.value ?? "",
    user: old?.UserConfig?.UserId ?? known.users[0]?.value ?? "",
    phone: old?.PhoneConfig?.PhoneNumber ?? "",
  };
  type Value = typeof start;
  const flow = old?.QueueConfig?.ContactFlowId ?? old?.UserConfig?.ContactFlowId ?? known.flow;
  const config_of = ({ type, queue, user, phone }: Value): Config => {
    if (type === "QUEUE") return { QuickConnectType: type, QueueConfig: { QueueId: queue, ContactFlowId: flow } };
    if (type === "USER") return { QuickConnectType: type, UserConfig: { UserId: user, ContactFlowId: flow } };
    if (type === "PHONE_NUMBER") return { QuickConnectType: type, PhoneConfig: { PhoneNumber: phone.trim() } };
    return old ?? { QuickConnectType: type };
  };
  const change = (value: Value) => {
    const own = `quick-connects/{I}/${connect?.QuickConnectId}`;
    const named = value.name !== start.name || value.description !== start.description;
    const words = { Name: value.name.trim(), Description: value.description };
    const config = { QuickConnectConfig: config_of(value) };
    return [
      named && { what: "the name", run: () => api.connect("POST", `${own}/name`, words) },
      !same(config_of(value), config_of(start)) && {
        what: "the target",
        run: () => api.connect("POST", `${own}/config`, config),
      },
    ];
  };
  const remove = async () => {
    await api.connect("DELETE", `quick-connects/{I}/${connect?.QuickConnectId}`);
    await reload();
    flash(`${connect?.Name} was deleted.`);
    go(BACK);
  };
  const types = start.type === "FLOW" ? [...TYPES, { value: "FLOW", label: "An entry point" }] : TYPES;
  return (
    <Editor
      title={connect ? connect.Name : "Create quick connect"}
      start={start}
      check={({ name, type, phone, queue }) =>
        errors_of({
          name: name.trim() ? "" : REQUIRED,
          phone: type === "PHONE_NUMBER" && !/^\+[1-9]\d{1,14}$/.test(phone.trim()) ? "As +4930123456." : "",
          queue: type === "QUEUE" && !queue ? "Create a queue first." : "",
          type: type !== "PHONE_NUMBER" && !flow ? "Create an entry point first." : "",
        })
      }
      members={{
        name: ["Name", "name"],
        description: ["Description"],
        phone: ["PhoneNumber"],
        queue: ["QueueId"],
        user: ["UserId"],
      }}
      back={BACK}
      saved={reload}
      save_label={connect ? "Save" : "Create"}
      save={async (value) => {
        const Name = value.name.trim();
        if (connect) await run_steps(change(value));
        else {
          const words = value.description ? { Description: value.description } : {};
          await api.connect("PUT", "quick-connects/{I}", { Name, ...words, QuickConnectConfig: config_of(value) });
        }
        return `${Name} was ${connect ? "saved" : "created"}.`;
      }}
      more={
        connect && (
          <div>
            <Danger
              label="Delete"
              title={`Delete ${connect.Name}?`}
              text="Agents cannot transfer there any more."
              action="Delete"
              run={remove}
            />
          </div>
        )
      }
    >
      {(form) => (
        <>
          <TextField form={form} name="name" label="Name" hint="Agents see it in the transfer dialog." />
          <TextField form={form} name="description" label="Description" optional />
          <ChoiceField form={form} name="type" label="Leads to" options={types} />
          {form.value.type === "QUEUE" && <ChoiceField form={form} name="queue" label="Queue" options={known.queues} />}
          {form.value.type === "USER" && <ChoiceField form={form} name="user" label="Agent" options={known.users} />}
          {form.value.type === "PHONE_NUMBER" && (
            <TextField form={form} name="phone" label="Phone number" placeholder="+4930123456" />
          )}
        </>
      )}
    </Editor>
  );
}
