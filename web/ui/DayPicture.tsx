// An agent's day as a picture: statuses, activities and contacts as rows over the hours. Every piece is reached by keyboard and says what it is;
// the same in words is in the table below it.
import { type KeyboardEvent, useRef, useState } from "react";
import {
  activity_pieces,
  contact_lanes,
  hour_marks,
  next_pieces,
  type Piece,
  shown_part,
  status_pieces,
} from "../client/board/day.ts";
import type { Day } from "../client/board/types.ts";
import { activity_words } from "../client/board/words.ts";
import { clock_time, length } from "../client/format.ts";

const MARKS_MAX = 8;

interface DayPictureProps {
  day: Day;
  now: number;
}

function piece_words({ label, from, to }: Piece): string {
  return `${label}, ${clock_time(from)} to ${clock_time(to)}, ${length(to - from)}`;
}

export function DayPicture({ day, now }: DayPictureProps) {
  const shown = shown_part(day, now);
  const [picked, pick] = useState("");
  const rows: { name: string; pieces: Piece[] }[] = [
    { name: "Status", pieces: status_pieces(day, shown, now) },
    { name: "Next status", pieces: next_pieces(day, shown, now) },
    { name: "Activity", pieces: activity_pieces(day, shown, now, activity_words) },
    ...contact_lanes(day.contacts, shown, now).map((pieces, at) => ({
      name: at === 0 ? "Contacts" : `Contacts ${at + 1}`,
      pieces,
    })),
  ].filter(({ name, pieces }) => name === "Status" || name === "Activity" || pieces.length > 0);
  return (
    <div className="day-picture">
      <div className="day-rows">
        {rows.map(({ name, pieces }) => (
          <DayRow key={name} name={name} pieces={pieces} pick={pick} />
        ))}
        <div className="day-row day-hours" aria-hidden="true">
          <span className="day-name" />
          <span className="day-track">
            {hour_marks(shown, MARKS_MAX).map(({ at, start }) => (
              <span key={at} className="day-hour" style={{ insetInlineStart: `${start * 100}%` }}>
                {clock_time(at)}
              </span>
            ))}
          </span>
        </div>
      </div>
      <p className="day-picked" aria-hidden="true">
        {picked || "Point at a piece, or go through the pieces with the arrow keys."}
      </p>
    </div>
  );
}

/** One stop for the tabulator key; the arrow keys go from piece to piece. */
function DayRow({ name, pieces, pick }: { name: string; pieces: readonly Piece[]; pick: (words: string) => void }) {
  const list = useRef<HTMLDivElement>(null);
  const [at, set_at] = useState(0);
  const front = Math.min(at, Math.max(0, pieces.length - 1));
  const key = (event: KeyboardEvent) => {
    const to = { ArrowRight: front + 1, ArrowLeft: front - 1, Home: 0, End: pieces.length - 1 }[event.key];
    if (to === undefined || to < 0 || to >= pieces.length) return;
    event.preventDefault();
    set_at(to);
    list.current?.querySelectorAll<HTMLElement>(".day-piece")[to]?.focus();
  };
  return (
    <div className="day-row">
      <span className="day-name">{name}</span>
      <div ref={list} className="day-track" role="toolbar" aria-label={name} onKeyDown={key}>
        {pieces.map((piece, index) => (
          <button
            key={piece.from}
            type="button"
            tabIndex={index === front ? 0 : -1}
            className={`day-piece ${piece.tone}`}
            aria-label={piece_words(piece)}
            style={{ insetInlineStart: `${piece.start * 100}%`, inlineSize: `${piece.share * 100}%` }}
            onFocus={() => {
              set_at(index);
              pick(piece_words(piece));
            }}
            onMouseEnter={() => pick(piece_words(piece))}
            onClick={() => pick(piece_words(piece))}
          >
            <span className="day-label" aria-hidden="true">
              {piece.label}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}
