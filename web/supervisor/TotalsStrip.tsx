// The numbers of the whole centre, on top of every live place.
import { Scrollable } from "../ui/Scrollable.tsx";
import { useBoard } from "./context.ts";
import { Since } from "./parts/Since.tsx";
import { Tile } from "./parts/Tile.tsx";

export function TotalsStrip() {
  const { agents, contacts } = useBoard().totals;
  return (
    <Scrollable className="totals-place" label="The whole centre">
      <dl className="totals">
        <Tile name="Waiting" tone={contacts.waiting > 0 ? "attention" : ""}>
          {contacts.waiting}
        </Tile>
        <Tile name="Oldest">
          <Since at={contacts.oldestAt} />
        </Tile>
        <Tile name="In progress">{contacts.inProgress}</Tile>
        <Tile name="Scheduled">{contacts.scheduled}</Tile>
        <Tile name="Online">{agents.online}</Tile>
        <Tile name="Staffed">{agents.staffed}</Tile>
        <Tile name="Available" tone={agents.available > 0 ? "good" : ""}>
          {agents.available}
        </Tile>
        <Tile name="On contact">{agents.onContact}</Tile>
        <Tile name="Wrap-up">{agents.wrapup}</Tile>
        <Tile name="Non-productive">{agents.nonProductive}</Tile>
        <Tile name="Draining" tone={agents.draining > 0 ? "wait" : ""}>
          {agents.draining}
        </Tile>
        <Tile name="Error" tone={agents.error > 0 ? "attention" : ""}>
          {agents.error}
        </Tile>
      </dl>
    </Scrollable>
  );
}
