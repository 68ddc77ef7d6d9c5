// What a form holds while it is filled in, and what is wrong with it. It must not draw anything.
export type Errors<T> = Partial<Record<keyof T & string, string>>;

export interface Form<T> {
  value: T;
  put: (part: Partial<T>) => void;
  errors: Errors<T>;
}

/** The fields of a form that hold a V. */
export type FieldsOf<T, V> = { [K in keyof T]: T[K] extends V ? K : never }[keyof T] & string;

export const REQUIRED = "Please fill this in.";

/** "" where nothing is typed; NaN where it is no whole number. */
export function whole_number(text: string): number {
  const trimmed = text.trim();
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** What is wrong with a number that must lie between two; "" if nothing. */
export function number_error(text: string, min: number, max: number, may_be_empty = false): string {
  if (!text.trim()) return may_be_empty ? "" : REQUIRED;
  const number = whole_number(text);
  return number >= min && number <= max ? "" : `A whole number from ${min} to ${max}.`;
}

/** Only those with a sentence. */
export function errors_of<T>(all: Errors<T>): Errors<T> {
  return Object.fromEntries(Object.entries(all).filter(([, sentence]) => sentence)) as Errors<T>;
}

export const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
