// The same agent twice: both pages always show the same, and signing in elsewhere changes nothing.
import { expect, test } from "@playwright/test";
import { Agent, Customer } from "../people.ts";
import { Server } from "../server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

test("two tabs and another machine show the same all the time", async ({ browser }) => {
  const first = await Agent.sign_in(browser, server, "alice");
  await first.choose_and_see("Available");
  const second = await first.another_tab();
  const nina = await Customer.start(browser, server, "Nina");
  await expect(second.region("Chat with Nina").getByRole("button", { name: "Accept" })).toBeVisible();
  await first.accept("Chat with Nina");
  await second.say("Chat with Nina", "from the second tab");
  await expect(first.region("Chat with Nina").getByText("from the second tab")).toBeVisible();

  await second.choose("Lunch");
  await expect(first.status).toHaveText("Available. Next status: Lunch");
  const elsewhere = await Agent.sign_in(browser, server, "alice"); // another browser
  await expect(elsewhere.status).toHaveText("Available. Next status: Lunch");
  await expect(elsewhere.region("Chat with Nina").getByText("from the second tab")).toBeVisible();
  await expect(first.status).toHaveText("Available. Next status: Lunch");

  await elsewhere.page.getByRole("button", { name: "Cancel next status Lunch" }).click();
  for (const agent of [first, second, elsewhere]) await expect(agent.status).toHaveText("Available");
  await elsewhere.end_chat("Chat with Nina");
  await expect(first.region("Chat with Nina").getByText(/^Wrap-up \d+:\d\d$/)).toBeVisible();
  await first.clear("Chat with Nina");
  await expect(second.tabs).toHaveCount(0);
  await expect(elsewhere.tabs).toHaveCount(0);
  for (const person of [first, elsewhere, nina]) await person.close();
});

test("signing out while a chat goes on says that offline waits, and elsewhere it is seen", async ({ browser }) => {
  const first = await Agent.sign_in(browser, server, "alice");
  await first.be("Available");
  const other = await Agent.sign_in(browser, server, "alice");
  const nina = await Customer.start(browser, server, "Nina");
  await first.accept("Chat with Nina");
  await first.page.getByRole("button", { name: /^Account:/ }).click();
  await first.page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  const dialog = first.page.getByRole("dialog");
  await expect(dialog.getByText("Offline waits until your contacts are cleared.").first()).toBeVisible();
  await dialog.getByRole("button", { name: "Sign out" }).click();
  await expect(
    first.page.getByText("You are signed out. Offline waits until your contacts are cleared."),
  ).toBeVisible();
  await expect(other.status).toHaveText("Available. Next status: Offline");
  await other.end_chat("Chat with Nina");
  await other.clear("Chat with Nina");
  await expect(other.status).toHaveText("Offline");

  await other.page.getByRole("button", { name: /^Account:/ }).click();
  await other.page.getByRole("menuitem", { name: "Sign out everywhere", exact: true }).click();
  await first.enter(
    "alice",
    server.demo.instances[0]?.users.find(({ username }) => username === "alice")?.password ?? "",
  );
  await expect(first.status).toBeVisible();
  await other.page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
  await expect(first.page.getByText("You have been signed out.")).toBeVisible();
  for (const person of [first, other, nina]) await person.close();
});

test("own password is changed, and a wrong one is said in plain words", async ({ browser }) => {
  const bob = await Agent.sign_in(browser, server, "bob");
  const old = server.demo.instances[0]?.users.find(({ username }) => username === "bob")?.password ?? "";
  await bob.page.getByRole("button", { name: /^Account:/ }).click();
  await bob.page.getByRole("menuitem", { name: "Change password", exact: true }).click();
  const dialog = bob.page.getByRole("dialog");
  const fill = async (current: string) => {
    await dialog.getByRole("textbox", { name: "Current password" }).fill(current);
    await dialog.getByRole("textbox", { name: "New password", exact: true }).fill("a much longer one");
    await dialog.getByRole("textbox", { name: "New password again" }).fill("a much longer one");
    await dialog.getByRole("button", { name: "Change password" }).click();
  };
  await fill("wrong");
  await expect(dialog.getByRole("alert")).toContainText("The current password is not right.");
  await fill(old);
  await expect(dialog).toBeHidden();
  await bob.page.context().clearCookies();
  await bob.page.goto(`${server.url}/ccp-v2/`);
  await bob.enter("bob", old);
  await expect(bob.page.getByRole("alert")).toContainText("The username or the password is not right.");
  await bob.enter("bob", "a much longer one");
  await expect(bob.status).toBeVisible();
  await bob.close();
});
