// Every face of the pages, small and wide, light and dark: axe finds nothing, the policy refuses nothing, nothing sticks out of the frame.
import { type Browser, expect, type Page, test } from "@playwright/test";
import { expect_fine_in_every_look, SMALL } from "../looks.ts";
import { start_mock } from "../mock/server.mjs";

const PANEL =
  "login password offline lunch idle offer next whisper monitor wrapup timed missed several call task lost".split(" ");
const VCC = "vbreak vmissed vset vavailable voffer vbusy vstop vpost vpolicy vreasons vreject".split(" ");
const CHAT = "start closed nobody waiting alone chatting over".split(" ");
const STORED = ["waiting", "alone", "chatting", "over"];

let mock: Awaited<ReturnType<typeof start_mock>>;
test.beforeAll(async () => {
  mock = await start_mock();
});
test.afterAll(() => mock.stop());

let opened = 0;

async function open(browser: Browser, scene: string, path: string) {
  opened += 1; // the scene "lost" is lost once for each browser
  const context = await browser.newContext({ viewport: SMALL, reducedMotion: "reduce", userAgent: `test ${opened}` });
  await context.addCookies([{ name: "scene", value: scene, url: mock.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Content-Security-Policy/.test(message.text())) complaints.push(message.text());
  });
  if (STORED.includes(scene))
    await page.addInitScript(() => sessionStorage.setItem("nextup.chat.", '{"contactId":"c","token":"t"}'));
  await page.goto(mock.url + path);
  await page.locator(".card, .empty, .contact, .chat-page").first().waitFor();
  if (scene === "lost") await page.getByText("Connection lost. Reconnecting…").waitFor();
  return { page, complaints };
}

for (const [path, scenes] of [
  ["/ccp-v2/", PANEL],
  ["/ccp-v2/", VCC],
  ["/chat/", CHAT],
] as const)
  for (const scene of scenes)
    test(`${path} ${scene}: axe finds nothing, small and wide, light and dark`, async ({ browser }) => {
      const { page, complaints } = await open(browser, scene, path);
      await expect_fine_in_every_look(page);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

async function expect_menu_inside(page: Page): Promise<void> {
  const menu = page.getByRole("menu");
  await expect(menu).toBeVisible();
  const box = await menu.boundingBox();
  expect(box && box.x >= 0 && box.y >= 0).toBe(true);
  expect(box && box.x + box.width <= SMALL.width && box.y + box.height <= SMALL.height).toBe(true);
}

test("menus are accessible and stay inside a frame of 320x460", async ({ browser }) => {
  const { page } = await open(browser, "next", "/ccp-v2/");
  for (const name of [/^Status:/, /^Account:/]) {
    await page.getByRole("button", { name }).click();
    await expect_menu_inside(page);
    await expect_fine_in_every_look(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("menu")).toBeHidden();
  }
  await page.context().close();
});

test("dialogs are accessible", async ({ browser }) => {
  test.slow();
  const { page, complaints } = await open(browser, "next", "/ccp-v2/");
  await page.getByRole("button", { name: "Transfer" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expect_fine_in_every_look(page);
  await page.keyboard.press("Escape");
  for (const item of ["Make a call", "Change password", "Sign out"]) {
    await page.getByRole("button", { name: /^Account:/ }).click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expect_fine_in_every_look(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("reasons open as menus that stay inside a frame of 320x460, and a closed move says why", async ({ browser }) => {
  const { page } = await open(browser, "vreasons", "/ccp-v2/");
  for (const name of ["Take Break", "Log Out with a reason"]) {
    await page.getByRole("button", { name, exact: true }).click();
    await expect_menu_inside(page);
    await expect_fine_in_every_look(page);
    await page.keyboard.press("Escape");
  }
  await page.getByRole("button", { name: "Take Break", exact: true }).focus();
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("button", { name: "Work Offline" })).toBeFocused();
  await expect(page.getByRole("tooltip")).toBeVisible();
  await expect_fine_in_every_look(page);
  await page.context().close();
  const rejecting = await open(browser, "vreject", "/ccp-v2/");
  await rejecting.page.getByRole("button", { name: "Reject" }).click();
  await expect_menu_inside(rejecting.page);
  await expect_fine_in_every_look(rejecting.page);
  await rejecting.page.context().close();
});

test("the newest message stays in sight when the frame gets smaller, and older ones that are read stay where they are", async ({
  browser,
}) => {
  const { page } = await open(browser, "chatting", "/chat/");
  const log = page.getByRole("log", { name: "Messages" });
  const below = () => log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
  await page.setViewportSize({ width: 320, height: 260 });
  expect(await log.evaluate((box) => box.scrollHeight > box.clientHeight)).toBe(true);
  await expect.poll(below).toBeLessThanOrEqual(1);
  await log.evaluate((box) => box.scrollTo(0, 0));
  await page.setViewportSize({ width: 320, height: 250 });
  await page.setViewportSize({ width: 300, height: 240 });
  expect(await log.evaluate((box) => box.scrollTop)).toBe(0);
  await page.context().close();
});

test("exactly one element has the role status", async ({ browser }) => {
  for (const scene of ["idle", "next", "several", "lost", "call", "vbreak", "vstop", "vpost"]) {
    const { page } = await open(browser, scene, "/ccp-v2/");
    await expect(page.getByRole("status")).toHaveCount(1);
    await page.context().close();
  }
});

test("status menu works by keyboard and gives the focus back", async ({ browser }) => {
  const { page } = await open(browser, "idle", "/ccp-v2/");
  const button = page.getByRole("button", { name: /^Status:/ });
  await button.focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Lunch", exact: true })).toBeFocused();
  await page.keyboard.press("o");
  await expect(page.getByRole("menuitem", { name: "Offline", exact: true })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Lunch", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(button).toBeFocused();
  await expect(page.getByRole("alert")).toContainText("This cannot be done right now.");
  await page.context().close();
});

test("embed adds a launcher and a frame to any page", async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route("**/shop", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><title>Shop</title><h1>Shop</h1><script src="${mock.url}/chat/embed.js" data-flow="f1"></script>`,
    }),
  );
  await page.goto(`${mock.url}/shop`);
  await page.getByRole("button", { name: "Chat with us" }).click();
  const frame = page.frameLocator('iframe[title="Chat with us"]');
  await expect(frame.getByRole("textbox", { name: "Your name" })).toBeVisible();
  await page.getByRole("button", { name: "Close chat" }).click();
  await expect(frame.getByRole("textbox", { name: "Your name" })).toBeHidden();
  await context.close();
});
