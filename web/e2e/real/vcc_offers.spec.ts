// Offers that are not taken: missed, rejected, and ringing at a page that goes away.
import { writeFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { Customer, VccAgent } from "../people.ts";
import { Server } from "../server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

const OFFER_MS = 30_000; // the policy's own
const SHORT_OFFER_MS = 2_000;

/** From now on chats are offered for so long; an offer that is made already keeps its time. */
async function set_offer_time(milliseconds: number, file: string): Promise<void> {
  const centre = ["--centre", "vcc-demo"];
  const policy = JSON.parse(await server.command("policy", "show", ...centre));
  policy.offers.chat_ms = milliseconds;
  await writeFile(file, JSON.stringify(policy));
  await server.command("policy", "apply", file, ...centre);
}

test("who rejects or does not answer goes on break and is told why, and the contact goes to the other agent", async ({
  browser,
}, testInfo) => {
  const vera = await VccAgent.sign_in(browser, server, "vera");
  const victor = await VccAgent.sign_in(browser, server, "victor");
  await vera.move("Available", "Available");
  const nina = await Customer.start(browser, server, "Nina", "vcc-demo");
  await expect(vera.status).toHaveText("Offering");
  await victor.move("Available", "Available");
  const policy = testInfo.outputPath("policy.json");
  await set_offer_time(SHORT_OFFER_MS, policy);
  const seen = await victor.watch_status();
  await vera.region("Chat with Nina").getByRole("button", { name: "Reject" }).click();
  await expect(vera.status).toHaveText("On Break");
  await expect(vera.news).toHaveText("You rejected the chat with Nina, so you are On Break.");

  await expect(victor.status).toHaveText("On Break"); // nobody answered
  expect(await seen()).toEqual(["Offering", "On Break"]);
  await set_offer_time(OFFER_MS, policy);
  await vera.move("Available", "Offering");
  await expect(victor.news).toHaveText("You did not answer the chat with Nina in time, so you are On Break.");
  await victor.page.reload();
  await expect(victor.news).toHaveText("You did not answer in time, so you are On Break.");
  await vera.take("Chat with Nina");
  await nina.leave();
  await expect(vera.status).toHaveText("Available");
  await vera.move("Take Break", "On Break");
  for (const person of [vera, victor, nina]) await person.close();
});

test("an offer that rings at a page that goes away returns without a penalty, and all is as it was when the page is back", async ({
  browser,
}) => {
  const vera = await VccAgent.sign_in(browser, server, "vera");
  const victor = await VccAgent.sign_in(browser, server, "victor");
  await vera.move("Available", "Available");
  const nina = await Customer.start(browser, server, "Nina", "vcc-demo");
  await expect(vera.status).toHaveText("Offering");
  await vera.page.goto("about:blank");
  await victor.move("Available", "Offering"); // what Vera's page lost rings here at once
  await victor.take("Chat with Nina");
  const tomas = await Customer.start(browser, server, "Tomas", "vcc-demo");
  await victor.take("Chat with Tomas"); // Vera is Available, but her page is away
  const ravi = await Customer.start(browser, server, "Ravi", "vcc-demo");
  await victor.take("Chat with Ravi");
  const ada = await Customer.start(browser, server, "Ada", "vcc-demo");
  await expect(ada.heading).toHaveText("You are next");

  await vera.page.goBack();
  await expect(vera.status).toHaveText("Offering");
  await vera.take("Chat with Ada");
  await expect(vera.news).toHaveText("");
  for (const person of [vera, victor, nina, tomas, ravi, ada]) await person.close();
});
