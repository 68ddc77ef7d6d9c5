// Which of an agent's frames is the one that does something once (the softphone's sound, the login window). It must not decide who wants to.

export interface Masters {
  /** This frame's name in answers. */
  id: string;
  /** Whether this frame is the topic's master; if there is none and may_become, it becomes it. */
  check(topic: string, may_become: boolean): Promise<boolean>;
  become(topic: string): Promise<void>;
}

/** One frame alone is always the master. */
export class LonelyMaster implements Masters {
  private readonly topics = new Set<string>();
  constructor(readonly id: string) {}

  async check(topic: string, may_become: boolean): Promise<boolean> {
    if (may_become) this.topics.add(topic);
    return this.topics.has(topic);
  }
  async become(topic: string): Promise<void> {
    this.topics.add(topic);
  }
}

/** Frames of one browser: the browser's locks say who holds a topic, also when a frame goes away. */
export class LockMasters implements Masters {
  private readonly held = new Map<string, () => void>();

  constructor(
    readonly id: string,
    private readonly locks: LockManager,
  ) {}

  async check(topic: string, may_become: boolean): Promise<boolean> {
    if (this.held.has(topic)) return true;
    return may_become ? this.take(topic, { ifAvailable: true }) : false;
  }

  async become(topic: string): Promise<void> {
    if (!this.held.has(topic)) await this.take(topic, { steal: true });
  }

  private take(topic: string, options: LockOptions): Promise<boolean> {
    return new Promise((taken) => {
      const hold = (lock: Lock | null) => {
        taken(lock !== null);
        if (!lock) return undefined;
        return new Promise<void>((release) => this.held.set(topic, release));
      };
      this.locks
        .request(`nextup ${topic}`, options, hold)
        .catch(() => undefined) // stolen by another frame
        .finally(() => {
          this.held.delete(topic);
          taken(false);
        });
    });
  }
}
