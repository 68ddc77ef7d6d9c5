// What is shown of an agent where there is a table of moves: the status in its words, the buttons, and the news.
import assert from "node:assert/strict";
import { test } from "node:test";
import { end_wrapup, reject } from "./actions/index.ts";
import { chat_moves, is_working, move_command, shown_text, status_moves, status_text } from "./actions/moves.ts";
import { apply } from "./fold.ts";
import { logged_out_words, news_of } from "./news.ts";
import { MENU, NEXT_LUNCH, SLOTS, sample_leg, sample_state } from "./samples.ts";
import type { Control, Move, MoveName, NextStatus, PanelState, Shown, StatusChange } from "./types.ts";

const ALL: MoveName[] = ["available", "work_offline", "break", "log_out", "stop_new", "resume", "end_wrapup"];

function move(name: MoveName, open: boolean): Move {
  return { move: name, open, why: open ? null : "No.", statusId: `s-${name}`, reasons: [], reasonRequired: false };
}

function control(shown: Shown, ...open: MoveName[]): Control {
  const reasons = { reasons: [], reasonRequired: false };
  return {
    shown,
    stopNew: shown === "BUSY_STOP_NEW",
    off: shown === "ON_BREAK",
    wrapupUntil: null,
    moves: ALL.map((name) => move(name, open.includes(name))),
    reject: { VOICE: reasons, CHAT: reasons, TASK: reasons },
  };
}

const BREAK = { id: "s-break", name: "On Break", type: "CUSTOM", since: 500 } as const;
const WORK_OFFLINE = { id: "s-work_offline", name: "Working Offline", type: "CUSTOM", since: 500 } as const;

function change(more: Partial<StatusChange> = {}): StatusChange {
  return { at: 500, by: { kind: "system", name: null }, cause: null, reason: null, contact: null, ...more };
}

function on_break(changed: StatusChange): PanelState {
  return sample_state({ status: BREAK, control: control("ON_BREAK", "available"), changed });
}

function with_next(more: Partial<NextStatus>): PanelState {
  const next: NextStatus = {
    status: WORK_OFFLINE,
    setAt: 900,
    setBy: { kind: "system", name: null },
    cause: null,
    reason: null,
    contact: null,
    stopNew: true,
    when: "idle",
    version: 4,
    ...more,
  };
  return sample_state({ control: control("BUSY_STOP_NEW", "resume"), next });
}

const CAROL = { name: "Carol", channel: "CHAT" } as const;

test("each shown state has exactly its text", () => {
  const texts = ["AVAILABLE", "OFFERING", "BUSY", "POST_PROCESSING", "WORKING_OFFLINE", "BUSY_STOP_NEW", "ON_BREAK"];
  assert.deepEqual(
    texts.map((shown) => shown_text(sample_state(), control(shown as Shown))),
    [
      "Available",
      "Offering",
      "Busy (In Progress)",
      "Post Processing",
      "Working Offline",
      "Busy (Stop New)",
      "On Break",
    ],
  );
  assert.equal(status_text(sample_state({ status: BREAK, control: control("OTHER") })), "On Break");
  assert.equal(status_text(sample_state()), "Available"); // the other model's line
});

test("a closed move keeps its place and stop new is there only while it is open", () => {
  const busy = control("BUSY", "stop_new");
  assert.deepEqual(
    status_moves(busy).map(({ open }) => open),
    [false, false, false, false],
  );
  assert.deepEqual(
    chat_moves(busy).map((known) => known.move),
    ["stop_new"],
  );
  assert.deepEqual(chat_moves(control("AVAILABLE", "break")), []);
  assert.equal(is_working(busy), true);
  assert.equal(is_working(control("ON_BREAK")), false);
});

test("a move is sent as what it is, with its reason", () => {
  assert.deepEqual(move_command(move("stop_new", true), null), { do: "stop_new" });
  assert.deepEqual(move_command(move("resume", true), null), { do: "resume_new" });
  assert.deepEqual(move_command(move("break", true), null), { do: "set_status", statusId: "s-break" });
  assert.deepEqual(move_command(move("break", true), "r1"), {
    do: "set_status",
    statusId: "s-break",
    reasonId: "r1",
  });
});

test("post processing can be ended where the policy opens it, and an offer rejected where that is allowed", () => {
  const leg = sample_leg("c1", { state: "ENDED" });
  assert.equal(end_wrapup.enabled(sample_state({ control: control("POST_PROCESSING") }), leg), false);
  assert.equal(end_wrapup.enabled(sample_state({ control: control("POST_PROCESSING", "end_wrapup") }), leg), true);
  assert.equal(reject.enabled(sample_state(), sample_leg("c2", { state: "CONNECTING" })), false);
});

test("news says who else set the status, and why it changed by itself", () => {
  const sue = change({ by: { kind: "supervisor", name: "Sue" } });
  assert.equal(news_of(on_break(sue))?.text, "Sue set your status to On Break.");
  const lunch = { ...sue, reason: { id: "r", name: "Lunch" } };
  assert.equal(news_of(on_break(lunch))?.text, "Sue set your status to On Break (Lunch).");
  const missed = change({ cause: "offer_missed", contact: CAROL });
  assert.equal(news_of(on_break(missed))?.text, "You did not answer the chat with Carol in time, so you are On Break.");
  const rejected = change({ cause: "offer_rejected" });
  assert.equal(news_of(on_break(rejected))?.text, "You rejected a contact, so you are On Break.");
  const program = change({ by: { kind: "api", name: "Adam" } });
  assert.equal(news_of(on_break(program))?.text, "A program of Adam set your status to On Break.");
});

test("there is no news of what the agent did", () => {
  const own = change({ by: { kind: "agent", name: "Vera" } });
  assert.equal(news_of(on_break(own)), null);
  assert.equal(news_of(on_break(change({ cause: "signed_in" }))), null);
});

test("news tells why as it was said, in either model, also of a next status and after it was applied", () => {
  const sue = change({ by: { kind: "supervisor", name: "Sue" }, why: "You are first for lunch" });
  const text = "Sue set your status to On Break. They say: “You are first for lunch”";
  assert.equal(news_of(on_break(sue))?.text, text);
  assert.equal(news_of({ ...on_break(sue), control: null })?.text, text);
  assert.equal(news_of({ ...on_break({ ...sue, cause: "next_applied" }), control: null })?.text, text);
  const next = { ...NEXT_LUNCH, setBy: { kind: "supervisor", name: "Sue" }, why: "After this chat" } as const;
  assert.equal(news_of(sample_state({ next }))?.text, "Sue set your next status to Lunch. They say: “After this chat”");
  assert.equal(news_of(sample_state({ next: NEXT_LUNCH })), null);
});

test("news says which supervisor took a contact away and why, until something newer is to be said", () => {
  const forced = { at: 700, by: { kind: "supervisor", name: "Sam" }, cause: "taken_over", why: "I know her" } as const;
  const leg = { ...sample_leg("c1"), state: "ENDED", endCause: "taken_over" } as const;
  const had = sample_state({ legs: [sample_leg("c1")] });
  const taken = apply(had, { kind: "leg", leg, forced, menu: MENU, slots: SLOTS });
  assert.equal(news_of(taken)?.text, `Sam took over the chat with ${leg.name}. They say: “I know her”`);
  const { contactId } = leg;
  const cleared = { ...forced, cause: "supervisor_ended", why: null };
  const gone = apply(had, {
    kind: "leg_removed",
    contactId,
    cause: cleared.cause,
    forced: cleared,
    menu: MENU,
    slots: SLOTS,
  });
  assert.equal(news_of(gone)?.text, `Sam ended the chat with ${leg.name}.`);
  const late = apply(
    { ...had, legs: [leg] },
    { kind: "leg_removed", contactId, cause: cleared.cause, forced: cleared, menu: MENU, slots: SLOTS },
  );
  assert.equal(news_of(late)?.text, `Sam cleared the chat with ${leg.name} from your contacts.`);
  const lunch = { ...NEXT_LUNCH, setAt: 800, setBy: forced.by };
  assert.match(news_of({ ...taken, next: lunch })?.text ?? "", /^Sam set your next status/);
});

test("news of stop new says what turned it on, and what came after it", () => {
  const missed = with_next({ cause: "offer_missed", contact: CAROL });
  assert.equal(
    news_of(missed)?.text,
    "You did not answer the chat with Carol in time, so Stop New is on until you choose Resume.",
  );
  assert.equal(news_of(with_next({ setBy: { kind: "agent", name: "Vera" } })), null);
  const after = sample_state({
    status: WORK_OFFLINE,
    control: control("WORKING_OFFLINE", "available"),
    changed: change({ cause: "next_applied" }),
  });
  assert.match(news_of(after)?.text ?? "", /Stop New was on, so you are Working Offline\.$/);
});

test("who was logged out is told by whom", () => {
  const gone = (changed: StatusChange) => logged_out_words(sample_state({ changed }));
  assert.equal(gone(change({ by: { kind: "supervisor", name: "Sue" } })), "Sue logged you out.");
  assert.equal(
    gone(change({ cause: "session_timeout" })),
    "You were logged out because this page was away for too long.",
  );
  assert.equal(gone(change({ by: { kind: "agent", name: "Vera" } })), "You are signed out.");
});

test("every event that may change the moves says them whole", () => {
  const state = sample_state({ control: control("AVAILABLE", "break") });
  const leg = sample_leg("c1", { state: "CONNECTING" });
  const ringing = apply(state, { kind: "leg", leg, slots: SLOTS, menu: MENU, control: control("OFFERING") });
  assert.equal(ringing.control?.shown, "OFFERING");
  const changed = change({ cause: "offer_missed", contact: CAROL });
  const missed = apply(ringing, {
    kind: "status",
    status: BREAK,
    changed,
    version: 3,
    menu: MENU,
    control: control("ON_BREAK", "available"),
    cause: "offer_missed",
  });
  assert.equal(missed.control?.shown, "ON_BREAK");
  assert.deepEqual(missed.changed, changed);
});
