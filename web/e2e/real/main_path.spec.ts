// The main job: an agent plans "Lunch next" while customers chat, and the server carries it out.
import { expect, test } from "@playwright/test";
import { Agent, Customer } from "../people.ts";
import { Server } from "../server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

test("lunch next is carried out when the chat is cleared, and nobody new reaches the agent meanwhile", async ({
  browser,
}) => {
  const alice = await Agent.sign_in(browser, server, "alice");
  await expect(alice.status).toHaveText("Offline");
  await alice.choose_and_see("Available");
  await expect(alice.page.getByText("Waiting for contacts. You are available for voice, chat and task.")).toBeVisible();

  const nina = await Customer.start(browser, server, "Nina");
  const chat = alice.region("Chat with Nina");
  await expect(chat.getByText(/left$/)).toBeVisible(); // the countdown
  await expect(alice.tab("Chat with Nina")).toHaveAttribute("aria-selected", "true");
  await alice.accept("Chat with Nina");
  await nina.say("Hello, my chair is broken");
  await expect(chat.getByText("Hello, my chair is broken")).toBeVisible();
  await alice.say("Chat with Nina", "I am sorry to hear that");
  await expect(nina.log.getByText("I am sorry to hear that")).toBeVisible();

  expect(await alice.menu_items()).toEqual(["Lunch", "Break", "Training", "Offline"]);
  await alice.choose("Lunch");
  await expect(alice.status).toHaveText("Available. Next status: Lunch");
  expect(await alice.menu_items()).toContain("Available");

  const tomas = await Customer.start(browser, server, "Tomas");
  await expect(tomas.heading).toHaveText("You are next");
  await alice.say("Chat with Nina", "One moment please"); // whatever was to be offered would have come before this
  await expect(nina.log.getByText("One moment please")).toBeVisible();
  await expect(alice.tabs).toHaveCount(1);

  await nina.page.getByRole("button", { name: "End chat" }).click();
  await expect(chat.getByText(/^Wrap-up \d+:\d\d$/)).toBeVisible();
  await expect(nina.page.getByRole("button", { name: "Download transcript" })).toBeVisible();
  await expect(alice.status).toHaveText("Available. Next status: Lunch");

  const seen = await alice.watch_status();
  await alice.clear("Chat with Nina");
  await expect(alice.status).toHaveText("Lunch");
  expect(await seen()).not.toContain("Available");
  await expect(tomas.heading).toHaveText("You are next");

  const bob = await Agent.sign_in(browser, server, "bob");
  await bob.choose_and_see("Available");
  await bob.accept("Chat with Tomas");
  await expect(tomas.page.getByText("is here for you")).toBeVisible();
  await bob.choose("Offline"); // and is out of the way afterwards
  for (const person of [alice, bob, nina, tomas]) await person.close();
});

test("cancelled next status lets contacts come again at once and the agent stays available", async ({ browser }) => {
  const alice = await Agent.sign_in(browser, server, "alice");
  await alice.choose_and_see("Available");
  const nina = await Customer.start(browser, server, "Nina");
  await alice.accept("Chat with Nina");
  await alice.choose("Lunch");
  await expect(alice.status).toHaveText("Available. Next status: Lunch");
  const tomas = await Customer.start(browser, server, "Tomas");
  await expect(tomas.heading).toHaveText("You are next");

  await alice.choose("Available");
  await expect(alice.status).toHaveText("Available");
  await alice.accept("Chat with Tomas"); // at once, while the first chat goes on
  await alice.choose("Break");
  await expect(alice.status).toHaveText("Available. Next status: Break");
  await alice.page.getByRole("button", { name: "Cancel next status Break" }).click();
  await expect(alice.status).toHaveText("Available");

  for (const name of ["Chat with Nina", "Chat with Tomas"]) {
    await alice.in_front(name);
    await alice.end_chat(name);
    await alice.clear(name);
  }
  await expect(alice.status).toHaveText("Available");
  await alice.choose_and_see("Offline");
  for (const person of [alice, nina, tomas]) await person.close();
});
