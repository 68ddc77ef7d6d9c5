// Users: who there is, as what, with which work. A first password is shown once. It must not change anybody's status.
import { useState } from "react";
import type { Api } from "../api.ts";
import { ListPage } from "../blocks/ListPage.tsx";
import { Secret, type SecretText } from "../blocks/Secret.tsx";
import { useAdmin } from "../context.ts";
import { full_name, ROLE_WORDS, type User } from "../people.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";
import type { Group } from "./groups.tsx";
import type { Profile } from "./profiles.tsx";
import { OnOff } from "./queues.tsx";
import { NewUser, UserDrawer } from "./user_form.tsx";

async function load(api: Api) {
  const [{ users }, { groups }, profiles] = await Promise.all([
    api.run<{ users: User[] }>("user_list"),
    api.run<{ groups: Group[] }>("group_list"),
    api.search<Profile>("search-routing-profiles", "RoutingProfiles"),
  ]);
  return {
    users: users.sort((one, other) => one.username.localeCompare(other.username)),
    groups: groups.map(({ name }) => name),
    profiles: profiles.map(({ Name }) => Name),
  };
}

export type Known = Awaited<ReturnType<typeof load>>;

export function Users({ rest }: SectionProps) {
  const { api } = useAdmin();
  const loaded = useAsync(() => load(api));
  const [secret, set_secret] = useState<SecretText | null>(null);
  const [role, set_role] = useState("");
  const open = rest[0] ?? null;
  const all = loaded.value?.users ?? [];
  const rows = all.filter((row) => !role || row.role === role);
  const chosen = all.find((row) => row.id === open);
  const shared = { reload: loaded.reload, show: set_secret };
  return (
    <>
      <ListPage
        title="Users"
        lead="Everybody who can sign in."
        create={{ label: "Create user", href: "#/users/new" }}
        actions={
          <select
            className="select fit"
            aria-label="Role"
            value={role}
            onChange={({ target }) => set_role(target.value)}
          >
            <option value="">All roles</option>
            {Object.entries(ROLE_WORDS).map(([value, words]) => (
              <option key={value} value={value}>
                {words}s
              </option>
            ))}
          </select>
        }
        loaded={loaded}
        rows={rows}
        id_of={(row) => row.id}
        href={(row) => `#/users/${row.id}`}
        open={open}
        words={(row) => `${row.username} ${full_name(row)} ${row.group} ${row.routingProfile}`}
        empty={{ title: "Nobody", text: "There is no user of this kind." }}
        columns={[
          { label: "User name", cell: (row) => row.username },
          { label: "Name", cell: (row) => full_name(row), wide: true },
          { label: "Role", cell: (row) => ROLE_WORDS[row.role] },
          { label: "Routing profile", cell: (row) => row.routingProfile, wide: true },
          { label: "Group", cell: (row) => row.group || "—", wide: true },
          { label: "Sign-in", cell: (row) => <OnOff on={row.enabled} /> },
        ]}
        drawer={
          loaded.value &&
          (open === "new" ? (
            <NewUser known={loaded.value} {...shared} />
          ) : (
            chosen && <UserDrawer key={`${open} ${chosen.role}`} user={chosen} known={loaded.value} {...shared} />
          ))
        }
      />
      {secret && <Secret secret={secret} dismiss={() => set_secret(null)} />}
    </>
  );
}
