// The queues of a routing profile as its form holds them, and what must change at the server so that they become so. Pure.
import { number_error, whole_number } from "./blocks/form.ts";
import { CHANNEL_WORDS, type Channel, type PerChannel } from "./channels.ts";

export interface Concurrency {
  Channel: string;
  Concurrency: number;
  CrossChannelBehavior?: { BehaviorType: string };
}

export interface Served {
  QueueId: string;
  Priority: number;
  Delay: number;
  Channel: string;
}

/** A line of the form: a queue's channel, as texts. */
export interface ServedLine {
  queue: string;
  channel: Channel;
  priority: string;
  delay: string;
}

const key_of = ({ QueueId, Channel }: Served) => `${QueueId} ${Channel}`;

export function served_of(lines: readonly ServedLine[]): Served[] {
  return lines.map(({ queue, channel, priority, delay }) => ({
    QueueId: queue,
    Channel: channel.toUpperCase(),
    Priority: whole_number(priority),
    Delay: whole_number(delay),
  }));
}

/** What has to be associated, changed and taken away so that `before` becomes `after`. */
export function served_changes(before: readonly Served[], after: readonly Served[]) {
  const old = new Map(before.map((served) => [key_of(served), served]));
  const kept = new Set(after.map(key_of));
  const changed = (served: Served) => {
    const was = old.get(key_of(served));
    return was !== undefined && (was.Priority !== served.Priority || was.Delay !== served.Delay);
  };
  return {
    added: after.filter((served) => !old.has(key_of(served))),
    changed: after.filter(changed),
    taken: before.filter((served) => !kept.has(key_of(served))),
  };
}

export const config_of = ({ QueueId, Channel, Priority, Delay }: Served) => ({
  QueueReference: { QueueId, Channel },
  Priority,
  Delay,
});

export function slots_of(media: readonly Concurrency[]): PerChannel {
  const slots = (channel: Channel) => media.find(({ Channel }) => Channel === channel.toUpperCase())?.Concurrency ?? "";
  return { voice: String(slots("voice")), chat: String(slots("chat")), task: String(slots("task")) };
}

export function lines_error(lines: readonly ServedLine[], slots: PerChannel): string {
  const seen = new Set<string>();
  for (const { queue, channel, priority, delay } of lines) {
    if (!queue) return "Choose a queue in each line.";
    if (seen.has(`${queue} ${channel}`)) return "A queue's channel is in the list twice.";
    seen.add(`${queue} ${channel}`);
    const wrong = number_error(priority, 1, 99);
    if (wrong) return `Priority: ${wrong}`;
    const late = number_error(delay, 0, 9_999);
    if (late) return `Delay: ${late}`;
    if (!slots[channel].trim()) return `${CHANNEL_WORDS[channel]} are in the list, but agents may have none at a time.`;
  }
  return "";
}
