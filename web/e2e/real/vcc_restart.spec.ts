// A server that is killed, or told to stop, in the middle of post processing: the agent finds everything as it was.
import { expect, test } from "@playwright/test";
import { Customer, VccAgent } from "../people.ts";
import { Server } from "../server.ts";

const server = new Server();
test.beforeAll(() => server.start());
test.afterAll(() => server.stop());

/** Seconds left of the countdown beside the status. */
async function seconds_left(vera: VccAgent): Promise<number> {
  const text = await vera.page.locator(".status-time").textContent();
  const [minutes = 0, seconds = 0] = (text ?? "").split(":").map(Number);
  return minutes * 60 + seconds;
}

for (const [how, end] of [
  ["kill -9", () => server.kill()],
  ["SIGTERM", () => server.halt()],
] as const)
  test(`post processing goes on over ${how} and a reload, and ends at its time`, async ({ browser }) => {
    const vera = await VccAgent.sign_in(browser, server, "vera");
    await vera.move("Available", "Available");
    const nina = await Customer.start(browser, server, "Nina", "vcc-demo");
    await vera.take("Chat with Nina");
    const stays = await Customer.start(browser, server, "Tomas", "vcc-demo");
    await vera.take("Chat with Tomas");
    await vera.finish_chat("Chat with Tomas");
    await vera.finish_chat("Chat with Nina");
    await expect(vera.status).toHaveText("Post Processing");
    const before = await seconds_left(vera);

    await end();
    await expect(vera.page.getByText("Connection lost. Reconnecting…")).toBeVisible();
    await server.start();
    await expect(vera.page.locator(".panel[data-line=open]")).toBeVisible();
    await expect(vera.status).toHaveText("Post Processing");
    await vera.page.reload();
    await expect(vera.status).toHaveText("Post Processing");
    expect(await seconds_left(vera)).toBeLessThan(before);
    await expect(vera.status).toHaveText("Available");
    const next = await Customer.start(browser, server, "Ravi", "vcc-demo");
    await vera.take("Chat with Ravi"); // it is a page that gets offers
    await next.leave();
    await expect(vera.status).toHaveText("Available");
    await vera.move("Take Break", "On Break");
    await vera.log_out();
    for (const person of [vera, nina, stays, next]) await person.close();
  });
