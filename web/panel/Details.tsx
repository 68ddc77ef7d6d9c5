// What is known about a contact, and the notes while it is live. A column on a wide page, a sheet in a small frame.
import Icon from "@cloudscape-design/components/icon";
import { clock_time, duration } from "../client/format.ts";
import { is_wrapup } from "../client/legs.ts";
import type { Leg } from "../client/types.ts";
import { offer_words } from "../client/words.ts";
import { useView } from "./context.ts";
import { Facts } from "./Facts.tsx";
import { Notes } from "./Notes.tsx";

const STARTED_BY: Record<string, string> = {
  INBOUND: "Customer",
  OUTBOUND: "You",
  CALLBACK: "Callback",
  API: "Program",
  TRANSFER: "Transfer by an agent",
  QUEUE_TRANSFER: "Transfer to the queue",
};

export function Details({ leg, hide }: { leg: Leg; hide: () => void }) {
  const { skew_ms } = useView();
  const facts: Record<string, string> = {};
  if (leg.queue) facts.Queue = leg.queue.name;
  facts.Began = clock_time(leg.startedAt - skew_ms);
  if (leg.connectedAt !== null)
    facts["Waited before you"] = duration((leg.offeredAt ?? leg.connectedAt) - leg.startedAt);
  facts["Started by"] = STARTED_BY[leg.initiation] ?? leg.initiation;
  if (leg.offerReason) facts["Came to you because"] = offer_words(leg.offerReason);
  return (
    <aside className="details" aria-label="Details">
      <button type="button" className="icon-button details-hide" aria-label="Hide details" onClick={hide}>
        <Icon name="close" />
      </button>
      {!is_wrapup(leg) && <Notes leg={leg} rows={4} />}
      <Facts title="Contact" facts={facts} />
      {leg.channel !== "TASK" && <Facts title="Attributes" facts={leg.attributes} />}
      {leg.channel !== "TASK" && <Facts title="References" facts={leg.references} />}
    </aside>
  );
}
