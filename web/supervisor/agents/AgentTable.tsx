// The table of agents: its heads sort it, its rows are drawn where they are in sight.
import Icon from "@cloudscape-design/components/icon";
import { useCallback } from "react";
import type { Choices, Column, Item } from "../../client/board/rows.ts";
import { useView } from "../context.ts";
import { useNarrow } from "../parts/use_narrow.ts";
import { VirtualRows } from "../parts/VirtualRows.tsx";
import { AgentRow } from "./AgentRow.tsx";
import { address_of } from "./choices.ts";
import type { Selection } from "./use_selection.ts";

const ROW_PX = 54;
const ROW_NARROW_PX = 92;
const GROUP_PX = 38;

const HEADS: readonly { column: Column; name: string }[] = [
  { column: "name", name: "Agent" },
  { column: "status", name: "Status" },
  { column: "next", name: "Next status" },
  { column: "activity", name: "Activity" },
  { column: "contacts", name: "Contacts" },
  { column: "occupancy", name: "Occupancy" },
  { column: "missed", name: "Missed" },
];

interface AgentTableProps {
  items: readonly Item[];
  choices: Choices;
  choose: (change: Partial<Choices>) => void;
  selection: Selection;
  /** The agent beside the table. */
  open: string | null;
}

const key_of = (item: Item) => item.key;

export function AgentTable({ items, choices, choose, selection, open }: AgentTableProps) {
  const { skew_ms } = useView();
  const narrow = useNarrow();
  const height_of = useCallback(
    (item: Item) => (item.is === "group" ? GROUP_PX : narrow ? ROW_NARROW_PX : ROW_PX),
    [narrow],
  );
  const { toggle, selected } = selection;
  const search = address_of(choices).split("?")[1] ?? "";
  return (
    <VirtualRows
      label="Agents"
      className="agent-table"
      items={items}
      height_of={height_of}
      key_of={key_of}
      head={<Heads choices={choices} choose={choose} selection={selection} />}
      empty="No agent fits this filter."
      row={(item, at) =>
        item.is === "group" ? (
          <GroupRow item={item} at={at} />
        ) : (
          <AgentRow
            agent={item.agent}
            at={at}
            skew={skew_ms}
            selected={selected.has(item.agent.id)}
            toggle={toggle}
            open={open === item.agent.id}
            search={search}
          />
        )
      }
    />
  );
}

function GroupRow({ item, at }: { item: Item & { is: "group" }; at: number }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see VirtualRows
    <div role="row" tabIndex={-1} aria-rowindex={at + 2} className="group-row">
      {/* biome-ignore lint/a11y/useSemanticElements: see VirtualRows */}
      <span role="rowheader" tabIndex={-1}>
        <b>{item.name}</b>{" "}
        <span className="muted">
          {item.count} {item.count === 1 ? "agent" : "agents"}, {item.available} available
        </span>
      </span>
    </div>
  );
}

function Heads({ choices, choose, selection }: Pick<AgentTableProps, "choices" | "choose" | "selection">) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see VirtualRows
    <div role="row" tabIndex={-1} aria-rowindex={1} className="agent-row heads">
      {/* biome-ignore lint/a11y/useSemanticElements: see VirtualRows */}
      <span role="columnheader" tabIndex={-1} className="cell-check">
        <input
          type="checkbox"
          aria-label="Select all listed agents"
          checked={selection.is_all}
          onChange={(event) => selection.all(event.target.checked)}
        />
      </span>
      {HEADS.map((head) => (
        <Head key={head.column} {...head} choices={choices} choose={choose} />
      ))}
    </div>
  );
}

interface HeadProps extends Pick<AgentTableProps, "choices" | "choose"> {
  column: Column;
  name: string;
}

function Head({ column, name, choices, choose }: HeadProps) {
  const sorted = choices.sort === column;
  const direction = choices.descending ? "descending" : "ascending";
  return (
    // biome-ignore lint/a11y/useSemanticElements: see VirtualRows
    <span role="columnheader" tabIndex={-1} aria-sort={sorted ? direction : "none"} className={`cell-${column}`}>
      <button
        type="button"
        className="sort-button"
        onClick={() => choose({ sort: column, descending: sorted && !choices.descending })}
      >
        {name}
        {sorted && <Icon name={choices.descending ? "caret-down-filled" : "caret-up-filled"} size="small" />}
      </button>
    </span>
  );
}
