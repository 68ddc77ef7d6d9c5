// The conduit between one embedding page and the panel in this frame: snapshots out, requests in. It must not touch the page or check origins (frame.ts).
//
//   CLOSED --open()--> WAITING: acknowledged, nobody signed in --attach(panel)--> LIVE: an `agent::update` for every settled view
//                         ^                                                         |
//                         +--------------- detach(): terminated | auth_fail --------+          close(): CLOSED again
//
// Updates wait while a request is being answered: the vendor's page never shows a state before the call that caused it has succeeded.
import type { Answer } from "../client/line.ts";
import type { Command, PanelState } from "../client/types.ts";
import type { PanelView } from "../client/view.ts";
import { ChatFeed } from "./chat_feed.ts";
import { PREFERENCES, type Preferences } from "./configuration.ts";
import { type Failure, failure, failure_of, INVALID_STATE, render_failure } from "./failure.ts";
import type { Masters } from "./masters.ts";
import { translate, type Wish } from "./requests.ts";
import type { AgentUpdate, Envelope } from "./shapes.ts";
import { agent_update, essence, updates_between } from "./snapshot.ts";

/** The panel as the conduit sees it. */
export interface Door {
  get_view(): PanelView;
  subscribe(listener: () => void): () => void;
  request(command: Command): Promise<Answer>;
  flush_notes(): Promise<void>;
}

export interface ChatToken {
  participantToken: string;
  expiry: string;
}

/** What the conduit needs of the frame; tests give their own. */
export interface Host {
  /** To the embedding page, whose origin has been checked. */
  post(message: Envelope): void;
  /** To the agent's other frames in this browser. */
  tell_others(message: Envelope): void;
  masters: Masters;
  now(): number;
  new_id(): string;
  chat_token(contactId: string): Promise<ChatToken | null>;
  media_devices(): Promise<unknown[]>;
  sign_out(): Promise<void>;
  reload(): void;
  /** Brings a contact to the front of the panel. */
  show(contactId: string): void;
}

/** Broadcasts that are only for the vendor's own log servers. */
const DROPPED = ["log", "server_bound_internal_log", "client_metric", "click_stream_data", "api_metric"];

type Members = Record<string, unknown>;

function members_of(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}

export class Conduit {
  private opened = false;
  private door: Door | null = null;
  private forget: (() => void) | null = null;
  private update: AgentUpdate | null = null; // the newest that was built
  private waiting: AgentUpdate[] = []; // built, not posted yet
  private told = ""; // essence of the newest
  private answering = 0;
  private line: PanelView["line"] | null = null;
  private preferences: Preferences = PREFERENCES;
  private readonly tokens = new Map<string, string>();
  private feed = new ChatFeed();
  private shown = "";
  private leaving = false;
  private listeners = new Set<(update: AgentUpdate, before: AgentUpdate | null) => void>();
  private line_listeners = new Set<(online: boolean) => void>();

  constructor(private readonly host: Host) {}

  /** The embedding page is approved: it hears from us from now on. */
  open(): void {
    this.opened = true;
    this.post("acknowledge", { id: this.host.new_id() });
    this.post("update_connected_ccps", { length: 1 });
    if (this.update) this.post("agent::update", this.update);
  }

  /** The embedding page is not approved any more: it hears nothing from now on, and nothing of it is taken. */
  close(): void {
    this.opened = false;
  }

  /** Somebody has signed in. */
  attach(door: Door): void {
    this.door = door;
    this.feed = new ChatFeed();
    this.forget = door.subscribe(() => this.look());
    this.look();
  }

  /** Nobody is signed in any more; expired: it was not the agent's wish. */
  detach(expired: boolean): void {
    if (!this.door) return;
    this.forget?.();
    this.forget = null;
    this.door = null;
    this.update = null;
    this.waiting = [];
    this.told = "";
    this.line = null;
    this.post(expired ? "auth_fail" : "terminated", expired ? {} : undefined);
  }

  /** What a message port (sdk.ts) works on. */
  get known(): { state: PanelState; update: AgentUpdate; preferences: Preferences } | null {
    const state = this.door?.get_view().panel;
    return state && this.update ? { state, update: this.update, preferences: this.preferences } : null;
  }

  get online(): boolean {
    return this.door?.get_view().line === "open";
  }

  on_update(listener: (update: AgentUpdate, before: AgentUpdate | null) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  on_line(listener: (online: boolean) => void): void {
    this.line_listeners.add(listener);
  }

  /** The panel shows this contact now. */
  showing(contactId: string): void {
    if (contactId === this.shown) return;
    this.shown = contactId;
    if (this.door) this.post("contact::view", { contactId });
  }

  // -- out ------------------------------------------------------------------------------------------------------------

  private post(event: string, data?: unknown): void {
    if (this.opened) this.host.post(data === undefined ? { event } : { event, data });
  }

  private look(): void {
    const view = this.door?.get_view();
    if (!view?.panel || !view.settled) return;
    this.take_line(view.line);
    const { panel, skew_ms } = view;
    const { preferences, tokens } = this;
    const update = agent_update(panel, { now: this.host.now(), skew_ms, preferences, tokens });
    const said = essence(update);
    const before = this.update;
    this.update = update;
    if (said !== this.told) {
      this.told = said;
      this.tell(updates_between(before, update), before);
    }
    for (const item of this.feed.news(view, this.host.now())) this.post("webSocket::all_message", item);
  }

  private tell(updates: AgentUpdate[], before: AgentUpdate | null): void {
    let last = before;
    for (const update of updates) {
      this.waiting.push(update);
      this.flush();
      for (const listener of this.listeners) listener(update, last);
      last = update;
    }
  }

  private flush(): void {
    if (this.answering > 0) return;
    for (const update of this.waiting) this.post("agent::update", update);
    this.waiting = [];
  }

  private take_line(line: PanelView["line"]): void {
    if (this.line === "open" && line === "lost") this.post("agent::websocket_connection_lost");
    if (this.line === "lost" && line === "open") this.post("agent::websocket_connection_gained");
    if (this.line !== line) for (const listener of this.line_listeners) listener(line === "open");
    this.line = line;
  }

  // -- in: whatever the embedding page says -----------------------------------------------------------------------------

  /** The caller has checked where it comes from. */
  receive(message: unknown): void {
    const { event, data } = members_of(message);
    if (!this.opened || typeof event !== "string") return;
    switch (event) {
      case "synchronize":
        return this.post("acknowledge", { id: this.host.new_id() });
      case "api_request":
        return void this.api_request(members_of(data));
      case "master_request":
        return void this.master_request(members_of(data));
      case "broadcast":
        return this.broadcast(members_of(data));
      case "reload_agent_configuration":
        if (this.update) this.post("agent::update", this.update);
        return;
      case "media_device_request":
        return void this.media_devices();
      case "webSocket::subscribe":
        return this.subscribe(data);
      case "terminate":
        return void this.terminate();
    }
  }

  /** The same from another frame of this agent: only what all of them are told. */
  overhear(message: Envelope): void {
    this.post(message.event, message.data);
  }

  private broadcast(data: Members): void {
    const { event } = data;
    if (typeof event !== "string" || DROPPED.includes(event)) return;
    const message = { event, data: data.data };
    this.post(event, data.data);
    this.host.tell_others(message);
    const contactId = members_of(data.data).contactId;
    if (event === "contact::view" && typeof contactId === "string" && contactId !== "") {
      this.shown = contactId;
      this.host.show(contactId);
    }
  }

  private subscribe(topics: unknown): void {
    const known = Array.isArray(topics) ? topics.filter((topic) => typeof topic === "string") : [];
    const content = { status: "success", topics: known };
    this.post("webSocket::subscription_update", { topic: "aws/subscribe", content });
  }

  private async media_devices(): Promise<void> {
    const devices = await this.host.media_devices().catch(() => null);
    this.post("media_device_response", devices ?? { error: "The devices cannot be listed." });
  }

  private async master_request({ method, requestId, params }: Members): Promise<void> {
    const { topic, shouldNotBecomeMasterIfNone } = members_of(params);
    const { masters } = this.host;
    const respond = (data: unknown, err: string | null) =>
      this.post("master_response", { event: "master_response", requestId, data, err });
    if (typeof topic !== "string") return respond(null, "A topic is missing.");
    if (method === "becomeMaster") {
      await masters.become(topic);
      return respond({ masterId: masters.id, takeOver: false, topic }, null);
    }
    if (method !== "checkMaster") return respond(null, `This server does not know the method ${String(method)}.`);
    const isMaster = await masters.check(topic, shouldNotBecomeMasterIfNone !== true);
    respond({ masterId: isMaster ? masters.id : "another", isMaster, topic }, null);
  }

  private async terminate(): Promise<void> {
    if (this.leaving) return;
    this.leaving = true;
    await this.host.sign_out();
    this.post("terminated");
    this.host.tell_others({ event: "terminated" });
    this.host.reload();
  }

  // -- requests ---------------------------------------------------------------------------------------------------------

  private async api_request({ method, params, requestId }: Members): Promise<void> {
    this.answering += 1;
    const outcome = await this.ask(method, params).catch((error) =>
      failure("InternalServiceException", String(error), 500),
    );
    const failed = "failure" in outcome ? outcome.failure : "type" in outcome ? (outcome as Failure) : null;
    this.post("api_response", {
      event: "api_response",
      requestId,
      data: failed ? null : (outcome as { data: unknown }).data,
      err: failed ? render_failure(failed) : null,
    });
    this.answering -= 1;
    this.flush();
  }

  /** For the conduit's own requests and the message port's alike. */
  async ask(method: unknown, params: unknown): Promise<{ data: unknown } | { failure: Failure }> {
    const { known } = this;
    if (!known) return { failure: failure("UnauthorizedException", "Nobody is signed in.", 401) };
    return this.carry_out(translate(method, params, known));
  }

  /** Keeps updates back until `run` has come to its end. */
  async hold_back<T>(run: () => Promise<T>): Promise<T> {
    this.answering += 1;
    try {
      return await run();
    } finally {
      this.answering -= 1;
      this.flush();
    }
  }

  private async carry_out(wish: Wish): Promise<{ data: unknown } | { failure: Failure }> {
    switch (wish.is) {
      case "answer":
        return { data: wish.data };
      case "failure":
        return { failure: wish.failure };
      case "preferences":
        this.preferences = { ...this.preferences, ...wish.preferences };
        this.look();
        return { data: {} };
      case "chat_token":
        return this.chat_token(wish.contactId);
      case "command":
        return this.command(wish.command, wish.state === true);
    }
  }

  private async command(command: Command, state: boolean): Promise<{ data: unknown } | { failure: Failure }> {
    const { door } = this;
    if (!door) return { failure: failure("UnauthorizedException", "Nobody is signed in.", 401) };
    await door.flush_notes(); // choosing a status or clearing a contact must not lose what the agent has written
    const answer = await door.request(command);
    const failed = failure_of(answer);
    if (!failed) return { data: {} };
    if (!state || failed.type !== "InvalidStateException") return { failure: failed };
    return { failure: { ...failed, message: INVALID_STATE } };
  }

  private async chat_token(contactId: string): Promise<{ data: unknown } | { failure: Failure }> {
    const chatTokenTransport = await this.host.chat_token(contactId);
    if (!chatTokenTransport) return { failure: failure("AccessDeniedException", "This chat is not with the agent.") };
    this.tokens.set(contactId, chatTokenTransport.participantToken);
    return { data: { chatTokenTransport } };
  }
}
