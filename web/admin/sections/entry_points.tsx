// Entry points: where contacts come in and which queue they join, which sites may show the chat box, and the tag that shows it there.

import type { Api } from "../api.ts";
import { Editor } from "../blocks/Editor.tsx";
import { ChoiceField, TextField } from "../blocks/fields.tsx";
import { errors_of, REQUIRED } from "../blocks/form.ts";
import { ListPage } from "../blocks/ListPage.tsx";
import { CopyText } from "../blocks/Secret.tsx";
import { CHANNEL_WORDS, type Channel } from "../channels.ts";
import { useAdmin } from "../context.ts";
import { chat_address, embed_code, lines_of, origin_error } from "../embed.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";
import { load_queues, type Queue } from "./queues.tsx";

export interface EntryPoint {
  name: string;
  id: string;
  description: string;
  channel: "VOICE" | "CHAT" | "TASK";
  queue: string;
  origins: string[];
  welcome: string;
}

const BACK = "#/entry-points";
const CHANNEL_OPTIONS = [
  { value: "chat", label: "Chats" },
  { value: "task", label: "Tasks" },
  { value: "voice", label: "Calls" },
];

async function load(api: Api) {
  const [{ entryPoints }, queues] = await Promise.all([
    api.run<{ entryPoints: EntryPoint[] }>("entry_point_list"),
    load_queues(api),
  ]);
  return { rows: entryPoints, queues };
}

export function EntryPoints({ rest }: SectionProps) {
  const { api } = useAdmin();
  const loaded = useAsync(() => load(api));
  const open = rest[0] ?? null;
  const rows = loaded.value?.rows ?? [];
  const chosen = rows.find((row) => row.id === open);
  return (
    <ListPage
      title="Entry points"
      lead="Where contacts come in. Programs and Amazon Connect clients call them contact flows."
      create={{ label: "Create entry point", href: `${BACK}/new` }}
      loaded={loaded}
      rows={rows}
      id_of={(row) => row.id}
      href={(row) => `${BACK}/${row.id}`}
      open={open}
      words={(row) => `${row.name} ${row.queue}`}
      empty={{ title: "No entry points", text: "Create one for chats and put its box on your site." }}
      columns={[
        { label: "Name", cell: (row) => row.name },
        { label: "Takes", cell: (row) => CHANNEL_WORDS[row.channel.toLowerCase() as Channel] },
        { label: "Leads to", cell: (row) => row.queue },
        { label: "Sites", cell: (row) => row.origins.join(", ") || "—", wide: true },
      ]}
      drawer={
        loaded.value &&
        (open === "new" || chosen) && (
          <EntryForm key={open} entry={chosen} queues={loaded.value.queues} reload={loaded.reload} />
        )
      }
    />
  );
}

interface FormProps {
  entry: EntryPoint | undefined;
  queues: readonly Queue[];
  reload: () => Promise<void>;
}

function EntryForm({ entry, queues, reload }: FormProps) {
  const { api } = useAdmin();
  const start = {
    name: entry?.name ?? "",
    description: entry?.description ?? "",
    channel: entry?.channel.toLowerCase() ?? "chat",
    queue: entry?.queue ?? queues[0]?.Name ?? "",
    welcome: entry?.welcome ?? "",
    sites: entry?.origins.join("\n") ?? "",
  };
  const wrong_site = (sites: string) => lines_of(sites).map(origin_error).find(Boolean) ?? "";
  return (
    <Editor
      title={entry ? entry.name : "Create entry point"}
      start={start}
      check={({ name, queue, sites }) =>
        errors_of({
          name: name.trim() ? "" : REQUIRED,
          queue: queue ? "" : "Create a queue first.",
          sites: wrong_site(sites),
        })
      }
      members={{
        name: ["name"],
        description: ["description"],
        queue: ["queue"],
        welcome: ["welcome"],
        sites: ["origins", "origin"],
        channel: ["channel"],
      }}
      back={BACK}
      saved={reload}
      asks_why
      save_label={entry ? "Save" : "Create"}
      save={async ({ sites, channel, ...value }, why) => {
        const name = value.name.trim();
        const members = { ...value, name, origins: lines_of(sites), ...why };
        if (entry) await api.run("entry_point_set", { id: entry.id, ...members });
        else await api.run("entry_point_add", { channel, ...members });
        return `${name} was ${entry ? "saved" : "created"}.`;
      }}
      more={entry && <Embedding entry={entry} />}
    >
      {(form) => (
        <>
          <TextField form={form} name="name" label="Name" />
          <TextField form={form} name="description" label="Description" optional />
          {!entry && <ChoiceField form={form} name="channel" label="Takes" options={CHANNEL_OPTIONS} />}
          <ChoiceField
            form={form}
            name="queue"
            label="Leads to the queue"
            options={queues.map(({ Name }) => ({ value: Name, label: Name }))}
          />
          {form.value.channel === "chat" && (
            <>
              <TextField
                form={form}
                name="welcome"
                label="Welcome"
                rows={2}
                hint="What the chat box says first."
                optional
              />
              <TextField
                form={form}
                name="sites"
                label="Sites that may show the chat box"
                rows={3}
                placeholder="https://shop.example"
                hint="One a line. Without any, only this server's own chat page works."
                optional
              />
            </>
          )}
        </>
      )}
    </Editor>
  );
}

function Embedding({ entry }: { entry: EntryPoint }) {
  const { around } = useAdmin();
  return (
    <>
      {entry.channel === "CHAT" && (
        <>
          <h3>Chat box for your site</h3>
          <CopyText label="Embed code" value={embed_code(around.url, entry.id)} rows={4} />
          <p>
            Put it before the end of the page's body.{" "}
            <a href={chat_address(entry.id)} target="_blank" rel="noreferrer">
              Try the chat
            </a>
          </p>
        </>
      )}
      <CopyText label="Contact flow id" value={entry.id} />
    </>
  );
}
