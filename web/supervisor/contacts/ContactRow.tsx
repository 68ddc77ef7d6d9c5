// One contact as a row.
import Icon from "@cloudscape-design/components/icon";
import { memo } from "react";
import { is_waiting, title_of_contact } from "../../client/board/contacts.ts";
import { name_in } from "../../client/board/fold.ts";
import type { BoardContact } from "../../client/board/types.ts";
import { place_words } from "../../client/board/words.ts";
import { Timer } from "../../ui/Timer.tsx";
import { go } from "../../ui/use_route.ts";
import { CHANNEL_ICONS } from "../agents/cells.tsx";
import { useBoard } from "../context.ts";

interface ContactRowProps {
  contact: BoardContact;
  at: number;
  skew: number;
  open: boolean;
  /** Where the whole contact is shown, and where it is shown with why it waits. */
  address: string;
  why: string;
}

export const ContactRow = memo(function ContactRow({ contact, at, skew, open, address, why }: ContactRowProps) {
  return (
    // biome-ignore-start lint/a11y/useSemanticElements: see VirtualRows
    <div role="row" tabIndex={-1} aria-rowindex={at + 2} className={`contact-row ${open ? "open-row" : ""}`}>
      <span role="rowheader" tabIndex={-1} className="contact-name">
        <span className={`channel ${contact.place === "WAITING" ? "trouble" : ""}`} aria-hidden="true">
          <Icon name={CHANNEL_ICONS[contact.channel]} />
        </span>
        <a href={address} className="cut">
          <span className="unseen">{title_of_contact(contact)}</span>
          <span aria-hidden="true">{contact.name || "Customer"}</span>
        </a>
      </span>
      <span role="cell" className="contact-queue-cell cut">
        <Names contact={contact} what="queue" />
      </span>
      <span role="cell" className="contact-state">
        <span className={`place-words at-${contact.place.toLowerCase()}`}>{place_words(contact.place)}</span>{" "}
        <Timer since={contact.since} skew={skew} className="sub" />
      </span>
      <span role="cell" className="contact-agents cut">
        <Names contact={contact} what="agents" />
      </span>
      <span role="cell" className="contact-offers">
        {contact.offers}
      </span>
      <span role="cell" className="contact-do">
        {is_waiting(contact) && (
          <button type="button" className="small-button" onClick={() => go(why)}>
            Why waiting?
          </button>
        )}
      </span>
    </div>
    // biome-ignore-end lint/a11y/useSemanticElements: see VirtualRows
  );
});

function Names({ contact, what }: { contact: BoardContact; what: "queue" | "agents" }) {
  const board = useBoard();
  if (what === "agents") return contact.agents.map((id) => board.agents.get(id)?.name ?? "").join(", ") || "–";
  if (contact.agentQueue) return `Waits for ${board.agents.get(contact.agentQueue)?.name ?? "one agent"}`;
  return name_in(board.queueNames, contact.queue) || "–";
}
