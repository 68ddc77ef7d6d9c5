// The main path with the keyboard alone, and axe on the real pages.
import { expect, type Page, test } from "@playwright/test";
import { expect_fine_in_every_look, SMALL } from "../looks.ts";
import { Agent, Customer, password_of } from "../people.ts";
import { Server } from "../server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

const TABS_MAX = 40;

/** Presses Tab until the wanted thing has the focus. */
async function tab_to(page: Page, role: "button" | "textbox", name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name });
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${role} ${name} cannot be reached by Tab`);
}

async function choose_by_keyboard(agent: Agent, status: string): Promise<void> {
  await tab_to(agent.page, "button", /^Status:/);
  await agent.page.keyboard.press("Enter");
  await agent.page.keyboard.press(status.charAt(0));
  await expect(agent.page.getByRole("menuitem", { name: status, exact: true })).toBeFocused();
  await agent.page.keyboard.press("Enter");
}

test("main path works with the keyboard alone, in a frame of 320x460, and axe finds nothing on the way", async ({
  browser,
}) => {
  test.slow();
  const context = await browser.newContext({ viewport: SMALL, reducedMotion: "reduce" });
  const page = await context.newPage();
  const alice = new Agent(page, server);
  await page.goto(`${server.url}/ccp-v2/`);
  await expect(page.getByRole("textbox", { name: "Username" })).toBeFocused();
  await page.keyboard.type("alice");
  await page.keyboard.press("Tab");
  await page.keyboard.type(password_of(server, "alice"));
  await page.keyboard.press("Enter");
  await expect(alice.status).toHaveText("Offline");

  await choose_by_keyboard(alice, "Available");
  await expect(alice.status).toHaveText("Available");
  const nina = await Customer.start(browser, server, "Nina");
  await expect(page.getByRole("button", { name: "Accept" })).toBeVisible();
  await tab_to(page, "button", "Accept");
  await page.keyboard.press("Enter");
  await tab_to(page, "textbox", "Message");
  await page.keyboard.type("Hello Nina");
  await page.keyboard.press("Enter");
  await expect(nina.log.getByText("Hello Nina")).toBeVisible();
  await choose_by_keyboard(alice, "Lunch");
  await expect(alice.status).toHaveText("Available. Next status: Lunch");
  await expect_fine_in_every_look(page);
  await expect_fine_in_every_look(nina.page);
  await page.setViewportSize({ width: 320, height: 460 });

  await tab_to(page, "button", "End chat");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Clear contact" })).toBeVisible();
  await tab_to(page, "textbox", "Notes");
  await page.keyboard.type("All is well");
  await tab_to(page, "button", "Clear contact");
  await page.keyboard.press("Enter");
  await expect(alice.status).toHaveText("Lunch");
  await alice.close();
  await nina.close();
});

test("login and the start of a chat are accessible in every look", async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/login`);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect_fine_in_every_look(page);
  await page.context().close();
  const customer = await Customer.arrive(browser, server);
  await expect(customer.page.getByRole("button", { name: "Start chat" })).toBeVisible();
  await expect_fine_in_every_look(customer.page);
  await customer.close();
});
