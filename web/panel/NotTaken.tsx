// A contact that was missed, rejected or failed: what happened, and the way on.
import Icon from "@cloudscape-design/components/icon";
import { clear } from "../client/actions/index.ts";
import type { Leg } from "../client/types.ts";
import { not_taken_words } from "../client/words.ts";
import { ActionButton } from "./ActionButton.tsx";
import { usePanelState } from "./context.ts";
import { after_words } from "./WrapUp.tsx";

export function NotTaken({ leg }: { leg: Leg }) {
  const state = usePanelState();
  const { title, text } = not_taken_words(leg);
  const after = after_words(state);
  return (
    <div className="not-taken">
      <span className="not-taken-mark">
        <Icon name="status-warning" size="medium" />
      </span>
      <h3>{title}</h3>
      <p>{text}</p>
      {after && <p>{after}</p>}
      <ActionButton action={clear} leg={leg} variant="primary" />
    </div>
  );
}
