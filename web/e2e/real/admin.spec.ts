// The administrator's pages on the real server, as a person uses them; one server for all, and each test goes on where the last one left.
import { type Browser, expect, type Page, test } from "@playwright/test";
import { expect_no_violations } from "../axe.ts";
import { Agent, centre_of, password_of } from "../people.ts";
import { Server } from "../server.ts";

test.describe.configure({ mode: "serial" });

const server = new Server();
let admin: AdminPage;

class AdminPage {
  constructor(readonly page: Page) {}

  static async sign_in(
    browser: Browser,
    username: string,
    password = password_of(server, username),
  ): Promise<AdminPage> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${server.url}/admin/`);
    await page.getByRole("textbox", { name: "Username" }).fill(username);
    await page.getByRole("textbox", { name: "Password" }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    return new AdminPage(page);
  }

  async open(section: string): Promise<void> {
    await this.page
      .getByRole("navigation", { name: "Sections" })
      .getByRole("link", { name: section, exact: true })
      .click();
    await expect(this.page.getByRole("heading", { level: 1, name: section })).toBeVisible();
  }

  async create(label: string): Promise<void> {
    await this.page.getByRole("main").getByRole("link", { name: label, exact: true }).click();
  }

  async fill(label: string, text: string): Promise<void> {
    await this.page.getByRole("textbox", { name: label, exact: true }).fill(text);
  }

  async choose(label: string, option: string): Promise<void> {
    await this.page.getByRole("combobox", { name: label, exact: true }).selectOption({ label: option });
  }

  async press(label: string): Promise<void> {
    await this.page.getByRole("button", { name: label, exact: true }).click();
  }

  async row(name: string): Promise<void> {
    await this.page.getByRole("main").getByRole("link", { name, exact: true }).click();
  }

  async expect_done(text: string | RegExp): Promise<void> {
    await expect(this.page.getByRole("status", { name: "What was done" })).toContainText(text);
  }

  /** The secret that is shown once, by its label. */
  async take_secret(label: string): Promise<string> {
    const secret = await this.page.getByRole("dialog").getByRole("textbox", { name: label, exact: true }).inputValue();
    await this.press("I have kept it");
    return secret;
  }
}

test.beforeAll(async ({ browser }) => {
  await server.start();
  admin = await AdminPage.sign_in(browser, "ada");
  await expect(admin.page.getByRole("heading", { level: 1, name: "Users" })).toBeVisible();
});
test.afterAll(() => server.stop());

test("a new status is in an agent's open panel at once", async ({ browser }) => {
  const alice = await Agent.sign_in(browser, server, "alice");
  await alice.choose_and_see("Available");
  await admin.open("Statuses");
  await admin.create("Create status");
  await admin.fill("Name", "Workshop");
  await admin.press("Create");
  await admin.expect_done("Workshop was created");
  await expect(async () => expect(await alice.menu_items()).toContain("Workshop")).toPass({ timeout: 5_000 });
  await admin.press("Move Workshop up");
  await admin.expect_done(/Workshop is now number/);
  await expect(async () => {
    const items = await alice.menu_items();
    expect(items.indexOf("Workshop")).toBeLessThan(items.indexOf("Offline"));
  }).toPass({ timeout: 5_000 });
  await alice.page.context().close();
});

test("a name that is used is refused beside its field", async () => {
  await admin.open("Statuses");
  await admin.create("Create status");
  await admin.fill("Name", "Workshop");
  await admin.press("Create");
  await expect(admin.page.getByRole("textbox", { name: "Name", exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect_no_violations(admin.page);
  await admin.fill("Name", "");
  await admin.page.getByRole("link", { name: "Cancel" }).click();
});

test("a queue, a profile and a user are made, and the user signs in as somebody who must choose a password", async ({
  browser,
}) => {
  const { page } = admin;
  await admin.open("Queues");
  await admin.create("Create queue");
  await admin.fill("Name", "Returns");
  await page.getByRole("textbox", { name: "Wrap-up: Chats" }).fill("45");
  await admin.press("Create");
  await admin.expect_done("Returns was created");
  await admin.row("Returns");
  await expect(page.getByRole("textbox", { name: "Wrap-up: Chats" })).toHaveValue("45");
  await page.getByRole("textbox", { name: "Time to accept: Chats" }).fill("35");
  await admin.press("Save");
  await admin.expect_done("Returns was saved");

  await admin.open("Routing profiles");
  await admin.create("Create routing profile");
  await admin.fill("Name", "Returns only");
  await admin.fill("Description", "Chats about returns");
  await admin.press("Add a queue");
  await admin.choose("Queue 1", "Returns");
  await admin.press("Create");
  await admin.expect_done("Returns only was created");
  await admin.row("Returns only");
  await expect(page.getByRole("combobox", { name: "Queue 1" }).locator("option:checked")).toHaveText("Returns");
  await page.getByRole("textbox", { name: "Priority 1" }).fill("3");
  await admin.press("Save");
  await admin.expect_done("Returns only was saved");

  await admin.open("Users");
  await admin.create("Create user");
  await admin.fill("User name", "rita");
  await admin.fill("First name (optional)", "Rita");
  await admin.choose("Routing profile", "Returns only");
  await admin.fill("Why (optional)", "Starts in December");
  await admin.press("Create");
  const password = await admin.take_secret("Password");
  await admin.row("rita");
  await page.getByRole("textbox", { name: "Wrap-up: Chats" }).fill("20");
  await admin.press("Save");
  await admin.expect_done("rita was saved");

  const context = await browser.newContext();
  const rita = await context.newPage();
  await rita.goto(`${server.url}/ccp-v2/`);
  await rita.getByRole("textbox", { name: "Username" }).fill("rita");
  await rita.getByRole("textbox", { name: "Password" }).fill(password);
  await rita.getByRole("button", { name: "Sign in" }).click();
  await expect(rita.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await context.close();
});

test("hours with a holiday are made and kept", async () => {
  const { page } = admin;
  await admin.open("Hours of operation");
  await admin.create("Create hours");
  await admin.fill("Name", "Shop hours");
  await admin.choose("Time zone", "Europe/Berlin");
  await admin.press("Create");
  await admin.expect_done("Shop hours was created");
  await admin.row("Shop hours");
  await page.getByRole("link", { name: "Add an exception" }).click();
  await admin.fill("Name", "New Year");
  await page.getByLabel("First day").fill("2027-01-01");
  await page.getByLabel("Last day").fill("2027-01-01");
  await admin.press("Add");
  await admin.expect_done("New Year was saved");
  await expect(page.getByRole("link", { name: "New Year" })).toBeVisible();
});

test("the policy is checked, compared, applied and rolled back", async () => {
  const { page } = admin;
  await admin.open("Policy");
  const box = page.getByRole("textbox", { name: "Policy document" });
  const before = JSON.parse(await box.inputValue());
  await box.fill(JSON.stringify({ ...before, broken: true }, null, 2));
  await admin.press("Check");
  await expect(page.getByText("It cannot be applied as it is.")).toBeVisible();
  await expect_no_violations(page);
  const rejecting = { ...before, offers: { ...before.offers, chat_ms: 41_000 } };
  await box.fill(JSON.stringify(rejecting, null, 2));
  await admin.press("Compare");
  await expect(page.getByText("One difference to what is in force")).toBeVisible();
  await admin.press("Apply…");
  const dialog = page.getByRole("dialog", { name: "Apply this policy?" });
  await dialog.getByRole("textbox", { name: "Why (optional)" }).fill("Agents need longer");
  await dialog.getByRole("button", { name: "Apply", exact: true }).click();
  await admin.expect_done(/in force as version/);
  await page.getByRole("link", { name: "History" }).click();
  await page
    .getByRole("button", { name: /^Roll back to version/ })
    .last()
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back", exact: true }).click();
  await admin.expect_done(/is in force again/);
  await page.getByRole("link", { name: "Document" }).click();
  await expect(async () => expect(JSON.parse(await box.inputValue()).offers).toEqual(before.offers)).toPass();
});

test("an access key is made, shown once and revoked", async () => {
  const { page } = admin;
  await admin.open("Access keys");
  await admin.create("Create access key");
  await admin.press("Create");
  const dialog = page.getByRole("dialog");
  const key = await dialog.getByRole("textbox", { name: "Access key id" }).inputValue();
  expect((await admin.take_secret("Secret access key")).length).toBeGreaterThan(20);
  await page.getByRole("button", { name: `Revoke ${key}` }).click();
  await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
  await admin.expect_done(`${key} was revoked`);
  await expect(page.getByText(key, { exact: true })).toHaveCount(0);
});

test("an entry point gets a welcome, and its embed code names it", async () => {
  const { page } = admin;
  const [flow] = centre_of(server).contactFlows;
  await admin.open("Entry points");
  await admin.row(flow?.name ?? "");
  await admin.fill("Welcome (optional)", "Good day to you");
  await admin.press("Save");
  await admin.expect_done("was saved");
  await admin.row(flow?.name ?? "");
  await expect(page.getByRole("textbox", { name: "Embed code" })).toHaveValue(new RegExp(`data-flow="${flow?.id}"`));
  const chat = await page.context().newPage();
  await chat.goto(`${server.url}/chat/?flow=${flow?.id}`);
  await expect(chat.getByText("Good day to you")).toBeVisible();
  await chat.close();
});

test("every section of the real centre can be opened, and axe finds nothing", async () => {
  const { page } = admin;
  const links = await page.getByRole("navigation", { name: "Sections" }).getByRole("link").all();
  for (const link of links) {
    await link.click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText((await link.textContent()) ?? "");
    await expect(page.getByText("Loading…")).toHaveCount(0);
    await expect(page.getByRole("alert")).toHaveCount(0);
  }
  await expect_no_violations(page);
});

test("every change is in the audit, with who and why", async () => {
  const { page } = admin;
  await admin.open("Audit");
  const table = page.getByRole("region", { name: "Audit" });
  const row_with = (text: string) => table.getByRole("row").filter({ hasText: text }).first();
  for (const words of [
    "Workshop",
    "Returns",
    "Returns only",
    "rita",
    "Shop hours",
    "Starts in December",
    "Agents need longer",
  ])
    await expect(row_with(words)).toBeVisible();
  await expect(row_with("Starts in December")).toContainText("Ada administrator");
  await page.getByRole("searchbox", { name: "Text" }).fill("rita");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(table.getByText("Workshop")).toHaveCount(0);
  await expect(row_with("rita")).toBeVisible();
  const csv = await page.request.get(
    `${server.url}${await page.getByRole("link", { name: "CSV" }).getAttribute("href")}`,
    {
      failOnStatusCode: true,
    },
  );
  expect(await csv.text()).toContain("Ada created the user Rita");
});

test("an agent is not let in", async ({ browser }) => {
  const alice = await AdminPage.sign_in(browser, "alice");
  await expect(alice.page.getByRole("heading", { name: "This page is for administrators" })).toBeVisible();
  const answer = await alice.page.request.post(`${server.url}/admin/api/do`, {
    data: { do: "user_list" },
    headers: { Origin: server.url },
  });
  expect(answer.status()).toBe(403);
  await alice.page.context().close();
});
