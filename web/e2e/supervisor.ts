// A supervisor as a test drives them: by role and name only.
import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import { password_of } from "./people.ts";
import type { Server } from "./server.ts";

export class Supervisor {
  constructor(
    readonly page: Page,
    private readonly server: Server,
  ) {}

  static async sign_in(browser: Browser, server: Server, username = "sam"): Promise<Supervisor> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
    const supervisor = new Supervisor(await context.newPage(), server);
    await supervisor.page.goto(`${server.url}/supervisor/`);
    await supervisor.page.getByRole("textbox", { name: "Username" }).fill(username);
    await supervisor.page.getByRole("textbox", { name: "Password" }).fill(password_of(server, username));
    await supervisor.page.getByRole("button", { name: "Sign in" }).click();
    await expect(supervisor.page.getByRole("heading", { name: "Agents", level: 1 })).toBeVisible();
    return supervisor;
  }

  async go(address: string): Promise<void> {
    await this.page.goto(`${this.server.url}/supervisor/${address}`);
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  /** The row of an agent or a contact. */
  row(name: RegExp): Locator {
    return this.page.getByRole("row", { name });
  }

  beside(name: RegExp): Locator {
    return this.page.getByRole("complementary", { name });
  }

  async select(name: string): Promise<void> {
    await this.page.getByRole("checkbox", { name: new RegExp(`^Select .*${name}`, "i") }).check();
  }

  /** Fills the open dialog and goes on to the preview. */
  async preview(status: string, why: string): Promise<void> {
    await this.dialog.getByRole("combobox", { name: "Status" }).selectOption(status);
    await this.dialog.getByRole("textbox", { name: "Reason" }).fill(why);
    await this.dialog.getByRole("button", { name: "Preview" }).click();
  }

  async confirm(): Promise<void> {
    await this.dialog.getByRole("button", { name: "Confirm" }).click();
    await this.dialog.getByRole("button", { name: "Close" }).last().click();
    await expect(this.dialog).toHaveCount(0);
  }

  /** Presses the button, gives the reason the dialog wants, and goes through with it. */
  async break_glass(place: Locator, action: string, why: string): Promise<void> {
    await place.getByRole("button", { name: action, exact: true }).click();
    await this.dialog.getByRole("button", { name: action, exact: true }).click();
    await expect(this.dialog.getByRole("alert")).toContainText("Please give a reason");
    await this.dialog.getByRole("textbox", { name: "Reason" }).fill(why);
    await this.dialog.getByRole("button", { name: action, exact: true }).click();
    await expect(this.dialog).toHaveCount(0);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
