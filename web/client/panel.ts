// The agent's side of the panel line: folds what the server says into one view and carries requests. It must not touch the page.
import { move_command } from "./actions/moves.ts";
import { cancel_next, set_status } from "./actions/set_status.ts";
import type { Whisper } from "./board/types.ts";
import { apply } from "./fold.ts";
import { add_messages, drop_unused } from "./fold_transcript.ts";
import { is_offer, was_not_taken } from "./legs.ts";
import type { Answer, LineStatus, ServerMessage, World } from "./line.ts";
import { LineModel } from "./line_model.ts";
import { complete_up_to } from "./messages.ts";
import { whisper_command } from "./monitoring.ts";
import { type Outgoing, sendable } from "./outbox.ts";
import type { Command, Leg, Message, Move, PanelEvent, PanelState } from "./types.ts";
import { EMPTY_VIEW, type PanelView } from "./view.ts";
import { OUTCOME_UNKNOWN, refusal_words } from "./words.ts";

export const NOTE_AFTER_MS = 600;
export const TYPING_SHOWN_MS = 4_000;
const FINAL_CODES = ["signed_out", "password_changed"];

export class Panel extends LineModel<PanelView> {
  private seq: number | null = null;
  private generation: string | null = null;
  private note_timers = new Map<string, unknown>();
  private loading = new Set<string>();
  private looking_at: string | null = null;

  constructor(world: World) {
    super(world, EMPTY_VIEW, FINAL_CODES);
  }

  protected hello(): Record<string, unknown> {
    const known = this.view.panel !== null;
    return { from: known ? this.seq : null, generation: known ? this.generation : null };
  }

  protected send_command({ contactId, text }: Outgoing): Command {
    return { do: "send", contactId, text };
  }

  protected is_mine({ by }: Message): boolean {
    return by === "agent";
  }

  // -- what the agent does ------------------------------------------------------------------------------------------

  /** Notes first: choosing a status may clear contacts in wrap-up. */
  async choose_status(statusId: string): Promise<void> {
    const asked = this.ask("agent", set_status.command(statusId), () => this.flush_notes());
    await asked;
  }

  /** A move of a centre that has a table of them. Log Out goes by HTTP, not here. */
  async make_move(move: Move, reasonId: string | null = null): Promise<Answer> {
    return this.ask("agent", move_command(move, reasonId));
  }

  async cancel_next(): Promise<void> {
    if (this.view.panel) await this.ask("agent", cancel_next.command(this.view.panel));
  }

  async act(leg: Leg, command: Command): Promise<Answer> {
    return this.ask(leg.contactId, command, () => this.flush_note(leg.contactId));
  }

  async call(command: Command): Promise<Answer> {
    return this.ask("agent", command);
  }

  send({ contactId, transcriptId }: Leg, text: string): void {
    const after = this.view.transcripts[transcriptId]?.at(-1)?.number ?? 0;
    this.send_to({ contactId, transcriptId, after }, text);
  }

  whisper(leg: Leg, text: string): Promise<Answer> {
    return this.ask(leg.contactId, whisper_command(leg, sendable(text)));
  }

  typing(contactId: string): void {
    this.tell_typing({ do: "typing", contactId });
  }

  write_note(contactId: string, text: string): void {
    this.set({ notes: { ...this.view.notes, [contactId]: text } });
    this.world.clear_timer(this.note_timers.get(contactId));
    this.note_timers.set(
      contactId,
      this.world.set_timer(() => void this.flush_note(contactId), NOTE_AFTER_MS),
    );
  }

  async flush_notes(): Promise<void> {
    await Promise.all(Object.keys(this.view.notes).map((contactId) => this.flush_note(contactId)));
  }

  async flush_note(contactId: string): Promise<void> {
    const text = this.view.notes[contactId];
    this.world.clear_timer(this.note_timers.get(contactId));
    if (text === undefined || this.view.line !== "open") return;
    const answer = await this.line.request({ do: "note", contactId, text: sendable(text) });
    if (answer.is === "refused") this.refuse(contactId, refusal_words(answer.code, answer.message));
    if (answer.is === "lost" || this.view.notes[contactId] !== text) return; // kept; sent again with the next change or the next line
    const { [contactId]: _, ...notes } = this.view.notes;
    this.set({ notes });
  }

  /** The contact on the agent's screen, or null while the page is hidden. What it shows counts as seen. */
  look_at(contactId: string | null): void {
    this.looking_at = contactId;
    this.see();
  }

  /** A refusal that came by another way than the line. */
  tell_refusal(text: string): void {
    this.refuse("agent", text);
  }

  dismiss_refusal(): void {
    this.set({ refusal: null });
  }

  // -- requests -----------------------------------------------------------------------------------------------------

  /** A request that shows nothing of itself, neither that it is under way nor that it was refused: for those who show it elsewhere. */
  request(command: Command): Promise<Answer> {
    return this.line.request(command);
  }

  private async ask(place: string, command: Command, before?: () => Promise<void>): Promise<Answer> {
    const key = `${command.do} ${place}`;
    if (this.view.pending.has(key)) return { is: "lost" };
    this.set({ pending: new Set([...this.view.pending, key]), refusal: null });
    if (before) await before();
    const answer = await this.line.request(command);
    const pending = new Set(this.view.pending);
    pending.delete(key);
    this.set({ pending });
    if (answer.is === "refused") this.refuse(place, refusal_words(answer.code, answer.message));
    if (answer.is === "lost") this.refuse(place, OUTCOME_UNKNOWN);
    return answer;
  }

  private refuse(place: string, text: string): void {
    this.set({ refusal: { place, text, number: this.next_key() } });
  }

  /** What was whispered before this page was there. */
  private async load_whispers({ contactId }: Leg): Promise<void> {
    const answer = await this.line.request({ do: "whispers", contactId });
    if (answer.is !== "done" || !this.view.panel) return;
    const whispers = (answer.whispers ?? []) as Whisper[];
    const panel = whispers.reduce(
      (state, whisper) => apply(state, { kind: "whisper", contactId, whisper }),
      this.view.panel,
    );
    this.set({ panel });
  }

  /** Asks for what is missing of a chat; afterwards messages of unknown outcome are settled. */
  private async load(leg: Leg): Promise<void> {
    const { transcriptId } = leg;
    if (this.loading.has(transcriptId)) return;
    this.loading.add(transcriptId);
    void this.load_whispers(leg);
    for (let more = true; more; ) {
      const after = complete_up_to(this.view.transcripts[transcriptId] ?? []);
      const answer = await this.line.request({ do: "transcript", transcriptId, after });
      if (answer.is !== "done") break;
      const messages = answer.messages as Message[];
      this.set({ transcripts: add_messages(this.view.transcripts, transcriptId, messages) });
      more = answer.more === true && messages.length > 0;
      if (!more) this.settle_outbox(transcriptId, this.view.transcripts[transcriptId] ?? []);
    }
    this.loading.delete(transcriptId);
    this.see();
  }

  // -- what the server says -----------------------------------------------------------------------------------------

  protected override line_changed(status: LineStatus, code: string | null): void {
    super.line_changed(status, code);
    this.set({ typing: status === "open" ? this.view.typing : {} });
    if (status !== "open" || !this.view.panel) return;
    for (const leg of this.view.panel.legs) if (this.wants_transcript(leg)) void this.load(leg);
    void this.flush_notes();
  }

  private wants_transcript(leg: Leg): boolean {
    return leg.channel === "CHAT" && !is_offer(leg) && !was_not_taken(leg);
  }

  protected received(message: ServerMessage): void {
    switch (message.is) {
      case "snapshot":
        this.generation = message.generation;
        this.seq = message.seq;
        this.view = { ...this.view, settled: true };
        this.replace(message.state);
        break;
      case "resumed":
        this.generation = message.generation;
        this.set({ settled: true }); // what of the broken batch is missing comes again, whole
        break;
      case "event":
        if (message.more) this.view = { ...this.view, settled: false };
        this.happened(message as ServerMessage & PanelEvent);
        if (message.more) break;
        this.seq = message.seq; // a batch counts when its last event is here
        this.set({ settled: true });
        break;
      case "signal":
        if (message.kind === "typing")
          this.set({ typing: { ...this.view.typing, [message.contactId]: this.world.now() } });
        break;
    }
    this.set({ skew_ms: this.line.skew_ms });
  }

  private replace(panel: PanelState): void {
    const known = new Set(panel.legs.map((leg) => leg.contactId));
    const notes = Object.fromEntries(Object.entries(this.view.notes).filter(([contactId]) => known.has(contactId)));
    this.set({
      panel,
      notes,
      transcripts: drop_unused(this.view.transcripts, panel.legs),
      outbox: this.view.outbox.filter((outgoing) => known.has(outgoing.contactId)),
    });
  }

  private happened(event: PanelEvent): void {
    const { panel } = this.view;
    if (!panel) return;
    if (event.kind === "message") return this.said(panel, event.contactId, event.message);
    const next = apply(panel, event);
    if (event.kind === "leg_removed") this.replace(next);
    else this.set({ panel: next });
    if (event.kind === "leg" && this.wants_transcript(event.leg) && !this.view.transcripts[event.leg.transcriptId])
      void this.load(event.leg);
  }

  private said(panel: PanelState, contactId: string, message: Message): void {
    const leg = panel.legs.find((known) => known.contactId === contactId);
    if (!leg) return;
    const { [contactId]: _, ...typing } = this.view.typing;
    this.set({
      transcripts: add_messages(this.view.transcripts, leg.transcriptId, [message]),
      typing: message.by === "customer" ? typing : this.view.typing,
    });
    this.see();
  }

  private see(): void {
    const { panel, transcripts, seen } = this.view;
    if (!panel) return;
    const next: Record<string, number> = {};
    for (const leg of panel.legs) {
      const last = transcripts[leg.transcriptId]?.at(-1)?.number;
      const known = seen[leg.transcriptId];
      if (leg.contactId === this.looking_at && last !== undefined) next[leg.transcriptId] = last;
      else if (known !== undefined) next[leg.transcriptId] = known;
    }
    if (JSON.stringify(next) !== JSON.stringify(seen)) this.set({ seen: next });
  }
}

/** Customer messages that the agent has not seen. What came before an answer of the agent was seen, also before a reload. */
/** A sign of typing holds for some seconds, and only while the chat goes on. */
export function is_typing(view: PanelView, leg: Leg, now: number): boolean {
  const at = view.typing[leg.contactId];
  return leg.state === "CONNECTED" && at !== undefined && now - at < TYPING_SHOWN_MS;
}

export function unread_of(view: PanelView, leg: Leg): number {
  const messages = view.transcripts[leg.transcriptId] ?? [];
  const answered = messages.findLast((message) => message.by === "agent")?.number ?? 0;
  const seen = Math.max(answered, view.seen[leg.transcriptId] ?? 0);
  return messages.filter((message) => message.by === "customer" && message.number > seen).length;
}
