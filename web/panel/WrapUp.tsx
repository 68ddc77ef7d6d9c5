// Wrap-up: its time, what comes after it, the notes, and the end of it.
import { clear, end_wrapup, extend_wrapup } from "../client/actions/index.ts";
import type { Leg, PanelState } from "../client/types.ts";
import { end_words } from "../client/words.ts";
import { Timer } from "../ui/Timer.tsx";
import { ActionButton } from "./ActionButton.tsx";
import { wrapup_word } from "./ContactTabs.tsx";
import { usePanelState, useView } from "./context.ts";
import { Notes } from "./Notes.tsx";

/** What clearing this contact leads to, when a next status waits. */
export function after_words(state: PanelState): string | null {
  if (!state.next) return null;
  if (state.settings.wrapupByTime) return null; // the status says what comes then
  const left = state.legs.length;
  return left === 1
    ? `Then you go to ${state.next.status.name}.`
    : `You go to ${state.next.status.name} when all contacts are cleared.`;
}

export function WrapUp({ leg }: { leg: Leg }) {
  const state = usePanelState();
  const { skew_ms } = useView();
  return (
    <div className="wrapup-part">
      <div className="wrapup-head">
        <div>
          <h3>
            {leg.deadline === null ? `${wrapup_word(state)} ` : `${wrapup_word(state)} ends in `}
            {leg.deadline === null ? (
              <Timer since={leg.endedAt ?? leg.since} skew={skew_ms} />
            ) : (
              <Timer until={leg.deadline} skew={skew_ms} />
            )}
          </h3>
          <p>
            {end_words(leg)} {after_words(state)}
          </p>
        </div>
        <ActionButton action={extend_wrapup} leg={leg} />
        <ActionButton action={end_wrapup} leg={leg} variant="primary" />
        <ActionButton action={clear} leg={leg} variant="primary" />
      </div>
      <Notes leg={leg} rows={2} />
    </div>
  );
}
