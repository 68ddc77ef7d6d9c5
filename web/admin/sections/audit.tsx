// The audit: who changed what, when and why. It must not change anything.
import Button from "@cloudscape-design/components/button";
import { type FormEvent, useState } from "react";
import { day_of, day_start, next_day } from "../../client/format.ts";
import { render_route } from "../../client/route.ts";
import { Notice } from "../../ui/Notice.tsx";
import { Page, Ready } from "../blocks/ListPage.tsx";
import { Table } from "../blocks/Table.tsx";
import { refusal_of, words_of } from "../refusal.ts";
import type { SectionProps } from "../sections.ts";
import { useAsync } from "../use_async.ts";
import { time_words } from "../when.ts";

interface Entry {
  seq: number;
  at: number;
  by: { kind: string; id: string | null; name: string | null };
  kind: string;
  subject: { kind: string; id: string | null; name: string | null } | null;
  text: string;
  detail: object | null;
  why: string | null;
}

interface Answer {
  entries: Entry[];
  next: number | null;
}

const KINDS: Record<string, string> = {
  agent: "Agent",
  supervisor: "Supervisor",
  admin: "Administrator",
  api: "Program",
  operator: "Operator",
  system: "By itself",
  customer: "Customer",
};
const DAYS_SHOWN = 7;
const DAY_MS = 86_400_000;

function wishes_of(query: SectionProps["query"]) {
  const today = day_of(Date.now());
  const { from, to, text, actorId, subjectId } = query;
  return {
    from: from && day_start(from) !== null ? from : day_of(Date.now() - (DAYS_SHOWN - 1) * DAY_MS),
    to: to && day_start(to) !== null ? to : today,
    text: text ?? "",
    actorId: actorId ?? "",
    subjectId: subjectId ?? "",
  };
}

type Wishes = ReturnType<typeof wishes_of>;

function address_of({ from, to, text, actorId, subjectId }: Wishes, more: Record<string, string>): string {
  const query = new URLSearchParams({
    from: String(day_start(from) ?? 0),
    to: String(day_start(next_day(to, 1)) ?? 0),
    ...(text ? { text } : {}),
    ...(actorId ? { actorId } : {}),
    ...(subjectId ? { subjectId } : {}),
    ...more,
  });
  return `/supervisor/api/audit?${query}`;
}

async function ask(address: string): Promise<Answer> {
  const response = await fetch(address, { cache: "no-store" }).catch(() => null);
  if (!response) throw refusal_of(0, null);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw refusal_of(response.status, body);
  return body as Answer;
}

export function Audit({ query }: SectionProps) {
  const wishes = wishes_of(query);
  const address = address_of(wishes, {});
  const loaded = useAsync(async () => ({ address, answer: await ask(address) }), address);
  return (
    <Page
      title="Audit"
      lead="Every change by a person or a program, the newest first."
      actions={
        <Button href={address_of(wishes, { format: "csv" })} download="audit.csv" iconName="download">
          CSV
        </Button>
      }
    >
      <Filter key={JSON.stringify(wishes)} wishes={wishes} />
      <Ready loaded={loaded}>{(found) => <Entries key={found.address} wishes={wishes} first={found.answer} />}</Ready>
    </Page>
  );
}

function Filter({ wishes }: { wishes: Wishes }) {
  const [value, set_value] = useState(wishes);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    window.location.hash = render_route("audit", [], value);
  };
  const input = (name: keyof Wishes, label: string, type: string) => (
    <label className="filter-field">
      <span className="hint">{label}</span>
      <input
        type={type}
        className="time"
        value={value[name]}
        onChange={({ target }) => set_value({ ...value, [name]: target.value })}
      />
    </label>
  );
  return (
    <form className="filter" onSubmit={submit}>
      {input("from", "From", "date")}
      {input("to", "To", "date")}
      {input("text", "Text", "search")}
      <Button>Show</Button>
      {(value.actorId || value.subjectId) && (
        <Button href={render_route("audit", [], { ...value, actorId: "", subjectId: "" })}>Show all people</Button>
      )}
    </form>
  );
}

function Entries({ wishes, first }: { wishes: Wishes; first: Answer }) {
  const [shown, set_shown] = useState(first);
  const [refused, set_refused] = useState("");
  const [busy, set_busy] = useState(false);
  const more = async () => {
    set_busy(true);
    try {
      const answer = await ask(address_of(wishes, { before: String(shown.next) }));
      set_shown({ entries: [...shown.entries, ...answer.entries], next: answer.next });
      set_refused("");
    } catch (error) {
      set_refused(words_of(error));
    }
    set_busy(false);
  };
  if (shown.entries.length === 0)
    return (
      <div className="empty-list">
        <h2>Nothing was changed</h2>
        <p className="muted">Nobody changed anything in these days, or nothing is found by this text.</p>
      </div>
    );
  return (
    <>
      <Table
        label="Audit"
        rows={shown.entries}
        id_of={({ seq }) => String(seq)}
        columns={[
          { label: "When", cell: ({ at }) => <span className="nowrap">{time_words(at)}</span> },
          { label: "Who", cell: (entry) => <Who entry={entry} wishes={wishes} /> },
          { label: "What", cell: (entry) => <What entry={entry} /> },
          { label: "Why", cell: ({ why }) => why ?? "—", wide: true },
        ]}
      />
      {refused && <Notice kind="error">{refused}</Notice>}
      {shown.next !== null && (
        <div>
          <Button loading={busy} onClick={() => void more()}>
            Show older
          </Button>
        </div>
      )}
    </>
  );
}

function Who({ entry, wishes }: { entry: Entry; wishes: Wishes }) {
  const { kind, id, name } = entry.by;
  const words = KINDS[kind] ?? kind;
  if (!name) return words;
  const link = id && <a href={render_route("audit", [], { ...wishes, actorId: id })}>{name}</a>;
  // Whoever acts for themselves counts as an agent, whatever their role: to say so of an administrator who signed in would mislead.
  if (kind === "agent") return link || name;
  return (
    <>
      {link || name} <span className="muted">{words.toLowerCase()}</span>
    </>
  );
}

function What({ entry }: { entry: Entry }) {
  const { text, detail, why } = entry;
  const has_detail = detail && Object.keys(detail).length > 0;
  return (
    <div className="text">
      {text}
      {why && <div className="only-small muted">Why: {why}</div>}
      {has_detail && (
        <details>
          <summary>Details</summary>
          <pre className="mono detail">{JSON.stringify(detail, null, 2)}</pre>
        </details>
      )}
    </div>
  );
}
