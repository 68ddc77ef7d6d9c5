// A world for tests: a clock that is moved by hand, timers that run when it passes them, and sockets that remember.
import type { Socket, World } from "./line.ts";

export class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was sent
  readonly sent: any[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.closed = true;
  }
  open(): void {
    this.onopen?.();
  }
  tell(message: Record<string, unknown>): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  breaks(): void {
    this.onclose?.();
  }
  last(name: string) {
    return this.sent.filter((message) => message.do === name).at(-1);
  }
}

interface Timer {
  at: number;
  run: () => void;
}

export class FakeWorld implements World {
  time = 1_000_000;
  sockets: FakeSocket[] = [];
  probes = 0;
  answer: "up" | "down" | string = "up";
  private timers = new Set<Timer>();

  connect = (): Socket => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  };
  probe = async () => {
    this.probes += 1;
    return this.answer;
  };
  now = () => this.time;
  random = () => 0.5;
  set_timer = (run: () => void, after_ms: number): unknown => {
    const timer = { at: this.time + after_ms, run };
    this.timers.add(timer);
    return timer;
  };
  clear_timer = (timer: unknown): void => {
    this.timers.delete(timer as Timer);
  };

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("nothing has connected yet");
    return socket;
  }

  /** Moves the clock; due timers run in their order, and what they started as promises is let finish. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      const due = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers.delete(due);
      this.time = Math.max(this.time, due.at);
      due.run();
      await settled();
    }
    this.time = end;
    await settled();
  }
}

/** Lets everything that is already decided happen. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await Promise.resolve();
}
