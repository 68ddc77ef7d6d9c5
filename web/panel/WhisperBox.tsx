// Where an agent answers a whisper, and where a supervisor who listens whispers. It never goes to the customer, and says so.
import { useState } from "react";
import { is_monitor } from "../client/monitoring.ts";
import type { Leg } from "../client/types.ts";
import { Composer } from "../ui/Composer.tsx";
import { usePanel } from "./context.ts";

export function WhisperBox({ leg }: { leg: Leg }) {
  const panel = usePanel();
  const [draft, write] = useState("");
  const [open, set_open] = useState(is_monitor(leg));
  const to = is_monitor(leg) ? (leg.monitors?.agent.name ?? "the agent") : "the supervisor";
  const send = async (text: string) => {
    write("");
    const answer = await panel.whisper(leg, text);
    if (answer.is !== "done") write(text); // nothing that was written is lost
  };
  if (!open)
    return (
      <button type="button" className="whisper-answer" onClick={() => set_open(true)}>
        Answer the supervisor
      </button>
    );
  return (
    <Composer
      focus={!is_monitor(leg)}
      kind="whisper"
      label={`Whisper to ${to}`}
      placeholder="Not to the customer"
      button="Whisper"
      draft={draft}
      write={write}
      send={(text) => void send(text)}
    />
  );
}
