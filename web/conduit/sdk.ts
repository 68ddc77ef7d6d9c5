// One message port of the vendor's newer packages: the handshake, requests, subscriptions. It must not know the page or a window.
//
//   page: cross-domain-site-ready --> acknowledge         page: request --> response         page: subscribe --> publish, publish ...
import type { Conduit } from "./conduit.ts";
import { find_route, Refused, type SdkContext } from "./sdk_routes.ts";
import { type Publication, publications } from "./sdk_topics.ts";

interface Topic {
  namespace: string;
  key: string;
  parameter?: string;
}

type Members = Record<string, unknown>;

const TOPICS_MAX = 1_000; // a page that subscribes to more than this is at fault

function members_of(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}

const name_of = ({ namespace, key, parameter }: Topic): string => JSON.stringify([namespace, key, parameter ?? null]);

function topic_of(value: unknown): Topic | null {
  const { namespace, key, parameter } = members_of(value);
  if (typeof namespace !== "string" || typeof key !== "string") return null;
  return typeof parameter === "string" ? { namespace, key, parameter } : { namespace, key };
}

export interface SdkHost {
  post(message: Members): void;
  /** Ours; the packages tell chat sessions of it. */
  origin: string;
  now(): number;
  new_id(): string;
}

export class SdkPort {
  private readonly topics = new Map<string, Topic>();
  private checks = 0;
  private readonly status = { initialized: true, startTime: new Date(), ready: true, readyTime: new Date() };

  constructor(
    private readonly conduit: Conduit,
    private readonly host: SdkHost,
  ) {
    conduit.on_update((update, before) => {
      for (const publication of publications(update, before)) this.publish(publication);
    });
    conduit.on_line((online) =>
      this.publish({
        namespace: "aws.connect.contact",
        key: "agent/networkConnectionStatusChanged",
        about: null,
        data: { status: online ? "connected" : "connecting", timestamp: host.now() },
      }),
    );
  }

  receive(data: unknown): void {
    const message = members_of(data);
    const topic = topic_of(message.topic);
    switch (message.type) {
      case "cross-domain-site-ready":
        return this.acknowledge();
      case "request":
        return void this.request(message);
      case "subscribe":
        if (topic && this.topics.size < TOPICS_MAX) this.topics.set(name_of(topic), topic);
        return;
      case "unsubscribe":
        if (topic) this.topics.delete(name_of(topic));
        return;
      case "healthCheck":
        this.checks += 1;
        return this.host.post({ type: "healthCheckResponse", time: this.host.now(), counter: this.checks });
    }
  }

  private acknowledge(): void {
    this.host.post({
      type: "acknowledge",
      connectionId: this.host.new_id(),
      status: this.status,
      healthCheckInterval: 0,
    });
  }

  private publish({ namespace, key, about, data }: Publication): void {
    const all = this.topics.get(name_of({ namespace, key }));
    const one = about === null ? undefined : this.topics.get(name_of({ namespace, key, parameter: about }));
    for (const topic of [all, one]) if (topic) this.host.post({ type: "publish", topic, data });
  }

  private async request(message: Members): Promise<void> {
    const { namespace, command, requestId, data } = message;
    const respond = (more: Members) => this.host.post({ type: "response", namespace, requestId, ...more });
    try {
      respond({ isError: false, data: await this.carry_out(namespace, command, members_of(data)) });
    } catch (error) {
      const key = error instanceof Refused ? error.key : "internal";
      const reason = error instanceof Error ? error.message : String(error);
      respond({ isError: true, reason, errorKey: key, details: { command, requestData: data } });
    }
  }

  private async carry_out(namespace: unknown, command: unknown, params: Members): Promise<unknown> {
    const route = find_route(namespace, command);
    if (!route) throw new Refused("noHandler", `This server does not know ${String(namespace)} ${String(command)}.`);
    return route(this.context(), params);
  }

  private known() {
    const { known } = this.conduit;
    if (!known) throw new Refused("notSignedIn", "Nobody is signed in.");
    return known;
  }

  private context(): SdkContext {
    const { conduit, host } = this;
    return {
      known: this.known(),
      online: conduit.online,
      origin: host.origin,
      now: host.now(),
      fresh: () => this.known(),
      ask: async (method, params) => {
        const outcome = await conduit.hold_back(() => conduit.ask(method, params));
        if ("failure" in outcome) throw new Refused(outcome.failure.type, outcome.failure.message);
        return outcome.data;
      },
    };
  }
}
