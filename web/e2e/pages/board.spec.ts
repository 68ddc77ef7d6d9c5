// Every face of the supervisor's board, small and wide, light and dark: axe finds nothing, the policy refuses nothing, nothing sticks out. And a
// thousand agents scroll.
import { type Browser, expect, type Page, test } from "@playwright/test";
import { expect_no_violations } from "../axe.ts";
import { expect_fine_in_every_look, WIDE } from "../looks.ts";
import { start_mock } from "../mock/server.mjs";

const ALICE = "00000000-0000-4000-8000-000000000100";
const JONAS = "00000000-0000-4000-8000-000000001020";

let mock: Awaited<ReturnType<typeof start_mock>>;
test.beforeAll(async () => {
  mock = await start_mock();
});
test.afterAll(() => mock.stop());

async function open(browser: Browser, address: string, scene = "board") {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce" });
  await context.addCookies([{ name: "scene", value: scene, url: mock.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(`${mock.url}/supervisor/${address}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return { page, complaints };
}

const FACES: [string, string, (page: Page) => Promise<unknown>][] = [
  ["agents in groups", "#/agents?group=queue", (page) => page.getByRole("rowheader", { name: /^Sales/ }).waitFor()],
  [
    "an agent and why no work comes",
    `#/agents/${ALICE}`,
    async (page) => {
      await page.getByRole("button", { name: "Why no work?" }).click();
      await page.getByText("Both slots are in use.").waitFor();
    },
  ],
  ["queues", "#/queues", (page) => page.getByRole("article", { name: "Support" }).waitFor()],
  [
    "a contact and why it waits",
    "#/contacts",
    async (page) => {
      await page.getByRole("row", { name: /Jonas/ }).getByRole("button", { name: "Why waiting?" }).click();
      await page.getByText(/has all chat slots in use/).waitFor();
      await page.getByText("Whole life").waitFor();
    },
  ],
  [
    "a day",
    `#/day/${ALICE}/2026-03-02`,
    (page) => page.getByRole("toolbar", { name: "Status", exact: true }).waitFor(),
  ],
  ["reports", "#/history/statuses", (page) => page.getByRole("rowheader", { name: "Lunch" }).waitFor()],
  ["contact search", "#/history/contacts", (page) => page.getByRole("link", { name: "Nina" }).waitFor()],
  ["metrics", "#/history/metrics", (page) => page.getByRole("rowheader", { name: "Sales" }).waitFor()],
  ["audit", "#/history/audit", (page) => page.getByText("Ended the chat with Jonas.").waitFor()],
];

for (const [name, address, shown] of FACES)
  test(`board: ${name}: axe finds nothing, small and wide, light and dark`, async ({ browser }) => {
    const { page, complaints } = await open(browser, address);
    await shown(page);
    await expect_fine_in_every_look(page);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

test("change of many is seen before it is confirmed, and who had changed is offered again", async ({ browser }) => {
  const { page, complaints } = await open(browser, "");
  for (const name of ["Alice Moreau", "Bob Lindqvist", "Carla Ribeiro"])
    await page.getByRole("checkbox", { name: `Select ${name}` }).check();
  await page.getByRole("button", { name: "Change status" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Please choose");
  await dialog.getByRole("combobox", { name: "Status" }).selectOption("Break");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Fire drill");
  await expect_no_violations(page);
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect(dialog.getByText("2 change now, 1 becomes next")).toBeVisible();
  await expect_fine_in_every_look(page);
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog.getByText("2 changed, 1 refused: Changed in the meantime")).toBeVisible();
  await dialog.getByRole("button", { name: "Preview the one who had changed" }).click();
  await expect(dialog.getByText("1 becomes next")).toBeVisible();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("in a centre with a table of moves a move and its code are chosen", async ({ browser }) => {
  const { page } = await open(browser, "", "boardvcc");
  await page.getByRole("checkbox", { name: "Select Bob Lindqvist" }).check();
  await page.getByRole("button", { name: "Change status" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Move" }).selectOption("Take Break");
  await dialog.getByRole("combobox", { name: "Code" }).selectOption("Coffee");
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect(dialog.getByText("1 changes now")).toBeVisible();
  await page.context().close();
});

test("chat is read along, whispered into and taken over, and every part is accessible", async ({ browser }) => {
  const { page, complaints } = await open(browser, `#/agents/${ALICE}`);
  await page.getByRole("button", { name: "Monitor" }).click();
  const chat = page.getByRole("complementary", { name: "Chat with Nina" });
  await expect(chat.getByText("Yes: A-20481")).toBeVisible();
  await chat.getByRole("textbox", { name: /^Whisper to/ }).fill("Ask for a photo");
  await chat.getByRole("button", { name: "Whisper" }).click();
  await expect(chat.getByRole("log").getByText("Ask for a photo")).toBeVisible();
  await expect_fine_in_every_look(page);
  await chat.getByRole("button", { name: "Barge in" }).click();
  await expect(chat.getByRole("textbox", { name: "Message to the customer" })).toBeVisible();
  await chat.getByRole("button", { name: "Take over" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Take over" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Please give a reason");
  await expect_fine_in_every_look(page);
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Alice is on her own");
  await dialog.getByRole("button", { name: "Take over" }).click();
  await expect(chat.getByText("The chat is yours now.")).toBeVisible();
  await chat.getByRole("button", { name: "Close" }).click();
  await expect(chat).toBeHidden();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("breaking the glass warns and wants a reason", async ({ browser }) => {
  const { page } = await open(browser, `#/contacts/${JONAS}`);
  for (const name of ["End contact", "Requeue"]) {
    await page.getByRole("button", { name }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name }).click();
    await expect(dialog.getByRole("alert")).toContainText("Please give a reason");
    await expect_no_violations(page);
    await dialog.getByRole("button", { name: "Cancel" }).click();
  }
  await page.context().close();
});

test("addresses lead to places, and the back button leads back", async ({ browser }) => {
  const { page } = await open(browser, "#/queues");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Queues");
  await page.getByRole("link", { name: "Contacts" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Contacts");
  await page.getByRole("link", { name: /Nina/ }).click();
  await expect(page.getByRole("complementary", { name: "Chat with Nina" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("complementary", { name: "Chat with Nina" })).toBeHidden();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Queues");
  await page.context().close();
});

test("pieces of a day are gone through with the arrow keys", async ({ browser }) => {
  const { page } = await open(browser, `#/day/${ALICE}/2026-03-02`);
  const row = page.getByRole("toolbar", { name: "Status", exact: true });
  await row
    .getByRole("button", { name: /^Offline/ })
    .first()
    .focus();
  await page.keyboard.press("ArrowRight");
  await expect(row.getByRole("button", { name: /^Available, 08:01 to 09:49/ })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(row.getByRole("button", { name: /^Break \(Coffee\)/ })).toBeFocused();
  await expect(page.getByRole("row", { name: /^Online/ }).first()).toContainText("8:21:00");
  await page.context().close();
});

test("of a thousand agents only those in sight are drawn, while twenty change ten times a second", async ({
  browser,
}) => {
  const { page, complaints } = await open(browser, "", "boardthousand");
  const table = page.getByRole("table", { name: "Agents" });
  await expect(table).toHaveAttribute("aria-rowcount", "1001");
  const rows = table.getByRole("row");
  await table.evaluate((box) => box.scrollTo(0, 30_000));
  await expect(rows.nth(3)).toHaveAttribute("aria-rowindex", /^5\d\d$/);
  expect(await rows.count()).toBeLessThan(50);
  await page.getByRole("searchbox", { name: "Find agents" }).fill("Moreau 1");
  await expect(table.getByRole("row", { name: /Alice Moreau 1 / })).toBeVisible();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("who is no supervisor is told so", async ({ browser }) => {
  const { page } = await open(browser, "", "idle");
  await expect(page.getByRole("heading", { name: "This page is for supervisors" })).toBeVisible();
  await expect_no_violations(page);
  await page.context().close();
});

test("agents see their own day in the panel, and whispers are marked as not for the customer", async ({ browser }) => {
  const { page, complaints } = await open_panel(browser, "whisper");
  await expect(page.getByText("Whisper from Sam Ito")).toBeVisible();
  await expect(page.getByText(/not visible to the customer/).first()).toBeVisible();
  await page.getByRole("button", { name: "Answer the supervisor" }).click();
  await expect(page.getByRole("textbox", { name: "Whisper to the supervisor" })).toBeFocused();
  await expect(page.getByText("They say: “You are first for lunch today”")).toBeVisible();
  await page.getByRole("button", { name: /^Account:/ }).click();
  await page.getByRole("menuitem", { name: "My day" }).click();
  await page.getByRole("toolbar", { name: "Activity" }).waitFor();
  await expect_fine_in_every_look(page);
  expect(complaints).toEqual([]);
  await page.context().close();
});

async function open_panel(browser: Browser, scene: string) {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce" });
  await context.addCookies([{ name: "scene", value: scene, url: mock.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${mock.url}/ccp-v2/`);
  await page.locator(".contact").waitFor();
  return { page, complaints };
}
