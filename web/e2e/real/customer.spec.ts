// The customer's page: the place in the queue, a reload, nobody there, a message that becomes a task, the transcript at the end.
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { Agent, Customer } from "../people.ts";
import { Server } from "../server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

test("message left when nobody is there becomes a task", async ({ browser }) => {
  const nina = await Customer.arrive(browser, server);
  await expect(nina.page.getByText(/Nobody is available right now/)).toBeVisible();
  await nina.page.getByRole("button", { name: "Leave a message" }).click();
  await nina.page.getByRole("textbox", { name: "Your name" }).fill("Nina");
  await nina.page.getByRole("textbox", { name: "Email or phone number" }).fill("nina@example.com");
  await nina.page.getByRole("textbox", { name: "Your message" }).fill("chair ".repeat(1000));
  await nina.page.getByRole("button", { name: "Send message" }).click();
  await expect(nina.page.getByText(/This is too long/)).toBeVisible();
  await nina.page.getByRole("textbox", { name: "Your message" }).fill("Please call me back about my chair");
  await nina.page.getByRole("button", { name: "Send message" }).click();
  await expect(nina.heading).toHaveText("Thank you");

  const alice = await Agent.sign_in(browser, server, "alice");
  await alice.choose_and_see("Available");
  const task = alice.page.getByRole("region", { name: /^Task / });
  await task.getByRole("button", { name: "Accept" }).click();
  await expect(task.getByText("Please call me back about my chair").first()).toBeVisible();
  await expect(task.getByText("nina@example.com").first()).toBeAttached();
  await task.getByRole("button", { name: "Pause" }).click();
  await expect(alice.tab("Task")).toContainText("Paused");
  await task.getByRole("button", { name: "Resume task" }).click();
  await expect(alice.tab("Task")).toContainText("Connected");
  await task.getByRole("button", { name: "End task" }).click();
  await task.getByRole("button", { name: "Clear contact" }).click();
  await expect(alice.tabs).toHaveCount(0);
  await alice.choose_and_see("Offline");
  for (const person of [alice, nina]) await person.close();
});

test("chat waits in its place, survives a reload, and is kept as a transcript", async ({ browser }) => {
  const nina = await Customer.start(browser, server, "Nina");
  await expect(nina.page.getByText(/Nobody is available right now/)).toBeVisible();
  await nina.say("Is anybody there?");
  const tomas = await Customer.start(browser, server, "Tomas");
  await expect(tomas.heading).toHaveText("You are number 2 in the queue");

  const alice = await Agent.sign_in(browser, server, "alice");
  await alice.choose_and_see("Available");
  await expect(alice.region("Chat with Nina")).toBeVisible(); // the one who waited longest
  await alice.take("Chat with Nina");
  await expect(alice.region("Chat with Nina").getByText("Is anybody there?")).toBeVisible();
  await expect(tomas.heading).toHaveText("You are next");
  await alice.take("Chat with Tomas");
  await alice.in_front("Chat with Nina");
  await alice.say("Chat with Nina", "Yes, I am");

  await nina.page.reload();
  await expect(nina.log.getByText("Is anybody there?")).toBeVisible();
  await expect(nina.log.getByText("Yes, I am")).toBeVisible();
  await nina.page.getByRole("textbox", { name: "Message" }).pressSequentially("Wonder");
  await expect(alice.region("Chat with Nina").getByText("Nina is typing")).toBeAttached();
  await nina.say("Wonderful");
  await expect(alice.region("Chat with Nina").getByText("Wonderful")).toBeVisible(); // so it is not one of the unread

  await alice.in_front("Chat with Tomas");
  await nina.say("One more thing");
  await expect(alice.tab("Chat with Nina")).toContainText("1 unread");
  await alice.in_front("Chat with Nina");
  await expect(alice.tab("Chat with Nina")).not.toContainText("unread");

  await alice.end_chat("Chat with Nina");
  await expect(nina.heading).toHaveText("The chat has ended");
  const [download] = await Promise.all([
    nina.page.waitForEvent("download"),
    nina.page.getByRole("button", { name: "Download transcript" }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  for (const line of ["Nina: Is anybody there?", "Yes, I am", "Nina: One more thing"]) expect(text).toContain(line);
  await nina.page.reload();
  await expect(nina.log.getByText("One more thing")).toBeVisible();
  await nina.page.getByRole("button", { name: "Start a new chat" }).click();
  await expect(nina.page.getByRole("textbox", { name: "Your name" })).toBeVisible();
  await tomas.leave();
  await alice.choose_and_see("Offline");
  for (const person of [alice, nina, tomas]) await person.close();
});

test("customer who leaves while it rings is gone from the agent's page or explained there", async ({ browser }) => {
  const bob = await Agent.sign_in(browser, server, "bob");
  await bob.choose_and_see("Available");
  const ravi = await Customer.start(browser, server, "Ravi");
  await expect(bob.region("Chat with Ravi").getByRole("button", { name: "Accept" })).toBeVisible();
  await ravi.page.getByRole("button", { name: "End chat" }).click();
  await expect(bob.region("Chat with Ravi").getByRole("heading", { name: "The customer left" })).toBeVisible();
  await bob.clear("Chat with Ravi");
  await expect(bob.status).toHaveText("Available");
  for (const person of [bob, ravi]) await person.close();
});

test("address of a chat that does not exist says so", async ({ page }) => {
  await page.goto(`${server.url}/chat/?flow=00000000-0000-4000-8000-000000000000`);
  await expect(page.getByRole("heading", { name: "This chat does not exist" })).toBeVisible();
});
