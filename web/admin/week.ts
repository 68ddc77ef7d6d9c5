// Opening times as a person edits them: stretches of each weekday, as the API knows them, and back. Pure.
//
//   Config [{Day, StartTime, EndTime}]  <->  Week: seven lists of {from: "09:00", to: "17:30"}, Monday first
//   an end at or before its start is on the next day; 00:00 to 00:00 is the whole day

export const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;
export const DAY_WORDS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

export interface Stretch {
  from: string;
  to: string;
}

export type Week = readonly (readonly Stretch[])[];

interface Slice {
  Hours: number;
  Minutes: number;
}

export interface Opening {
  Day?: string;
  StartTime: Slice;
  EndTime: Slice;
}

export const CLOSED_WEEK: Week = DAYS.map(() => []);
export const OPEN_WEEK: Week = DAYS.map(() => [{ from: "00:00", to: "00:00" }]);
export const WORKING_WEEK: Week = DAYS.map((_, day) => (day < 5 ? [{ from: "09:00", to: "17:00" }] : []));

const two = (number: number) => String(number).padStart(2, "0");
const text_of = ({ Hours, Minutes }: Slice) => `${two(Hours)}:${two(Minutes)}`;

export function slice_of(text: string): Slice {
  const [hours, minutes] = text.split(":").map(Number);
  return { Hours: hours ?? 0, Minutes: minutes ?? 0 };
}

const stretch_of = ({ StartTime, EndTime }: Opening): Stretch => ({ from: text_of(StartTime), to: text_of(EndTime) });
const by_start = (one: Stretch, other: Stretch) => one.from.localeCompare(other.from);

export function week_of(config: readonly Opening[]): Week {
  return DAYS.map((day) =>
    config
      .filter(({ Day }) => Day === day || Day === undefined)
      .map(stretch_of)
      .sort(by_start),
  );
}

export function config_of(week: Week): Opening[] {
  return DAYS.flatMap((Day, day) =>
    (week[day] ?? []).map(({ from, to }) => ({ Day, StartTime: slice_of(from), EndTime: slice_of(to) })),
  );
}

/** Of an override that says no weekday: the same every day. */
export function every_day(stretches: readonly Stretch[]): Opening[] {
  return stretches.map(({ from, to }) => ({ StartTime: slice_of(from), EndTime: slice_of(to) }));
}

/** The times of the first day, if all days have the same; else null. */
export function same_every_day(week: Week): readonly Stretch[] | null {
  const first = JSON.stringify(week[0]);
  return week.every((day) => JSON.stringify(day) === first) ? (week[0] ?? []) : null;
}

const whole_day = ({ from, to }: Stretch) => from === "00:00" && to === "00:00";

/** What is wrong with a day's stretches; "" if nothing. */
export function day_error(stretches: readonly Stretch[]): string {
  const sorted = [...stretches].sort(by_start);
  for (const [place, stretch] of sorted.entries()) {
    if (!/^\d\d:\d\d$/.test(stretch.from) || !/^\d\d:\d\d$/.test(stretch.to))
      return "Fill in when it opens and closes.";
    const before = sorted[place - 1];
    const overlaps = before && (before.to > stretch.from || before.to <= before.from);
    if (overlaps) return `${before.from}–${before.to} and ${stretch.from}–${stretch.to} overlap.`;
  }
  return "";
}

export function week_error(week: Week): string {
  for (const [day, stretches] of week.entries()) {
    const error = day_error(stretches);
    if (error) return `${DAY_WORDS[day]}: ${error}`;
  }
  return "";
}

const day_words = (stretches: readonly Stretch[]) =>
  stretches.map((stretch) => (whole_day(stretch) ? "all day" : `${stretch.from}–${stretch.to}`)).join(", ");

/** "Mon–Fri 09:00–17:00; Sat 10:00–14:00". */
export function week_words(week: Week): string {
  const parts: string[] = [];
  for (let day = 0; day < 7; ) {
    const words = day_words(week[day] ?? []);
    let last = day;
    while (last < 6 && day_words(week[last + 1] ?? []) === words) last++;
    const name = (number: number) => (DAY_WORDS[number] ?? "").slice(0, 3);
    if (words) parts.push(`${last > day ? `${name(day)}–${name(last)}` : name(day)} ${words}`);
    day = last + 1;
  }
  return parts.join("; ") || "Never open";
}
