// Asks the server on behalf of the signed-in administrator. It must not know any section of the page.
//
//   connect   /admin/api/connect/PATH: an operation of the Amazon Connect API; {I} in a path stands for the centre
//   search    the same, all pages of a Search... operation
//   run       /admin/api/do: what that API has no operation for
import { Refusal, refusal_of } from "./refusal.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";
// biome-ignore lint/suspicious/noExplicitAny: each caller knows the shape it asked for
export type Answer = any;

export interface Api {
  connect<T = Answer>(method: Method, path: string, body?: object): Promise<T>;
  search<T = Answer>(path: string, member: string): Promise<T[]>;
  list<T = Answer>(path: string, member: string): Promise<T[]>;
  run<T = Answer>(request: string, members?: object): Promise<T>;
  get<T = Answer>(path: string): Promise<T>;
}

const ROOT = "/admin/api";
const PAGE_SIZE = 100;
const PAGES_MAX = 200;

export function make_api(centre: string, signed_out: () => void): Api {
  async function send(method: Method, address: string, body?: object): Promise<Answer> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (method !== "GET") headers["Content-Type"] = "application/json";
    const wish: RequestInit = { method, cache: "no-store", headers };
    if (method !== "GET") wish.body = JSON.stringify(body ?? {});
    const response = await fetch(address, wish).catch(() => null);
    if (!response) throw refusal_of(0, null);
    const answer = await response.json().catch(() => ({}));
    if (response.status === 401) signed_out();
    if (!response.ok || answer?.ok === false) throw refusal_of(response.status, answer);
    return answer;
  }

  const connect = (method: Method, path: string, body?: object) =>
    send(method, `${ROOT}/connect/${path.replace("{I}", centre)}`, body);

  async function pages(next: (token: string | undefined) => Promise<Answer>, member: string): Promise<Answer[]> {
    const found: Answer[] = [];
    let token: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await next(token);
      found.push(...(answer[member] ?? []));
      token = answer.NextToken;
      if (!token) return found;
    }
    throw new Refusal(0, "too_many", "There are more than this page can show.");
  }

  return {
    connect,
    get: (path) => send("GET", `${ROOT}/${path}`),
    run: (request, members = {}) => send("POST", `${ROOT}/do`, { do: request, ...members }),
    search: (path, member) =>
      pages((token) => {
        const wish = { InstanceId: centre, MaxResults: PAGE_SIZE, ...(token ? { NextToken: token } : {}) };
        return connect("POST", path, wish);
      }, member),
    list: (path, member) =>
      pages((token) => {
        const query = new URLSearchParams({ maxResults: String(PAGE_SIZE), ...(token ? { nextToken: token } : {}) });
        return connect("GET", `${path}?${query}`);
      }, member),
  };
}

export interface Step {
  what: string; // "the name": what is saved by it
  run: () => Promise<unknown>;
}

/** One after the other; a refusal says what was saved before it. */
export async function run_steps(steps: readonly (Step | false | null | undefined)[]): Promise<void> {
  const done: string[] = [];
  for (const step of steps) {
    if (!step) continue;
    try {
      await step.run();
    } catch (error) {
      if (!(error instanceof Refusal) || !done.length) throw error;
      throw new Refusal(error.status, error.code, `${error.message} (Saved already: ${done.join(", ")}.)`);
    }
    done.push(step.what);
  }
}
