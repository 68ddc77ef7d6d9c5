// Which place of a page an address means: "#/day/AGENT/2026-03-01?zone=Europe%2FRome". Pure; the page keeps the address.

export interface Route {
  /** The first part, "" where there is none. */
  place: string;
  /** What follows. */
  rest: readonly string[];
  query: Readonly<Record<string, string>>;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

export function parse_route(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?");
  const [place = "", ...rest] = path.split("/").map(decoded);
  return { place, rest: rest.filter(Boolean), query: Object.fromEntries(new URLSearchParams(search)) };
}

/** Empty values of the query are left out. */
export function render_route(
  place: string,
  rest: readonly string[] = [],
  query: Record<string, string | null | undefined> = {},
): string {
  const path = [place, ...rest].map(encodeURIComponent).join("/");
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  const text = search.toString();
  return `#/${path}${text ? `?${text}` : ""}`;
}
