// The channels as this page's forms hold them: a text for each. Pure.
import { number_error } from "./blocks/form.ts";

export type Channel = "voice" | "chat" | "task";
export const CHANNELS: readonly Channel[] = ["voice", "chat", "task"];
export const CHANNEL_WORDS: Record<Channel, string> = { voice: "Calls", chat: "Chats", task: "Tasks" };

/** What is typed for each channel; "" leaves it to somebody else. */
export type PerChannel = Record<Channel, string>;

type Numbers = Partial<Record<string, number | null>> | null | undefined;

/** Channel names come in capitals from the Amazon Connect API. */
export function per_channel(numbers: Numbers): PerChannel {
  const text = (channel: Channel) => {
    const number = numbers?.[channel] ?? numbers?.[channel.toUpperCase()];
    return number === null || number === undefined ? "" : String(number);
  };
  return { voice: text("voice"), chat: text("chat"), task: text("task") };
}

/** "chat=30" for each channel that differs; `empty` is the word for "". */
export function settings_of(now: PerChannel, before: PerChannel, empty: string): string[] {
  return CHANNELS.filter((channel) => now[channel].trim() !== before[channel].trim()).map(
    (channel) => `${channel}=${now[channel].trim() || empty}`,
  );
}

/** What is wrong with the first wrong one. */
export function channels_error(value: PerChannel, min: number, max: number, may_be_empty: boolean): string {
  for (const channel of CHANNELS) {
    const error = number_error(value[channel], min, max, may_be_empty);
    if (error) return `${CHANNEL_WORDS[channel]}: ${error}`;
  }
  return "";
}
