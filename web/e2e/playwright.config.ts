// How the page tests run: Debian's Chromium, nothing downloaded. "pages" shows made-up scenes, "real" starts the real server.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  timeout: 240_000,
  expect: { timeout: 30_000 },
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
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] },
    actionTimeout: 60_000,
    locale: "en-GB",
    screenshot: "only-on-failure",
  },
});
