// The history on the real server: sums, contacts with their life, metrics, files, and the agent's own day.
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { Agent, Customer } from "../people.ts";
import { Server } from "../server.ts";
import { Supervisor } from "../supervisor.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

test("history adds up, finds contacts with their life, tells who did what and why, and gives files", async ({
  browser,
}) => {
  const sam = await Supervisor.sign_in(browser, server);
  const tomas = await Customer.start(browser, server, "Tomas");
  await sam.go("#/contacts");
  await sam.row(/Tomas/).getByRole("link", { name: /Tomas/ }).click();
  await sam.break_glass(sam.beside(/^Chat with Tomas/), "End contact", "Asked twice by phone");
  const alice = await Agent.sign_in(browser, server, "alice");
  await alice.choose_and_see("Available");
  await alice.choose_and_see("Break");

  await sam.page.getByRole("link", { name: "History" }).click();
  await expect(sam.page.getByRole("heading", { name: "History", level: 1 })).toBeVisible();
  await expect(sam.page.getByRole("rowheader", { name: "Available" })).toBeVisible();
  await sam.page.getByRole("link", { name: "Contact search" }).click();
  await sam.page.getByRole("searchbox", { name: "Text" }).fill("Tomas");
  await sam.page.getByRole("link", { name: "Tomas" }).click();
  await expect(sam.beside(/^Chat with Tomas/)).toContainText("Asked twice by phone");

  await sam.go("#/history/audit");
  await expect(sam.page.getByRole("cell", { name: "Asked twice by phone" }).first()).toBeVisible();
  await sam.page.getByRole("link", { name: "Metrics" }).click();
  await expect(sam.page.getByRole("rowheader", { name: "Support" })).toBeVisible();
  const [download] = await Promise.all([
    sam.page.waitForEvent("download"),
    sam.page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  expect(await readFile(await download.path(), "utf8")).toContain("Support");

  await sam.page.getByRole("link", { name: "Agent's day" }).click();
  await sam.page.getByRole("combobox", { name: "Agent" }).selectOption({ label: await name_of_alice(sam) });
  await expect(sam.page.getByRole("toolbar", { name: "Status", exact: true })).toBeVisible();
  await expect(sam.page.locator(".day-sums")).toHaveAttribute("data-agree", "true");

  await alice.page.getByRole("button", { name: /^Account:/ }).click();
  await alice.page.getByRole("menuitem", { name: "My day" }).click();
  await expect(alice.page.getByRole("toolbar", { name: "Activity" })).toBeVisible();
  for (const person of [sam, alice, tomas]) await person.close();
});

async function name_of_alice(sam: Supervisor): Promise<string> {
  const names = await sam.page.getByRole("combobox", { name: "Agent" }).getByRole("option").allTextContents();
  return names.find((name) => /alice/i.test(name)) ?? "";
}
