// What can be said about monitoring and whispering on the agent's side: whose leg listens, which whispers there are, what is sent. Pure.

import type { Whisper } from "./board/types.ts";
import { put_whisper } from "./board/watch.ts";
import type { Command, Joined, Leg } from "./types.ts";

const NONE: readonly Whisper[] = [];
const NOBODY: readonly Joined[] = [];

/** A leg of a supervisor who reads along: it takes no slot and has no wrap-up. */
export function is_monitor(leg: Leg): boolean {
  return leg.initiation === "MONITOR";
}

/** Whether what this person writes goes to the customer. */
export function speaks_with_customer(leg: Leg): boolean {
  return !is_monitor(leg) || leg.monitors?.barged === true;
}

/** Who speaks with the customer beside the agent whose leg it is. */
export function joined_of(leg: Leg): readonly Joined[] {
  return leg.joined ?? NOBODY;
}

export function whispers_of(leg: Leg): readonly Whisper[] {
  return leg.whispers ?? NONE;
}

/** Somebody has whispered to the agent, who may answer; a supervisor who listens may always whisper. */
export function may_whisper(leg: Leg): boolean {
  if (leg.state !== "CONNECTED") return false;
  return is_monitor(leg) || whispers_of(leg).length > 0;
}

export function with_whisper(leg: Leg, whisper: Whisper): Leg {
  return { ...leg, whispers: put_whisper(whispers_of(leg), whisper) };
}

export function whisper_command(leg: Leg, text: string): Command {
  return { do: "whisper", contactId: leg.contactId, text };
}
