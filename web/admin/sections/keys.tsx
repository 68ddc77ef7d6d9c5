// Access keys: with them programs use the API on behalf of a user. A secret is shown once.
import { useState } from "react";
import { Danger } from "../blocks/Confirm.tsx";
import { Editor } from "../blocks/Editor.tsx";
import { ChoiceField } from "../blocks/fields.tsx";
import { ListPage } from "../blocks/ListPage.tsx";
import { Secret, type SecretText } from "../blocks/Secret.tsx";
import { useAdmin } from "../context.ts";
import { ROLE_WORDS, type Role, type User } from "../people.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";

interface Key {
  accessKeyId: string;
  username: string;
  role: Role;
}

interface NewKey {
  accessKeyId: string;
  secretAccessKey: string;
}

const BACK = "#/keys";

const secret_of = (username: string, key: NewKey): SecretText => ({
  title: `Access key of ${username}`,
  text: "Keep the secret now: it is not shown again.",
  parts: [
    { label: "Access key id", value: key.accessKeyId },
    { label: "Secret access key", value: key.secretAccessKey },
  ],
});

export function Keys({ rest }: SectionProps) {
  const { api, session, flash } = useAdmin();
  const loaded = useAsync(async () => {
    const [{ keys }, { users }] = await Promise.all([
      api.run<{ keys: Key[] }>("key_list"),
      api.run<{ users: User[] }>("user_list"),
    ]);
    return { keys, users };
  });
  const [secret, set_secret] = useState<SecretText | null>(null);
  const open = rest[0] ?? null;
  const rotate = async ({ accessKeyId, username }: Key) => {
    set_secret(secret_of(username, await api.run<NewKey>("key_rotate", { accessKeyId })));
    await loaded.reload();
  };
  const revoke = async ({ accessKeyId }: Key) => {
    await api.run("key_revoke", { accessKeyId });
    await loaded.reload();
    flash(`${accessKeyId} was revoked.`);
  };
  return (
    <>
      <ListPage
        title="Access keys"
        lead="For programs that use the Amazon Connect API. A key may do what its user's role may."
        create={{ label: "Create access key", href: `${BACK}/new` }}
        loaded={loaded}
        rows={loaded.value?.keys ?? []}
        id_of={(row) => row.accessKeyId}
        open={open}
        words={(row) => `${row.accessKeyId} ${row.username}`}
        empty={{ title: "No access keys", text: "Create one for each program, so that each can be revoked alone." }}
        columns={[
          { label: "Key", cell: (row) => <span className="mono">{row.accessKeyId}</span> },
          { label: "User", cell: (row) => row.username },
          { label: "Role", cell: (row) => ROLE_WORDS[row.role] ?? row.role, wide: true },
          {
            label: "Change",
            quiet: true,
            cell: (row) => (
              <span className="row-buttons">
                <Danger
                  label="Rotate"
                  about={row.accessKeyId}
                  title="Make a new pair?"
                  text={`${row.accessKeyId} is worth nothing from then on. The new pair is shown once.`}
                  action="Rotate"
                  run={() => rotate(row)}
                  inline
                />
                <Danger
                  label="Revoke"
                  about={row.accessKeyId}
                  title="Revoke this key?"
                  text={`Programs that use ${row.accessKeyId} are refused at once. This cannot be undone.`}
                  action="Revoke"
                  run={() => revoke(row)}
                  inline
                />
              </span>
            ),
          },
        ]}
        drawer={
          loaded.value &&
          open === "new" && (
            <Editor
              title="Create access key"
              start={{ username: session.user.username }}
              members={{ username: ["username", "user"] }}
              back={BACK}
              saved={loaded.reload}
              asks_why
              save_label="Create"
              save={async ({ username }, why) => {
                set_secret(secret_of(username, await api.run<NewKey>("key_create", { username, ...why })));
                return `An access key of ${username} was created.`;
              }}
            >
              {(form) => (
                <ChoiceField
                  form={form}
                  name="username"
                  label="On behalf of"
                  hint="What the program does is in the audit under this user's name."
                  options={(loaded.value?.users ?? []).map(({ username, role }) => ({
                    value: username,
                    label: `${username} (${ROLE_WORDS[role].toLowerCase()})`,
                  }))}
                />
              )}
            </Editor>
          )
        }
      />
      {secret && <Secret secret={secret} dismiss={() => set_secret(null)} />}
    </>
  );
}
