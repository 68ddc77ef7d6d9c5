// One queue: who waits, who works, how the day went. Drawn again only when its numbers have changed.
import { memo, type ReactNode } from "react";
import type { BoardQueue } from "../../client/board/types.ts";
import { duration, percent } from "../../client/format.ts";
import { Sparkline } from "../../ui/Sparkline.tsx";
import { Timer } from "../../ui/Timer.tsx";

export const QueueCard = memo(function QueueCard({ queue, skew }: { queue: BoardQueue; skew: number }) {
  const { name, open, enabled, waiting, oldestAt, inProgress, chart } = queue;
  const state = !enabled ? "Switched off" : open ? "" : "Closed";
  return (
    <article className={`queue-card ${waiting > 0 && queue.staffed === 0 ? "alone" : ""}`} aria-label={name}>
      <div className="queue-head">
        <h2>
          <a href={`#/contacts?queue=${queue.id}`}>{name}</a>
        </h2>
        {state && <span className="badge">{state}</span>}
        {waiting > 0 && queue.staffed === 0 && <span className="badge bad">Nobody is staffed</span>}
      </div>
      <dl className="queue-now">
        <Figure name="Waiting" large tone={waiting > 0 ? "attention" : ""}>
          {waiting}
        </Figure>
        <Figure name="Oldest" large>
          {oldestAt === null ? "–" : <Timer since={oldestAt} skew={skew} />}
        </Figure>
        <Figure name="In progress" large>
          {inProgress}
        </Figure>
      </dl>
      {chart && (
        <div className="queue-charts">
          <ChartPart name="Waiting" values={chart.waiting} step={chart.step} tone="waiting" />
          <ChartPart name="Handled" values={chart.handled} step={chart.step} tone="handled" />
        </div>
      )}
      <h3>Agents</h3>
      <dl className="figures">
        <Figure name="Staffed">{queue.staffed}</Figure>
        <Figure name="Available" tone={queue.available > 0 ? "good" : ""}>
          {queue.available}
        </Figure>
        <Figure name="On contact">{queue.onContact}</Figure>
        <Figure name="Wrap-up">{queue.wrapup}</Figure>
        <Figure name="Non-productive">{queue.nonProductive}</Figure>
        <Figure name="Draining" tone={queue.draining > 0 ? "wait" : ""}>
          {queue.draining}
        </Figure>
        <Figure name="Error" tone={queue.error > 0 ? "attention" : ""}>
          {queue.error}
        </Figure>
        <Figure name="Free slots">{queue.slotsAvailable}</Figure>
      </dl>
      {queue.today && <Today today={queue.today} />}
    </article>
  );
});

function Today({ today }: { today: NonNullable<BoardQueue["today"]> }) {
  const { serviceLevel, answerMs, handleMs } = today;
  return (
    <>
      <h3>Last 24 hours</h3>
      <dl className="figures">
        <Figure name="Service level" tone={level_tone(serviceLevel)}>
          {percent(serviceLevel)}
        </Figure>
        <Figure name="Queued">{today.queued}</Figure>
        <Figure name="Handled">{today.handled}</Figure>
        <Figure name="Abandoned" tone={today.abandoned > 0 ? "wait" : ""}>
          {today.abandoned}
        </Figure>
        <Figure name="Answer time">{answerMs === null ? "–" : duration(answerMs)}</Figure>
        <Figure name="Handle time">{handleMs === null ? "–" : duration(handleMs)}</Figure>
      </dl>
    </>
  );
}

function level_tone(level: number | null): string {
  if (level === null) return "";
  return level >= 0.8 ? "good" : level >= 0.5 ? "wait" : "attention";
}

function Figure({
  name,
  children,
  tone = "",
  large,
}: {
  name: string;
  children: ReactNode;
  tone?: string;
  large?: boolean;
}) {
  return (
    <div className={`figure ${tone} ${large ? "large" : ""}`}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface ChartPartProps {
  name: string;
  values: readonly number[];
  step: number;
  tone: "waiting" | "handled";
}

function ChartPart({ name, values, step, tone }: ChartPartProps) {
  return (
    <div className="chart-part">
      <span aria-hidden="true">{name}</span>
      <Sparkline what={name} values={values} step_ms={step} tone={tone} />
    </div>
  );
}
