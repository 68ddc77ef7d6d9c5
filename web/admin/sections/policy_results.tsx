// What is found about a policy document: findings of the check, differences, a trial on recorded days, the question before it is applied.
import Button from "@cloudscape-design/components/button";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { type FormEvent, useState } from "react";
import { day_of } from "../../client/format.ts";
import { Notice } from "../../ui/Notice.tsx";
import { Confirm } from "../blocks/Confirm.tsx";
import { TextField } from "../blocks/fields.tsx";
import { Table } from "../blocks/Table.tsx";
import { line_of } from "../json_lines.ts";
import { kind_words, length_words, share_rows, type Totals, type TrialKind } from "../trial.ts";
import { time_words } from "../when.ts";

export interface InForce {
  number: number;
  document: object;
}

export const text_of = (document: object) => `${JSON.stringify(document, null, 2)}\n`;

export interface Change {
  pointer: string;
  sentence: string;
}

export interface Problem extends Change {
  level: "error" | "warning" | "note";
}

export interface Checked {
  errors: number;
  warnings: number;
  notes: number;
  problems: Problem[];
}

export interface Report {
  beginsAt: number;
  endsAt: number;
  events: number;
  wishes: number;
  outcomes: Record<string, number>;
  kinds: (TrialKind & { count: number })[];
  recorded: Totals;
  tried: Totals;
}

const LEVELS = { error: "error", warning: "warning", note: "info" } as const;
const LEVEL_WORDS = { error: "Error", warning: "Warning", note: "Note" };
const DAY_MS = 86_400_000;

export function Changes({ changes }: { changes: readonly Change[] }) {
  if (!changes.length) return <Notice kind="info">Nothing differs from what is in force.</Notice>;
  return (
    <div className="panel">
      <h2>{changes.length === 1 ? "One difference" : `${changes.length} differences`} to what is in force</h2>
      <ul className="changes">
        {changes.map(({ pointer, sentence }) => (
          <li key={`${pointer} ${sentence}`}>
            {sentence} <span className="mono muted">{pointer}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface FindingsProps {
  checked: Checked;
  lines: ReadonlyMap<string, number>;
  show: (line: number) => void;
}

export function Findings({ checked, lines, show }: FindingsProps) {
  if (!checked.problems.length) return <Notice kind="info">The document is sound: nothing was found.</Notice>;
  const rows = checked.problems.map((problem, place) => ({ ...problem, place, line: line_of(lines, problem.pointer) }));
  return (
    <>
      {checked.errors > 0 && <Notice kind="error">It cannot be applied as it is.</Notice>}
      <Table
        label="Findings"
        rows={rows}
        id_of={({ place }) => String(place)}
        columns={[
          {
            label: "Line",
            cell: ({ line }) => (
              <button type="button" className="text-button" onClick={() => show(line)}>
                Line {line}
              </button>
            ),
          },
          {
            label: "Kind",
            cell: ({ level }) => <StatusIndicator type={LEVELS[level]}>{LEVEL_WORDS[level]}</StatusIndicator>,
          },
          { label: "Found", cell: ({ sentence }) => <span className="text">{sentence}</span> },
          { label: "Where", cell: ({ pointer }) => <span className="mono">{pointer || "/"}</span>, wide: true },
        ]}
      />
    </>
  );
}

export function TryForm({ attempt }: { attempt: (from: string, to: string) => void }) {
  const [from, set_from] = useState(() => day_of(Date.now() - 6 * DAY_MS));
  const [to, set_to] = useState(() => day_of(Date.now()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt(from, to);
  };
  const input = (label: string, value: string, set: (value: string) => void) => (
    <label className="filter-field">
      <span className="hint">{label}</span>
      <input type="date" className="time" value={value} onChange={({ target }) => set(target.value)} />
    </label>
  );
  return (
    <form className="panel" onSubmit={submit}>
      <h2>What would have been different?</h2>
      <p className="muted">
        Everything that was recorded in these days is run again under this document. Nothing is changed by it.
      </p>
      <div className="filter">
        {input("First day", from, set_from)}
        {input("Last day", to, set_to)}
        <Button>Try it</Button>
      </div>
    </form>
  );
}

export function Trial({ report }: { report: Report }) {
  const different = report.kinds.filter(({ outcome }) => outcome !== "SAME");
  return (
    <>
      <Notice kind="info">
        {time_words(report.beginsAt)} to {time_words(report.endsAt)}: {report.wishes} wishes of people and programs were
        run again; {report.outcomes.SAME ?? 0} came to the same.
      </Notice>
      {different.length > 0 && (
        <Table
          label="What would have been different"
          rows={different.map((kind, place) => ({ ...kind, place }))}
          id_of={({ place }) => String(place)}
          columns={[
            { label: "What", cell: (kind) => kind_words(kind) },
            { label: "Times", cell: ({ count }) => count },
          ]}
        />
      )}
      <Table
        label="Contacts, recorded and tried"
        rows={share_rows(report.recorded, report.tried)}
        id_of={({ label }) => label}
        columns={[
          { label: "Number of", quiet: true, cell: ({ label }) => label },
          { label: "Recorded", cell: ({ recorded, ms }) => (ms ? length_words(recorded) : recorded) },
          { label: "Tried", cell: ({ tried, ms }) => (ms ? length_words(tried) : tried) },
        ]}
      />
    </>
  );
}

interface ApplyProps {
  changes: readonly Change[];
  apply: (why: object) => Promise<void>;
  dismiss: () => void;
}

export function ApplyDialog({ changes, apply, dismiss }: ApplyProps) {
  const [why, set_why] = useState("");
  return (
    <Confirm
      title="Apply this policy?"
      action="Apply"
      run={() => apply(why.trim() ? { why: why.trim() } : {})}
      dismiss={dismiss}
    >
      <p>It is in force at once. Statuses, offers and contacts of the moment stay; what comes next follows it.</p>
      <ul className="changes short">
        {changes.map(({ pointer, sentence }) => (
          <li key={`${pointer} ${sentence}`}>{sentence}</li>
        ))}
      </ul>
      <TextField
        form={{ value: { why }, put: (part) => set_why(part.why ?? ""), errors: {} }}
        name="why"
        label="Why"
        hint="Is shown in the audit."
        optional
      />
    </Confirm>
  );
}
