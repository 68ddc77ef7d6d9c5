// The administrator's pages in a made-up centre: axe finds nothing, the policy refuses nothing, nothing sticks out, everything works by keyboard.
import { type Browser, expect, type Page, test } from "@playwright/test";
import { expect_no_violations } from "../axe.ts";
import { expect_fine_in_every_look, SMALL, WIDE } from "../looks.ts";
import { start_mock } from "../mock/server.mjs";

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Each section, and the form of one thing of it. */
const PLACES = [
  ["users", `users/${id(501)}`, "users/new"],
  ["groups", `groups/${id(600)}`, "statuses", `statuses/${id(101)}`],
  ["codes", `codes/${id(750)}`, `codes/${id(750)}/code/${id(701)}`],
  ["queues", `queues/${id(300)}`],
  ["profiles", `profiles/${id(400)}`],
  ["hours", `hours/${id(201)}`, `hours/${id(201)}/exception/${id(250)}`],
  ["quick-connects", `quick-connects/${id(801)}`, "entry-points", `entry-points/${id(900)}`],
  ["policy", "policy/history/1", "erasure"],
  ["audit", "origins/new", "keys/new"],
  ["tokens/new", "quotas", "quotas/PutUserStatus"],
];

let mock: Awaited<ReturnType<typeof start_mock>>;
test.beforeAll(async () => {
  mock = await start_mock();
});
test.afterAll(() => mock.stop());

async function open(browser: Browser, place: string, scene = "admin", viewport = SMALL) {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
  await context.addCookies([{ name: "scene", value: scene, url: mock.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Content-Security-Policy/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(`${mock.url}/admin/#/${place}`);
  await ready(page);
  return { page, complaints };
}

async function ready(page: Page): Promise<void> {
  await page.getByRole("main").waitFor();
  await expect(page.getByText("Loading…")).toHaveCount(0);
}

for (const places of PLACES)
  test(`/admin/ ${places[0]}: axe finds nothing, small and wide, light and dark`, async ({ browser }) => {
    const { page, complaints } = await open(browser, places[0] ?? "");
    for (const place of places) {
      await page.evaluate((hash) => {
        window.location.hash = hash;
      }, `#/${place}`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await ready(page);
      await expect_fine_in_every_look(page);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

test("an empty centre says in each section what to do", async ({ browser }) => {
  const { page, complaints } = await open(browser, "statuses", "adminempty", WIDE);
  const links = page.getByRole("navigation", { name: "Sections" }).getByRole("link");
  await expect.poll(() => links.count()).toBeGreaterThan(14);
  for (const link of await links.all()) {
    await link.click();
    await expect(link).toHaveAttribute("aria-current", "page");
    await ready(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText((await link.textContent()) ?? "");
  }
  await page.getByRole("link", { name: "Queues" }).click();
  await expect(page.getByRole("heading", { name: "No queues" })).toBeVisible();
  await expect_no_violations(page);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("the audit says who acted for others and as what, and of who acted for themselves only the name", async ({
  browser,
}) => {
  const { page } = await open(browser, "audit", "admin", WIDE);
  const who = (text: string) => page.getByRole("row").filter({ hasText: text }).getByRole("cell").first();
  await expect(who("Support takes at most 50 contacts")).toHaveText("ada administrator");
  await expect(who("ada signed in")).toHaveText("ada");
  await expect(who("An access key was made for ada")).toHaveText("Operator");
  await page.context().close();
});

test("what is not saved is not lost by a link or by the back button", async ({ browser }) => {
  const { page } = await open(browser, "statuses", "admin", WIDE);
  await page.getByRole("link", { name: "Lunch", exact: true }).click();
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("Lunch break");
  await page.getByRole("link", { name: "Queues" }).click();
  const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
  await expect(dialog).toBeVisible();
  await expect_no_violations(page);
  await dialog.getByRole("button", { name: "Stay" }).click();
  await expect(name).toHaveValue("Lunch break");
  await page.goBack();
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Stay" }).click();
  await expect(name).toHaveValue("Lunch break");
  await page.getByRole("link", { name: "Queues" }).click();
  await dialog.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Queues" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Statuses" })).toBeVisible();
  await page.context().close();
});

test("a form is opened, refused, corrected and saved by keyboard alone", async ({ browser }) => {
  const { page } = await open(browser, "statuses", "admin", WIDE);
  await page.getByRole("link", { name: "Lunch", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Lunch" })).toBeFocused();
  await page.keyboard.press("Tab");
  const name = page.getByRole("textbox", { name: "Name" });
  await expect(name).toBeFocused();
  await name.fill("");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Please fill this in.")).toBeVisible();
  await expect(name).toBeFocused();
  await page.keyboard.type("Taken");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Name is used by another one.")).toBeVisible();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect_no_violations(page);
  await name.fill("Dinner");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status", { name: "What was done" })).toHaveText(/Dinner was saved/);
  await expect(page.getByRole("link", { name: "Lunch", exact: true })).toBeFocused();
  await page.context().close();
});

test("a mistake in the policy is told with its line, a finding shows its place, and applying shows what changes", async ({
  browser,
}) => {
  const { page } = await open(browser, "policy", "admin", WIDE);
  const text = page.getByRole("textbox", { name: "Policy document" });
  await text.fill('{\n  "version": 1,\n  "model" "vcc"\n}');
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByText(/Line 3: A colon is missing/)).toBeVisible();
  await text.fill('{\n  "version": 1,\n  "model": "vcc",\n  "broken": 1\n}');
  await page.getByRole("button", { name: "Apply…" }).click();
  await expect(page.getByText("It cannot be applied as it is.")).toBeVisible();
  await expect_no_violations(page);
  await page.getByRole("button", { name: "Line 4" }).click();
  await expect(text).toBeFocused();
  await text.fill('{"version": 1, "model": "vcc"}');
  await page.getByRole("button", { name: "Try…" }).click();
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page.getByRole("region", { name: "What would have been different" })).toContainText(
    "would have been refused",
  );
  await expect_no_violations(page);
  await page.getByRole("button", { name: "Apply…" }).click();
  const dialog = page.getByRole("dialog", { name: "Apply this policy?" });
  await expect(dialog).toContainText("An agent may reject an offer");
  await expect_no_violations(page);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.context().close();
});

test("secrets are shown once, in a dialog that is accessible in a small frame", async ({ browser }) => {
  const { page } = await open(browser, "keys/new");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Access key of/ });
  await expect(dialog.getByRole("textbox", { name: "Secret access key" })).toHaveValue(/made-up/);
  await expect_fine_in_every_look(page);
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  await expect(dialog).toBeHidden();
  await page.context().close();
});

test("the list of sections opens in a small frame and closes with a choice", async ({ browser }) => {
  const { page } = await open(browser, "users");
  const toggle = page.getByRole("button", { name: /choose a section/ });
  await toggle.click();
  await expect(toggle).toHaveAttribute("aria-expanded", "true");
  await expect_no_violations(page);
  await page.getByRole("link", { name: "Hours of operation" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Hours of operation" })).toBeVisible();
  await expect(toggle).toHaveAttribute("aria-expanded", "false");
  await page.context().close();
});
