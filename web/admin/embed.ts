// What stands on another site so that its visitors can chat, and where to try it. Pure.

const attribute = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** One script tag; chat/embed.ts reads its data. */
export function embed_code(url: string, flow: string): string {
  return `<script src="${attribute(url)}/chat/embed.js" data-flow="${attribute(flow)}" async></script>`;
}

export const chat_address = (flow: string) => `/chat/?flow=${encodeURIComponent(flow)}`;

/** One origin a line; blank lines do not count. */
export function lines_of(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter(Boolean);
}

/** What is wrong with a site that may show something of ours; "" if nothing. */
export function origin_error(origin: string): string {
  if (/^https:\/\/[a-z0-9.-]+(:(\d{1,5}|\*))?$/i.test(origin)) return "";
  if (/^http:\/\/(localhost|127\.0\.0\.1)(:(\d{1,5}|\*))?$/i.test(origin)) return "";
  return `“${origin}” is no site: https://HOST, without a path; http:// only of localhost.`;
}
