// The agents' list as an address says it: #/agents?sort=status&next=1. Pure.
import { ALL_AGENTS, type Choices, type Column, type Grouping } from "../../client/board/rows.ts";
import type { Activity } from "../../client/board/types.ts";
import { render_route } from "../../client/route.ts";

const COLUMNS: readonly string[] = ["name", "status", "next", "activity", "contacts", "occupancy", "missed", "handled"];
const GROUPINGS: readonly string[] = ["", "group", "profile", "queue"];

export function choices_of(query: Readonly<Record<string, string>>): Choices {
  const { text = "", status = "", activity = "", next, queue = "", sort = "", desc, group = "" } = query;
  return {
    text,
    status,
    activity: activity as Activity | "",
    with_next: next === "1",
    queue,
    sort: COLUMNS.includes(sort) ? (sort as Column) : ALL_AGENTS.sort,
    descending: desc === "1",
    group: GROUPINGS.includes(group) ? (group as Grouping) : "",
  };
}

export function address_of(choices: Choices, agentId: string | null = null): string {
  const { text, status, activity, with_next, queue, sort, descending, group } = choices;
  return render_route("agents", agentId ? [agentId] : [], {
    text,
    status,
    activity,
    next: with_next ? "1" : "",
    queue,
    sort: sort === ALL_AGENTS.sort ? "" : sort,
    desc: descending ? "1" : "",
    group,
  });
}
