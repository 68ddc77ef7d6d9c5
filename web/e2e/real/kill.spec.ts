// kill -9 of the server in the middle: everything is still there, and the pages come back by themselves within two seconds.
import { expect, type Page, test } from "@playwright/test";
import { Agent, Customer } from "../people.ts";
import { Server } from "../server.ts";

const BACK_MS_MAX = 2_000;
const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

/** When the page says that it is back, by its own clock: asking again and again would measure the asking. */
async function watch_for_return(page: Page): Promise<() => Promise<number>> {
  const watched = await page.evaluateHandle(() => ({
    back_at: new Promise<number>((resolve) => {
      new MutationObserver((_, observer) => {
        if (!document.body.textContent?.includes("Connected again")) return;
        observer.disconnect();
        resolve(Date.now());
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    }),
  }));
  return () => watched.evaluate(({ back_at }) => back_at);
}

/** Kills the server, waits until all pages say so, starts it again and measures until all say that they are back. */
async function kill_and_return(pages: Page[]): Promise<void> {
  await server.kill();
  for (const page of pages) await expect(page.getByText("Connection lost. Reconnecting…")).toBeVisible();
  const watches = await Promise.all(pages.map(watch_for_return));
  await server.start();
  const ready_at = Date.now();
  const back_at = await Promise.all(watches.map((back) => back()));
  expect(Math.max(...back_at) - ready_at, "milliseconds until all pages are back").toBeLessThan(BACK_MS_MAX);
}

test("status, next status, chat, wrap-up clock and the place in the queue survive kill -9", async ({ browser }) => {
  test.slow();
  const alice = await Agent.sign_in(browser, server, "alice");
  await alice.choose_and_see("Available");

  const nina = await Customer.start(browser, server, "Nina");
  await expect(alice.region("Chat with Nina")).toBeVisible();
  await kill_and_return([alice.page, nina.page]); // while it rings
  await alice.accept("Chat with Nina");
  await alice.say("Chat with Nina", "Good morning");
  await nina.say("Hello");

  await alice.choose("Lunch");
  await expect(alice.status).toHaveText("Available. Next status: Lunch");
  const tomas = await Customer.start(browser, server, "Tomas");
  const ravi = await Customer.start(browser, server, "Ravi");
  await expect(ravi.heading).toHaveText("You are number 2 in the queue");

  await kill_and_return([alice.page, nina.page, tomas.page, ravi.page]); // while they talk and others wait
  await expect(alice.status).toHaveText("Available. Next status: Lunch");
  await expect(tomas.heading).toHaveText("You are next");
  await expect(ravi.heading).toHaveText("You are number 2 in the queue");
  const chat = alice.region("Chat with Nina");
  await expect(chat.getByText("Good morning")).toBeVisible();
  await expect(chat.getByText("Hello")).toBeVisible();
  await alice.say("Chat with Nina", "Still with you");
  await expect(nina.log.getByText("Still with you")).toBeVisible();

  await alice.end_chat("Chat with Nina");
  await kill_and_return([alice.page, tomas.page]); // in wrap-up
  await expect(chat.getByText(/^Wrap-up \d+:\d\d$/)).toBeVisible();
  await expect(nina.log.getByText("Still with you")).toBeVisible();
  await alice.clear("Chat with Nina");
  await expect(alice.status).toHaveText("Lunch");
  await kill_and_return([alice.page, tomas.page]);
  await expect(alice.status).toHaveText("Lunch");
  for (const customer of [tomas, ravi]) await customer.leave();
  for (const person of [alice, nina, tomas, ravi]) await person.close();
});

test("messages written while the server is away arrive once when it is back", async ({ browser }) => {
  const bob = await Agent.sign_in(browser, server, "bob");
  await bob.choose_and_see("Available");
  const nina = await Customer.start(browser, server, "Nina");
  await bob.take("Chat with Nina");
  await server.kill();
  await expect(bob.page.getByText("Connection lost. Reconnecting…")).toBeVisible();
  await expect(nina.page.getByText("Connection lost. Reconnecting…")).toBeVisible();
  await bob.say("Chat with Nina", "from bob");
  await nina.say("from nina");
  await server.start();
  await expect(nina.log.getByText("from bob")).toBeVisible();
  await expect(bob.region("Chat with Nina").getByText("from nina")).toBeVisible();
  await bob.page.reload();
  await bob.in_front("Chat with Nina");
  await expect(bob.region("Chat with Nina").getByText("from bob")).toHaveCount(1);
  await expect(bob.region("Chat with Nina").getByText("from nina")).toHaveCount(1);
  await nina.leave();
  for (const person of [bob, nina]) await person.close();
});
