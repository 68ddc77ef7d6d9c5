// An embedding page in jsdom with the unmodified library, and our conduit as what is in its frame. It must not test anything.
//
//   library (jsdom window) --iframe.contentWindow.postMessage--> conduit.receive --> Panel (web/client) --> a made-up server's end of the line
//           <---------------- message event, structured clone ------------- host.post
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { JSDOM, VirtualConsole } from "jsdom";
import { Conduit, FakeWorld, LonelyMaster, Panel, SdkPort, sample_leg, sample_state, SLOTS } from "./.built/conduit.mjs";

const require = createRequire(import.meta.url);
export const CCP = "https://ccp.example/ccp-v2/";
const OUTER = "https://crm.example/";

const scripts = new Map();

function script_of(name) {
  if (!scripts.has(name)) {
    const folder = path.dirname(require.resolve(`${name}/package.json`));
    scripts.set(name, readFileSync(path.join(folder, "release", "connect-streams.js"), "utf8"));
  }
  return scripts.get(name);
}

export const settled = async () => {
  for (let i = 0; i < 4; i += 1) await new Promise((done) => setImmediate(done));
};

// What the panel asks for of itself when a chat is there: answered at once, and never what a test waits for.
const LOADED = { transcript: { messages: [], more: false }, whispers: { whispers: [] } };

// The server's end of one panel line: keeps the state, tells events, answers requests as it is told to.
export class Line {
  constructor(state) {
    this.world = new FakeWorld();
    this.world.time = Date.now();
    this.panel = new Panel(this.world);
    if (!this.panel.request) this.panel.request = (command) => this.panel.line.request(command);
    this.state = state;
    this.seq = 1;
    this.answered = 0;
  }

  open() {
    this.panel.open();
    const { socket } = this.world;
    const send = socket.send.bind(socket);
    socket.send = (text) => {
      send(text);
      const { do: name, id } = JSON.parse(text);
      const answer = LOADED[name];
      if (answer) setImmediate(() => this.tell({ is: "done", id, seq: this.seq, ...answer }));
    };
    socket.open();
    const clock = { page: this.world.now(), server: this.world.now() + 5000 };
    this.tell({ is: "snapshot", seq: this.seq, generation: "1", clock, state: this.state });
  }

  tell(message) {
    this.world.socket.tell(message);
  }

  // One batch: every event but the last says that more follows.
  batch(...events) {
    events.forEach((event, index) => {
      this.seq += 1;
      const more = index < events.length - 1 ? { more: true } : {};
      this.tell({ is: "event", seq: this.seq, at: Date.now(), ...event, ...more });
    });
  }

  status(status, menu, cause = "asked") {
    return { kind: "status", status, next: null, version: this.seq + 1, menu, cause };
  }

  leg(leg, menu) {
    return { kind: "leg", leg, menu, slots: SLOTS };
  }

  gone(contactId, menu) {
    return { kind: "leg_removed", contactId, cause: "asked", menu, slots: SLOTS };
  }

  // The request that waits for an answer.
  asked() {
    const { id: _, ...request } = this.pending() ?? {};
    return request;
  }

  pending() {
    return this.world.socket.sent.filter(({ id, do: name }) => id !== undefined && !LOADED[name]).at(-1);
  }

  done(more = {}) {
    this.tell({ is: "done", id: this.pending().id, seq: this.seq, ...more });
  }

  refuse(code, message = "No.") {
    this.tell({ is: "refused", id: this.pending().id, code, message });
  }
}

// An embedding page with one version of the library.
export class Page {
  constructor(library = "amazon-connect-streams", state = sample_state({ centre: CENTRE })) {
    this.line = new Line(state);
    this.sent = []; // what the conduit has posted
    this.heard = []; // what the library has posted
    this.log = []; // events of the library, as texts
    this.shown = [];
    this.signed_out = 0;
    this.reloads = 0;
    this.dom = new JSDOM("<!doctype html><div id=ccp></div>", {
      url: OUTER,
      runScripts: "outside-only",
      pretendToBeVisual: true,
      virtualConsole: new VirtualConsole(),
    });
    const { window } = this.dom;
    window.console.info = window.console.log = window.console.warn = window.console.error = () => undefined;
    window.structuredClone ??= structuredClone;
    window.open = (...args) => {
      this.opened = args;
      return null;
    };
    window.eval(script_of(library));
    this.connect = window.connect;
    this.conduit = new Conduit(this.host());
    this.frame = { postMessage: (message) => this.receive(structuredClone(message)), close: () => undefined };
    Object.defineProperty(window.HTMLIFrameElement.prototype, "contentWindow", { get: () => this.frame });
  }

  host() {
    let id = 0;
    return {
      post: (message) => this.post(message),
      tell_others: () => undefined,
      masters: new LonelyMaster("frame-1"),
      now: () => Date.now(),
      new_id: () => `port-${(id += 1)}`,
      chat_token: async (contactId) => ({ participantToken: `token of ${contactId}`, expiry: "2030-01-01T00:00:00Z" }),
      media_devices: async () => [{ deviceId: "d", kind: "audioinput", label: "Microphone", groupId: "g" }],
      sign_out: async () => {
        this.signed_out += 1;
      },
      reload: () => {
        this.reloads += 1;
      },
      show: (contactId) => this.shown.push(contactId),
    };
  }

  post(message) {
    const copy = structuredClone(message);
    this.sent.push(copy);
    const { window } = this.dom;
    const event = new window.MessageEvent("message", { data: copy, source: null, origin: new URL(CCP).origin });
    Object.defineProperty(event, "source", { value: this.frame });
    window.dispatchEvent(event);
  }

  // The frame's message port for the vendor's newer packages.
  offer_port() {
    const origin = new URL(CCP).origin;
    const later = (run) => setImmediate(run);
    const theirs = { postMessage: (message) => later(() => sdk.receive(structuredClone(message))), close: () => undefined };
    const sdk = new SdkPort(this.conduit, {
      post: (message) => {
        const data = structuredClone(message);
        later(() => theirs.onmessage({ data }));
      },
      origin,
      now: () => Date.now(),
      new_id: () => "port-sdk",
    });
    const { window } = this.dom;
    const event = new window.MessageEvent("message", { data: { type: "cross-domain-adapter-init" }, origin });
    Object.defineProperty(event, "source", { value: this.frame });
    Object.defineProperty(event, "ports", { value: [theirs] });
    window.dispatchEvent(event);
  }

  receive(message) {
    this.heard.push(message);
    setImmediate(() => this.conduit.receive(message));
  }

  // The page starts the library; somebody is signed in already.
  async start(more = {}) {
    this.init(more);
    this.conduit.open();
    this.offer_port();
    this.line.open();
    this.conduit.attach(this.line.panel);
    await settled();
    return this;
  }

  init(more = {}) {
    const { connect, dom } = this;
    connect.core.initCCP(dom.window.document.getElementById("ccp"), {
      ccpUrl: CCP,
      loginPopup: false,
      softphone: { allowFramedSoftphone: false, disableRingtone: true },
      storageAccess: { canRequest: false },
      ...more,
    });
    connect.agent((agent) => {
      this.agent = agent;
      this.log.push("agent");
      agent.onRefresh?.(() => this.log.push("refresh"));
      agent.onRoutable(() => this.log.push("routable"));
      agent.onNotRoutable(() => this.log.push("not_routable"));
      agent.onOffline(() => this.log.push("offline"));
      agent.onStateChange(({ oldState, newState }) => this.log.push(`${oldState} > ${newState}`));
      agent.onAfterCallWork?.(() => this.log.push("after call work"));
      agent.onError(() => this.log.push("error"));
      agent.onEnqueuedNextState?.((agent) => this.log.push(`next ${agent.getNextState()?.name}`));
      agent.onClearedNextState?.((agent) => this.log.push(`cleared ${agent.getNextState()}`));
    });
    connect.contact((contact) => {
      this.contact = contact;
      this.log.push("contact");
      for (const name of CONTACT_EVENTS) contact[name]?.(() => this.log.push(name));
    });
  }

  // Calls a method of the library that takes {success, failure}.
  call(run) {
    return new Promise((done) =>
      run({ success: (data) => done({ ok: true, data }), failure: (error) => done({ ok: false, error }) }),
    );
  }

  // What has happened since the last look, without refreshes.
  news() {
    const log = this.log.filter((entry) => entry !== "refresh" && entry !== "onRefresh");
    this.log.length = 0;
    return log;
  }

  state_named(name) {
    return this.agent.getAgentStates().find((state) => state.name === name);
  }

  close() {
    this.line.panel.close();
    this.dom.window.close();
  }
}

const CONTACT_EVENTS = [
  "onIncoming",
  "onPending",
  "onConnecting",
  "onAccepted",
  "onConnected",
  "onACW",
  "onMissed",
  "onEnded",
  "onError",
  "onDestroy",
];

export const CENTRE = { id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", alias: "demo", model: "connect" };
export { sample_leg, sample_state };
/** Of a sample leg: what is asked of it names its offer. */
export const OFFER = sample_leg("any").offer;

export function error_type(outcome) {
  return JSON.parse(outcome.error).type;
}
