// The whole life of a contact: what is known about it, and every step with who did it and why.
import type { Life, Step } from "../../client/board/types.ts";
import { by_words, outcome_words, plain } from "../../client/board/words.ts";
import { day_and_time, duration } from "../../client/format.ts";

function text_of(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function note_text(note: unknown): string {
  if (typeof note === "string") return note;
  const { text } = (note ?? {}) as { text?: unknown };
  return text_of(text ?? note);
}

export function LifeSteps({ life }: { life: Life }) {
  const { contact, steps, notes } = life;
  const facts: [string, string][] = [
    ["Outcome", outcome_words(contact.outcome)],
    ...(contact.endCause ? [["Ended by", plain(contact.endCause)] as [string, string]] : []),
    ...(contact.connectedAt ? [["Waited", duration(contact.connectedAt - contact.startedAt)] as [string, string]] : []),
    ...(contact.messageCount ? [["Messages", String(contact.messageCount)] as [string, string]] : []),
    ...(contact.description ? [["About", contact.description] as [string, string]] : []),
    ...Object.entries(contact.attributes ?? {}).map(([name, value]) => [name, text_of(value)] as [string, string]),
  ];
  return (
    <>
      <dl className="life-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {notes.map((note) => (
        <p key={note_text(note)} className="life-note">
          {note_text(note)}
        </p>
      ))}
      <ol className="life">
        {steps.map((step) => (
          <StepRow key={`${step.seq} ${step.kind} ${step.agent?.id}`} step={step} />
        ))}
      </ol>
      {contact.previousContactId && (
        <p>
          <a href={`#/contacts/${contact.previousContactId}`}>The contact before this one</a>
        </p>
      )}
    </>
  );
}

function StepRow({ step }: { step: Step }) {
  const by = by_words(step.by);
  return (
    <li>
      <time className="life-at" dateTime={new Date(step.at).toISOString()}>
        {day_and_time(step.at, Date.now())}
      </time>
      <span className="life-text">
        {step.text}
        {by && step.by?.kind !== "system" && !step.text.toLowerCase().includes(by.toLowerCase()) && (
          <span className="muted"> ({by})</span>
        )}
        {step.why && <span className="life-why">“{step.why}”</span>}
      </span>
    </li>
  );
}
