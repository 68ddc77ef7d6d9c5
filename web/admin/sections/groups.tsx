// Groups of agents: whom the same codes are offered to, and whom a supervisor may act on.
import { Danger } from "../blocks/Confirm.tsx";
import { Editor } from "../blocks/Editor.tsx";
import { TextField } from "../blocks/fields.tsx";
import { errors_of, REQUIRED } from "../blocks/form.ts";
import { ListPage } from "../blocks/ListPage.tsx";
import { useAdmin } from "../context.ts";
import { go } from "../guard.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";

export interface Group {
  name: string;
  id: string;
  agents: string[];
  supervisors: string[];
}

const BACK = "#/groups";
const names = (all: readonly string[]) => all.join(", ") || "—";

export function Groups({ rest }: SectionProps) {
  const { api } = useAdmin();
  const loaded = useAsync(async () => (await api.run<{ groups: Group[] }>("group_list")).groups);
  const open = rest[0] ?? null;
  const rows = loaded.value ?? [];
  const chosen = rows.find((row) => row.id === open);
  return (
    <ListPage
      title="Groups"
      lead="Agents of a group are offered the same codes. Where the policy says so, supervisors act on their own groups only."
      create={{ label: "Create group", href: `${BACK}/new` }}
      loaded={loaded}
      rows={rows}
      id_of={(row) => row.id}
      href={(row) => `${BACK}/${row.id}`}
      open={open}
      words={(row) => row.name}
      empty={{
        title: "No groups",
        text: "Without groups every supervisor may act on everybody. Who is in a group is said with each user.",
      }}
      columns={[
        { label: "Name", cell: (row) => row.name },
        { label: "Agents", cell: (row) => names(row.agents) },
        { label: "Supervised by", cell: (row) => names(row.supervisors), wide: true },
      ]}
      drawer={(open === "new" || chosen) && <GroupForm key={open} group={chosen} reload={loaded.reload} />}
    />
  );
}

function GroupForm({ group, reload }: { group: Group | undefined; reload: () => Promise<void> }) {
  const { api, flash } = useAdmin();
  const remove = async () => {
    await api.run("group_remove", { name: group?.name });
    await reload();
    flash(`${group?.name} was removed.`);
    go(BACK);
  };
  return (
    <Editor
      title={group ? group.name : "Create group"}
      start={{ name: group?.name ?? "" }}
      check={({ name }) => errors_of({ name: name.trim() ? "" : REQUIRED })}
      members={{ name: ["name", "newName", "group"] }}
      back={BACK}
      saved={reload}
      asks_why
      save_label={group ? "Save" : "Create"}
      save={async (value, why) => {
        const name = value.name.trim();
        if (group && name !== group.name) await api.run("group_rename", { name: group.name, newName: name, ...why });
        if (!group) await api.run("group_add", { name, ...why });
        return `${name} was ${group ? "saved" : "created"}.`;
      }}
      more={
        group && (
          <div>
            <Danger
              label="Remove"
              title={`Remove ${group.name}?`}
              text="Its agents are in no group then and are offered no codes that belong to it."
              action="Remove"
              run={remove}
            />
          </div>
        )
      }
    >
      {(form) => (
        <>
          <TextField form={form} name="name" label="Name" />
          {group && (
            <p className="muted">
              Agents: {names(group.agents)}. Supervised by: {names(group.supervisors)}. Both are changed at{" "}
              <a href="#/users">Users</a>.
            </p>
          )}
        </>
      )}
    </Editor>
  );
}
