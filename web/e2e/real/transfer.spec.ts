// A chat that goes on to another agent.
import { expect, test } from "@playwright/test";
import { Agent, Customer } from "../people.ts";
import { Server } from "../server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

test("chat is transferred to another agent and leaves wrap-up behind", async ({ browser }) => {
  const alice = await Agent.sign_in(browser, server, "alice");
  await alice.choose_and_see("Available");
  const nina = await Customer.start(browser, server, "Nina");
  await alice.take("Chat with Nina");
  const bob = await Agent.sign_in(browser, server, "bob");
  await bob.choose_and_see("Available");
  await alice.region("Chat with Nina").getByRole("button", { name: "Transfer" }).click();
  await alice.page.getByRole("dialog").getByText("Bob").click();
  await alice.page.getByRole("dialog").getByRole("button", { name: "Transfer" }).click();
  await expect(alice.region("Chat with Nina").getByRole("button", { name: "Clear contact" })).toBeVisible();
  await bob.take("Chat with Nina");
  await nina.say("Hello again");
  await expect(bob.region("Chat with Nina").getByText("Hello again")).toBeVisible();
  await nina.leave();
  await bob.clear("Chat with Nina");
  await alice.clear("Chat with Nina");
  for (const person of [alice, bob, nina]) await person.close();
});
