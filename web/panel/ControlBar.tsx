// The agent's status in a centre with a table of moves: what is shown, for how long, and a button for each move.
import type { ReactNode } from "react";
import { chat_moves, is_working, shown_text, status_moves } from "../client/actions/moves.ts";
import type { Control, Move, PanelState, Reason } from "../client/types.ts";
import { Timer } from "../ui/Timer.tsx";
import { usePanel, usePanelState, useView } from "./context.ts";
import { MoveButton } from "./MoveButton.tsx";
import { News } from "./News.tsx";
import { useLogOut } from "./use_log_out.ts";

const ASKED = ["set_status agent", "stop_new agent", "resume_new agent"];

interface ControlBarProps {
  control: Control;
  account: ReactNode;
  signed_out: (notice: string) => void;
}

export function ControlBar({ control, account, signed_out }: ControlBarProps) {
  const panel = usePanel();
  const view = useView();
  const state = usePanelState();
  const { busy: leaving, log_out } = useLogOut(panel, signed_out);
  const busy = leaving || ASKED.some((asked) => view.pending.has(asked));
  const wait = view.line === "open" ? null : "The connection is lost. This is possible again when it is back.";
  const make = (move: Move, reason: Reason | null) => {
    if (busy) return;
    if (move.move === "log_out") void log_out(reason?.id ?? null);
    else void panel.make_move(move, reason?.id ?? null);
  };
  const button = (move: Move, at: number) => (
    <MoveButton
      key={move.move}
      move={move}
      wait={move.open ? wait : null}
      busy={busy}
      align={at % 2 === 0 ? "start" : "end"}
      make={make}
    />
  );
  const chat = chat_moves(control);

  return (
    <div className={`status-bar control-bar ${is_working(control) ? "working" : "idle"}`}>
      <div className="status-row">
        <span className={`status-dot ${control.shown.toLowerCase()}`} aria-hidden="true" />
        <div role="status" aria-label="Agent status" className="status-line">
          {shown_text(state, control)}
        </div>
        <ShownTime state={state} control={control} skew={view.skew_ms} />
        {account}
      </div>
      <p className="control-detail">{detail(state, control)}</p>
      <fieldset className="moves">
        <legend className="unseen">Change your status</legend>
        {chat.map(button)}
        {status_moves(control).map((move, at) => button(move, at + chat.length))}
      </fieldset>
      <News />
    </div>
  );
}

/** The countdown of post processing, else how long the chosen status has lasted. Beside the status, so that no second is read out. */
function ShownTime({ state, control, skew }: { state: PanelState; control: Control; skew: number }) {
  if (control.shown === "POST_PROCESSING")
    return control.wrapupUntil === null ? (
      <span className="status-time" />
    ) : (
      <Timer until={control.wrapupUntil} skew={skew} className="status-time" />
    );
  if (is_working(control)) return <span className="status-time" />;
  return <Timer since={state.status.since} skew={skew} className="status-time" />;
}

function detail(state: PanelState, control: Control): string {
  const { active, max } = state.slots.CHAT;
  const chats = max > 1 && active > 0 ? `${active} of ${max} chats · ` : "";
  const reason = state.changed?.reason?.name;
  switch (control.shown) {
    case "AVAILABLE":
      return "Ready for contacts";
    case "OFFERING":
      return "A contact waits for your answer";
    case "BUSY":
      return `${chats}${chats ? "finish" : "Finish"} to change your status`;
    case "BUSY_STOP_NEW":
      return `${chats}${chats ? "nothing" : "Nothing"} new comes`;
    case "POST_PROCESSING":
      return control.stopNew ? "Then you are Working Offline" : "Then you are Available again";
    case "WORKING_OFFLINE":
      return reason ? `${reason} · no contacts are offered to you` : "No contacts are offered to you";
    default:
      return reason ? `${reason} · your panel is off` : "Your panel is off";
  }
}
