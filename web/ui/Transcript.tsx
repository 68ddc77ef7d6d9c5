// A conversation as it is read: bubbles in order, what is still on its way, who is typing. It must not fetch anything.
import { useEffect, useLayoutEffect, useRef } from "react";
import type { Whisper } from "../client/board/types.ts";
import { lines_of } from "../client/board/watch.ts";
import { clock_time } from "../client/format.ts";
import { type Outgoing, still_under_way } from "../client/outbox.ts";
import type { Message } from "../client/types.ts";

interface TranscriptProps {
  messages: readonly Message[];
  outbox: readonly Outgoing[];
  /** Whose bubbles are on the right. */
  mine: "agent" | "customer";
  /** Shown while the other side is typing. */
  typing: string | null;
  /** A message that was refused: edit it again. */
  take_back: (outgoing: Outgoing) => void;
  empty?: string;
  /** What supervisors and the agent say to each other; the customer's page has none. */
  whispers?: readonly Whisper[];
  /** Everybody is called by their name, nobody "You". */
  named?: boolean;
}

const NEAR_END_PX = 80;

const NO_WHISPERS: readonly Whisper[] = [];

export function Transcript(props: TranscriptProps) {
  const { messages, outbox, mine, typing, take_back, empty, whispers = NO_WHISPERS, named } = props;
  const box = useRef<HTMLDivElement>(null);
  const at_end = useRef(true);
  const under_way = still_under_way(outbox, messages, (message) => message.by === mine);
  const count = messages.length + whispers.length + under_way.length + (typing ? 1 : 0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the count stands for what is drawn
  useLayoutEffect(() => {
    if (box.current && at_end.current) box.current.scrollTop = box.current.scrollHeight;
  }, [count]);

  // A notice above or a smaller frame takes room away: what was read last stays in sight.
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (at_end.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <div
      ref={box}
      className="transcript"
      role="log"
      aria-label="Messages"
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        at_end.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      }}
    >
      <div className="transcript-space" />
      {count === 0 && empty && <p className="transcript-empty">{empty}</p>}
      {lines_of(messages, whispers).map((line, index, lines) => {
        if (line.is === "whisper") return <WhisperBubble key={`w${line.whisper.number}`} whisper={line.whisper} />;
        const last = lines[index - 1];
        const before = last?.is === "message" ? last.message : undefined;
        return <Bubble key={line.message.number} message={line.message} before={before} mine={mine} named={named} />;
      })}
      {under_way.map((outgoing) => (
        <div key={`out-${outgoing.key}`} className={`bubble-row mine ${outgoing.state}`}>
          <div className="bubble">{outgoing.text}</div>
          {outgoing.state === "refused" ? (
            <div className="bubble-foot">
              Not sent. {outgoing.why}{" "}
              <button type="button" className="text-button" onClick={() => take_back(outgoing)}>
                Edit again
              </button>
            </div>
          ) : (
            <div className="bubble-foot">
              {outgoing.state === "unknown" ? "Waiting for the connection…" : "Sending…"}
            </div>
          )}
        </div>
      ))}
      {typing && (
        <div className="bubble-row theirs typing">
          <div className="bubble">
            <span className="unseen">{typing}</span>
            <i />
            <i />
            <i />
          </div>
        </div>
      )}
    </div>
  );
}

/** Marked in words too: nobody may take it for something the customer reads. */
function WhisperBubble({ whisper }: { whisper: Whisper }) {
  const from = whisper.by === "supervisor" ? `Whisper from ${whisper.name}` : `${whisper.name} to the supervisor`;
  return (
    <div className="bubble-row whisper">
      <div className="bubble-head">
        <b>{from}</b> <span>{clock_time(whisper.at)} · not visible to the customer</span>
      </div>
      <div className="bubble">{whisper.text}</div>
    </div>
  );
}

interface BubbleProps {
  message: Message;
  before: Message | undefined;
  mine: string;
  named: boolean | undefined;
}

function Bubble({ message, before, mine, named }: BubbleProps) {
  if (message.by === "system") return <p className="bubble-system">{message.text}</p>;
  const side = message.by === mine ? "mine" : "theirs";
  const follows = before?.by === message.by && before.name === message.name && message.at - before.at < 120_000;
  return (
    <div className={`bubble-row ${side} ${follows ? "follows" : ""}`}>
      {!follows && (
        <div className="bubble-head">
          <b>{side === "mine" && !named ? "You" : message.name}</b> <span>{clock_time(message.at)}</span>
        </div>
      )}
      <div className="bubble">{message.text}</div>
    </div>
  );
}
