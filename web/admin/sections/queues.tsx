// Queues: when they are open, how much they take, how long offers ring and wrap-up lasts, where their contacts may be transferred to.
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { type Api, run_steps } from "../api.ts";
import { Danger } from "../blocks/Confirm.tsx";
import { Editor } from "../blocks/Editor.tsx";
import { ChannelsField, CheckField, ChecksField, ChoiceField, TextField } from "../blocks/fields.tsx";
import { errors_of, number_error, REQUIRED, whole_number } from "../blocks/form.ts";
import { ListPage, Ready } from "../blocks/ListPage.tsx";
import { channels_error, per_channel, settings_of } from "../channels.ts";
import { useAdmin } from "../context.ts";
import { go } from "../guard.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";
import type { Hours } from "./hours.tsx";
import type { QuickConnect } from "./quick_connects.tsx";

export interface Queue {
  QueueId: string;
  Name: string;
  Description?: string;
  HoursOfOperationId?: string;
  MaxContacts?: number;
  Status: "ENABLED" | "DISABLED";
}

interface Work {
  id: string;
  wrapUp: Record<string, number | null>;
  offerTime: Record<string, number | null>;
}

const BACK = "#/queues";
const WRAPUP_MAX = 86_400;
const CONTACTS_MAX = 999_999;

export const load_queues = (api: Api) => api.search<Queue>("search-queues", "Queues");

async function load(api: Api) {
  const [queues, work, hours, connects] = await Promise.all([
    load_queues(api),
    api.run<{ queues: Work[] }>("queue_list"),
    api.search<Hours>("search-hours-of-operations", "HoursOfOperations"),
    api.search<QuickConnect>("search-quick-connects", "QuickConnects"),
  ]);
  return { queues, work: work.queues, hours, connects };
}

type Known = Awaited<ReturnType<typeof load>>;

export function Queues({ rest }: SectionProps) {
  const { api } = useAdmin();
  const loaded = useAsync(() => load(api));
  const open = rest[0] ?? null;
  const rows = loaded.value?.queues ?? [];
  const chosen = rows.find((row) => row.QueueId === open);
  const hours_of = (row: Queue) =>
    loaded.value?.hours.find(({ HoursOfOperationId }) => HoursOfOperationId === row.HoursOfOperationId)?.Name ?? "—";
  return (
    <ListPage
      title="Queues"
      lead="Where contacts wait. Which agents serve a queue is said by their routing profile."
      create={{ label: "Create queue", href: `${BACK}/new` }}
      loaded={loaded}
      rows={rows}
      id_of={(row) => row.QueueId}
      href={(row) => `${BACK}/${row.QueueId}`}
      open={open}
      words={(row) => `${row.Name} ${row.Description ?? ""}`}
      empty={{
        title: "No queues",
        text: "Create one, give it to a routing profile, and let an entry point lead to it.",
      }}
      columns={[
        { label: "Name", cell: (row) => row.Name },
        { label: "Hours", cell: hours_of, wide: true },
        { label: "At most", cell: (row) => (row.MaxContacts ? `${row.MaxContacts} contacts` : "No limit"), wide: true },
        { label: "State", cell: (row) => <OnOff on={row.Status === "ENABLED"} /> },
      ]}
      drawer={
        loaded.value &&
        (open === "new" || chosen) && (
          <QueueDrawer key={open} queue={chosen} known={loaded.value} reload={loaded.reload} />
        )
      }
    />
  );
}

export function OnOff({ on }: { on: boolean }) {
  return <StatusIndicator type={on ? "success" : "stopped"}>{on ? "On" : "Off"}</StatusIndicator>;
}

interface DrawerProps {
  queue: Queue | undefined;
  known: Known;
  reload: () => Promise<void>;
}

/** What a queue's form needs besides is loaded when it is opened. */
function QueueDrawer({ queue, known, reload }: DrawerProps) {
  const { api } = useAdmin();
  const chosen = useAsync(async () => {
    if (!queue) return [];
    const path = `queues/{I}/${queue.QueueId}/quick-connects`;
    return (await api.list<{ Id: string }>(path, "QuickConnectSummaryList")).map(({ Id }) => Id);
  }, queue?.QueueId);
  return (
    <Ready loaded={chosen}>
      {(connects) => <QueueForm queue={queue} known={known} reload={reload} connects={connects} />}
    </Ready>
  );
}

function QueueForm({ queue, known, reload, connects }: DrawerProps & { connects: string[] }) {
  const { api, flash } = useAdmin();
  const work = known.work.find(({ id }) => id === queue?.QueueId);
  const start = {
    name: queue?.Name ?? "",
    description: queue?.Description ?? "",
    hours: queue?.HoursOfOperationId ?? known.hours[0]?.HoursOfOperationId ?? "",
    limit: queue?.MaxContacts ? String(queue.MaxContacts) : "",
    enabled: queue?.Status !== "DISABLED",
    offer: per_channel(work?.offerTime),
    wrapup: per_channel(work?.wrapUp),
    connects,
  };
  type Value = typeof start;

  const create = async (value: Value) => {
    const wish = { Name: value.name.trim(), HoursOfOperationId: value.hours };
    const made = await api.connect("PUT", "queues/{I}", {
      ...wish,
      ...(value.description ? { Description: value.description } : {}),
      ...(value.limit.trim() ? { MaxContacts: whole_number(value.limit) } : {}),
      ...(value.connects.length ? { QuickConnectIds: value.connects } : {}),
    });
    return made.QueueId as string;
  };
  const change = (id: string, value: Value) => {
    const added = value.connects.filter((other) => !start.connects.includes(other));
    const taken = start.connects.filter((other) => !value.connects.includes(other));
    const post = (what: string, part: string, body: object) => ({
      what,
      run: () => api.connect("POST", `queues/{I}/${id}/${part}`, body),
    });
    const named = value.name !== start.name || value.description !== start.description;
    const limited = value.limit.trim() !== start.limit;
    return [
      named && post("the name", "name", { Name: value.name.trim(), Description: value.description }),
      value.hours !== start.hours && post("the hours", "hours-of-operation", { HoursOfOperationId: value.hours }),
      limited &&
        post("the limit", "max-contacts", value.limit.trim() ? { MaxContacts: whole_number(value.limit) } : {}),
      added.length > 0 && post("quick connects", "associate-quick-connects", { QuickConnectIds: added }),
      taken.length > 0 && post("quick connects", "disassociate-quick-connects", { QuickConnectIds: taken }),
    ];
  };
  const common = (id: () => string, value: Value, why: object) => {
    const wrapUp = settings_of(value.wrapup, start.wrapup, "agent");
    const offerTime = settings_of(value.offer, start.offer, "centre");
    const set = { name: value.name.trim(), ...(wrapUp.length && { wrapUp }), ...(offerTime.length && { offerTime }) };
    const times = wrapUp.length > 0 || offerTime.length > 0;
    const Status = value.enabled ? "ENABLED" : "DISABLED";
    return [
      times && { what: "the times", run: () => api.run("queue_set", { ...set, ...why }) },
      value.enabled !== start.enabled && {
        what: "on or off",
        run: () => api.connect("POST", `queues/{I}/${id()}/status`, { Status }),
      },
    ];
  };
  const save = async (value: Value, why: object) => {
    const name = value.name.trim();
    if (queue) {
      await run_steps([...change(queue.QueueId, value), ...common(() => queue.QueueId, value, why)]);
      return `${name} was saved.`;
    }
    let id = "";
    const make = async () => {
      id = await create(value);
    };
    await run_steps([{ what: "the queue", run: make }, ...common(() => id, value, why)]);
    return `${name} was created. Give it to a routing profile so that agents serve it.`;
  };
  const remove = async () => {
    await api.connect("DELETE", `queues/{I}/${queue?.QueueId}`);
    await reload();
    flash(`${queue?.Name} was deleted.`);
    go(BACK);
  };
  return (
    <Editor
      title={queue ? queue.Name : "Create queue"}
      start={start}
      check={(value) =>
        errors_of({
          name: value.name.trim() ? "" : REQUIRED,
          hours: value.hours ? "" : "Create hours of operation first.",
          limit: number_error(value.limit, 1, CONTACTS_MAX, true),
          offer: channels_error(value.offer, 5, 300, true),
          wrapup: channels_error(value.wrapup, 0, WRAPUP_MAX, true),
        })
      }
      members={{
        name: ["Name", "name"],
        description: ["Description"],
        hours: ["HoursOfOperationId"],
        limit: ["MaxContacts"],
        offer: ["offerTime", "offer time"],
        wrapup: ["wrapUp", "wrap-up"],
        connects: ["QuickConnectIds"],
      }}
      back={BACK}
      saved={reload}
      save_label={queue ? "Save" : "Create"}
      save={save}
      more={
        queue && (
          <div>
            <Danger
              label="Delete"
              title={`Delete ${queue.Name}?`}
              text="This cannot be undone. A queue with contacts, or one that a routing profile or an entry point uses, stays. What it did stays in the history."
              action="Delete"
              run={remove}
            />
          </div>
        )
      }
    >
      {(form) => (
        <>
          <TextField form={form} name="name" label="Name" />
          <TextField form={form} name="description" label="Description" optional />
          <ChoiceField
            form={form}
            name="hours"
            label="Hours of operation"
            options={known.hours.map(({ HoursOfOperationId, Name }) => ({ value: HoursOfOperationId, label: Name }))}
          />
          <TextField
            form={form}
            name="limit"
            label="Contacts at most"
            type="number"
            hint="Who comes when it is full is told so. Empty: no limit."
            optional
          />
          <CheckField
            form={form}
            name="enabled"
            label="Takes contacts"
            hint="Those who wait are served all the same."
          />
          <ChannelsField
            form={form}
            name="offer"
            label="Time to accept"
            unit="seconds"
            placeholder="Policy"
            hint="How long an offer rings: 5 to 300. Empty: as the policy says."
          />
          <ChannelsField
            form={form}
            name="wrapup"
            label="Wrap-up"
            unit="seconds"
            placeholder="Agent's"
            hint="Empty: each agent's own. 0: none."
          />
          <ChecksField
            form={form}
            name="connects"
            label="Quick connects"
            hint="Where its contacts may be transferred to."
            options={known.connects.map(({ QuickConnectId, Name }) => ({ value: QuickConnectId, label: Name }))}
            none="There are none yet."
          />
        </>
      )}
    </Editor>
  );
}
