// The sections of the page: their addresses, their names, and what shows them. It must not load anything by itself.
import type { ComponentType } from "react";
import { Audit } from "./sections/audit.tsx";
import { Codes } from "./sections/codes.tsx";
import { EntryPoints } from "./sections/entry_points.tsx";
import { Groups } from "./sections/groups.tsx";
import { HoursSection } from "./sections/hours.tsx";
import { Keys } from "./sections/keys.tsx";
import { Origins } from "./sections/origins.tsx";
import { Policy } from "./sections/policy.tsx";
import { Profiles } from "./sections/profiles.tsx";
import { Queues } from "./sections/queues.tsx";
import { QuickConnects } from "./sections/quick_connects.tsx";
import { Quotas } from "./sections/quotas.tsx";
import { Retention } from "./sections/retention.tsx";
import { Statuses } from "./sections/statuses.tsx";
import { Tokens } from "./sections/tokens.tsx";
import { Users } from "./sections/users.tsx";

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
    label: "People",
    sections: [
      { place: "users", label: "Users", show: Users },
      { place: "groups", label: "Groups", show: Groups },
      { place: "statuses", label: "Statuses", show: Statuses },
      { place: "codes", label: "Codes", show: Codes },
    ],
  },
  {
    label: "Work",
    sections: [
      { place: "queues", label: "Queues", show: Queues },
      { place: "profiles", label: "Routing profiles", show: Profiles },
      { place: "hours", label: "Hours of operation", show: HoursSection },
      { place: "quick-connects", label: "Quick connects", show: QuickConnects },
      { place: "entry-points", label: "Entry points", show: EntryPoints },
    ],
  },
  {
    label: "Rules",
    sections: [
      { place: "policy", label: "Policy", show: Policy },
      { place: "erasure", label: "Retention and erasure", show: Retention },
      { place: "audit", label: "Audit", show: Audit },
    ],
  },
  {
    label: "Programs and sites",
    sections: [
      { place: "origins", label: "Approved origins", show: Origins },
      { place: "keys", label: "Access keys", show: Keys },
      { place: "tokens", label: "Stream tokens", show: Tokens },
      { place: "quotas", label: "Quotas", show: Quotas },
    ],
  },
];

export const SECTIONS: readonly Section[] = GROUPS.flatMap(({ sections }) => sections);
const FIRST = "users";

export function section_of(place: string): Section | undefined {
  return SECTIONS.find((section) => section.place === (place || FIRST));
}
