// One live line to the server that comes back by itself: hello, requests with ids, pings, reconnects. It must not touch the page.
//
//            open()                    snapshot | resumed
//   closed ---------> connecting ------------------------> open
//                        ^  |  probe says no: wait, again     |
//                        |  v                                 | socket closes | silent for 45 s
//                       lost <--------------------------------+
//   any state -- goodbye with a final code | probe says "signed_out" | close() --> closed
//
// While the server is away it is asked by plain HTTP (probe) before a socket is opened: browsers hold back new WebSockets for seconds after
// several have failed, and only HTTP shows a 401.
import { better_skew, skew_of } from "./skew.ts";
import type { Command } from "./types.ts";

export const PING_EVERY_MS = 20_000;
export const SILENCE_MAX_MS = 45_000;
export const ANSWER_MAX_MS = 5_000; // from connecting to the first snapshot
export const RETRY_AFTER_MS = [0, 250, 500, 1000] as const;
export const RETRY_LATER_MS = 700; // and up to RETRY_JITTER_MS more
export const RETRY_JITTER_MS = 500;
export const STEADY_AFTER_MS = 2_000; // a line that was open for less counts as one more attempt

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  onerror: (() => void) | null;
}

/** What the line needs of the world; tests give their own. */
export interface World {
  connect(): Socket;
  /** "up": try a socket; "down": wait; anything else closes the line with that code. */
  probe(): Promise<"up" | "down" | string>;
  now(): number;
  random(): number;
  set_timer(run: () => void, after_ms: number): unknown;
  clear_timer(timer: unknown): void;
}

export type LineStatus = "connecting" | "open" | "lost" | "closed";

// biome-ignore lint/suspicious/noExplicitAny: what came from the server is looked at by whoever the message is for
export type ServerMessage = { is: string; [member: string]: any };

export interface LineOptions {
  world: World;
  /** The first message on a new socket, without `do` and `clock`. */
  hello(): Record<string, unknown>;
  /** Everything but done, refused and pong. Called in the order of arrival. */
  received(message: ServerMessage): void;
  /** `code` says why a closed line will not come back. */
  changed(status: LineStatus, code: string | null): void;
  final_codes: readonly string[];
}

export type Answer =
  | { is: "done"; [member: string]: unknown }
  | { is: "refused"; code: string; message: string }
  | { is: "lost" }; // the line broke before the answer: it may or may not have been done

export class Line {
  private socket: Socket | null = null;
  private status: LineStatus = "closed";
  private attempt = 0;
  private opened_at: number | null = null;
  private ever_open = false;
  private id = 0;
  private measured: { skew: number; trip: number } | null = null;
  private waiting = new Map<number, (answer: Answer) => void>();
  private retry_timer: unknown = null;
  private silence_timer: unknown = null;
  private ping_timer: unknown = null;
  private round = 0; // a probe or a socket of an earlier round has nothing to say

  constructor(private readonly options: LineOptions) {}

  /** server clock - page clock, in milliseconds */
  get skew_ms(): number {
    return this.measured?.skew ?? 0;
  }

  open(): void {
    if (this.status !== "closed") return;
    this.attempt = 0;
    this.opened_at = null;
    this.ever_open = false;
    this.change("connecting", null);
    this.start_socket();
  }

  close(code: string | null = null): void {
    this.stop();
    this.change("closed", code);
  }

  /** The network or the person is back: do not wait for the next try. */
  hurry(): void {
    if (this.status === "open") {
      this.ping();
      this.expect_within(ANSWER_MAX_MS);
    } else if (this.retry_timer !== null) this.retry(0);
  }

  request(command: Command): Promise<Answer> {
    if (this.status !== "open") return Promise.resolve({ is: "lost" });
    this.id = this.id >= 0x7fffffff ? 1 : this.id + 1;
    const id = this.id;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.send({ ...command, id });
    });
  }

  /** A message without an answer (typing). */
  tell(command: Command): void {
    if (this.status === "open") this.send(command);
  }

  private send(message: Record<string, unknown>): void {
    this.socket?.send(JSON.stringify(message));
  }

  private change(status: LineStatus, code: string | null): void {
    this.status = status;
    this.options.changed(status, code);
  }

  private start_socket(): void {
    const round = ++this.round;
    const { world } = this.options;
    const socket = world.connect();
    this.socket = socket;
    this.expect_within(ANSWER_MAX_MS);
    socket.onopen = () => {
      if (round === this.round) this.send({ do: "hello", ...this.options.hello(), clock: world.now() });
    };
    socket.onmessage = ({ data }) => {
      if (round === this.round && typeof data === "string") this.receive(data);
    };
    socket.onclose = () => {
      if (round === this.round) this.lost();
    };
    socket.onerror = () => undefined; // onclose follows
  }

  private receive(text: string): void {
    let message: ServerMessage;
    try {
      message = JSON.parse(text);
    } catch {
      return this.lost();
    }
    if (message.clock) this.measured = better_skew(this.measured, skew_of(message.clock, this.options.world.now()));
    if (this.status === "open") this.expect_within(SILENCE_MAX_MS);
    if (message.is === "done" || message.is === "refused") return this.answer(message);
    if (message.is === "pong") return;
    if (message.is === "goodbye" && this.options.final_codes.includes(message.code)) return this.close(message.code);
    if (message.is === "snapshot" || message.is === "resumed") {
      this.options.received(message);
      return this.opened();
    }
    this.options.received(message);
  }

  private answer(message: ServerMessage): void {
    const resolve = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    resolve?.(message as unknown as Answer);
  }

  private opened(): void {
    this.opened_at = this.options.world.now();
    this.ever_open = true;
    this.expect_within(SILENCE_MAX_MS);
    this.change("open", null);
    this.ping_later();
  }

  private ping_later(): void {
    this.options.world.clear_timer(this.ping_timer);
    this.ping_timer = this.options.world.set_timer(() => this.ping(), PING_EVERY_MS);
  }

  private expect_within(ms: number): void {
    const { world } = this.options;
    world.clear_timer(this.silence_timer);
    this.silence_timer = world.set_timer(() => this.lost(), ms);
  }

  private ping(): void {
    this.send({ do: "ping", clock: this.options.world.now() });
    this.ping_later();
  }

  private lost(): void {
    this.stop();
    if (this.opened_at !== null && this.options.world.now() - this.opened_at >= STEADY_AFTER_MS) this.attempt = 0;
    this.opened_at = null;
    this.change(this.ever_open ? "lost" : "connecting", null);
    this.retry(this.next_delay());
  }

  private next_delay(): number {
    const known = RETRY_AFTER_MS[this.attempt];
    this.attempt += 1;
    return known ?? RETRY_LATER_MS + this.options.world.random() * RETRY_JITTER_MS;
  }

  private retry(after_ms: number): void {
    const { world } = this.options;
    world.clear_timer(this.retry_timer);
    this.retry_timer = world.set_timer(() => {
      this.retry_timer = null;
      void this.probe();
    }, after_ms);
  }

  private async probe(): Promise<void> {
    const round = ++this.round;
    const said = await this.options.world.probe();
    if (round !== this.round) return;
    if (said === "up") this.start_socket();
    else if (said === "down") this.retry(this.next_delay());
    else this.close(said);
  }

  private stop(): void {
    const { world } = this.options;
    this.round += 1;
    for (const timer of [this.retry_timer, this.silence_timer, this.ping_timer]) world.clear_timer(timer);
    this.retry_timer = this.silence_timer = this.ping_timer = null;
    this.socket?.close();
    this.socket = null;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const resolve of waiting) resolve({ is: "lost" });
  }
}
