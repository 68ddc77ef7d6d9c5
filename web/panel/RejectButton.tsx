// Declines an offer: at once, or with a reason where the centre offers or wants one.
import Icon from "@cloudscape-design/components/icon";
import { reject } from "../client/actions/index.ts";
import type { Leg, Reason } from "../client/types.ts";
import { Menu } from "../ui/Menu.tsx";
import { ActionButton } from "./ActionButton.tsx";
import { usePanel, usePanelState, useView } from "./context.ts";
import { reason_items } from "./MoveButton.tsx";

export function RejectButton({ leg }: { leg: Leg }) {
  const panel = usePanel();
  const view = useView();
  const state = usePanelState();
  const choice = state.control?.reject[leg.channel];
  const label = reject.label(leg);
  if (!reject.enabled(state, leg)) return null;
  if (!choice || (choice.reasons.length === 0 && !choice.reasonRequired))
    return <ActionButton action={reject} leg={leg} />;
  const go = (reason: Reason) => void panel.act(leg, { ...reject.command(leg), reasonId: reason.id });
  const busy = view.pending.has(`reject ${leg.contactId}`);
  const items = reason_items(choice.reasons, go);
  return (
    <div className="reject">
      {!choice.reasonRequired && <ActionButton action={reject} leg={leg} />}
      <Menu
        name={choice.reasonRequired ? label : `${label} with a reason`}
        items={items}
        busy={busy}
        className="reject-menu"
        empty="There is no reason you may give"
      >
        {choice.reasonRequired && <span>{label}</span>}
        <Icon name="caret-down-filled" size="small" />
      </Menu>
    </div>
  );
}
