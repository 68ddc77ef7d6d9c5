// The supervisor's side of the board line: folds what the server says into one view and carries requests. It must not touch the page.
import type { Answer, LineStatus, ServerMessage, World } from "../line.ts";
import { EMPTY_LINE_VIEW, LineModel, type LineView } from "../line_model.ts";
import { complete_up_to, merge_messages } from "../messages.ts";
import { type Outgoing, sendable } from "../outbox.ts";
import type { Command, Message } from "../types.ts";
import { OUTCOME_UNKNOWN, refusal_words } from "../words.ts";
import { apply_tick, type Board, board_of } from "./fold.ts";
import type { BoardState, Tick, WatchEvent, Whisper } from "./types.ts";
import { apply_watch, type Watch, watch_of } from "./watch.ts";

const FINAL_CODES = ["signed_out", "password_changed", "not_allowed"];

export interface BoardView extends LineView {
  board: Board | null;
  /** What was asked and has not been answered: "end_contact CONTACT". */
  pending: ReadonlySet<string>;
  refusal: { place: string; text: string; number: number } | null;
  /** The conversation that is read along. */
  watch: Watch | null;
}

export const EMPTY_BOARD_VIEW: BoardView = {
  ...EMPTY_LINE_VIEW,
  board: null,
  pending: new Set(),
  refusal: null,
  watch: null,
};

export class BoardModel extends LineModel<BoardView> {
  constructor(world: World) {
    super(world, EMPTY_BOARD_VIEW, FINAL_CODES);
  }

  protected hello(): Record<string, unknown> {
    return {};
  }

  protected send_command({ contactId, text }: Outgoing): Command {
    return { do: "send", contactId, text };
  }

  protected is_mine({ by }: Message): boolean {
    return by === "agent"; // and the same text: what the agent wrote meanwhile is another one
  }

  /** A request that shows nothing of itself: for those who show what it led to. */
  request(command: Command): Promise<Answer> {
    return this.line.request(command);
  }

  /** A request about one place of the page, which shows that it is under way and what was refused. */
  async ask(place: string, command: Command): Promise<Answer> {
    const key = `${command.do} ${place}`;
    if (this.view.pending.has(key)) return { is: "lost" };
    this.set({ pending: new Set([...this.view.pending, key]), refusal: null });
    const answer = await this.line.request(command);
    this.set({ pending: new Set([...this.view.pending].filter((known) => known !== key)) });
    if (answer.is === "refused") this.refuse(place, refusal_words(answer.code, answer.message));
    if (answer.is === "lost") this.refuse(place, OUTCOME_UNKNOWN);
    return answer;
  }

  dismiss_refusal(): void {
    this.set({ refusal: null });
  }

  private refuse(place: string, text: string): void {
    this.set({ refusal: { place, text, number: this.next_key() } });
  }

  // -- a conversation that is read along ----------------------------------------------------------------------------

  async monitor(contactId: string, agentId: string | null): Promise<boolean> {
    const known = this.view.watch;
    if (known && known.contactId !== contactId) await this.leave();
    const answer = await this.ask(contactId, { do: "monitor", contactId, ...(agentId ? { agentId } : {}) });
    if (answer.is !== "done") return false;
    const before = this.view.watch?.contactId === contactId ? this.view.watch : null;
    const watch = watch_of(contactId, answer.transcriptId as string, (answer.whispers ?? []) as Whisper[]);
    this.set({ watch: { ...watch, messages: before?.messages ?? [] } });
    await this.load(watch.transcriptId);
    return true;
  }

  async leave(): Promise<void> {
    const { watch } = this.view;
    if (!watch) return;
    this.set({ watch: null, outbox: [] });
    if (!watch.over) await this.line.request({ do: "leave", contactId: watch.contactId });
  }

  async whisper(text: string): Promise<boolean> {
    const { watch } = this.view;
    if (!watch) return false;
    const { contactId } = watch;
    return (await this.ask(contactId, { do: "whisper", contactId, text: sendable(text) })).is === "done";
  }

  async barge(barging: boolean): Promise<void> {
    const { watch } = this.view;
    if (!watch) return;
    const { contactId } = watch;
    const answer = await this.ask(contactId, { do: barging ? "barge" : "silent", contactId });
    if (answer.is === "done") this.change_watch(contactId, { barging });
  }

  send(text: string): void {
    const { watch } = this.view;
    if (!watch) return;
    const { contactId, transcriptId } = watch;
    this.send_to({ contactId, transcriptId, after: watch.messages.at(-1)?.number ?? 0 }, text);
  }

  /** The chat is the supervisor's own now: the panel goes on with it. */
  async take_over(why: string): Promise<boolean> {
    const { watch } = this.view;
    if (!watch) return false;
    const { contactId } = watch;
    return (await this.ask(contactId, { do: "take_over", contactId, why })).is === "done";
  }

  private change_watch(contactId: string, change: Partial<Watch>): void {
    const { watch } = this.view;
    if (watch?.contactId === contactId) this.set({ watch: { ...watch, ...change } });
  }

  /** Asks for what is missing of the conversation. */
  private async load(transcriptId: string): Promise<void> {
    for (let more = true; more; ) {
      const have = this.view.watch;
      if (have?.transcriptId !== transcriptId) return;
      const after = complete_up_to(have.messages);
      const answer = await this.line.request({ do: "transcript", transcriptId, after });
      const { watch } = this.view;
      if (answer.is !== "done" || watch?.transcriptId !== transcriptId) return;
      const messages = answer.messages as Message[];
      this.set({ watch: { ...watch, messages: merge_messages(watch.messages, messages) } });
      more = answer.more === true && messages.length > 0;
      if (!more) this.settle_outbox(transcriptId, this.view.watch?.messages ?? []);
    }
  }

  // -- what the server says -----------------------------------------------------------------------------------------

  protected override line_changed(status: LineStatus, code: string | null): void {
    super.line_changed(status, code);
    const { watch } = this.view;
    if (status === "open" && watch && !watch.over) void this.resume(watch);
  }

  /** The line is back: what was read along goes on. */
  private async resume({ contactId, barging }: Watch): Promise<void> {
    if (!(await this.monitor(contactId, null))) return this.change_watch(contactId, { over: true });
    if (barging) await this.barge(true);
  }

  protected received(message: ServerMessage): void {
    const { board, watch } = this.view;
    const skew_ms = this.line.skew_ms;
    if (message.is === "snapshot") this.set({ board: board_of(message.state as BoardState), skew_ms });
    else if (message.is === "tick" && board)
      this.set({ board: apply_tick(board, message as unknown as Tick), skew_ms });
    else if (message.is === "watch" && watch)
      this.set({ watch: apply_watch(watch, message as unknown as WatchEvent), skew_ms });
  }
}
