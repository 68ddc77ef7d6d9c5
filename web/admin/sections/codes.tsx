// Codes: the reasons agents give for a break, for signing out or for a rejection, in lists that are offered to groups.
import Badge from "@cloudscape-design/components/badge";
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { Notice } from "../../ui/Notice.tsx";
import { Editor } from "../blocks/Editor.tsx";
import { CheckField, ChecksField, TextField } from "../blocks/fields.tsx";
import { errors_of, REQUIRED } from "../blocks/form.ts";
import { ListPage } from "../blocks/ListPage.tsx";
import { useAdmin } from "../context.ts";
import { words_of } from "../refusal.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";
import type { Group } from "./groups.tsx";

interface Code {
  name: string;
  id: string;
  shortCode: string;
  description: string;
  enabled: boolean;
}

interface List {
  name: string;
  id: string;
  actions: string[];
  mandatory: boolean;
  groups: string[];
  codes: Code[];
}

const BACK = "#/codes";
const ACTION_WORDS: Record<string, string> = {
  BREAK: "Take a break",
  WORK_OFFLINE: "Work offline",
  LOG_OUT: "Log out",
  REJECT_VOICE: "Reject a call",
  REJECT_CHAT: "Reject a chat",
  REJECT_TASK: "Reject a task",
};
const action_words = (action: string) => ACTION_WORDS[action] ?? action;

export function Codes({ rest }: SectionProps) {
  const { api } = useAdmin();
  const loaded = useAsync(async () => {
    const [reasons, { groups }] = await Promise.all([
      api.run<{ lists: List[]; actions: string[] }>("reasons_show"),
      api.run<{ groups: Group[] }>("group_list"),
    ]);
    return { ...reasons, groups: groups.map(({ name }) => name) };
  });
  const [open = null, part, code] = rest;
  const rows = loaded.value?.lists ?? [];
  const list = rows.find((row) => row.id === open);
  const chosen = list?.codes.find(({ id }) => id === code);
  const shared = { actions: loaded.value?.actions ?? [], groups: loaded.value?.groups ?? [], reload: loaded.reload };
  const drawer =
    list && part === "code" && (code === "new" || chosen) ? (
      <CodeForm key={code} list={list} code={chosen} reload={loaded.reload} />
    ) : (
      loaded.value && (open === "new" || list) && <ListForm key={open} list={list} {...shared} />
    );
  return (
    <ListPage
      title="Codes"
      lead="Why an agent takes a break, logs out or rejects an offer. A list is offered to the groups it names."
      create={{ label: "Create list", href: `${BACK}/new` }}
      loaded={loaded}
      rows={rows}
      id_of={(row) => row.id}
      href={(row) => `${BACK}/${row.id}`}
      open={open}
      words={(row) => `${row.name} ${row.codes.map(({ name }) => name).join(" ")}`}
      empty={{ title: "No lists of codes", text: "Agents are not asked for reasons. Create a list to ask for them." }}
      columns={[
        { label: "List", cell: (row) => row.name },
        { label: "For", cell: (row) => row.actions.map(action_words).join(", ") },
        {
          label: "Codes",
          cell: (row) => (
            <>
              {row.codes.filter(({ enabled }) => enabled).length}{" "}
              {row.mandatory && <Badge color="blue">Must be given</Badge>}
            </>
          ),
        },
        { label: "Groups", cell: (row) => row.groups.join(", ") || "Nobody", wide: true },
      ]}
      drawer={drawer}
    />
  );
}

interface ListFormProps {
  list: List | undefined;
  actions: readonly string[];
  groups: readonly string[];
  reload: () => Promise<void>;
}

function ListForm({ list, actions, groups, reload }: ListFormProps) {
  const { api } = useAdmin();
  const start = {
    name: list?.name ?? "",
    actions: list?.actions ?? [],
    groups: list?.groups ?? [],
    mandatory: list?.mandatory ?? false,
  };
  return (
    <Editor
      title={list ? list.name : "Create list"}
      start={start}
      check={({ name, actions: chosen }) =>
        errors_of({ name: name.trim() ? "" : REQUIRED, actions: chosen.length ? "" : "Choose at least one." })
      }
      members={{ name: ["name", "newName"], actions: ["actions"], groups: ["groups", "group"] }}
      back={BACK}
      saved={reload}
      asks_why
      save_label={list ? "Save" : "Create"}
      save={async (value, why) => {
        const name = value.name.trim();
        const { actions: chosen, groups: offered, mandatory } = value;
        const common = { actions: chosen, groups: offered, mandatory, ...why };
        if (list)
          await api.run("reason_list_set", {
            name: list.name,
            ...(name !== list.name && { newName: name }),
            ...common,
          });
        else await api.run("reason_list_add", { name, ...common });
        return list ? `${name} was saved.` : `${name} was created. Add its codes now.`;
      }}
      more={list && <CodeList list={list} reload={reload} />}
    >
      {(form) => (
        <>
          <TextField form={form} name="name" label="Name" />
          <ChecksField
            form={form}
            name="actions"
            label="Asked for when agents"
            options={actions.map((value) => ({ value, label: action_words(value) }))}
            none="This centre's model asks for none."
          />
          <CheckField
            form={form}
            name="mandatory"
            label="A code must be given"
            hint="Supervisors and programs need not."
          />
          <ChecksField
            form={form}
            name="groups"
            label="Offered to"
            options={groups.map((value) => ({ value, label: value }))}
            none="There are no groups yet. Without one the list is offered to nobody."
          />
        </>
      )}
    </Editor>
  );
}

function CodeList({ list, reload }: { list: List; reload: () => Promise<void> }) {
  const { api, flash } = useAdmin();
  const [refused, set_refused] = useState("");
  const turn = async ({ name, enabled }: Code) => {
    set_refused("");
    try {
      await api.run("reason_set", { list: list.name, name, enabled: !enabled });
      await reload();
      flash(`${name} is ${enabled ? "not offered any more" : "offered again"}.`);
    } catch (error) {
      set_refused(words_of(error));
    }
  };
  return (
    <>
      <h3>Codes</h3>
      {refused && <Notice kind="error">{refused}</Notice>}
      {list.codes.length === 0 && <p className="muted">None yet: agents are not asked.</p>}
      <ul className="lines">
        {list.codes.map((code) => (
          <li key={code.id} className="line">
            <span className={code.enabled ? "" : "muted"}>
              <a href={`${BACK}/${list.id}/code/${code.id}`}>{code.name}</a>{" "}
              {code.shortCode && <span className="tag">{code.shortCode}</span>}
              {!code.enabled && "off"}
            </span>
            <Button
              variant="inline-link"
              ariaLabel={`Turn ${code.enabled ? "off" : "on"} ${code.name}`}
              onClick={() => void turn(code)}
            >
              {code.enabled ? "Turn off" : "Turn on"}
            </Button>
          </li>
        ))}
      </ul>
      <div>
        <Button href={`${BACK}/${list.id}/code/new`}>Add a code</Button>
      </div>
      <p className="hint">Lists and codes are never deleted, because the history names them.</p>
    </>
  );
}

function CodeForm({ list, code, reload }: { list: List; code: Code | undefined; reload: () => Promise<void> }) {
  const { api } = useAdmin();
  const start = {
    name: code?.name ?? "",
    short: code?.shortCode ?? "",
    description: code?.description ?? "",
    enabled: code?.enabled ?? true,
  };
  return (
    <Editor
      title={code ? code.name : "Add a code"}
      lead={`In the list ${list.name}.`}
      start={start}
      check={({ name, short }) =>
        errors_of({
          name: name.trim() ? "" : REQUIRED,
          short: new TextEncoder().encode(short.trim()).length > 32 ? "At most 32 letters." : "",
        })
      }
      members={{ name: ["name", "newName"], short: ["shortCode"], description: ["description"] }}
      back={`${BACK}/${list.id}`}
      saved={reload}
      asks_why
      save_label={code ? "Save" : "Add"}
      save={async (value, why) => {
        const name = value.name.trim();
        const common = { list: list.name, shortCode: value.short.trim(), description: value.description, ...why };
        if (!code) await api.run("reason_add", { name, ...common });
        else {
          const renamed = name !== code.name ? { newName: name } : {};
          await api.run("reason_set", { name: code.name, ...renamed, enabled: value.enabled, ...common });
        }
        return `${name} was ${code ? "saved" : "added"}.`;
      }}
    >
      {(form) => (
        <>
          <TextField form={form} name="name" label="Name" />
          <TextField form={form} name="short" label="Short code" hint="For reports." optional />
          <TextField form={form} name="description" label="Description" optional />
          {code && <CheckField form={form} name="enabled" label="Is offered" />}
        </>
      )}
    </Editor>
  );
}
