// "Why is this contact still waiting?" in plain words, and each offer that was made with its reason and what came of it.
import { useEffect, useState } from "react";
import { is_answered, why_contact } from "../../client/board/questions.ts";
import type { BoardContact, WhyContact } from "../../client/board/types.ts";
import { plain } from "../../client/board/words.ts";
import { clock_time, length } from "../../client/format.ts";
import { OUTCOME_UNKNOWN, offer_words, refusal_words } from "../../client/words.ts";
import { Notice } from "../../ui/Notice.tsx";
import { useModel, useView } from "../context.ts";

/** Asked again whenever the contact changes. */
export function WhyWaiting({ contact }: { contact: BoardContact }) {
  const model = useModel();
  const { skew_ms } = useView();
  const [said, set_said] = useState<WhyContact | null>(null);
  const [error, set_error] = useState("");

  useEffect(() => {
    let over = false;
    void model.request(why_contact(contact)).then((answer) => {
      if (over) return;
      if (is_answered<WhyContact>(answer)) {
        set_said(answer);
        set_error("");
      } else set_error(answer.is === "refused" ? refusal_words(answer.code, answer.message) : OUTCOME_UNKNOWN);
    });
    return () => {
      over = true;
    };
  }, [model, contact]);

  return (
    <section className="side-part why" aria-label="Why this contact is waiting" aria-live="polite">
      <h3>Why waiting?</h3>
      {error && <Notice kind="error">{error}</Notice>}
      {said && (
        <>
          <p>{said.text}</p>
          <p className="muted">
            {said.position !== null && <>Number {said.position} in the queue. </>}
            {said.estimateMs !== null && <>Will probably be answered in about {length(said.estimateMs)}.</>}
          </p>
          <Offers offers={said.offers} skew={skew_ms} />
        </>
      )}
    </section>
  );
}

function Offers({ offers, skew }: { offers: WhyContact["offers"]; skew: number }) {
  if (offers.length === 0) return <p className="muted">It has not been offered to anybody yet.</p>;
  return (
    <>
      <h4>Offers</h4>
      <ul className="why-list">
        {offers.map((offer) => (
          <li key={`${offer.at} ${offer.agent?.id}`}>
            <b>{clock_time(offer.at - skew)}</b> {offer.agent?.name}: {offer_reason(offer.reason)}
            {offer.outcome && <span className="muted"> – {outcome_text(offer.outcome)}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What the agent reads as "You were available longest" is said about them here; other words are the server's. */
const ABOUT_OTHERS: Record<string, string> = {
  longest_available: "was available longest",
  next_in_queue: "it was next in the queue",
  agent_queue: "it waited for them",
  associated: "it was assigned to them",
  transferred: "it was transferred to them",
};

/** A sentence of the server stays as it is. */
function outcome_text(outcome: string): string {
  return outcome.includes(" ") ? outcome : plain(outcome);
}

function offer_reason(reason: string): string {
  return ABOUT_OTHERS[reason] ?? offer_words(reason);
}
