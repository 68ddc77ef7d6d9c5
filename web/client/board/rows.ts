// Which agents the board shows and in which order: filter, sort, group. Pure; the same board and choices give the same list.
import type { Channel } from "../types.ts";
import { type Board, queues_of_agent } from "./fold.ts";
import type { Activity, BoardAgent, Named } from "./types.ts";
import { ALL_ACTIVITIES, status_words } from "./words.ts";

export type Column = "name" | "status" | "next" | "activity" | "contacts" | "occupancy" | "missed" | "handled";
export type Grouping = "" | "group" | "profile" | "queue";

export interface Choices {
  text: string;
  /** A status' id, "" for all. */
  status: string;
  activity: Activity | "";
  /** Only agents that have a next status. */
  with_next: boolean;
  /** Only agents of this queue. */
  queue: string;
  sort: Column;
  descending: boolean;
  group: Grouping;
}

export const ALL_AGENTS: Choices = {
  text: "",
  status: "",
  activity: "",
  with_next: false,
  queue: "",
  sort: "name",
  descending: false,
  group: "",
};

export type Item =
  | { is: "group"; key: string; name: string; count: number; available: number }
  | { is: "agent"; key: string; agent: BoardAgent };

export function matches(board: Board, agent: BoardAgent, choices: Choices): boolean {
  const text = choices.text.trim().toLowerCase();
  return (
    (!text || agent.name.toLowerCase().includes(text) || agent.username.toLowerCase().includes(text)) &&
    (!choices.status || agent.status.id === choices.status) &&
    (!choices.activity || agent.activity === choices.activity) &&
    (!choices.with_next || agent.next !== null) &&
    (!choices.queue || queues_of_agent(board, agent).includes(choices.queue))
  );
}

type Key = string | number;
const LAST = Number.POSITIVE_INFINITY; // nothing to compare: at the end in either direction

/** What a column is sorted by. Times sort by when something began, so that an order holds while they run. */
const KEYS: Record<Column, (agent: BoardAgent) => Key[]> = {
  name: ({ name }) => [name.toLowerCase()],
  status: (agent) => [status_words(agent).toLowerCase(), agent.status.since],
  next: ({ next }) => [next ? next.setAt : LAST],
  activity: ({ activity, activitySince }) => [ALL_ACTIVITIES.indexOf(activity), activitySince],
  contacts: ({ legs }) => [legs.length],
  occupancy: ({ today }) => [today?.occupancy ?? LAST],
  missed: ({ today }) => [today?.missed ?? 0],
  handled: ({ today }) => [today?.handled ?? 0],
};

function compare(a: Key[], b: Key[], direction: 1 | -1): number {
  for (const [at, left] of a.entries()) {
    const right = b[at] as Key;
    if (left === right) continue;
    if (left === LAST) return 1;
    if (right === LAST) return -1;
    return (left < right ? -1 : 1) * direction;
  }
  return 0;
}

export function sorted(agents: readonly BoardAgent[], { sort, descending }: Choices): BoardAgent[] {
  const key = KEYS[sort];
  const keyed = agents.map((agent) => ({ agent, key: key(agent), name: agent.name.toLowerCase() }));
  const direction = descending ? -1 : 1;
  keyed.sort(
    (a, b) =>
      compare(a.key, b.key, direction) ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : a.agent.id < b.agent.id ? -1 : 1),
  );
  return keyed.map(({ agent }) => agent);
}

/** The groups in which an agent is shown: of queues there may be many, of the others one. */
function groups_of(board: Board, agent: BoardAgent, grouping: Grouping): readonly (string | null)[] {
  if (grouping === "queue") {
    const queues = queues_of_agent(board, agent);
    return queues.length > 0 ? queues : [null];
  }
  return [grouping === "group" ? agent.group : agent.profile];
}

const NONE: Record<Exclude<Grouping, "">, string> = {
  group: "Without a team",
  profile: "Without a routing profile",
  queue: "Without a queue",
};

function names_of(board: Board, grouping: Grouping): readonly Named[] {
  return grouping === "group" ? board.groups : grouping === "profile" ? board.profiles : board.queueNames;
}

export function items_of(board: Board, choices: Choices): Item[] {
  const agents = sorted(
    [...board.agents.values()].filter((agent) => matches(board, agent, choices)),
    choices,
  );
  const { group } = choices;
  if (!group) return agents.map((agent) => ({ is: "agent", key: agent.id, agent }));
  const members = new Map<string | null, BoardAgent[]>();
  for (const agent of agents) for (const id of groups_of(board, agent, group)) put(members, id, agent);
  const named = [...names_of(board, group)].sort((a, b) => a.name.localeCompare(b.name));
  const order: { id: string | null; name: string }[] = [...named, { id: null, name: NONE[group] }];
  return order.flatMap(({ id, name }) => group_items(id, name, members.get(id) ?? []));
}

function put(members: Map<string | null, BoardAgent[]>, id: string | null, agent: BoardAgent): void {
  const list = members.get(id);
  if (list) list.push(agent);
  else members.set(id, [agent]);
}

function group_items(id: string | null, name: string, agents: readonly BoardAgent[]): Item[] {
  if (agents.length === 0) return [];
  const available = agents.filter(({ activity }) => activity === "AVAILABLE").length;
  const head: Item = { is: "group", key: `group ${id}`, name, count: agents.length, available };
  return [head, ...agents.map((agent): Item => ({ is: "agent", key: `${id} ${agent.id}`, agent }))];
}

const SLOT_ORDER: readonly Channel[] = ["VOICE", "CHAT", "TASK"];

/** The channels an agent works on, in the order in which they are shown. */
export function channels_of({ slots }: Pick<BoardAgent, "slots">): Channel[] {
  return SLOT_ORDER.filter((channel) => (slots[channel]?.max ?? 0) > 0);
}
