// A user's own part of the work as its form holds it, and the settings that make it so. Pure.
import { number_error, REQUIRED } from "./blocks/form.ts";
import { CHANNELS, type Channel, channels_error, type PerChannel, per_channel, settings_of } from "./channels.ts";

export function username_error(username: string): string {
  if (!username) return REQUIRED;
  return /^[A-Za-z0-9_.@-]{1,100}$/.test(username) ? "" : "Letters, digits and _ - . @ only.";
}

export interface Work {
  wrapUp: Record<string, number>;
  autoAccept: Record<string, boolean>;
  offerTime: number | null;
  limits: Record<string, number | null>;
  blends: Record<string, Record<string, number | null>>;
}

/** As the form holds it. */
export interface WorkValue {
  wrapup: PerChannel;
  accepts: string[];
  offer: string;
  limits: PerChannel;
  total: string;
  blends: Record<Channel, PerChannel>;
}

export function work_of(work: Work): WorkValue {
  return {
    wrapup: per_channel(work.wrapUp),
    accepts: CHANNELS.filter((channel) => work.autoAccept[channel]),
    offer: work.offerTime === null ? "" : String(work.offerTime),
    limits: per_channel(work.limits),
    total: work.limits.total === null || work.limits.total === undefined ? "" : String(work.limits.total),
    blends: {
      voice: per_channel(work.blends.voice),
      chat: per_channel(work.blends.chat),
      task: per_channel(work.blends.task),
    },
  };
}

/** The members of user_set that make `before` into `now`; none: nothing differs. */
export function work_changes(now: WorkValue, before: WorkValue): object {
  const wrapUp = settings_of(now.wrapup, before.wrapup, "0");
  const autoAccept = CHANNELS.filter(
    (channel) => now.accepts.includes(channel) !== before.accepts.includes(channel),
  ).map((channel) => `${channel}=${now.accepts.includes(channel) ? "on" : "off"}`);
  const limits = settings_of(now.limits, before.limits, "profile");
  if (now.total.trim() !== before.total.trim()) limits.push(`total=${now.total.trim() || "profile"}`);
  const blends = CHANNELS.flatMap((channel) =>
    settings_of(now.blends[channel], before.blends[channel], "profile").map((setting) => `${channel}:${setting}`),
  );
  return {
    ...(wrapUp.length && { wrapUp }),
    ...(autoAccept.length && { autoAccept }),
    ...(now.offer.trim() !== before.offer.trim() && { offerTime: now.offer.trim() || "centre" }),
    ...(limits.length && { limits }),
    ...(blends.length && { blends }),
  };
}

export const limits_error = (limits: PerChannel) =>
  number_error(limits.voice, 0, 1, true) ? "Calls: 0 or 1." : channels_error(limits, 0, 6, true);
