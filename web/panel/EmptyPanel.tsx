// What is shown while there is no contact: what the agent may expect next, and a way there.
import Button from "@cloudscape-design/components/button";
import { status_choices } from "../client/actions/set_status.ts";
import type { Channel, PanelState } from "../client/types.ts";
import { waiting_words } from "../client/words.ts";
import { usePanel, usePanelState, useView } from "./context.ts";

const CHANNELS: readonly Channel[] = ["VOICE", "CHAT", "TASK"];

export function EmptyPanel() {
  const panel = usePanel();
  const state = usePanelState();
  const view = useView();
  const ready = status_choices(state).find((choice) => choice.status.type === "ROUTABLE" && choice.means === "now");
  const { title, text } = words(state);
  return (
    <section className={`empty ${state.status.type.toLowerCase()}`} aria-label="No contacts">
      <div className="empty-mark" aria-hidden="true">
        <i />
        <i />
        <i />
      </div>
      <h2>{title}</h2>
      <p>{text}</p>
      {ready && (
        <Button
          variant="primary"
          loading={view.pending.has("set_status agent")}
          onClick={() => void panel.choose_status(ready.status.id)}
        >
          Go {ready.status.name}
        </Button>
      )}
    </section>
  );
}

function words(state: PanelState): { title: string; text: string } {
  if (state.status.type === "ROUTABLE")
    return {
      title: "All quiet",
      text: waiting_words(CHANNELS.filter((channel) => state.slots[channel].max > 0)),
    };
  if (state.status.type === "OFFLINE")
    return {
      title: "You are offline",
      text: "No contacts reach you until you choose a status in which you take them.",
    };
  return { title: state.status.name, text: "No contacts are routed to you. Choose another status when you are back." };
}
