// "Why does this agent get no work?" in plain words: for each channel, and the offers that were missed.
import { useEffect, useState } from "react";
import { is_answered, why_agent } from "../../client/board/questions.ts";
import type { BoardAgent, WhyAgent } from "../../client/board/types.ts";
import { channel_words } from "../../client/board/words.ts";
import { clock_time } from "../../client/format.ts";
import { OUTCOME_UNKNOWN, refusal_words } from "../../client/words.ts";
import { Notice } from "../../ui/Notice.tsx";
import { useModel, useView } from "../context.ts";

/** Asked again whenever the agent changes: the answer is about now. */
export function WhyNoWork({ agent }: { agent: BoardAgent }) {
  const model = useModel();
  const { skew_ms } = useView();
  const [said, set_said] = useState<WhyAgent | null>(null);
  const [error, set_error] = useState("");

  useEffect(() => {
    let over = false;
    void model.request(why_agent(agent)).then((answer) => {
      if (over) return;
      if (is_answered<WhyAgent>(answer)) {
        set_said(answer);
        set_error("");
      } else set_error(answer.is === "refused" ? refusal_words(answer.code, answer.message) : OUTCOME_UNKNOWN);
    });
    return () => {
      over = true;
    };
  }, [model, agent]);

  return (
    <section className="side-part why" aria-label={`Why ${agent.name} gets no work`} aria-live="polite">
      <h3>Why no work?</h3>
      {error && <Notice kind="error">{error}</Notice>}
      {said && (
        <ul className="why-list">
          {said.channels.map(({ channel, text }) => (
            <li key={channel}>
              <b>{channel_words(channel)}</b> {text}
            </li>
          ))}
          {said.channels.length === 0 && <li>No channel is in this agent's routing profile.</li>}
        </ul>
      )}
      {said && said.missed.length > 0 && (
        <>
          <h4>Missed offers</h4>
          <ul className="why-list">
            {said.missed.map(({ contactId, at, text }) => (
              <li key={`${contactId} ${at}`}>
                <a href={`#/contacts/${contactId}`}>{clock_time(at - skew_ms)}</a> {text}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
