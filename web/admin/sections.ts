// The sections of the page: their addresses, their names, and what shows them. It must not load anything by itself.
import type { ComponentType } from "react";
import { Statuses } from "./sections/statuses.tsx";

export interface SectionProps {
  /** What stands in the address behind the section's own part. */
  rest: readonly string[];
  query: Readonly<Record<string, string>>;
}

export interface Section {
  place: string;
  label: string;
  show: ComponentType<SectionProps>;
}

export interface SectionGroup {
  label: string;
  sections: readonly Section[];
}

export const GROUPS: readonly SectionGroup[] = [
  {
    label: "Work",
    sections: [{ place: "statuses", label: "Statuses", show: Statuses }],
  },
];

export const SECTIONS: readonly Section[] = GROUPS.flatMap(({ sections }) => sections);

export function section_of(place: string): Section | undefined {
  return SECTIONS.find((section) => section.place === (place || "statuses"));
}
