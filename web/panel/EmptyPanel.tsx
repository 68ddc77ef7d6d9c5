// What is shown while there is no contact: what the agent may expect next, and a way there.
import Button from "@cloudscape-design/components/button";
import { shown_text } from "../client/actions/moves.ts";
import { status_choices } from "../client/actions/set_status.ts";
import type { Channel, Control, PanelState } from "../client/types.ts";
import { waiting_words } from "../client/words.ts";
import { usePanel, usePanelState, useView } from "./context.ts";

const CHANNELS: readonly Channel[] = ["VOICE", "CHAT", "TASK"];

export function EmptyPanel() {
  const state = usePanelState();
  const { title, text } = state.control ? words_of_control(state, state.control) : words(state);
  return (
    <section className={`empty ${state.status.type.toLowerCase()}`} aria-label="No contacts">
      <div className="empty-mark" aria-hidden="true">
        <i />
        <i />
        <i />
      </div>
      <h2>{title}</h2>
      <p>{text}</p>
      {!state.control && <GoReady />}
    </section>
  );
}

/** Where there is a table of moves, the buttons of the status are there already. */
function GoReady() {
  const panel = usePanel();
  const view = useView();
  const state = usePanelState();
  const ready = status_choices(state).find((choice) => choice.status.type === "ROUTABLE" && choice.means === "now");
  if (!ready) return null;
  return (
    <Button
      variant="primary"
      loading={view.pending.has("set_status agent")}
      onClick={() => void panel.choose_status(ready.status.id)}
    >
      Go {ready.status.name}
    </Button>
  );
}

function all_quiet(state: PanelState): { title: string; text: string } {
  return {
    title: "All quiet",
    text: waiting_words(CHANNELS.filter((channel) => state.slots[channel].max > 0)),
  };
}

function words_of_control(state: PanelState, control: Control): { title: string; text: string } {
  if (control.shown === "AVAILABLE") return all_quiet(state);
  const title = `You are ${shown_text(state, control)}`;
  if (control.off)
    return {
      title,
      text: "No contacts reach you, and the rest of your panel is off. Choose Available to take contacts, Work Offline to work without them, or Log Out.",
    };
  return { title, text: "Everything works, but no contacts are offered to you. Choose Available to take them." };
}

function words(state: PanelState): { title: string; text: string } {
  if (state.status.type === "ROUTABLE") return all_quiet(state);
  if (state.status.type === "OFFLINE")
    return {
      title: "You are offline",
      text: "No contacts reach you until you choose a status in which you take them.",
    };
  return { title: state.status.name, text: "No contacts are routed to you. Choose another status when you are back." };
}
