// How an exception to opening times repeats, as far as this page says it: not, or each week, month, year. Pure.
import { same } from "./blocks/form.ts";

export const REPEATS = [
  { value: "", label: "Does not repeat" },
  { value: "WEEKLY", label: "Every week" },
  { value: "MONTHLY", label: "Every month" },
  { value: "YEARLY", label: "Every year" },
  { value: "OWN", label: "As it was set by a program" },
];

export const simple = (Frequency: string) => ({ RecurrencePattern: { Frequency, Interval: 1 } });

/** What the choice says of a recurrence: its frequency, or that it is more than this page can say. */
export function repeat_of(recurrence: object | undefined): string {
  if (!recurrence) return "";
  const found = REPEATS.find(({ value }) => same(recurrence, simple(value)));
  return found?.value ?? "OWN";
}
