// Stream tokens: with them programs follow what happens. A token is shown once.
import { useState } from "react";
import { Danger } from "../blocks/Confirm.tsx";
import { Editor } from "../blocks/Editor.tsx";
import { ChecksField, TextField } from "../blocks/fields.tsx";
import { errors_of, REQUIRED } from "../blocks/form.ts";
import { ListPage } from "../blocks/ListPage.tsx";
import { Secret, type SecretText } from "../blocks/Secret.tsx";
import { useAdmin } from "../context.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";
import { time_words } from "../when.ts";

interface Token {
  id: string;
  name: string;
  streams: string[];
  createdAt: number;
}

const BACK = "#/tokens";
const WORDS: Record<string, string> = {
  "agent-events": "Agent events",
  "contact-events": "Contact events",
  "contact-records": "Contact records",
};
const words_of_stream = (stream: string) => WORDS[stream] ?? stream;

export function Tokens({ rest }: SectionProps) {
  const { api, around, flash } = useAdmin();
  const loaded = useAsync(async () => (await api.run<{ tokens: Token[] }>("token_list")).tokens);
  const [secret, set_secret] = useState<SecretText | null>(null);
  const open = rest[0] ?? null;
  const revoke = async ({ id, name }: Token) => {
    await api.run("token_revoke", { id });
    await loaded.reload();
    flash(`The token ${name} was revoked.`);
  };
  return (
    <>
      <ListPage
        title="Stream tokens"
        lead="For programs that follow what happens by server-sent events or a WebSocket."
        create={{ label: "Create token", href: `${BACK}/new` }}
        loaded={loaded}
        rows={loaded.value ?? []}
        id_of={(row) => row.id}
        open={open}
        words={(row) => row.name}
        empty={{ title: "No tokens", text: "Create one for each program that follows the streams." }}
        columns={[
          { label: "Name", cell: (row) => row.name },
          { label: "Streams", cell: (row) => row.streams.map(words_of_stream).join(", ") || "All" },
          { label: "Created", cell: (row) => time_words(row.createdAt), wide: true },
          {
            label: "Revoke",
            quiet: true,
            cell: (row) => (
              <Danger
                label="Revoke"
                about={row.name}
                title="Revoke this token?"
                text={`Programs that use ${row.name} are cut off. This cannot be undone.`}
                action="Revoke"
                run={() => revoke(row)}
                inline
              />
            ),
          },
        ]}
        drawer={
          open === "new" && (
            <Editor
              title="Create token"
              start={{ name: "", streams: around.streams }}
              check={({ name, streams }) =>
                errors_of({ name: name.trim() ? "" : REQUIRED, streams: streams.length ? "" : "Choose at least one." })
              }
              members={{ name: ["name"], streams: ["streams"] }}
              back={BACK}
              saved={loaded.reload}
              asks_why
              save_label="Create"
              save={async ({ name, streams }, why) => {
                const wish = { name: name.trim(), streams: streams.join(" "), ...why };
                const { token } = await api.run<{ token: string }>("token_add", wish);
                set_secret({
                  title: `Token ${name.trim()}`,
                  text: "Keep the token now: it is not shown again.",
                  parts: [{ label: "Token", value: token }],
                });
                return `The token ${name.trim()} was created.`;
              }}
            >
              {(form) => (
                <>
                  <TextField form={form} name="name" label="Name" hint="What the program is called." />
                  <ChecksField
                    form={form}
                    name="streams"
                    label="May follow"
                    options={around.streams.map((value) => ({ value, label: words_of_stream(value) }))}
                    none="This server has no streams."
                  />
                </>
              )}
            </Editor>
          )
        }
      />
      {secret && <Secret secret={secret} dismiss={() => set_secret(null)} />}
    </>
  );
}
