// The agent's status: what it is, since when, what it becomes next, and the menu to choose another.
import type { ReactNode } from "react";
import { cancel_next, set_status, status_choices, status_line } from "../client/actions/set_status.ts";
import { clock_time } from "../client/format.ts";
import type { StatusType } from "../client/types.ts";
import { Menu, type MenuItem } from "../ui/Menu.tsx";
import { Timer } from "../ui/Timer.tsx";
import { usePanel, usePanelState, useView } from "./context.ts";
import { News } from "./News.tsx";

const HINTS = { now: undefined, next: "when your contacts are cleared", cancel: "stay, and cancel the next status" };

export function StatusDot({ type }: { type: StatusType }) {
  return <span className={`status-dot ${type.toLowerCase()}`} aria-hidden="true" />;
}

export function StatusBar({ account }: { account: ReactNode }) {
  const panel = usePanel();
  const view = useView();
  const state = usePanelState();
  const busy = view.pending.has("set_status agent");
  const items: MenuItem[] = status_choices(state).map((choice) => ({
    id: choice.status.id,
    name: set_status.label(choice),
    hint: HINTS[choice.means],
    mark: <StatusDot type={choice.status.type} />,
    choose: () => void panel.choose_status(choice.status.id),
  }));

  return (
    <div className={state.next ? "status-bar has-next" : "status-bar"}>
      <div className="status-row">
        <Menu
          name={`Status: ${state.status.name}`}
          items={items}
          className="status-menu"
          empty="No other status can be chosen now"
          caret
          busy={busy}
        >
          <StatusDot type={state.status.type} />
          <span className="status-menu-text">Status: {state.status.name}</span>
        </Menu>
        <Timer since={state.status.since} skew={view.skew_ms} className="status-time" />
        {account}
      </div>
      <div className="status-now">
        <div className="status-words">
          <div role="status" aria-label="Agent status" className="status-line">
            {status_line(state)}
          </div>
          <div className="status-detail">
            {busy ? (
              "One moment…"
            ) : state.next ? (
              <>
                since {clock_time(state.next.setAt - view.skew_ms)} ·{" "}
                <Timer since={state.next.setAt} skew={view.skew_ms} /> {chosen_by(state.next.setBy)}
              </>
            ) : (
              detail(state.status.type, state.legs.length)
            )}
          </div>
        </div>
        {cancel_next.enabled(state) && (
          <button
            type="button"
            className="next-cancel"
            aria-label={`Cancel next status ${state.next?.status.name}`}
            disabled={busy}
            onClick={() => void panel.cancel_next()}
          >
            {cancel_next.label()}
          </button>
        )}
      </div>
      <News />
    </div>
  );
}

function chosen_by(by: { kind: string; name: string | null }): string {
  if (by.kind === "agent") return "";
  return by.name ? `· chosen by ${by.name}` : "· chosen by your centre";
}

function detail(type: StatusType, contacts: number): string {
  if (type === "OFFLINE") return "No contacts are routed to you";
  if (type === "CUSTOM") return "No contacts are routed to you";
  if (contacts === 0) return "Ready for contacts";
  return contacts === 1 ? "1 contact" : `${contacts} contacts`;
}
