// Makes a picture of a made-up scene, for documentation: node tools/screenshot.mjs SCENE FILE.png [light|dark] [WIDTHxHEIGHT] [ADDRESS, as "/supervisor/#/queues"]
import { chromium } from "@playwright/test";
import { start_mock } from "../e2e/mock/server.mjs";

const [scene = "next", file = "panel.png", colorScheme = "light", size = "1280x800", address = "/ccp-v2/"] =
  process.argv.slice(2);
const [width, height] = size.split("x").map(Number);
const mock = await start_mock();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: "en-GB" });
await context.addCookies([{ name: "scene", value: scene, url: mock.url }]);
const page = await context.newPage();
await page.goto(mock.url + address);
await page.locator(".card, .empty, .contact, .place").first().waitFor();
await page.waitForLoadState("networkidle");
await page.screenshot({ path: file });
await browser.close();
await mock.stop();
