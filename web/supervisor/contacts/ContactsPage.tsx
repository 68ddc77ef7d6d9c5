// The contacts of now, those that wait first, the oldest on top; and one contact beside them, of now or of long ago.
import { useCallback, useMemo } from "react";
import { ALL_CONTACTS, type ContactChoices, contacts_of } from "../../client/board/contacts.ts";
import type { BoardContact, Place } from "../../client/board/types.ts";
import { place_words } from "../../client/board/words.ts";
import { render_route } from "../../client/route.ts";
import { Choice } from "../../ui/Choice.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { go } from "../../ui/use_route.ts";
import { useBoard, useView } from "../context.ts";
import { useNarrow } from "../parts/use_narrow.ts";
import { VirtualRows } from "../parts/VirtualRows.tsx";
import { TotalsStrip } from "../TotalsStrip.tsx";
import { ContactPanel } from "./ContactPanel.tsx";
import { ContactRow } from "./ContactRow.tsx";

const ROW_PX = 54;
const ROW_NARROW_PX = 84;
const PLACES: readonly Place[] = ["WAITING", "OFFERED", "HANDLED", "PARKED", "SCHEDULED"];
const HEADS = ["Contact", "Queue", "State", "Agent", "Offers", ""];

function address_of(choices: ContactChoices, contactId: string | null, why = false): string {
  return render_route("contacts", contactId ? [contactId] : [], { ...choices, why: why ? "1" : "" });
}

const key_of = ({ id }: BoardContact) => id;

interface ContactsPageProps {
  contactId: string | null;
  query: Readonly<Record<string, string>>;
}

export function ContactsPage({ contactId, query }: ContactsPageProps) {
  const board = useBoard();
  const { skew_ms } = useView();
  const narrow = useNarrow();
  const choices = useMemo(() => ({ ...ALL_CONTACTS, ...pick(query) }), [query]);
  const contacts = useMemo(() => contacts_of(board, choices), [board, choices]);
  const height_of = useCallback(() => (narrow ? ROW_NARROW_PX : ROW_PX), [narrow]);
  const choose = (change: Partial<ContactChoices>) => go(address_of({ ...choices, ...change }, contactId), true);
  return (
    <>
      <section className="place" aria-label="Contacts">
        <div className="place-head">
          <h1>Contacts</h1>
          <span className="place-count">{contacts.length}</span>
        </div>
        <TotalsStrip />
        <search className="filters" aria-label="Filter contacts">
          <TextField
            quiet
            type="search"
            label="Find contacts"
            placeholder="Find by name"
            value={choices.text}
            write={(text) => choose({ text })}
          />
          <Choice
            quiet
            label="Queue"
            value={choices.queue}
            options={[
              { value: "", label: "Any queue" },
              ...board.queueNames.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            choose={(queue) => choose({ queue })}
          />
          <Choice
            quiet
            label="State"
            value={choices.place}
            options={[
              { value: "", label: "Any state" },
              ...PLACES.map((place) => ({ value: place, label: place_words(place) })),
            ]}
            choose={(place) => choose({ place: place as Place | "" })}
          />
        </search>
        <VirtualRows
          label="Contacts"
          className="contact-table"
          items={contacts}
          height_of={height_of}
          key_of={key_of}
          head={<Heads />}
          empty="No contact is open here."
          row={(contact, at) => (
            <ContactRow
              contact={contact}
              at={at}
              skew={skew_ms}
              open={contact.id === contactId}
              address={address_of(choices, contact.id)}
              why={address_of(choices, contact.id, true)}
            />
          )}
        />
      </section>
      {contactId && (
        <ContactPanel key={contactId} contactId={contactId} back={address_of(choices, null)} why={query.why === "1"} />
      )}
    </>
  );
}

function pick({ text = "", queue = "", place = "" }: Readonly<Record<string, string>>): ContactChoices {
  return { text, queue, place: PLACES.includes(place as Place) ? (place as Place) : "" };
}

function Heads() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see VirtualRows
    <div role="row" tabIndex={-1} aria-rowindex={1} className="contact-row heads">
      {HEADS.map((name) => (
        // biome-ignore lint/a11y/useSemanticElements: see VirtualRows
        <span key={name} role="columnheader" tabIndex={-1}>
          {name || <span className="unseen">What can be done</span>}
        </span>
      ))}
    </div>
  );
}
