// What the panel and the customer's chat share: one line, one immutable view that says when it changes, and the messages on their way.
// It must not know what either of them talks about.
import { Line, type LineStatus, type ServerMessage, type World } from "./line.ts";
import { type Outgoing, sendable, settle } from "./outbox.ts";
import type { Command, Message } from "./types.ts";
import { refusal_words } from "./words.ts";

export const TYPING_EVERY_MS = 2_000;

export interface LineView {
  line: LineStatus;
  /** Why a closed line stays closed. */
  closed_by: string | null;
  /** The line was lost and is back since then (page clock); null: nothing to say. */
  regained_at: number | null;
  skew_ms: number;
  outbox: readonly Outgoing[];
}

export const EMPTY_LINE_VIEW: LineView = {
  line: "closed",
  closed_by: null,
  regained_at: null,
  skew_ms: 0,
  outbox: [],
};

/** Where a message goes: its contact and transcript (both "" where there is only one), and the last number known. */
export type Addressed = Pick<Outgoing, "contactId" | "transcriptId" | "after">;

export abstract class LineModel<View extends LineView> {
  protected readonly line: Line;
  private listeners = new Set<() => void>();
  private key = 0;
  private typed_at = 0;

  constructor(
    protected readonly world: World,
    protected view: View,
    final_codes: readonly string[],
  ) {
    this.line = new Line({
      world,
      hello: () => this.hello(),
      received: (message) => this.received(message),
      changed: (status, code) => this.line_changed(status, code),
      final_codes,
    });
  }

  protected abstract hello(): Record<string, unknown>;
  protected abstract received(message: ServerMessage): void;
  protected abstract send_command(outgoing: Outgoing): Command;
  protected abstract is_mine(message: Message): boolean;

  get_view = (): View => this.view;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  open(): void {
    this.line.open();
  }

  close(): void {
    this.line.close();
  }

  hurry(): void {
    this.line.hurry();
  }

  forget_regained(): void {
    this.change({ regained_at: null });
  }

  /** Takes a refused message out of the outbox, to be edited or dropped. */
  take_back(key: number): void {
    this.change({ outbox: this.view.outbox.filter((outgoing) => outgoing.key !== key) });
  }

  protected change(change: Partial<LineView>): void {
    this.set(change as Partial<View>);
  }

  protected set(change: Partial<View>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }

  /** A number for something that is to be told apart from all before it. */
  protected next_key(): number {
    this.key += 1;
    return this.key;
  }

  protected line_changed(status: LineStatus, code: string | null): void {
    const regained = status === "open" && this.view.line === "lost";
    this.change({
      line: status,
      closed_by: status === "closed" ? code : null,
      skew_ms: this.line.skew_ms,
      regained_at: regained ? this.world.now() : status === "open" ? this.view.regained_at : null,
    });
  }

  // -- messages on their way ----------------------------------------------------------------------------------------

  protected send_to(to: Addressed, text: string): void {
    const state = this.view.line === "open" ? "sending" : "unknown";
    const outgoing: Outgoing = { ...to, key: this.next_key(), text: sendable(text), state, why: null };
    this.change({ outbox: [...this.view.outbox, outgoing] });
    if (state === "sending") void this.transmit(outgoing);
  }

  /** At most one sign of typing every TYPING_EVERY_MS. */
  protected tell_typing(command: Command): void {
    const now = this.world.now();
    if (now - this.typed_at < TYPING_EVERY_MS) return;
    this.typed_at = now;
    this.line.tell(command);
  }

  /** The transcript is complete again: what arrived is taken out, the rest is sent again. */
  protected settle_outbox(transcriptId: string, transcript: readonly Message[]): void {
    const { arrived, again } = settle(this.view.outbox, transcriptId, transcript, (message) => this.is_mine(message));
    for (const outgoing of arrived) this.take_back(outgoing.key);
    for (const outgoing of again) {
      this.mark(outgoing.key, "sending", null);
      void this.transmit(outgoing);
    }
  }

  private async transmit(outgoing: Outgoing): Promise<void> {
    const answer = await this.line.request(this.send_command(outgoing));
    if (answer.is === "done") this.take_back(outgoing.key);
    else if (answer.is === "lost") this.mark(outgoing.key, "unknown", null);
    else this.mark(outgoing.key, "refused", refusal_words(answer.code, answer.message));
  }

  private mark(key: number, state: Outgoing["state"], why: string | null): void {
    this.change({ outbox: this.view.outbox.map((known) => (known.key === key ? { ...known, state, why } : known)) });
  }
}
