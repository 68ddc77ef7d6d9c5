// After the end: the transcript to take along, and a new beginning.
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import type { Message } from "../client/types.ts";
import { announce } from "../ui/Announcer.tsx";
import { transcript_text } from "./transcript_text.ts";

export function Over({ messages, leave }: { messages: readonly Message[]; leave: () => void }) {
  const [copied, set_copied] = useState(false);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(transcript_text(messages));
      set_copied(true);
      announce("Copied");
    } catch {
      announce("Copying is not possible here. Please download the transcript.");
    }
  };

  const download = () => {
    const address = URL.createObjectURL(new Blob([transcript_text(messages)], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = "chat.txt";
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(address), 1_000);
  };

  return (
    <div className="chat-over">
      <p>Would you like to keep this conversation?</p>
      <div className="chat-over-buttons">
        <Button iconName="download" onClick={download}>
          Download transcript
        </Button>
        <Button iconName={copied ? "status-positive" : "copy"} onClick={() => void copy()}>
          {copied ? "Copied" : "Copy transcript"}
        </Button>
        <Button variant="link" onClick={leave}>
          Start a new chat
        </Button>
      </div>
    </div>
  );
}
