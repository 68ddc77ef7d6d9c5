// The frame around the conduit: who embeds us, whether that page is approved, messages in and out. It must not know what the messages mean (conduit.ts).
//
//   the page around us --its origin--> POST /embedding --approved--> messages from exactly that window and that origin are taken, ours go to that origin only
//                                           '--refused--> nothing is said, ever; the panel is covered
//
// Acknowledged at once, also before anybody has signed in: a page that waits in vain for the acknowledgement makes the frame anew every five seconds, and
// with it the login form. A frame too small for the form, or one at an address with ?login=popup, stays silent: then the library opens its login window.
import type { Panel } from "../client/panel.ts";
import { ask } from "../ui/http.ts";
import { type ChatToken, Conduit, type Host } from "./conduit.ts";
import { LockMasters, LonelyMaster, type Masters } from "./masters.ts";
import { SdkPort } from "./sdk.ts";
import type { Envelope } from "./shapes.ts";

const FORM_WIDTH_MIN = 200;
const FORM_HEIGHT_MIN = 200;
const ASK_AGAIN_MS = 1_000;
const CHANNEL = "nextup embedding";

/** The origin of the page around us as the browser knows it; null: it does not tell. */
function parent_origin(): string | null {
  const ancestors = window.location.ancestorOrigins;
  if (ancestors?.[0]) return ancestors[0];
  return document.referrer ? new URL(document.referrer).origin : null;
}

function has_room_for_the_form(): boolean {
  const wants_window = new URLSearchParams(window.location.search).get("login") === "popup";
  return !wants_window && window.innerWidth >= FORM_WIDTH_MIN && window.innerHeight >= FORM_HEIGHT_MIN;
}

const pause = (ms: number) => new Promise((done) => window.setTimeout(done, ms));

/** "unknown": nobody could be asked; asked again until somebody answers. */
async function approved(origin: string): Promise<{ approved: boolean; signed_in: boolean }> {
  for (;;) {
    const reply = await ask("POST", "/embedding", { origin });
    if (reply.status === 200) return { approved: true, signed_in: reply.body.signedIn === true };
    if (reply.status === 403 || reply.status === 400) return { approved: false, signed_in: false };
    await pause(ASK_AGAIN_MS);
  }
}

function cover(): void {
  const words = document.createElement("p");
  words.textContent = "This site is not approved to show the agent panel. An administrator can approve it.";
  document.body.replaceChildren(words);
}

/** Browsers keep the cookie of a frame of another site by https only, except on this machine itself. */
function warn_without_https(origin: string): void {
  const { protocol, hostname } = window.location;
  const own_machine = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  if (protocol === "https:" || own_machine || new URL(origin).hostname === hostname) return;
  const words = document.createElement("p");
  words.textContent =
    "This panel is shown inside a page of another site without https: browsers will not keep you signed in. An administrator can serve it by https.";
  document.body.prepend(words);
}

function masters(id: string): Masters {
  return navigator.locks ? new LockMasters(id, navigator.locks) : new LonelyMaster(id);
}

async function media_devices(): Promise<unknown[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.map(({ deviceId, groupId, kind, label }) => ({ deviceId, groupId, kind, label }));
}

async function chat_token(contactId: string): Promise<ChatToken | null> {
  const reply = await ask("POST", "/embedding/chat-token", { contactId });
  return reply.status === 200 ? (reply.body as ChatToken) : null;
}

class Frame {
  private readonly id = Math.random().toString(36).slice(2);
  private readonly channel = new BroadcastChannel(CHANNEL);
  private readonly conduit: Conduit;
  private readonly origin: Promise<string>;
  private opened = false;
  private ports = 0;
  show: (contactId: string) => void = () => undefined;

  constructor() {
    this.conduit = new Conduit(this.host());
    this.origin = this.find_origin();
    this.channel.onmessage = ({ data }) => this.conduit.overhear(data as Envelope);
    void this.greet();
  }

  private new_id(): string {
    this.ports += 1;
    return `${this.id}-${this.ports}`;
  }

  /** What the browser tells, or who speaks to us first. */
  private find_origin(): Promise<string> {
    const known = parent_origin();
    if (known) return Promise.resolve(known);
    return new Promise((found) => {
      const listen = (message: MessageEvent) => {
        if (message.source !== window.parent) return;
        window.removeEventListener("message", listen);
        found(message.origin);
      };
      window.addEventListener("message", listen);
    });
  }

  private host(): Host {
    return {
      post: (message) => void this.origin.then((origin) => window.parent.postMessage(message, origin)),
      tell_others: (message) => this.channel.postMessage(message),
      masters: masters(this.id),
      now: () => Date.now(),
      new_id: () => this.new_id(),
      chat_token,
      media_devices,
      sign_out: async () => void (await ask("POST", "/logout", {})),
      reload: () => window.location.reload(),
      show: (contactId) => this.show(contactId),
    };
  }

  private async greet(): Promise<void> {
    const origin = await this.origin;
    const answer = await approved(origin);
    if (!answer.approved) return cover();
    if (!answer.signed_in) warn_without_https(origin);
    if (answer.signed_in || has_room_for_the_form()) this.open(origin);
  }

  private open(origin: string): void {
    if (this.opened) return;
    this.opened = true;
    window.addEventListener("message", ({ source, origin: from, data }) => {
      if (source === window.parent && from === origin) this.conduit.receive(data);
    });
    this.conduit.open();
    this.offer_port(origin);
  }

  /** The vendor's second protocol: a message port. */
  private offer_port(origin: string): void {
    const { port1, port2 } = new MessageChannel();
    const sdk = new SdkPort(this.conduit, {
      post: (message) => port1.postMessage(message),
      origin: window.location.origin,
      now: () => Date.now(),
      new_id: () => this.new_id(),
    });
    port1.onmessage = ({ data }) => sdk.receive(data);
    window.parent.postMessage({ type: "cross-domain-adapter-init" }, origin, [port2]);
  }

  /** Somebody has signed in: from now on only their centre's list counts. Returns what ends it. */
  attach(panel: Panel): () => void {
    let over = false;
    let expired = false; // the panel forgets why it was closed as soon as it is taken down
    const forget = panel.subscribe(() => {
      expired ||= panel.get_view().closed_by !== null;
    });
    void this.origin.then(async (origin) => {
      const answer = await approved(origin);
      if (over) return;
      if (!answer.approved) {
        this.conduit.close();
        return cover();
      }
      this.open(origin);
      this.conduit.attach(panel);
    });
    return () => {
      over = true;
      forget();
      this.conduit.detach(expired);
    };
  }

  showing(contactId: string): void {
    this.conduit.showing(contactId);
  }
}

let frame: Frame | null = null;

/** Called once, when the page begins. Outside a frame nothing happens. */
export function start_conduit(): void {
  if (window.parent !== window) frame ??= new Frame();
}

export function attach_panel(panel: Panel): () => void {
  return frame?.attach(panel) ?? (() => undefined);
}

export function panel_shows(contactId: string): void {
  frame?.showing(contactId);
}

export function on_show(show: (contactId: string) => void): void {
  if (frame) frame.show = show;
}
