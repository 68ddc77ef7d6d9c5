// Finds contacts of any time; each leads to its whole life.
import { useEffect, useState } from "react";
import type { Found } from "../../client/board/types.ts";
import { channel_words, outcome_words, plain } from "../../client/board/words.ts";
import { day_and_time, duration } from "../../client/format.ts";
import { Choice } from "../../ui/Choice.tsx";
import { ask } from "../../ui/http.ts";
import { Scrollable } from "../../ui/Scrollable.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { useLoad } from "../../ui/use_load.ts";
import { useBoard } from "../context.ts";
import { CsvLink } from "./CsvLink.tsx";
import { Loading } from "./Loading.tsx";
import { change_query, RangeFields } from "./RangeFields.tsx";
import { moments_of, range_of } from "./range.ts";

const PART = "contacts";
const CHANNELS = ["CHAT", "VOICE", "TASK"];
const OUTCOMES = ["handled", "abandoned"];

interface FoundPage {
  contacts: Found[];
  next: string | null;
  total: number;
}

const any = (label: string) => ({ value: "", label });

export function ContactSearch({ query }: { query: Readonly<Record<string, string>> }) {
  const board = useBoard();
  const range = range_of(query, Date.now());
  const { from, to } = moments_of(range);
  const { text = "", channel = "", queueId = "", agentId = "", outcome = "" } = query;
  const search = new URLSearchParams({ from: String(from), to: String(to) });
  for (const [name, value] of Object.entries({ text, channel, queueId, agentId, outcome }))
    if (value) search.set(name, value);
  const address = `/supervisor/api/contacts?${search}`;
  const loaded = useLoad<FoundPage>(address);
  const set = (change: Record<string, string>) => change_query(PART, query, change);
  return (
    <div className="history-body">
      <div className="filters">
        <RangeFields part={PART} query={query} range={range} />
        <TextField type="search" label="Text" value={text} write={(value) => set({ text: value })} />
        <Choice
          label="Channel"
          value={channel}
          options={[any("All"), ...CHANNELS.map((value) => ({ value, label: channel_words(value) }))]}
          choose={(value) => set({ channel: value })}
        />
        <Choice
          label="Queue"
          value={queueId}
          options={[any("All"), ...board.queueNames.map(({ id, name }) => ({ value: id, label: name }))]}
          choose={(value) => set({ queueId: value })}
        />
        <Choice
          label="Agent"
          value={agentId}
          options={[any("All"), ...[...board.agents.values()].map(({ id, name }) => ({ value: id, label: name }))]}
          choose={(value) => set({ agentId: value })}
        />
        <Choice
          label="Outcome"
          value={outcome}
          options={[any("All"), ...OUTCOMES.map((value) => ({ value, label: outcome_words(value) }))]}
          choose={(value) => set({ outcome: value })}
        />
        <CsvLink address={address} />
      </div>
      <Loading loaded={loaded}>{(page) => <Pages key={address} address={address} first={page} />}</Loading>
    </div>
  );
}

/** The pages so far, and the next one when it is asked for. */
function Pages({ address, first }: { address: string; first: FoundPage }) {
  const [pages, set_pages] = useState([first]);
  useEffect(() => set_pages([first]), [first]);
  const next = pages.at(-1)?.next;
  const more = async () => {
    const reply = await ask("GET", `${address}&after=${encodeURIComponent(next ?? "")}`);
    if (reply.status === 200) set_pages((known) => [...known, reply.body as FoundPage]);
  };
  const contacts = pages.flatMap((page) => page.contacts);
  if (contacts.length === 0) return <p className="muted">No contact fits this search.</p>;
  return (
    <>
      <p className="muted" aria-live="polite">
        {contacts.length} of {first.total}
      </p>
      <FoundTable contacts={contacts} />
      {next && (
        <button type="button" className="small-button" onClick={() => void more()}>
          More
        </button>
      )}
    </>
  );
}

function FoundTable({ contacts }: { contacts: readonly Found[] }) {
  const now = Date.now();
  return (
    <Scrollable className="wide-table" label="Contacts found">
      <table className="plain-table">
        <thead>
          <tr>
            {["Began", "Contact", "Channel", "Queue", "Agent", "Waited", "Lasted", "Outcome", "Ended by"].map(
              (name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {contacts.map((contact) => (
            <tr key={contact.id}>
              <td>{day_and_time(contact.startedAt, now)}</td>
              <th scope="row">
                <a href={`#/contacts/${contact.id}`}>{contact.customerName || "Customer"}</a>
              </th>
              <td>{channel_words(contact.channel)}</td>
              <td>{contact.queue?.name ?? "–"}</td>
              <td>{contact.agent?.name ?? "–"}</td>
              <td>{between(contact.startedAt, contact.connectedAt)}</td>
              <td>{between(contact.connectedAt, contact.endedAt)}</td>
              <td>{outcome_words(contact.outcome)}</td>
              <td>{contact.endCause ? plain(contact.endCause) : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}

function between(from: number | null, to: number | null): string {
  return from === null || to === null ? "–" : duration(to - from);
}
