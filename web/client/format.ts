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
