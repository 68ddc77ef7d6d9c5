// What an agent should be told in words about their status: what somebody else did, and what followed by itself. Pure.
import { noun_of } from "./legs.ts";
import type { Actor, PanelState, StatusChange, Why } from "./types.ts";

export interface News {
  /** The same news has the same key. */
  key: string;
  text: string;
}

function person(by: Actor): string {
  if (by.kind === "supervisor") return by.name ?? "A supervisor";
  if (by.kind === "admin") return by.name ?? "An administrator";
  if (by.kind === "api") return by.name ? `A program of ${by.name}` : "A program";
  return "Your centre";
}

/** "You did not answer the chat with Nina in time", "You rejected the call with …"; null: it was something else. */
function declined({ cause, contact }: Why): string | null {
  const what = contact ? `the ${noun_of(contact.channel)}${contact.name ? ` with ${contact.name}` : ""}` : null;
  if (cause === "offer_missed") return what ? `You did not answer ${what} in time` : "You did not answer in time";
  if (cause === "offer_rejected") return `You rejected ${what ?? "a contact"}`;
  return null;
}

/** What whoever did it said about it. */
function said({ why }: Why): string {
  return why ? ` They say: “${why}”` : "";
}

function with_reason(name: string, { reason }: Why): string {
  return reason ? `${name} (${reason.name})` : name;
}

function news_of_change(state: PanelState, changed: StatusChange): string | null {
  const name = with_reason(state.status.name, changed);
  const why = declined(changed);
  if (why) return `${why}, so you are ${name}.`;
  if (changed.cause === "next_applied" && state.control?.shown === "WORKING_OFFLINE")
    return `Your last contact is finished. Stop New was on, so you are ${name}.`;
  const asked = changed.cause === null || changed.cause === "next_applied";
  if (!asked || changed.by.kind === "agent" || changed.by.kind === "system") return null;
  return `${person(changed.by)} set your status to ${name}.${said(changed)}`;
}

function news_of_next({ next }: PanelState): string | null {
  if (!next) return null;
  const why = declined(next);
  const own = next.setBy.kind === "agent" || next.setBy.kind === "system";
  if (!next.stopNew) {
    if (why) return `${why}, so you go to ${next.status.name} when your contacts are finished.`;
    return own ? null : `${person(next.setBy)} set your next status to ${next.status.name}.${said(next)}`;
  }
  if (why) return `${why}, so Stop New is on until you choose Resume.`;
  return own
    ? null
    : `${person(next.setBy)} turned Stop New on. Nothing new comes until you choose Resume.${said(next)}`;
}

const FORCED: Record<string, (contact: string) => string> = {
  taken_over: (contact) => `took over ${contact}`,
  requeued: (contact) => `sent ${contact} back to a queue`,
  cleared: (contact) => `cleared ${contact} from your contacts`,
  supervisor_ended: (contact) => `ended ${contact}`,
};

function news_of_forced({ forced }: PanelState): string | null {
  if (!forced) return null;
  const { channel, name } = forced.contact;
  const did = FORCED[forced.contact.wasOver ? "cleared" : (forced.cause ?? "")];
  const why = forced.why ? ` They say: “${forced.why}”` : "";
  return did ? `${person(forced.by)} ${did(`the ${noun_of(channel)}${name ? ` with ${name}` : ""}`)}.${why}` : null;
}

/** The one thing worth saying now, or null. What followed from a missed offer is said elsewhere where there is no table of moves. */
export function news_of(state: PanelState): News | null {
  const of_forced = news_of_forced(state);
  const told_at = Math.max(state.next?.setAt ?? 0, state.changed?.at ?? 0);
  if (of_forced && (state.forced?.at ?? 0) >= told_at)
    return { key: `forced ${state.forced?.at} ${state.forced?.contact.name}`, text: of_forced };
  const of_next = news_of_next(state);
  if (of_next) return { key: `next ${state.next?.version}`, text: of_next };
  const of_change = state.changed && news_of_change(state, state.changed);
  return of_change ? { key: `status ${state.changed?.at}`, text: of_change } : null;
}

/** Said on the login page to somebody who was logged out. */
export function logged_out_words({ changed }: PanelState): string {
  if (changed?.cause === "session_timeout") return "You were logged out because this page was away for too long.";
  if (!changed || changed.by.kind === "agent" || changed.by.kind === "system") return "You are signed out.";
  return `${person(changed.by)} logged you out.`;
}
