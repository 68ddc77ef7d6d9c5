// The queues: each with all its numbers and two small live charts.
import { useState } from "react";
import type { BoardQueue } from "../../client/board/types.ts";
import { Choice } from "../../ui/Choice.tsx";
import { Scrollable } from "../../ui/Scrollable.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { useBoard, useView } from "../context.ts";
import { TotalsStrip } from "../TotalsStrip.tsx";
import { QueueCard } from "./QueueCard.tsx";

const ORDERS = [
  { value: "waiting", label: "Most waiting first" },
  { value: "oldest", label: "Longest wait first" },
  { value: "level", label: "Lowest service level first" },
  { value: "name", label: "By name" },
];

const KEYS: Record<string, (queue: BoardQueue) => number> = {
  waiting: ({ waiting }) => -waiting,
  oldest: ({ oldestAt }) => oldestAt ?? Number.POSITIVE_INFINITY,
  level: ({ today }) => today?.serviceLevel ?? 2,
  name: () => 0,
};

export function QueuesPage() {
  const board = useBoard();
  const { skew_ms } = useView();
  const [text, write] = useState("");
  const [order, set_order] = useState("waiting");
  const wanted = text.trim().toLowerCase();
  const key = KEYS[order] ?? (() => 0);
  const queues = [...board.queues.values()]
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort((a, b) => key(a) - key(b) || a.name.localeCompare(b.name));
  return (
    <section className="place" aria-label="Queues">
      <div className="place-head">
        <h1>Queues</h1>
        <span className="place-count">{queues.length}</span>
      </div>
      <TotalsStrip />
      <search className="filters" aria-label="Filter queues">
        <TextField quiet type="search" label="Find queues" placeholder="Find by name" value={text} write={write} />
        <Choice quiet label="Order" value={order} options={ORDERS} choose={set_order} />
      </search>
      <Scrollable className="queue-cards" label="All queues">
        {queues.map((queue) => (
          <QueueCard key={queue.id} queue={queue} skew={skew_ms} />
        ))}
        {queues.length === 0 && <p className="virtual-empty">No queue fits this filter.</p>}
      </Scrollable>
    </section>
  );
}
