// What a supervisor can do with a contact, and with one agent's part in it. Buttons, menus and tests use the same objects.
import type { Command } from "../types.ts";
import type { Board } from "./fold.ts";
import type { BoardAgent, BoardContact } from "./types.ts";

/** What an action is about: a contact, and where it matters the agent who has it. */
export interface About {
  contact: BoardContact;
  agent: BoardAgent | null;
}

export interface BoardAction {
  /** Also the command's name on the line. */
  name: string;
  label: string;
  /** Whether it makes sense now. The server has the last word. */
  enabled(board: Board, about: About): boolean;
  command(about: About, why: string): Command;
}

/** Breaks into running work: a warning is shown and a reason is mandatory. */
export interface BreakGlass extends BoardAction {
  warning(about: About): string;
  /** The queues it may go to, the first one unless another is chosen; "" is the contact's own. */
  queues?(board: Board, about: About): { value: string; label: string }[];
  command(about: About, why: string, queue?: string): Command;
}

const may_act = ({ agent }: About): boolean => agent === null || agent.mine;
const goes_on = ({ contact }: About): boolean => contact.place !== "OVER";

function is_live_chat({ contact, agent }: About): boolean {
  const leg = agent?.legs.find(({ contactId, monitors }) => contactId === contact.id && !monitors);
  return contact.channel === "CHAT" && contact.place === "HANDLED" && leg?.state === "CONNECTED";
}

export const monitor: BoardAction = {
  name: "monitor",
  label: "Monitor",
  enabled: (board, about) => is_live_chat(about) && may_act(about) && about.agent?.id !== board.user.id,
  command: ({ contact, agent }) => ({ do: "monitor", contactId: contact.id, ...(agent ? { agentId: agent.id } : {}) }),
};

export const end_contact: BreakGlass = {
  name: "end_contact",
  label: "End contact",
  enabled: (_, about) => goes_on(about) && may_act(about),
  command: ({ contact }, why) => ({ do: "end_contact", contactId: contact.id, why }),
  warning: ({ contact, agent }) =>
    contact.place === "HANDLED"
      ? `The customer is cut off at once and ${agent?.name ?? "the agent"} goes to wrap-up. This cannot be undone.`
      : "The customer stops waiting at once and is told that it has ended. This cannot be undone.",
};

export const requeue: BreakGlass = {
  name: "requeue",
  label: "Requeue",
  enabled: (_, about) => goes_on(about) && may_act(about) && about.contact.place !== "SCHEDULED",
  queues(board, { contact }) {
    const others = board.queueNames
      .filter(({ id }) => id !== contact.queue)
      .map(({ id, name }) => ({ value: id, label: name }));
    const own = board.queueNames.find(({ id }) => id === contact.queue);
    const waits = contact.place === "WAITING" && own; // it is in its own queue already
    return waits ? others : [{ value: "", label: own?.name ?? "Where it came from" }, ...others];
  },
  command: ({ contact }, why, queue = "") => ({ do: "requeue", contactId: contact.id, queueId: queue || null, why }),
  warning: ({ contact, agent }) =>
    contact.place === "HANDLED"
      ? `It is taken away from ${agent?.name ?? "the agent"}, who goes to wrap-up, and the customer waits in the queue again.`
      : contact.place === "WAITING"
        ? "It waits in the other queue from now on."
        : "It goes back to its place in the queue. An offer that is ringing is withdrawn without a penalty.",
};

export const clear_leg: BreakGlass = {
  name: "clear_leg",
  label: "Clear contact from agent",
  enabled: (_, about) => about.agent?.mine === true,
  command: ({ contact, agent }, why) => ({ do: "clear_leg", contactId: contact.id, agentId: agent?.id ?? "", why }),
  warning: ({ agent }) =>
    `It disappears from ${agent?.name ?? "the agent"}'s panel and its slot is free. If nobody else has the contact, it is over for the customer too.`,
};

export const BREAK_GLASS: readonly BreakGlass[] = [end_contact, requeue, clear_leg];

/** A reason may have 500 bytes and must say something. */
export const WHY_BYTES_MAX = 500;

export function why_fault(why: string): string | null {
  if (!why.trim()) return "Please give a reason. It is kept in the audit and shown to the agent.";
  return new TextEncoder().encode(why.trim()).length > WHY_BYTES_MAX ? "Please give a shorter reason." : null;
}
