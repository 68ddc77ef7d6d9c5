// Draws an action as a button; it shows that it is under way until the server has answered.
import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import type { LegAction } from "../client/actions/action.ts";
import type { Leg } from "../client/types.ts";
import { usePanel, usePanelState, useView } from "./context.ts";

interface ActionButtonProps {
  action: LegAction;
  leg: Leg;
  variant?: ButtonProps.Variant;
  fullWidth?: boolean;
}

export function ActionButton({ action, leg, variant = "normal", fullWidth }: ActionButtonProps) {
  const panel = usePanel();
  const state = usePanelState();
  const view = useView();
  if (!action.enabled(state, leg)) return null;
  return (
    <Button
      variant={variant}
      fullWidth={fullWidth}
      loading={view.pending.has(`${action.name} ${leg.contactId}`)}
      disabled={view.line !== "open"}
      onClick={() => void panel.act(leg, action.command(leg))}
    >
      {action.label(leg)}
    </Button>
  );
}
