// Makes offers and news noticed: sound, browser notification, the page's title, and words for screen readers.
import { useEffect, useRef } from "react";
import { status_text } from "../client/actions/moves.ts";
import { is_offer, noun_of, title_of } from "../client/legs.ts";
import { whispers_of } from "../client/monitoring.ts";
import { unread_of } from "../client/panel.ts";
import type { Leg } from "../client/types.ts";
import type { PanelView } from "../client/view.ts";
import { announce } from "../ui/Announcer.tsx";
import { ring } from "../ui/sound.ts";

export function useAlerts(view: PanelView, choose: (contactId: string) => void): void {
  const legs = view.panel?.legs ?? [];
  const offers = legs.filter(is_offer);
  const ringing = offers.length > 0 && view.line === "open";
  const known = useRef(new Set<string>());

  useEffect(() => (ringing ? ring() : undefined), [ringing]);

  const offer_ids = offers.map((leg) => leg.contactId).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new offer is news
  useEffect(() => {
    for (const leg of offers) if (!known.current.has(leg.contactId)) tell_of(leg, choose);
    known.current = new Set(offers.map((leg) => leg.contactId));
  }, [offer_ids]);

  const whispers = legs.flatMap(whispers_of).filter(({ by }) => by === "supervisor").length;
  const last = useRef(whispers);
  useEffect(() => {
    if (whispers > last.current) announce("A supervisor whispers to you.");
    last.current = whispers;
  }, [whispers]);

  const unread = legs.reduce((sum, leg) => sum + unread_of(view, leg), 0);
  const title = page_title(view, offers[0], unread);
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function page_title(view: PanelView, offer: Leg | undefined, unread: number): string {
  if (view.line === "lost") return "Reconnecting… - Nextup";
  if (offer) return `● ${title_of(offer)} - Nextup`;
  const badge = unread > 0 ? `(${unread}) ` : "";
  return view.panel ? `${badge}${status_text(view.panel)} - Nextup` : "Nextup";
}

function tell_of(leg: Leg, choose: (contactId: string) => void): void {
  announce(`Incoming ${noun_of(leg.channel)}: ${title_of(leg)}`);
  if (document.visibilityState === "visible" || !("Notification" in window)) return;
  if (Notification.permission !== "granted") return;
  const notification = notification_of(leg);
  if (!notification) return;
  notification.onclick = () => {
    window.focus();
    choose(leg.contactId);
    notification.close();
  };
}

/** Null where the browser has the word but only for service workers (Chrome on Android throws): the sound and the title remain. */
function notification_of(leg: Leg): Notification | null {
  try {
    return new Notification(`Incoming ${noun_of(leg.channel)}`, {
      body: leg.queue ? `${leg.name} · ${leg.queue.name}` : leg.name,
      tag: leg.contactId,
    });
  } catch {
    return null;
  }
}
