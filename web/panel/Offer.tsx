// An offered contact: who, from where, how long there is to decide.
import { accept } from "../client/actions/index.ts";
import { duration } from "../client/format.ts";
import { noun_of } from "../client/legs.ts";
import type { Leg } from "../client/types.ts";
import { TimeLeft, Timer } from "../ui/Timer.tsx";
import { ActionButton } from "./ActionButton.tsx";
import { ChannelIcon } from "./ContactTabs.tsx";
import { useView } from "./context.ts";
import { RejectButton } from "./RejectButton.tsx";

const COMES_AS: Record<string, string> = {
  CALLBACK: "Callback for",
  TRANSFER: "Transferred to you:",
  QUEUE_TRANSFER: "Transferred to your queue:",
};

export function Offer({ leg }: { leg: Leg }) {
  const { skew_ms } = useView();
  const about = leg.description || (typeof leg.attributes.text === "string" ? leg.attributes.text : "");
  const waited = (leg.offeredAt ?? leg.since) - leg.startedAt;
  return (
    <div className="offer-card">
      <ChannelIcon channel={leg.channel} tone="offer large" />
      <p className="offer-kind">{COMES_AS[leg.initiation] ?? `Incoming ${noun_of(leg.channel)}`}</p>
      <h2>{leg.name || "Customer"}</h2>
      <p className="offer-about">
        {leg.queue && <span>{leg.queue.name}</span>}
        {waited >= 1000 && <span>waited {duration(waited)}</span>}
      </p>
      {about && <p className="offer-description">{about}</p>}
      {leg.deadline !== null && (
        <div className="offer-time">
          <TimeLeft from={leg.offeredAt ?? leg.since} until={leg.deadline} skew={skew_ms} />
          <span>
            <Timer until={leg.deadline} skew={skew_ms} /> left
          </span>
        </div>
      )}
      <div className="offer-buttons">
        <RejectButton leg={leg} />
        <ActionButton action={accept} leg={leg} variant="primary" />
      </div>
    </div>
  );
}
