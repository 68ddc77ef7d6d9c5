// The agent's notes on a contact, saved while they are written and kept with the contact.
import { useId } from "react";
import type { Leg } from "../client/types.ts";
import { usePanel, useView } from "./context.ts";

export function Notes({ leg, rows }: { leg: Leg; rows: number }) {
  const panel = usePanel();
  const view = useView();
  const id = useId();
  const unsaved = view.notes[leg.contactId];
  const text = unsaved ?? leg.note;
  const saved =
    unsaved === undefined
      ? text
        ? "Saved"
        : ""
      : view.line === "open"
        ? "Saving…"
        : "Kept here until the connection is back";
  return (
    <div className="notes">
      <label htmlFor={id}>
        Notes <span className="notes-saved">{saved}</span>
      </label>
      <textarea
        id={id}
        aria-label="Notes"
        rows={rows}
        value={text}
        maxLength={2000}
        placeholder="What should be remembered?"
        onChange={(event) => panel.write_note(leg.contactId, event.target.value)}
        onBlur={() => void panel.flush_note(leg.contactId)}
      />
    </div>
  );
}
