// Turns times into what people read. Pure; the clock comes as an argument.

/** 0:07, 12:34, 1:02:03 */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** The time left until a deadline, rounded up, so that it ends on 0:00 and not before. */
export function countdown(ms: number): string {
  return duration(Math.ceil(Math.max(0, ms) / 1000) * 1000);
}

export function clock_time(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** "14:05", or with the day when it is not today. */
export function day_and_time(at: number, now: number): string {
  const same_day = new Date(at).toDateString() === new Date(now).toDateString();
  if (same_day) return clock_time(at);
  const far = Math.abs(at - now) > 6 * 86_400_000;
  const day = new Date(at).toLocaleDateString([], far ? { day: "numeric", month: "long" } : { weekday: "long" });
  return `${day}, ${clock_time(at)}`;
}

/** "2 h 05 min", "12 min", "40 s": a length that does not run. */
export function length(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** 0.873 is "87 %"; nothing is "–". */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? "–" : `${Math.round(share * 100)} %`;
}

/** The day of a moment as people of this computer count days: "2026-03-01". */
export function day_of(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When a day as above begins on this computer; null where it is no day. */
export function day_start(day: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (!found) return null;
  const at = new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  return day_of(at.getTime()) === day ? at.getTime() : null;
}

export function next_day(day: string, days: number): string {
  const at = new Date(day_start(day) ?? 0);
  return day_of(new Date(at.getFullYear(), at.getMonth(), at.getDate() + days).getTime());
}
