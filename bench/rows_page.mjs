// The panel's cold load in Chromium: prints one line of JSON. It must not judge.
//
//     node rows_page.mjs URL COOKIE RUNS
//
// Each run has a browser of its own: nothing is cached, no code is compiled. The user is signed in (the cookie); the clock is the page's own, from the beginning of the
// navigation until a frame with the status text in the element of role "status" has been painted.
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../web/package.json", import.meta.url))("playwright-core");
const [url, cookie, runs] = process.argv.slice(2);
const PATIENCE_MS = 30_000;

// Runs in the page before anything of its own. A frame that was asked for after the text was there, and a task after that frame: it has been painted.
function watch() {
  const look = () => {
    const status = document.querySelector('[role="status"]');
    if (!status || status.textContent.trim() === "") {
      requestAnimationFrame(look);
      return;
    }
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        window.benchPainted = { at: performance.now(), text: status.textContent.trim() };
      };
      port2.postMessage(null);
    });
  };
  requestAnimationFrame(look);
}

function shipped() {
  const sum = (end) =>
    performance
      .getEntriesByType("resource")
      .filter((one) => new URL(one.name).pathname.endsWith(end))
      .reduce((bytes, one) => bytes + one.encodedBodySize, 0);
  return { js: sum(".js"), css: sum(".css") };
}

async function load() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const context = await browser.newContext({ locale: "en-GB" });
    const [name, value] = cookie.split("=");
    await context.addCookies([{ name, value, url }]);
    const page = await context.newPage();
    await page.addInitScript(watch);
    await page.goto(`${url}/ccp-v2/`, { waitUntil: "commit" });
    const painted = await (await page.waitForFunction(() => window.benchPainted, null, { timeout: PATIENCE_MS })).jsonValue();
    await page.waitForLoadState("load");
    return { ...painted, ...(await page.evaluate(shipped)) };
  } finally {
    await browser.close();
  }
}

await load(); // not counted: the machine reads Chromium itself from the disk
const loads = [];
for (let run = 0; run < Number(runs); run++) {
  loads.push(await load());
}
const times = loads.map((one) => one.at).sort((a, b) => a - b);
console.log(
  JSON.stringify({
    runs: times.length,
    median_ms: times[Math.floor(times.length / 2)],
    worst_ms: times[times.length - 1],
    text: loads[0].text,
    js_bytes: Math.max(...loads.map((one) => one.js)),
    css_bytes: Math.max(...loads.map((one) => one.css)),
  }),
);
