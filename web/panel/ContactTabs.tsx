// The contacts at hand as tabs: what each one is, its time, and what has not been read. A row in a small frame, a column on a wide page.
import Icon from "@cloudscape-design/components/icon";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { is_dialling, is_offer, is_wrapup, title_of, was_not_taken } from "../client/legs.ts";
import { is_monitor } from "../client/monitoring.ts";
import { is_typing, unread_of } from "../client/panel.ts";
import type { Channel, Leg, PanelState } from "../client/types.ts";
import { useNow } from "../ui/clock.ts";
import { Timer } from "../ui/Timer.tsx";
import { usePanelState, useView } from "./context.ts";

export const CHANNEL_ICONS = { CHAT: "contact", VOICE: "call", TASK: "list-view" } as const;

export function ChannelIcon({ channel, tone }: { channel: Channel; tone: string }) {
  return (
    <span className={`channel ${tone}`} aria-hidden="true">
      <Icon name={CHANNEL_ICONS[channel]} />
    </span>
  );
}

export function tone_of(leg: Leg): string {
  if (is_offer(leg)) return "offer";
  if (is_wrapup(leg)) return "wrapup";
  return was_not_taken(leg) ? "trouble" : "live";
}

/** What wrap-up is called on the page: each model's agents know it by its own name. */
export function wrapup_word({ control }: PanelState): string {
  return control ? "Post Processing" : "Wrap-up";
}

export function state_words(leg: Leg, state: PanelState): string {
  if (is_offer(leg)) return "Incoming";
  if (is_dialling(leg)) return "Calling";
  switch (leg.state) {
    case "CONNECTED_ONHOLD":
      return "On hold";
    case "PAUSED":
      return "Paused";
    case "ENDED":
      return wrapup_word(state);
    case "MISSED":
      return "Missed";
    case "REJECTED":
      return "Rejected";
    case "ERROR":
      return "Failed";
    default:
      if (!is_monitor(leg)) return "Connected";
      return leg.monitors?.barged ? "Speaking with the customer too" : "Monitoring";
  }
}

/** An offer and timed wrap-up count down; everything else counts up from its beginning. */
export function LegTimer({ leg, skew }: { leg: Leg; skew: number }) {
  if (leg.deadline !== null && (is_offer(leg) || is_wrapup(leg))) return <Timer until={leg.deadline} skew={skew} />;
  if (leg.state === "CONNECTED" && leg.connectedAt !== null) return <Timer since={leg.connectedAt} skew={skew} />;
  if (leg.state === "CONNECTED_ONHOLD" && leg.holdSince !== null) return <Timer since={leg.holdSince} skew={skew} />;
  return <Timer since={leg.since} skew={skew} />;
}

interface ContactTabsProps {
  legs: readonly Leg[];
  selected: string | null;
  choose: (contactId: string) => void;
}

export function ContactTabs({ legs, selected, choose }: ContactTabsProps) {
  const view = useView();
  const state = usePanelState();
  const now = useNow();
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (selected)
      list.current
        ?.querySelector(`[data-contact="${selected}"]`)
        ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [selected]);

  const key = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const at = legs.findIndex((leg) => leg.contactId === selected);
    const target =
      event.key === "Home"
        ? legs[0]
        : event.key === "End"
          ? legs.at(-1)
          : step && legs[(at + step + legs.length) % legs.length];
    if (!target) return;
    event.preventDefault();
    choose(target.contactId);
    list.current?.querySelector<HTMLElement>(`[data-contact="${target.contactId}"]`)?.focus();
  };

  return (
    <div className="tabs" role="tablist" aria-label="Contacts" ref={list} onKeyDown={key}>
      {legs.map((leg) => {
        const unread = unread_of(view, leg);
        const chosen = leg.contactId === selected;
        return (
          <button
            key={leg.contactId}
            id={`tab-${leg.contactId}`}
            data-contact={leg.contactId}
            type="button"
            role="tab"
            aria-selected={chosen}
            aria-controls={chosen ? `contact-${leg.contactId}` : undefined}
            tabIndex={chosen ? 0 : -1}
            className={`tab ${tone_of(leg)}`}
            onClick={() => choose(leg.contactId)}
          >
            <ChannelIcon channel={leg.channel} tone={tone_of(leg)} />
            <span className="tab-text">
              <TabName title={title_of(leg)} name={leg.name} />
              <span className="tab-state">
                {is_typing(view, leg, now) ? "typing…" : state_words(leg, state)} ·{" "}
                <LegTimer leg={leg} skew={view.skew_ms} />
              </span>
            </span>
            {unread > 0 && (
              <span className="unread">
                {unread}
                <span className="unseen"> unread</span>
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}

/** "Chat with Nina", of which the eye sees "Nina": the icon says the rest. */
function TabName({ title, name }: { title: string; name: string }) {
  const short = name && title.endsWith(name) ? name : title;
  return (
    <span className="tab-name">
      <span className="unseen">{title.slice(0, title.length - short.length)}</span>
      {short}
    </span>
  );
}
