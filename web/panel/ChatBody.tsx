// A chat: the transcript, and the composer while it is connected.
import { useEffect, useRef } from "react";
import { is_wrapup } from "../client/legs.ts";
import { is_monitor, may_whisper, speaks_with_customer, whispers_of } from "../client/monitoring.ts";
import { is_typing } from "../client/panel.ts";
import type { Leg } from "../client/types.ts";
import { Composer } from "../ui/Composer.tsx";
import { useNow } from "../ui/clock.ts";
import { Transcript } from "../ui/Transcript.tsx";
import { usePanel, useView } from "./context.ts";
import { MonitorNotice } from "./MonitorNotice.tsx";
import { WhisperBox } from "./WhisperBox.tsx";

interface ChatBodyProps {
  leg: Leg;
  draft: string;
  write: (text: string) => void;
}

export function ChatBody({ leg, draft, write }: ChatBodyProps) {
  const panel = usePanel();
  const view = useView();
  const now = useNow();
  const typing = is_typing(view, leg, now);
  const focus = useFocusAfterButton();
  return (
    <>
      {is_monitor(leg) && <MonitorNotice leg={leg} />}
      <Transcript
        messages={view.transcripts[leg.transcriptId] ?? []}
        outbox={view.outbox.filter((outgoing) => outgoing.contactId === leg.contactId)}
        mine="agent"
        whispers={whispers_of(leg)}
        named={is_monitor(leg)}
        typing={typing ? `${leg.name} is typing` : null}
        take_back={({ key, text }) => {
          panel.take_back(key);
          write(text);
        }}
        empty={is_wrapup(leg) ? "Nothing was written." : "Say hello."}
      />
      {leg.state === "CONNECTED" && speaks_with_customer(leg) && (
        <Composer
          draft={draft}
          write={write}
          focus={focus}
          typing={() => panel.typing(leg.contactId)}
          send={(text) => {
            panel.send(leg, text);
            write("");
          }}
        />
      )}
      {may_whisper(leg) && <WhisperBox leg={leg} />}
    </>
  );
}

/** The composer takes the keyboard when nobody else has it, so after Accept one can type at once. */
function useFocusAfterButton(): boolean {
  const first = useRef<boolean | null>(null);
  if (first.current === null) {
    const active = document.activeElement;
    first.current = active === null || active === document.body || active.closest(".offer-card") !== null;
  }
  useEffect(() => {
    first.current = false;
  }, []);
  return first.current;
}
