// What the panel's page is drawn from: one immutable value. It holds what the server said and what is still on its way, no guesses.
import type { Transcripts } from "./fold_transcript.ts";
import { EMPTY_LINE_VIEW, type LineView } from "./line_model.ts";
import type { PanelState } from "./types.ts";

export interface Refusal {
  /** Where it is shown: a contact's id, or "agent". */
  place: string;
  text: string;
  number: number;
}

export interface PanelView extends LineView {
  panel: PanelState | null;
  /** False in the middle of what the server did at once: more of it follows. */
  settled: boolean;
  transcripts: Transcripts;
  /** Customers who are typing: contact id to the time of the last sign (page clock). */
  typing: Readonly<Record<string, number>>;
  /** What was asked and has not been answered: "accept CONTACT", "set_status agent". */
  pending: ReadonlySet<string>;
  refusal: Refusal | null;
  /** The highest message number the agent has seen, by transcript. */
  seen: Readonly<Record<string, number>>;
  /** Notes being written that the server does not have yet, by contact. */
  notes: Readonly<Record<string, string>>;
}

export const EMPTY_VIEW: PanelView = {
  ...EMPTY_LINE_VIEW,
  panel: null,
  settled: true,
  transcripts: {},
  typing: {},
  pending: new Set(),
  refusal: null,
  seen: {},
  notes: {},
};
