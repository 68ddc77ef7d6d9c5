// How the page tests run: Debian's Chromium, nothing downloaded. "pages" shows made-up scenes, "real" starts the real server.
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** Chromium without windows and menus of its own, which take more processor time than our pages do; Chromium itself where it is not installed. */
const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";
const CHROMIUM = process.env.CHROMIUM ?? (existsSync(HEADLESS_SHELL) ? HEADLESS_SHELL : "/usr/bin/chromium");

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  timeout: 240_000,
  expect: { timeout: 30_000 },
  fullyParallel: true, // a test that goes on where the one before left says so in its file
  workers: 3, // some wait for a clock of the centre's while others work
  retries: 0,
  forbidOnly: true,
  reporter: "line",
  projects: [
    { name: "pages", testMatch: "pages/*.spec.ts" },
    { name: "real", testMatch: "real/*.spec.ts" },
  ],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: CHROMIUM, args: ["--no-sandbox"] },
    actionTimeout: 60_000,
    locale: "en-GB",
    screenshot: "only-on-failure",
  },
});
