// The statuses that agents choose from: their names, their order, which are offered. It must not change anybody's status.
import Button from "@cloudscape-design/components/button";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { Notice } from "../../ui/Notice.tsx";
import { run_steps } from "../api.ts";
import { Editor } from "../blocks/Editor.tsx";
import { CheckField, TextField } from "../blocks/fields.tsx";
import { errors_of, REQUIRED } from "../blocks/form.ts";
import { ListPage } from "../blocks/ListPage.tsx";
import { useAdmin } from "../context.ts";
import { in_order, moved } from "../order.ts";
import { words_of } from "../refusal.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";

interface Status {
  AgentStatusId: string;
  Name: string;
  Description?: string;
  Type: "ROUTABLE" | "CUSTOM" | "OFFLINE";
  DisplayOrder?: number;
  State: "ENABLED" | "DISABLED";
}

const TYPES = { ROUTABLE: "Gets work", CUSTOM: "Gets no work", OFFLINE: "Away" };
const BACK = "#/statuses";

export function Statuses({ rest }: SectionProps) {
  const { api, flash } = useAdmin();
  const [refused, set_refused] = useState("");
  const [moving, set_moving] = useState(false);
  const loaded = useAsync(async () => in_order(await api.search<Status>("search-agent-statuses", "AgentStatuses")));
  const rows = loaded.value ?? [];
  const open = rest[0] ?? null;
  const chosen = rows.find((row) => row.AgentStatusId === open);

  const move = async (row: Status, to: number) => {
    set_moving(true);
    set_refused("");
    try {
      const changes = moved(rows, rows.indexOf(row), to).map(({ row: { AgentStatusId }, order }) => ({
        what: "part of the order",
        run: () => api.connect("POST", `agent-status/{I}/${AgentStatusId}`, { DisplayOrder: order }),
      }));
      await run_steps(changes);
      flash(`${row.Name} is now number ${to + 1}.`);
    } catch (error) {
      set_refused(words_of(error));
    }
    await loaded.reload();
    set_moving(false);
    const button = document.querySelector<HTMLElement>(`[data-move="${row.AgentStatusId}"] button:not(:disabled)`);
    if (document.activeElement === document.body) button?.focus();
  };

  return (
    <ListPage
      title="Statuses"
      lead="What agents can choose. A change is in every open panel at once."
      create={{ label: "Create status", href: `${BACK}/new` }}
      loaded={loaded}
      rows={rows}
      id_of={(row) => row.AgentStatusId}
      href={(row) => `${BACK}/${row.AgentStatusId}`}
      open={open}
      before={refused && <Notice kind="error">{refused}</Notice>}
      empty={{ title: "No statuses", text: "Create one so that agents can say what they are doing." }}
      columns={[
        { label: "Name", cell: (row) => row.Name },
        { label: "Meaning", cell: (row) => TYPES[row.Type], wide: true },
        {
          label: "State",
          cell: (row) => (
            <StatusIndicator type={row.State === "ENABLED" ? "success" : "stopped"}>
              {row.State === "ENABLED" ? "On" : "Off"}
            </StatusIndicator>
          ),
        },
        {
          label: "Order",
          cell: (row) => {
            const place = rows.indexOf(row);
            return (
              <span className="row-buttons" data-move={row.AgentStatusId}>
                <Button
                  variant="icon"
                  iconName="angle-up"
                  ariaLabel={`Move ${row.Name} up`}
                  disabled={moving || place === 0}
                  onClick={() => void move(row, place - 1)}
                />
                <Button
                  variant="icon"
                  iconName="angle-down"
                  ariaLabel={`Move ${row.Name} down`}
                  disabled={moving || place === rows.length - 1}
                  onClick={() => void move(row, place + 1)}
                />
              </span>
            );
          },
        },
      ]}
      drawer={
        (open === "new" || chosen) && (
          <StatusForm key={open} status={chosen} count={rows.length} reload={loaded.reload} />
        )
      }
    />
  );
}

function StatusForm({
  status,
  count,
  reload,
}: {
  status: Status | undefined;
  count: number;
  reload: () => Promise<void>;
}) {
  const { api } = useAdmin();
  const built_in = status !== undefined && status.Type !== "CUSTOM";
  const start = {
    name: status?.Name ?? "",
    description: status?.Description ?? "",
    enabled: status?.State !== "DISABLED",
  };
  return (
    <Editor
      title={status ? status.Name : "Create status"}
      lead={status ? TYPES[status.Type] : "A new status means that its agent gets no work."}
      start={start}
      check={({ name }) => errors_of({ name: name.trim() ? "" : REQUIRED })}
      members={{ name: ["Name", "name"], description: ["Description"], enabled: ["State"] }}
      back={BACK}
      saved={reload}
      save_label={status ? "Save" : "Create"}
      save={async ({ name, description, enabled }) => {
        const State = enabled ? "ENABLED" : "DISABLED";
        const Name = name.trim();
        if (status) {
          const wish = { Name, Description: description, ...(built_in ? {} : { State }) };
          await api.connect("POST", `agent-status/{I}/${status.AgentStatusId}`, wish);
          return `${Name} was saved.`;
        }
        const wish = { Name, State, ...(description ? { Description: description } : {}) };
        await api.connect("PUT", "agent-status/{I}", { ...wish, DisplayOrder: Math.min(count + 1, 50) });
        return `${Name} was created. Agents can choose it now.`;
      }}
    >
      {(form) => (
        <>
          <TextField form={form} name="name" label="Name" />
          <TextField form={form} name="description" label="Description" rows={2} optional />
          {built_in ? (
            <p className="muted">This status is always offered.</p>
          ) : (
            <CheckField form={form} name="enabled" label="Agents can choose it" hint="Who is in it stays in it." />
          )}
        </>
      )}
    </Editor>
  );
}
