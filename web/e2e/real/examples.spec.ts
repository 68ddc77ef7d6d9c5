// The two examples of the vendor's page: choosing a status while contacts are in wrap-up.
import { type Browser, expect, test } from "@playwright/test";
import { Agent, Customer } from "../people.ts";
import { Server } from "../server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

async function chat_with(alice: Agent, browser: Browser, name: string): Promise<Customer> {
  const customer = await Customer.start(browser, server, name);
  await alice.take(`Chat with ${name}`);
  return customer;
}

test("example 1: with only wrap-up left, one or several, lunch clears it and comes at once", async ({ browser }) => {
  const alice = await Agent.sign_in(browser, server, "alice");
  const customers: Customer[] = [];
  for (const names of [["Nina"], ["Tomas", "Ravi"]]) {
    await alice.choose_and_see("Available");
    for (const name of names) customers.push(await chat_with(alice, browser, name));
    for (const name of names) {
      await alice.in_front(`Chat with ${name}`);
      await alice.end_chat(`Chat with ${name}`);
    }
    await alice.choose("Lunch");
    await expect(alice.status).toHaveText("Lunch");
    await expect(alice.tabs).toHaveCount(0);
  }
  for (const person of [alice, ...customers]) await person.close();
});

test("example 2: offline clears the wrap-up, waits for the chat that goes on, and comes when it is cleared", async ({
  browser,
}) => {
  const alice = await Agent.sign_in(browser, server, "alice");
  await alice.choose_and_see("Available");
  const nina = await chat_with(alice, browser, "Nina");
  const tomas = await chat_with(alice, browser, "Tomas");
  await alice.in_front("Chat with Nina");
  await alice.end_chat("Chat with Nina");

  await alice.choose("Offline");
  await expect(alice.status).toHaveText("Available. Next status: Offline");
  await expect(alice.tab("Chat with Nina")).toHaveCount(0);
  await alice.say("Chat with Tomas", "Still here");
  await expect(tomas.log.getByText("Still here")).toBeVisible();

  await tomas.page.getByRole("button", { name: "End chat" }).click();
  await alice.clear("Chat with Tomas");
  await expect(alice.status).toHaveText("Offline");
  for (const person of [alice, nina, tomas]) await person.close();
});

test("notes written in wrap-up are kept although a status clears it", async ({ browser }) => {
  const alice = await Agent.sign_in(browser, server, "alice");
  await alice.choose_and_see("Available");
  const nina = await chat_with(alice, browser, "Nina");
  await alice.end_chat("Chat with Nina");
  const notes = alice.region("Chat with Nina").getByRole("textbox", { name: "Notes" });
  await notes.fill("New leg sent");
  await expect(alice.region("Chat with Nina").getByText("Saved")).toBeVisible();
  await alice.page.reload();
  await expect(notes).toHaveValue("New leg sent");
  await alice.choose_and_see("Offline");
  for (const person of [alice, nina]) await person.close();
});
