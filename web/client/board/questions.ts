// The two questions a supervisor asks the server, and whether it has answered. Pure.
import type { Answer } from "../line.ts";
import type { Command } from "../types.ts";

export function why_agent({ id }: { id: string }): Command {
  return { do: "why_agent", agentId: id };
}

export function why_contact({ id }: { id: string }): Command {
  return { do: "why_contact", contactId: id };
}

/** Narrows an answer to what its request promises. */
export function is_answered<Body>(answer: Answer): answer is Answer & { is: "done" } & Body {
  return answer.is === "done";
}
