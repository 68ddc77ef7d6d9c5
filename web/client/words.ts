// Says in plain words what codes mean. It must not be asked for decisions.
import { noun_of } from "./legs.ts";
import type { Leg } from "./types.ts";

const REFUSALS: Record<string, string> = {
  already_in_status: "You are already in this status.",
  status_disabled: "This status is not available any more.",
  unknown_status: "This status does not exist any more.",
  not_allowed: "This cannot be done right now.",
  stale: "Your status changed in the meantime. Please look and choose again.",
  leg_state: "The contact is no longer in a state where this can be done.",
  contact_state: "The contact is no longer in a state where this can be done.",
  unknown_contact: "This contact is gone.",
  unknown_leg: "This contact is gone.",
  offer_over: "That offer is over. This one is a new one.",
  unknown_queue: "This queue does not exist any more.",
  queue_disabled: "This queue takes no contacts right now.",
  queue_full: "This queue is full.",
  agent_queue_full: "This person has too many contacts waiting.",
  agent_disabled: "This person does not work here any more.",
  closed: "It is outside opening hours.",
  wrong_channel: "This cannot be done with this kind of contact.",
  pause_limit: "This task cannot be paused again.",
  chain_limit: "This contact cannot be transferred again.",
  busy: "You are already on a call.",
  too_large: "This text is too long.",
  overloaded: "The server is busy. Please try again.",
  no_space: "The server has run out of space and takes nothing new. You can still finish your contacts.",
};

export const OUTCOME_UNKNOWN = "The connection broke before an answer came. Please look whether it was done.";

export function refusal_words(code: string, message: string): string {
  return REFUSALS[code] ?? (message || "The server refused this.");
}

export function waiting_words(channels: readonly string[]): string {
  const names = channels.map((channel) => channel.toLowerCase());
  const last = names.pop();
  if (!last) return "Waiting for contacts.";
  const list = names.length > 0 ? `${names.join(", ")} and ${last}` : last;
  return `Waiting for contacts. You are available for ${list}.`;
}

/** Why a contact that was offered did not become a conversation. */
export function not_taken_words(leg: Leg): { title: string; text: string } {
  const noun = noun_of(leg.channel);
  if (leg.state === "MISSED")
    return {
      title: `Missed ${noun}`,
      text: `You did not answer in time, so the ${noun} went back to its queue and keeps its place there. Until you clear it, it takes one of your slots.`,
    };
  if (leg.state === "REJECTED")
    return leg.endCause === "customer_left"
      ? {
          title: `The customer left`,
          text: `The customer left before you could answer. Clear the ${noun} to free its slot.`,
        }
      : {
          title: `Rejected ${noun}`,
          text: `You rejected this ${noun}. It went back to its queue. Until you clear it, it takes one of your slots.`,
        };
  return {
    title: `The ${noun} could not be connected`,
    text: `${end_words(leg) ?? `Something went wrong before the ${noun} was connected.`} Clear it to free its slot.`,
  };
}

/** The names of core's causes that end a contact, in lower case. */
const END_CAUSES: Record<string, string> = {
  customer_left: "The customer ended it.",
  agent_ended: "You ended it.",
  api_stopped: "A program ended it.",
  supervisor_ended: "A supervisor ended it.",
  taken_over: "A supervisor took it over.",
  requeued: "A supervisor sent it back to a queue.",
  transferred: "You transferred it.",
  expired: "It had been open for too long.",
  failed: "The connection failed.",
  no_answer: "Nobody answered.",
  busy: "The line was busy.",
  bad_address: "The number does not exist.",
};

const OFFER_REASONS: Record<string, string> = {
  longest_available: "You were available longest",
  next_in_queue: "It was next in the queue",
  agent_queue: "It waited for you",
  associated: "It was assigned to you",
  transferred: "It was transferred to you",
};

export function offer_words(reason: string): string {
  return OFFER_REASONS[reason] ?? reason.replaceAll("_", " ");
}

export function end_words(leg: Leg): string | null {
  return leg.endCause ? (END_CAUSES[leg.endCause] ?? null) : null;
}

export function login_words(status: number, code: string, retry_after: string | null): string {
  if (code === "bad_credentials") return "The username or the password is not right.";
  if (code === "weak_password")
    return "Please choose a longer password: at least 10 characters, and not your username.";
  if (code === "disabled") return "This account is switched off. Please ask your administrator.";
  const seconds = Number(retry_after) || 0;
  const when =
    seconds > 90 ? `in ${Math.ceil(seconds / 60)} minutes` : seconds > 1 ? `in ${seconds} seconds` : "in a moment";
  if (code === "too_many_attempts" || status === 429) return `Too many attempts. Please try again ${when}.`;
  if (status === 0) return "The server does not answer. Please try again in a moment.";
  return `The server is busy. Please try again ${when}.`;
}
