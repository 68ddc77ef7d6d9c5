// An agent and a customer as a test drives them: by role and name only, as a person with or without a screen would.
import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import type { Server } from "./server.ts";

export const CENTRE = "connect-demo";

export function centre_of(server: Server, alias = CENTRE) {
  const found = server.demo.instances.find((instance) => instance.alias === alias);
  if (!found) throw new Error(`the demo has no centre ${alias}`);
  return found;
}

export function password_of(server: Server, username: string): string {
  for (const { users } of server.demo.instances)
    for (const user of users) if (user.username === username) return user.password;
  throw new Error(`the demo has no user ${username}`);
}

export class Agent {
  constructor(
    readonly page: Page,
    private readonly server: Server,
  ) {}

  static async sign_in<Kind extends typeof Agent>(
    this: Kind,
    browser: Browser,
    server: Server,
    username: string,
  ): Promise<InstanceType<Kind>> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const agent = new this(await context.newPage(), server) as InstanceType<Kind>;
    await agent.page.goto(`${server.url}/ccp-v2/`);
    await agent.enter(username, password_of(server, username));
    await expect(agent.status).toBeVisible();
    return agent;
  }

  async enter(username: string, password: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Username" }).fill(username);
    await this.page.getByRole("textbox", { name: "Password" }).fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  /** The same person in another tab of the same browser. */
  async another_tab(): Promise<Agent> {
    const agent = new Agent(await this.page.context().newPage(), this.server);
    await agent.page.goto(`${this.server.url}/ccp-v2/`);
    await expect(agent.status).toBeVisible();
    return agent;
  }

  get status(): Locator {
    return this.page.getByRole("status", { name: "Agent status" });
  }

  get tabs(): Locator {
    return this.page.getByRole("tab");
  }

  tab(name: string): Locator {
    return this.page.getByRole("tab", { name: new RegExp(`^${name}`) });
  }

  region(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** Remembers every text of the status line from now on. */
  async watch_status(): Promise<() => Promise<string[]>> {
    const seen = await this.status.evaluateHandle((line) => {
      const texts: string[] = [];
      new MutationObserver(() => texts.push(line.textContent ?? "")).observe(line, {
        childList: true,
        characterData: true,
        subtree: true,
      });
      return texts;
    });
    return () => seen.jsonValue();
  }

  async open_menu(): Promise<void> {
    await this.page.getByRole("button", { name: /^Status:/ }).click();
  }

  async menu_items(): Promise<string[]> {
    await this.open_menu();
    const items = await this.page.getByRole("menuitem").evaluateAll((all) => all.map((item) => item.ariaLabel ?? ""));
    await this.page.keyboard.press("Escape");
    return items;
  }

  async choose(status: string): Promise<void> {
    await this.open_menu();
    await this.page.getByRole("menuitem", { name: status, exact: true }).click();
  }

  async choose_and_see(status: string): Promise<void> {
    await this.choose(status);
    await expect(this.status).toHaveText(status);
  }

  /** The status, chosen if it is another one. */
  async be(status: string): Promise<void> {
    if ((await this.status.textContent()) !== status) await this.choose_and_see(status);
  }

  async accept(name: string): Promise<void> {
    await this.tab(name).click();
    await this.region(name).getByRole("button", { name: "Accept" }).click();
  }

  /** Accepts and waits until the chat is there, in front. */
  async take(name: string): Promise<void> {
    await this.accept(name);
    await expect(this.tab(name)).toContainText("Connected");
    await this.in_front(name);
    await expect(this.region(name).getByRole("textbox", { name: "Message" })).toBeVisible();
  }

  async say(contact: string, text: string): Promise<void> {
    const region = this.region(contact);
    await region.getByRole("textbox", { name: "Message" }).fill(text);
    await region.getByRole("button", { name: "Send" }).click();
  }

  async end_chat(contact: string): Promise<void> {
    await this.region(contact).getByRole("button", { name: "End chat" }).click();
    await expect(this.region(contact).getByRole("button", { name: "Clear contact" })).toBeVisible();
  }

  async clear(contact: string): Promise<void> {
    await this.region(contact).getByRole("button", { name: "Clear contact" }).click();
    await expect(this.tab(contact)).toHaveCount(0);
  }

  async in_front(contact: string): Promise<void> {
    await this.tab(contact).click();
    await expect(this.region(contact)).toBeVisible();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** An agent of a centre whose panel has a button for each move. */
export class VccAgent extends Agent {
  button(move: string): Locator {
    return this.page.getByRole("button", { name: move, exact: true });
  }

  get news(): Locator {
    return this.page.getByRole("log", { name: "News about your status" });
  }

  /** Presses the button and waits for what the status is called afterwards. */
  async move(move: string, status: string): Promise<void> {
    await this.button(move).click();
    await expect(this.status).toHaveText(status);
  }

  /** Of all the moves' buttons, those that can be pressed. */
  async expect_moves(...open: string[]): Promise<void> {
    for (const move of MOVES)
      if (open.includes(move)) await expect(this.button(move)).toBeEnabled();
      else await expect(this.button(move).and(this.page.locator(":not([aria-disabled])"))).toHaveCount(0);
  }

  async log_out(): Promise<void> {
    await this.button("Log Out").click();
    await expect(this.page.getByRole("button", { name: "Sign in" })).toBeVisible();
  }

  /** The chat goes on to post processing. */
  async finish_chat(contact: string): Promise<void> {
    await this.in_front(contact);
    await this.region(contact).getByRole("button", { name: "End chat" }).click();
  }
}

/** Sets an agent's status as a program does, by the status API: 1 logged out, 3 on break, 4 available, 5 working offline. */
export async function set_by_program(server: Server, username: string, status: number): Promise<number> {
  const centre = centre_of(server, "vcc-demo");
  const id = centre.users.find((user) => user.username === username)?.id;
  const key = Buffer.from(`${centre.accessKeyId}:${centre.secretAccessKey}`).toString("base64");
  const response = await fetch(`${server.url}/vcc/v1/tenants/${centre.alias}/agentstatus/agents/${id}`, {
    method: "PUT",
    headers: { Authorization: `Basic ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ "agent-status": status }),
  });
  return response.status;
}

const MOVES = [
  "Available",
  "Work Offline",
  "Take Break",
  "Log Out",
  "Stop New",
  "Resume",
  "End Post Processing",
  "Extend Post Processing",
];

export class Customer {
  constructor(readonly page: Page) {}

  static async arrive(browser: Browser, server: Server, centre = CENTRE): Promise<Customer> {
    const flow = centre_of(server, centre).contactFlows.find(({ name }) => name === "Support chat");
    const context = await browser.newContext();
    const customer = new Customer(await context.newPage());
    await customer.page.goto(`${server.url}/chat/?flow=${flow?.id}`);
    return customer;
  }

  static async start(browser: Browser, server: Server, name: string, centre = CENTRE): Promise<Customer> {
    const customer = await Customer.arrive(browser, server, centre);
    await customer.begin(name);
    return customer;
  }

  async begin(name: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Your name" }).fill(name);
    await this.page.getByRole("button", { name: "Start chat" }).click();
    await expect(this.page.getByRole("textbox", { name: "Message" })).toBeVisible();
  }

  get log(): Locator {
    return this.page.getByRole("log");
  }

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  async leave(): Promise<void> {
    await this.page.getByRole("button", { name: "End chat" }).click();
    await expect(this.heading).toHaveText("The chat has ended");
  }

  async say(text: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Message" }).fill(text);
    await this.page.getByRole("button", { name: "Send" }).click();
    await expect(this.log.getByText(text, { exact: true })).toBeVisible();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
