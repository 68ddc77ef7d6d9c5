// A centre with a table of moves, in the browser: the moves of each status, Stop New, several chats at once, post processing.
import { type Browser, expect, test } from "@playwright/test";
import { expect_no_violations } from "../axe.ts";
import { Customer, set_by_program, VccAgent } from "../people.ts";
import { Server } from "../server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

const sign_in = (browser: Browser, username: string) => VccAgent.sign_in(browser, server, username);
const customer = (browser: Browser, name: string) => Customer.start(browser, server, name, "vcc-demo");

async function expect_waiting(waiting: Customer): Promise<void> {
  await expect(waiting.heading).toHaveText("You are next");
}

async function close_all(...people: { close(): Promise<void> }[]): Promise<void> {
  for (const person of people) await person.close();
}

test("signing in lands on break, and each status has the moves of the table", async ({ browser }) => {
  const vera = await sign_in(browser, "vera");
  const { page } = vera;
  await expect(vera.status).toHaveText("On Break");
  await expect(page.getByRole("heading", { name: "You are On Break" })).toBeVisible();
  await vera.expect_moves("Available", "Work Offline", "Log Out");
  await expect(page.getByRole("button", { name: /^Account:/ })).toBeDisabled();
  await page.reload();
  await expect(vera.status).toHaveText("On Break");

  await vera.move("Available", "Available");
  await vera.expect_moves("Work Offline", "Take Break");
  await vera.button("Take Break").focus();
  await page.keyboard.press("Tab"); // its reasons
  await page.keyboard.press("Tab");
  await expect(vera.button("Log Out")).toBeFocused();
  await expect(page.getByText("Choose Work Offline or Take Break first. From there you can log out.")).toBeVisible();
  await page.keyboard.press("Enter"); // does nothing
  await expect(page.getByRole("status")).toHaveCount(1);
  await vera.move("Work Offline", "Working Offline");
  await vera.expect_moves("Available", "Take Break", "Log Out");
  await vera.move("Take Break", "On Break");
  await vera.log_out();
  await page.reload();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await vera.close();
});

test("a second page of an agent leaves the status as it is and both are told the same", async ({ browser }) => {
  const vera = await sign_in(browser, "vera");
  await vera.move("Available", "Available");
  const elsewhere = await sign_in(browser, "vera");
  await expect(elsewhere.status).toHaveText("Available");
  await elsewhere.move("Take Break", "On Break");
  await expect(vera.status).toHaveText("On Break");
  await vera.button("Log Out").click();
  await expect(elsewhere.page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await close_all(vera, elsewhere);
});

test("a reason can be given for a break, by the keyboard", async ({ browser }) => {
  const vera = await sign_in(browser, "vera");
  await vera.move("Available", "Available");
  await vera.button("Take Break with a reason").focus();
  await vera.page.keyboard.press("Enter");
  await expect(vera.page.getByRole("menuitem").first()).toBeFocused();
  const reason = (await vera.page.getByRole("menuitem").first().textContent()) ?? "";
  await vera.page.keyboard.press("Enter");
  await expect(vera.status).toHaveText("On Break");
  await expect(vera.page.getByText(`${reason} · your panel is off`)).toBeVisible();
  await vera.log_out();
  await vera.close();
});

test("an agent is told when somebody else sets the status, and who logged them out", async ({ browser }) => {
  const vera = await sign_in(browser, "vera");
  await vera.move("Available", "Available");
  expect(await set_by_program(server, "vera", 3)).toBe(200);
  await expect(vera.status).toHaveText("On Break");
  await expect(vera.news).toHaveText("A program of Adam set your status to On Break.");
  await vera.page.reload();
  await expect(vera.news).toHaveText("A program of Adam set your status to On Break.");
  expect(await set_by_program(server, "vera", 1)).toBe(200);
  await expect(vera.page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect(vera.page.getByText("A program of Adam logged you out.")).toBeVisible();
  await vera.close();
});

test("stop new keeps the chat and lets nobody new in, resume does at once, and after the last chat comes work offline", async ({
  browser,
}) => {
  const vera = await sign_in(browser, "vera");
  await vera.move("Available", "Available");
  const nina = await customer(browser, "Nina");
  await expect(vera.status).toHaveText("Offering");
  await vera.expect_moves();
  await vera.take("Chat with Nina");
  await expect(vera.status).toHaveText("Busy (In Progress)");
  await vera.expect_moves("Stop New");
  await nina.say("Hello");
  await expect(vera.region("Chat with Nina").getByText("Hello")).toBeVisible();

  await vera.move("Stop New", "Busy (Stop New)");
  await vera.expect_moves("Resume");
  await expect_no_violations(vera.page);
  const tomas = await customer(browser, "Tomas");
  await expect_waiting(tomas);
  await vera.say("Chat with Nina", "One moment please"); // whatever was to be offered would have come before this
  await expect(nina.log.getByText("One moment please")).toBeVisible();
  await expect(vera.tabs).toHaveCount(1);

  await vera.move("Resume", "Busy (In Progress)");
  await vera.take("Chat with Tomas");
  await vera.move("Stop New", "Busy (Stop New)");
  await vera.finish_chat("Chat with Nina");
  await expect(vera.status).toHaveText("Busy (Stop New)");
  await vera.finish_chat("Chat with Tomas");
  await expect(vera.status).toHaveText("Post Processing");
  await vera.expect_moves();
  await expect(vera.region("Chat with Tomas").getByText(/^Post Processing ends in 0:\d\d$/)).toBeVisible();
  await expect(vera.region("Chat with Tomas").getByRole("button", { name: "Clear contact" })).toHaveCount(0);
  await expect(vera.status).toHaveText("Working Offline");
  await expect(vera.tabs).toHaveCount(0);
  await expect(vera.news).toContainText("Stop New was on, so you are Working Offline.");
  await vera.log_out();
  await close_all(vera, nina, tomas);
});

test("chats come up to the limit, and one rejected beside others turns stop new on", async ({ browser }) => {
  const vera = await sign_in(browser, "vera");
  await vera.move("Available", "Available");
  const nina = await customer(browser, "Nina");
  await vera.take("Chat with Nina");
  const tomas = await customer(browser, "Tomas");
  await vera.region("Chat with Tomas").getByRole("button", { name: "Reject" }).click();
  await expect(vera.status).toHaveText("Busy (Stop New)");
  await expect(vera.news).toHaveText(/^You rejected the chat with Tomas, so Stop New is on until you choose Resume\./);
  await vera.button("Resume").click();
  await vera.take("Chat with Tomas");
  const ravi = await customer(browser, "Ravi");
  await vera.take("Chat with Ravi");
  const ada = await customer(browser, "Ada");
  await expect_waiting(ada);
  await vera.say("Chat with Ravi", "Good morning");
  await expect(ravi.log.getByText("Good morning")).toBeVisible();
  await expect(vera.tabs).toHaveCount(3);
  await expect(vera.page.getByText("3 of 3 chats")).toBeVisible();

  for (const leaving of [nina, tomas, ravi, ada]) await leaving.leave();
  await expect(vera.status).toHaveText("Post Processing");
  await expect(vera.status).toHaveText("Available"); // by itself
  await vera.move("Take Break", "On Break");
  await vera.log_out();
  await close_all(vera, nina, tomas, ravi, ada);
});

test("the panel of moves works with the keyboard alone in a frame of 320x460", async ({ browser }) => {
  const vera = await sign_in(browser, "vera");
  const { page } = vera;
  await page.setViewportSize({ width: 320, height: 460 });
  const press = async (name: string) => {
    const wanted = vera.button(name);
    for (let presses = 0; presses < 30; presses += 1) {
      if (await wanted.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press("Tab");
    }
    await expect(wanted).toBeFocused();
    await page.keyboard.press("Enter");
  };
  await press("Available");
  await expect(vera.status).toHaveText("Available");
  const nina = await customer(browser, "Nina");
  await press("Accept");
  await press("Stop New");
  await expect(vera.status).toHaveText("Busy (Stop New)");
  await expect_no_violations(page);
  await press("Resume");
  await press("End chat");
  await expect(vera.status).toHaveText("Post Processing");
  await expect_no_violations(page);
  await close_all(vera, nina);
});
