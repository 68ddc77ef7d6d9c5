// What can be said about a leg from its state alone. Pure.
import type { Channel, Leg } from "./types.ts";

/** An offer waits for Accept. A leg the agent starts is CONNECTING too, but there is nothing to accept. */
export function is_offer(leg: Leg): boolean {
  if (leg.state === "INCOMING") return true;
  return leg.state === "CONNECTING" && leg.initiation !== "OUTBOUND";
}

export function is_dialling(leg: Leg): boolean {
  return leg.state === "PENDING" || (leg.state === "CONNECTING" && leg.initiation === "OUTBOUND");
}

export function is_live(leg: Leg): boolean {
  return leg.state === "CONNECTED" || leg.state === "CONNECTED_ONHOLD" || leg.state === "PAUSED";
}

export function is_wrapup(leg: Leg): boolean {
  return leg.state === "ENDED";
}

export function was_not_taken(leg: Leg): boolean {
  return leg.state === "MISSED" || leg.state === "REJECTED" || leg.state === "ERROR";
}

/** Exactly the legs that can be cleared. */
export function is_clearable(leg: Leg): boolean {
  return is_wrapup(leg) || was_not_taken(leg);
}

/** "Chat with Nina", "Task Call back", "Call with +44 …": the name of the tab and of the region. */
export function title_of(leg: Leg): string {
  const name = leg.name || "Customer";
  if (leg.channel === "TASK") return `Task ${leg.name || "without a name"}`;
  return leg.channel === "VOICE" ? `Call with ${name}` : `Chat with ${name}`;
}

export function noun_of(channel: Channel): "call" | "chat" | "task" {
  return channel === "VOICE" ? "call" : channel === "CHAT" ? "chat" : "task";
}

/** Offers first, by deadline; then what needs work, oldest first; what only has to be cleared last. */
export function in_order(legs: readonly Leg[]): Leg[] {
  const rank = (leg: Leg) => (is_offer(leg) ? 0 : is_clearable(leg) ? 2 : 1);
  return [...legs].sort((a, b) => rank(a) - rank(b) || a.startedAt - b.startedAt);
}
