// One agent beside the table: what is, how it came to be, what comes next, and why no work comes.
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { name_in, queues_of_agent } from "../../client/board/fold.ts";
import type { BoardAgent } from "../../client/board/types.ts";
import { activity_words, by_words, status_words } from "../../client/board/words.ts";
import { clock_time, day_of, length, percent } from "../../client/format.ts";
import { useBoard, useView } from "../context.ts";
import { ChangeStatus } from "../dialogs/ChangeStatus.tsx";
import { SidePanel } from "../parts/SidePanel.tsx";
import { Since } from "../parts/Since.tsx";
import { Tile } from "../parts/Tile.tsx";
import { AgentLegs } from "./AgentLegs.tsx";
import { Slots } from "./cells.tsx";
import { WhyNoWork } from "./WhyNoWork.tsx";

export function AgentPanel({ agent, back }: { agent: BoardAgent; back: string }) {
  const board = useBoard();
  const [changing, set_changing] = useState(false);
  const [why, set_why] = useState(false);
  const team = name_in(board.groups, agent.group);
  const profile = name_in(board.profiles, agent.profile);
  const queues = queues_of_agent(board, agent).map((id) => name_in(board.queueNames, id));
  return (
    <SidePanel
      title={agent.name}
      back={back}
      lead={
        <p>
          {status_words(agent)} <Since at={agent.status.since} /> · {activity_words(agent.activity)}
        </p>
      }
    >
      <div className="side-buttons">
        <Button disabled={!agent.mine} onClick={() => set_changing(true)}>
          Change status
        </Button>
        <Button ariaExpanded={why} onClick={() => set_why(!why)}>
          Why no work?
        </Button>
        <Button href={`#/day/${agent.id}/${day_of(Date.now())}`}>Day</Button>
      </div>
      {why && <WhyNoWork agent={agent} />}
      <NextPart agent={agent} />
      <ChangedPart agent={agent} />
      <section className="side-part">
        <h3>Contacts</h3>
        <Slots agent={agent} />
        <AgentLegs agent={agent} />
      </section>
      <TodayPart agent={agent} />
      <section className="side-part">
        <h3>Works in</h3>
        <p>
          {[team, profile, ...queues].filter(Boolean).join(" · ") || "No team, no routing profile"}
          {agent.page === "NONE" && <span className="muted"> · no panel open</span>}
          {agent.page === "AWAITED" && <span className="muted"> · panel is reconnecting</span>}
        </p>
      </section>
      {changing && <ChangeStatus agentIds={[agent.id]} close={() => set_changing(false)} />}
    </SidePanel>
  );
}

function NextPart({ agent: { next } }: { agent: BoardAgent }) {
  const { skew_ms } = useView();
  if (!next) return null;
  return (
    <section className="side-part next-part">
      <h3>Next status: {next.stopNew ? `Stop New, then ${next.status.name}` : next.status.name}</h3>
      <p>
        since {clock_time(next.setAt - skew_ms)} (<Since at={next.setAt} />) by {by_words(next.by)}
        {next.why && <>: “{next.why}”</>}
      </p>
      <p className="muted">
        {next.estimateAt === null
          ? "Takes effect when the contacts are finished."
          : `Will probably take effect at ${clock_time(next.estimateAt - skew_ms)}.`}
      </p>
    </section>
  );
}

function ChangedPart({ agent: { changed, status } }: { agent: BoardAgent }) {
  const { skew_ms } = useView();
  if (!changed) return null;
  return (
    <section className="side-part">
      <h3>Status</h3>
      <p>
        {status.name} since {clock_time(changed.at - skew_ms)}, set by {by_words(changed.by)}
        {changed.why && <>: “{changed.why}”</>}
      </p>
    </section>
  );
}

function TodayPart({ agent: { today } }: { agent: BoardAgent }) {
  if (!today) return null;
  return (
    <section className="side-part">
      <h3>Last 24 hours</h3>
      <dl className="tiles">
        <Tile name="Offered">{today.offered}</Tile>
        <Tile name="Handled">{today.handled}</Tile>
        <Tile name="Missed" tone={today.missed > 0 ? "attention" : ""}>
          {today.missed}
        </Tile>
        <Tile name="Occupancy">{percent(today.occupancy)}</Tile>
        <Tile name="On contact">{length(today.contactMs)}</Tile>
        <Tile name="Idle">{length(today.idleMs)}</Tile>
      </dl>
    </section>
  );
}
