// Who did what, when, and why: the newest first. Nothing of it can be changed.
import { useEffect, useState } from "react";
import type { AuditEntry } from "../../client/board/types.ts";
import { by_words } from "../../client/board/words.ts";
import { day_and_time } from "../../client/format.ts";
import { ask } from "../../ui/http.ts";
import { Scrollable } from "../../ui/Scrollable.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { useLoad } from "../../ui/use_load.ts";
import { CsvLink } from "./CsvLink.tsx";
import { Loading } from "./Loading.tsx";
import { change_query, RangeFields } from "./RangeFields.tsx";
import { moments_of, range_of } from "./range.ts";

const PART = "audit";

interface AuditPage {
  entries: AuditEntry[];
  next: number | null;
}

export function AuditView({ query }: { query: Readonly<Record<string, string>> }) {
  const range = range_of(query, Date.now());
  const { from, to } = moments_of(range);
  const { text = "" } = query;
  const search = new URLSearchParams({ from: String(from), to: String(to) });
  if (text) search.set("text", text);
  const address = `/supervisor/api/audit?${search}`;
  const loaded = useLoad<AuditPage>(address);
  return (
    <div className="history-body">
      <div className="filters">
        <RangeFields part={PART} query={query} range={range} />
        <TextField
          type="search"
          label="Text"
          value={text}
          write={(value) => change_query(PART, query, { text: value })}
        />
        <CsvLink address={address} />
      </div>
      <Loading loaded={loaded}>{(page) => <Pages key={address} address={address} first={page} />}</Loading>
    </div>
  );
}

function Pages({ address, first }: { address: string; first: AuditPage }) {
  const [pages, set_pages] = useState([first]);
  useEffect(() => set_pages([first]), [first]);
  const entries = pages.flatMap((page) => page.entries);
  const before = pages.at(-1)?.next;
  const more = async () => {
    const reply = await ask("GET", `${address}&before=${before}`);
    if (reply.status === 200) set_pages((known) => [...known, reply.body as AuditPage]);
  };
  if (entries.length === 0) return <p className="muted">Nothing in this time.</p>;
  return (
    <>
      <AuditTable entries={entries} />
      {before !== null && before !== undefined && (
        <button type="button" className="small-button" onClick={() => void more()}>
          Older
        </button>
      )}
    </>
  );
}

function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const now = Date.now();
  return (
    <Scrollable className="wide-table" label="Audit">
      <table className="plain-table audit">
        <thead>
          <tr>
            {["When", "Who", "What", "About", "Why"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.seq}>
              <td>{day_and_time(entry.at, now)}</td>
              <td>{by_words(entry.by)}</td>
              <td className="words">{entry.text}</td>
              <td>{entry.subject?.name}</td>
              <td className="words">{entry.why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}
