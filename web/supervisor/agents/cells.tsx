// What the cells of an agent's row say: status, next status, activity, slots and contacts.
import Icon from "@cloudscape-design/components/icon";
import { activity_tone } from "../../client/board/day.ts";
import { channels_of } from "../../client/board/rows.ts";
import type { BoardAgent, BoardLeg, BoardNext } from "../../client/board/types.ts";
import { activity_words, by_words, channel_words, leg_state_words, status_words } from "../../client/board/words.ts";
import { clock_time } from "../../client/format.ts";
import type { Channel } from "../../client/types.ts";
import { Timer } from "../../ui/Timer.tsx";

export const CHANNEL_ICONS = { CHAT: "contact", VOICE: "call", TASK: "list-view" } as const;
const LEGS_SHOWN = 2;

export function StatusCell({ agent, skew }: { agent: BoardAgent; skew: number }) {
  const { status } = agent;
  return (
    <>
      <span className="line-1">
        <span className={`status-dot ${status.type.toLowerCase()}`} aria-hidden="true" />
        <span className="cut">{status_words(agent)}</span>
      </span>
      <Timer since={status.since} skew={skew} className="sub" />
    </>
  );
}

/** "12:04 by Sam, about 12:20", and why as a description. */
export function NextCell({ next, skew }: { next: BoardNext | null; skew: number }) {
  if (!next) return null;
  return (
    <>
      <span className="line-1">
        <span className="next-chip cut" title={next.why ?? undefined}>
          {next.stopNew ? "Stop New" : next.status.name}
        </span>
        <Timer since={next.setAt} skew={skew} className="next-time" />
      </span>
      <span className="sub cut">
        by {by_words(next.by)}
        {next.estimateAt !== null && <> · about {clock_time(next.estimateAt - skew)}</>}
      </span>
    </>
  );
}

export function ActivityCell({ agent, skew }: { agent: BoardAgent; skew: number }) {
  return (
    <>
      <span className="line-1">
        <span className={`activity ${activity_tone(agent.activity)} cut`}>{activity_words(agent.activity)}</span>
      </span>
      <Timer since={agent.activitySince} skew={skew} className="sub" />
    </>
  );
}

export function Slots({ agent }: { agent: BoardAgent }) {
  return (
    <span className="slots">
      {channels_of(agent).map((channel) => (
        <ChannelSlots key={channel} channel={channel} {...agent.slots[channel]} />
      ))}
    </span>
  );
}

function ChannelSlots({
  channel,
  max,
  active,
  available,
}: {
  channel: Channel;
  max: number;
  active: number;
  available: number;
}) {
  return (
    <span
      className={`slot ${active > 0 ? "used" : ""} ${available === 0 && active === 0 ? "closed" : ""}`}
      title={`${channel_words(channel)}: ${active} of ${max} in use, ${available} free`}
    >
      <Icon name={CHANNEL_ICONS[channel]} size="small" />
      <span className="unseen">{channel_words(channel)}: </span>
      {active}/{max}
      <span className="unseen">, {available} free</span>
    </span>
  );
}

export function ContactsCell({ agent, skew }: { agent: BoardAgent; skew: number }) {
  const shown = agent.legs.slice(0, LEGS_SHOWN);
  const more = agent.legs.length - shown.length;
  return (
    <>
      <Slots agent={agent} />
      <span className="legs">
        {shown.map((leg) => (
          <LegChip key={leg.contactId} leg={leg} skew={skew} />
        ))}
        {more > 0 && <span className="leg more">+{more}</span>}
      </span>
    </>
  );
}

export function leg_tone({ state }: BoardLeg): string {
  if (state === "CONNECTED" || state === "CONNECTED_ONHOLD") return "live";
  if (state === "ENDED") return "wrapup";
  return state === "CONNECTING" || state === "INCOMING" || state === "PENDING" ? "offer" : "trouble";
}

function LegChip({ leg, skew }: { leg: BoardLeg; skew: number }) {
  return (
    <a
      className={`leg ${leg_tone(leg)}`}
      href={`#/contacts/${leg.contactId}`}
      title={`${leg.name}: ${leg_state_words(leg.state)}`}
    >
      <span className="cut">{leg.name || channel_words(leg.channel)}</span>
      <span className="unseen"> {leg_state_words(leg.state)}</span> <Timer since={leg.since} skew={skew} />
    </a>
  );
}
