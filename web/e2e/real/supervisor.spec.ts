// The supervisor's board on the real server: what agents and customers do is there, what the supervisor does reaches them, and all of it is kept.
import { expect, test } from "@playwright/test";
import { Agent, Customer } from "../people.ts";
import { Server } from "../server.ts";
import { Supervisor } from "../supervisor.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());
test.describe.configure({ mode: "default" });

test("changes are on the board, and a change of many is previewed, confirmed and explained to the agent", async ({
  browser,
}) => {
  const sam = await Supervisor.sign_in(browser, server);
  const alice = await Agent.sign_in(browser, server, "alice");
  await expect(sam.row(/alice/i)).toContainText("Offline");
  await alice.choose_and_see("Available");
  await expect(sam.row(/alice/i)).toContainText("Available");

  const nina = await Customer.start(browser, server, "Nina");
  await alice.take("Chat with Nina");
  await expect(sam.row(/alice/i)).toContainText("Nina");

  await sam.select("alice");
  await sam.select("bob");
  await sam.page.getByRole("button", { name: "Change status" }).click();
  await sam.preview("Lunch", "You are first for lunch");
  await expect(sam.dialog.getByText("1 changes now, 1 becomes next")).toBeVisible();
  await expect(sam.row(/alice/i).first()).not.toContainText("Lunch"); // nothing has happened yet
  await sam.confirm();
  await expect(sam.row(/alice/i)).toContainText("Lunch");
  await expect(alice.status).toHaveText("Available. Next status: Lunch");
  await expect(alice.page.getByText(/set your next status to Lunch.*You are first for lunch/)).toBeVisible();

  await sam.row(/alice/i).getByRole("link", { name: /alice/i }).click();
  const beside = sam.beside(/alice/i);
  await beside.getByRole("button", { name: "Why no work?" }).click();
  await expect(beside.getByText(/next status has been Lunch/i).first()).toBeVisible();
  await sam.page.goBack();
  await expect(beside).toHaveCount(0);

  await alice.page.getByRole("button", { name: /^Cancel next status/ }).click();
  await expect(sam.row(/alice/i)).not.toContainText("Lunch");
  await nina.leave();
  await alice.clear("Chat with Nina");
  for (const person of [sam, alice, nina]) await person.close();
});

test("chat is read along unseen, whispered into, spoken in, and taken over", async ({ browser }) => {
  const sam = await Supervisor.sign_in(browser, server);
  const alice = await Agent.sign_in(browser, server, "alice");
  await alice.be("Available");
  const nina = await Customer.start(browser, server, "Nina");
  await alice.take("Chat with Nina");
  await nina.say("My chair has three legs");

  await sam.row(/alice/i).getByRole("link", { name: /alice/i }).click();
  await sam.page.getByRole("button", { name: "Monitor" }).click();
  const chat = sam.beside(/^Chat with Nina/);
  await expect(chat.getByText("My chair has three legs")).toBeVisible();
  await alice.say("Chat with Nina", "One moment please");
  await expect(chat.getByText("One moment please")).toBeVisible();

  await chat.getByRole("textbox", { name: /^Whisper to/ }).fill("Offer her a new one");
  await chat.getByRole("button", { name: "Whisper" }).click();
  await expect(chat.getByRole("log").getByText("Offer her a new one")).toBeVisible();
  const talk = alice.region("Chat with Nina");
  await expect(talk.getByText("Offer her a new one")).toBeVisible();
  await talk.getByRole("button", { name: "Answer the supervisor" }).click();
  await talk.getByRole("textbox", { name: /^Whisper to/ }).fill("Gladly");
  await talk.getByRole("button", { name: "Whisper" }).click();
  await expect(chat.getByText("Gladly")).toBeVisible();

  await chat.getByRole("button", { name: "Barge in" }).click();
  await chat.getByRole("textbox", { name: "Message to the customer" }).fill("Hello Nina, Sam here");
  await chat.getByRole("button", { name: "Send" }).click();
  await expect(nina.log.getByText("Hello Nina, Sam here")).toBeVisible(); // and after it, no whisper was there
  await expect(nina.log.getByText("Offer her a new one")).toHaveCount(0);
  await expect(nina.log.getByText("Gladly")).toHaveCount(0);

  await chat.getByRole("button", { name: "Take over" }).click();
  await sam.dialog.getByRole("textbox", { name: "Reason" }).fill("I know this customer");
  await sam.dialog.getByRole("button", { name: "Take over" }).click();
  await expect(chat.getByText("The chat is yours now.")).toBeVisible();
  await expect(talk.getByRole("button", { name: "Clear contact" })).toBeVisible();
  await chat.getByRole("link", { name: "Go on in your panel" }).click();
  const own = new Agent(sam.page, server);
  await own.say("Chat with Nina", "You get a new chair");
  await expect(nina.log.getByText("You get a new chair")).toBeVisible();
  await own.end_chat("Chat with Nina");
  await own.clear("Chat with Nina");
  await alice.clear("Chat with Nina");
  for (const person of [sam, alice, nina]) await person.close();
});

test("waiting contact says why it waits, and stuck work is ended, requeued and cleared with a reason", async ({
  browser,
}) => {
  const sam = await Supervisor.sign_in(browser, server);
  const alice = await Agent.sign_in(browser, server, "alice");
  await alice.choose_and_see("Break");
  const tomas = await Customer.start(browser, server, "Tomas");
  await sam.go("#/contacts");
  await sam.row(/Tomas/).getByRole("button", { name: "Why waiting?" }).click();
  const beside = sam.beside(/^Chat with Tomas/);
  await expect(beside.getByRole("region", { name: "Why this contact is waiting" })).toContainText(/agent/i);
  await sam.break_glass(beside, "End contact", "Asked twice by phone");
  await expect(tomas.heading).toHaveText("The chat has ended");
  await expect(sam.row(/Tomas/)).toHaveCount(0);

  await alice.choose_and_see("Available");
  const ravi = await Customer.start(browser, server, "Ravi");
  await alice.take("Chat with Ravi");
  await sam.row(/Ravi/).getByRole("link", { name: /Ravi/ }).click();
  await sam.break_glass(sam.beside(/^Chat with Ravi/), "Requeue", "Alice has the wrong language");
  await expect(alice.tab("Chat with Ravi").filter({ hasText: "Wrap-up" })).toHaveCount(1);
  await sam.go("#/agents");
  await sam.row(/alice/i).getByRole("link", { name: /alice/i }).click();
  await sam.break_glass(
    sam.beside(/alice/i).getByRole("listitem").first(),
    "Clear contact from agent",
    "Page is stuck",
  );
  for (const person of [sam, alice, tomas, ravi]) await person.close();
});
