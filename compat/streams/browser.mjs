// The whole thing: Chromium, a page of another origin with the unmodified library, the real server. It must not start more than one browser.
//
//   same-site      http://127.0.0.1:A embeds http://127.0.0.1:B      cookies as usual, the login window works
//   cross-site     http://127.0.0.1:A embeds http://localhost:B      third-party cookies are blocked: login in the frame, a cookie of the frame's own
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Connect } from "@aws-sdk/client-connect";
import { chromium } from "playwright-core";
import { binary } from "../server.mjs";
import { equal, is, test } from "../tap.mjs";
import { start_outer } from "./outer.mjs";

const WAIT_MS = 30_000;

// A demo server that can be stopped and started again on the same port.
class Server {
  async start() {
    this.data ??= mkdtempSync(path.join(tmpdir(), "nextup-streams-"));
    this.output = "";
    const listen = `127.0.0.1:${this.port ?? 0}`;
    this.child = spawn(binary(), ["serve", "--data", this.data, "--listen", listen, "--demo"], { stdio: ["ignore", "pipe", "pipe"] });
    await new Promise((done, failed) => {
      const look = (bytes) => {
        this.output += bytes;
        if (this.output.includes("demo is running")) done();
      };
      this.child.stdout.on("data", look);
      this.child.stderr.on("data", look);
      this.child.once("exit", (code) => failed(new Error(`the server ended with ${code}: ${this.output}`)));
    });
    this.demo = JSON.parse(readFileSync(path.join(this.data, "demo.json"), "utf8"));
    this.port = new URL(this.demo.url).port;
  }

  async stop() {
    const ended = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGTERM");
    return ended;
  }

  // Runs one of the binary's commands on this server's directory.
  async command(...words) {
    const child = spawn(binary(), [...words.slice(0, 2), "--data", this.data, ...words.slice(2)], { stdio: ["ignore", "ignore", "inherit"] });
    const code = await new Promise((done) => child.once("exit", done));
    if (code !== 0) throw new Error(`nextup ${words.join(" ")} ended with ${code}`);
  }

  get centre() {
    return this.demo.instances.find(({ alias }) => alias === "connect-demo");
  }

  password(username) {
    return this.demo.instances.flatMap(({ users }) => users).find((user) => user.username === username).password;
  }
}

const server = new Server();
let outer;
let browser;

const embedding = (site, address = "/") => `http://${site}:${outer.port}${address}`;
const ccp = (site) => `http://${site}:${server.port}/ccp-v2/`;
const SAME = { outer: "127.0.0.1", inner: "127.0.0.1" };
const FAR = "panel.example"; // a name that is not this machine's own; it leads to the server all the same
const CROSS = { outer: "127.0.0.1", inner: "localhost" };

// One agent's browser with an embedding page.
class Desk {
  static async open(where, address = "/") {
    const desk = new Desk();
    desk.where = where;
    desk.context = await browser.newContext({ locale: "en-GB" });
    desk.context.setDefaultTimeout(WAIT_MS);
    desk.page = await desk.tab(address);
    return desk;
  }

  async tab(address = "/") {
    const page = await this.context.newPage();
    await page.goto(embedding(this.where.outer, address));
    return page;
  }

  init(more = {}, page = this.page) {
    return page.evaluate(([url, options]) => window.start(url, options), [ccp(this.where.inner), more]);
  }

  frame(page = this.page) {
    return page.frameLocator("#ccp iframe");
  }

  async sign_in(username, frame = this.frame()) {
    await frame.getByRole("textbox", { name: "Username" }).fill(username);
    await frame.getByRole("textbox", { name: "Password" }).fill(server.password(username));
    await frame.getByRole("button", { name: "Sign in" }).click();
  }

  // Starts the library, signs in inside the frame, and waits for the agent.
  async begin(username) {
    await this.init();
    await this.sign_in(username);
    await this.agent();
    return this;
  }

  async agent(page = this.page) {
    await page.waitForFunction(() => window.agent !== undefined, null, { timeout: WAIT_MS });
  }

  logged(entry, page = this.page) {
    return page.waitForFunction((wanted) => window.log.includes(wanted), entry, { timeout: WAIT_MS });
  }

  // Waits until both the library and the panel say so.
  async agree(state, next = null, page = this.page) {
    await page.waitForFunction(([a, b]) => JSON.stringify(window.state()) === JSON.stringify([a, b]), [state, next]);
    const words = next ? `${state}. Next status: ${next}` : state;
    await this.frame(page).getByRole("status", { name: "Agent status" }).getByText(words, { exact: true }).waitFor();
  }

  async choose(status, page = this.page) {
    await this.frame(page).getByRole("button", { name: /^Status:/ }).click();
    await this.frame(page).getByRole("menuitem", { name: status, exact: true }).click();
  }

  close() {
    return this.context.close();
  }
}

async function on_desk(where, username, run, address) {
  const desk = await Desk.open(where, address);
  try {
    if (username) await desk.begin(username);
    await run(desk);
  } catch (error) {
    const log = await desk.page.evaluate(() => window.log).catch(() => "gone");
    error.stack = `${error.stack}\nlog: ${JSON.stringify(log)}`;
    throw error;
  } finally {
    await desk.close();
  }
}

async function customer(name, alias = "connect-demo") {
  const centre = server.demo.instances.find((one) => one.alias === alias);
  const flow = centre.contactFlows.find((one) => one.name === "Support chat").id;
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.demo.url}/chat/?flow=${flow}`);
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByRole("textbox", { name: "Message" }).waitFor();
  return page;
}

// A task, started through the API.
async function start_task(Name) {
  const { centre, demo } = server;
  const { accessKeyId, secretAccessKey, id: InstanceId } = centre;
  const connect = new Connect({ endpoint: demo.url, region: demo.region, credentials: { accessKeyId, secretAccessKey } });
  const ContactFlowId = centre.contactFlows.find((one) => one.name === "Support task").id;
  return connect.startTaskContact({ InstanceId, ContactFlowId, Name });
}

async function next_status(where, name) {
  await test(`${name}: the next state goes round by both pages, and they agree`, () =>
    on_desk(where, "alice", async (desk) => {
      const { page } = desk;
      await page.evaluate(() => window.set_state("Available"));
      await desk.agree("Available");
      const nina = await customer("Nina");
      await desk.logged("contact chat");
      is((await page.evaluate(() => window.call((handlers) => contact.accept(handlers)))).ok, "accepted");
      await desk.logged("onConnected");
      const plain = await page.evaluate(() => window.set_state("Lunch"));
      equal([plain.ok, JSON.parse(plain.error).type], [false, "InvalidStateException"]);
      is((await page.evaluate(() => window.set_state("Lunch", { enqueueNextState: true }))).ok, "queued");
      await desk.agree("Available", "Lunch");
      await desk.choose("Available"); // the panel cancels, the library is told
      await desk.logged("cleared");
      await desk.agree("Available");
      await desk.choose("Break"); // the panel plans, the library is told
      await desk.logged("next Break");
      await page.evaluate(() => window.log.splice(0));
      is((await page.evaluate(() => window.call((handlers) => contact.getAgentConnection().destroy(handlers)))).ok, "ended");
      await desk.logged("onEnded");
      await desk.agree("Available", "Break");
      is((await page.evaluate(() => window.call((handlers) => contact.clear(handlers)))).ok, "cleared");
      await desk.agree("Break");
      await desk.logged("onDestroy");
      equal(await page.evaluate(() => window.log), ["onACW", "onEnded", "Available > Break", "cleared", "onDestroy"]);
      await nina.context().close();
      await page.evaluate(() => window.set_state("Offline"));
      await desk.agree("Offline");
    }));
}

async function logins() {
  await test("cross-site with third-party cookies blocked: the session is a cookie of the frame", () =>
    on_desk(CROSS, "alice", async (desk) => {
      const cookies = await desk.context.cookies(ccp("localhost"));
      const kept = cookies.filter(({ name, value }) => name.startsWith("nextup_session") && value !== "");
      equal(kept.map(({ name, sameSite, secure, httpOnly }) => [name, sameSite, secure, httpOnly]), [
        ["nextup_session_framed", "None", true, true],
      ]);
      const inner = desk.page.frames().find((frame) => frame.url().includes("/ccp-v2/"));
      const other_cookie = await inner.evaluate(() => {
        document.cookie = "probe=1; Path=/; Secure; SameSite=None";
        return document.cookie.includes("probe=1");
      });
      is(!other_cookie, "third-party cookies are blocked");
      await desk.page.reload();
      await desk.init();
      await desk.agent(); // without another login
      equal(await desk.page.evaluate(() => window.log.includes("ack_timeout")), false);
    }));
  await test("acknowledged early: the login form stays, no login window opens", () =>
    on_desk(CROSS, null, async (desk) => {
      let windows = 0;
      desk.context.on("page", () => {
        windows += 1;
      });
      await desk.init({ ccpLoadTimeout: 1500 });
      await desk.frame().getByRole("textbox", { name: "Username" }).fill("ali");
      await desk.page.waitForTimeout(4000);
      equal(await desk.frame().getByRole("textbox", { name: "Username" }).inputValue(), "ali");
      equal([windows, await desk.page.evaluate(() => window.log)], [0, []]);
    }));
  await test("same-site, a hidden frame: the library's login window signs in and closes", () =>
    on_desk(SAME, null, async (desk) => {
      await desk.page.evaluate(() => {
        document.getElementById("ccp").style.height = "40px";
      });
      const opened = desk.context.waitForEvent("page");
      await desk.init({ ccpLoadTimeout: 2000, loginOptions: { autoClose: true } });
      const window_ = await opened;
      await desk.sign_in("alice", window_);
      await desk.agent();
      await desk.page.waitForFunction(() => window.agent.getName() !== "");
      if (!window_.isClosed()) await window_.waitForEvent("close");
    }));
  await test("initApp and stopApp: the panel comes and goes, the session ends", () =>
    on_desk(SAME, null, async (desk) => {
      await desk.page.evaluate((url) => {
        connect.agentApp.initApp("ccp", "ccp", url, {});
        window.watch();
      }, ccp(SAME.inner));
      await desk.sign_in("alice");
      await desk.agent();
      await desk.page.evaluate(() => connect.agentApp.stopApp("ccp"));
      await desk.page.waitForFunction(() => document.querySelector("#ccp iframe") === null);
      const signed_out = async () => (await desk.context.request.get(`${ccp(SAME.inner).replace("/ccp-v2/", "")}/session`)).status();
      for (let i = 0; i < 50 && (await signed_out()) !== 401; i += 1) await desk.page.waitForTimeout(50);
      equal(await signed_out(), 401);
      is(desk.page.url().startsWith(embedding(SAME.outer)), "the page stays");
    }));
  for (const [where, name] of [
    [SAME, "same-site"],
    [CROSS, "cross-site"],
  ])
    await test(`${name}: documented logout, then the login form again`, () =>
      on_desk(where, "alice", async (desk) => {
        await desk.page.evaluate(async (url) => {
          await fetch(new URL("/logout", url), { credentials: "include", mode: "no-cors" });
          connect.core.getUpstream().sendUpstream("terminate");
        }, ccp(where.inner));
        await desk.logged("terminated");
        await desk.sign_in("alice");
        await desk.page.waitForFunction(() => window.state()[0] !== "");
        await desk.agree("Offline");
      }));
}

async function life() {
  await test("several tabs: all of them are told, and one is the master", () =>
    on_desk(SAME, "alice", async (desk) => {
      const second = await desk.tab();
      await desk.init({}, second);
      await desk.agent(second);
      await desk.page.evaluate(() => window.set_state("Lunch"));
      await desk.agree("Lunch", null, desk.page);
      await desk.agree("Lunch", null, second);
      const master = (page) =>
        page.evaluate(() =>
          window.call((handlers) => connect.core.getMasterClient().call("checkMaster", { topic: "connect::test" }, handlers)),
        );
      equal([(await master(desk.page)).data.isMaster, (await master(second)).data.isMaster], [true, false]);
      await second.evaluate(() => {
        connect.core.onViewContact(({ contactId }) => log.push(`view ${contactId}`));
      });
      await desk.page.evaluate(() => connect.core.viewContact("somewhere"));
      await desk.logged("view somewhere", second);
      await desk.page.evaluate(() => window.set_state("Offline"));
      await desk.agree("Offline", null, second);
    }));
  await test("an expired session is told, and the form is there again", () =>
    on_desk(CROSS, "alice", async (desk) => {
      await desk.page.evaluate(() => window.log.splice(0));
      await server.command("user", "disable", "alice");
      await desk.logged("auth_fail");
      await server.command("user", "enable", "alice");
      await desk.sign_in("alice");
      await desk.page.waitForFunction(() => window.agent.getState().name === "Offline");
    }));
  await test("a restart of the server: the page goes on", () =>
    on_desk(CROSS, "alice", async (desk) => {
      await server.stop();
      await desk.logged("agent::websocket_connection_lost");
      await server.start();
      await desk.logged("agent::websocket_connection_gained");
      is((await desk.page.evaluate(() => window.set_state("Lunch"))).ok, "it works again");
      await desk.agree("Lunch");
      is((await desk.page.evaluate(() => window.set_state("Offline"))).ok, "and back");
      await desk.agree("Offline");
    }));
  await test("2.7.4 asks for storage access first, and gets to the panel", () =>
    on_desk(SAME, null, async (desk) => {
      await desk.page.evaluate((url) => window.start(url), ccp("localhost"));
      await desk.sign_in("alice");
      await desk.agent();
    }, "/old"));
}

async function chats() {
  await test("chatjs: the media controller speaks and hears in the chat at once", () =>
    on_desk(CROSS, "alice", async (desk) => {
      const { page } = desk;
      await page.evaluate((endpoint) => {
        connect.ChatSession.setGlobalConfig({ endpoint, region: "us-east-1", loggerConfig: {}, features: {} });
        connect.contact((contact) => {
          contact.onConnecting(async () => {
            window.heard = [];
            try {
              window.controller = await contact.getAgentConnection().getMediaController();
              controller.onMessage(({ data }) => heard.push([data.ParticipantRole, data.Content]));
              controller.onTyping(() => heard.push(["typing"]));
              controller.onEnded(() => heard.push(["ended"]));
            } catch (error) {
              window.controller_error = String(error);
            }
          });
        });
      }, ccp(CROSS.inner).replace("/ccp-v2/", ""));
      is((await page.evaluate(() => window.set_state("Available"))).ok, "available");
      const nina = await customer("Nina");
      await desk.logged("contact chat");
      const took_ms = await page.evaluate(async () => {
        const from = performance.now();
        await window.call((handlers) => contact.accept(handlers));
        while (!window.controller && !window.controller_error) await new Promise((done) => setTimeout(done, 5));
        if (window.controller_error) throw new Error(window.controller_error);
        await controller.sendMessage({ message: "Hello from the CRM", contentType: "text/plain" });
        return performance.now() - from;
      });
      is(took_ms < 2000, `the first message took ${took_ms} ms`);
      console.log(`# first message ${Math.round(took_ms)} ms after accept`);
      await nina.getByText("Hello from the CRM").waitFor();
      await desk.frame().getByText("Hello from the CRM").waitFor(); // the panel shows what the outer page did
      await nina.getByRole("textbox", { name: "Message" }).fill("Good morning");
      await nina.getByRole("button", { name: "Send" }).click();
      await page.waitForFunction(() => heard.some(([role, text]) => role === "CUSTOMER" && text === "Good morning"));
      is(await page.evaluate(() => heard.some(([role, text]) => role === "AGENT" && text === "Hello from the CRM")), "its own words come back");
      const transcript = await page.evaluate(() => controller.getTranscript({}));
      equal(transcript.data.Transcript.map(({ Content }) => Content).sort(), ["Good morning", "Hello from the CRM"]);
      await page.evaluate(() => controller.sendEvent({ contentType: "application/vnd.amazonaws.connect.event.typing" }));
      await nina.getByRole("button", { name: "End chat" }).click();
      await page.waitForFunction(() => heard.some(([what]) => what === "ended"));
      await desk.logged("onEnded");
      is((await page.evaluate(() => window.call((handlers) => contact.clear(handlers)))).ok, "cleared");
      is((await page.evaluate(() => window.set_state("Offline"))).ok, "offline");
      await nina.context().close();
    }, "/chat"));
  await test("taskjs: a task is taken, paused, resumed and ended", () =>
    on_desk(SAME, "alice", async (desk) => {
      const { page } = desk;
      is((await page.evaluate(() => window.set_state("Available"))).ok, "available");
      await start_task("Call back");
      await desk.logged("contact task");
      equal(await page.evaluate(() => contact.getConnections().length), 1);
      for (const [method, state] of [["accept", "connected"], ["pause", "paused"], ["resume", "connected"]]) {
        is((await page.evaluate((name) => window.call((handlers) => contact[name](handlers)), method)).ok, method);
        await page.waitForFunction((wanted) => contact.getStatus().type === wanted, state);
      }
      is((await page.evaluate(() => window.call((handlers) => contact.getAgentConnection().destroy(handlers)))).ok, "ended");
      await desk.logged("onEnded");
      is((await page.evaluate(() => window.call((handlers) => contact.clear(handlers)))).ok, "cleared");
      is((await page.evaluate(() => window.set_state("Offline"))).ok, "offline");
    }, "/task"));
  await test("the vendor's newer clients work through the library's own port", () =>
    on_desk(CROSS, "alice", async (desk) => {
      const found = await desk.page.evaluate(async () => {
        const client = new sdk.AgentClient(connect.core.getSDKClientConfig());
        const { status, current } = await client.setAvailabilityStateByName("Lunch");
        return [await client.getName(), status, current.name, (await client.setOffline()).current.name];
      });
      equal(found.slice(1), ["updated", "Lunch", "Offline"]);
    }, "/sdk"));
}

// Puts the preset in force in a centre with other rules about wrap-up and offers.
async function apply_policy(alias, preset, { wrapup = {}, offers = {} }) {
  const { stdout } = await promisify(execFile)(binary(), ["policy", "show", preset]);
  const policy = JSON.parse(stdout);
  const file = path.join(server.data, "policy.json");
  writeFileSync(
    file,
    JSON.stringify({ ...policy, wrapup: { ...policy.wrapup, ...wrapup }, offers: { ...policy.offers, ...offers } }),
  );
  await server.command("policy", "apply", "--centre", alias, file);
}

async function complaints() {
  await test("#952: where the policy says so, a status chosen in wrap-up leaves the contact open", () =>
    on_desk(CROSS, "alice", async (desk) => {
      const { page } = desk;
      await apply_policy("connect-demo", "connect", { wrapup: { kept_on_choice: true } });
      is((await page.evaluate(() => window.set_state("Available"))).ok, "available");
      const nina = await customer("Nina");
      await desk.logged("contact chat");
      is((await page.evaluate(() => window.call((handlers) => contact.accept(handlers)))).ok, "accepted");
      await desk.logged("onConnected");
      is((await page.evaluate(() => window.call((handlers) => contact.getAgentConnection().destroy(handlers)))).ok, "ended");
      await desk.logged("onEnded");
      is((await page.evaluate(() => window.set_state("Lunch", { enqueueNextState: true }))).ok, "queued");
      await desk.agree("Available", "Lunch");
      equal(await page.evaluate(() => contact.getStatus().type), "ended");
      await desk.frame().getByRole("button", { name: "Clear contact" }).click();
      await desk.agree("Lunch");
      await desk.logged("onDestroy");
      await apply_policy("connect-demo", "connect", {});
      is((await page.evaluate(() => window.set_state("Offline"))).ok, "offline");
      await nina.context().close();
    }));
  await test("#613: Offline queued, the contact ends, Available again: ends Available", () =>
    on_desk(SAME, "alice", async (desk) => {
      const { page } = desk;
      is((await page.evaluate(() => window.set_state("Available"))).ok, "available");
      const nina = await customer("Nina");
      await desk.logged("contact chat");
      is((await page.evaluate(() => window.set_state("Offline", { enqueueNextState: true }))).ok, "queued while it rings");
      await desk.agree("Available", "Offline");
      is((await page.evaluate(() => window.set_state("Available"))).ok, "cancelled");
      await desk.agree("Available");
      await desk.logged("cleared");
      is((await page.evaluate(() => window.call((handlers) => contact.accept(handlers)))).ok, "accepted");
      is((await page.evaluate(() => window.call((handlers) => contact.getAgentConnection().destroy(handlers)))).ok, "ended");
      await desk.logged("onEnded");
      is((await page.evaluate(() => window.call((handlers) => contact.clear(handlers)))).ok, "cleared");
      await desk.logged("onDestroy");
      await desk.agree("Available");
      is((await page.evaluate(() => window.set_state("Offline"))).ok, "offline");
      await nina.context().close();
    }));
  await test("#613: Offline queued, the contact is missed, Available again: ends Available", () =>
    on_desk(CROSS, "alice", async (desk) => {
      const { page } = desk;
      await apply_policy("connect-demo", "connect", { offers: { chat_ms: 5000 } });
      is((await page.evaluate(() => window.set_state("Available"))).ok, "available");
      const nina = await customer("Nina");
      await desk.logged("contact chat");
      is((await page.evaluate(() => window.set_state("Offline", { enqueueNextState: true }))).ok, "queued while it rings");
      await desk.logged("onMissed");
      await desk.agree("Available", "Offline"); // a missed contact keeps its place until it is cleared
      await apply_policy("connect-demo", "connect", {});
      await page.evaluate(() => window.log.splice(0));
      is((await page.evaluate(() => window.set_state("Available"))).ok, "cancelled"); // and clears it: Nina, who still waits, rings again
      await desk.logged("contact chat");
      equal(await page.evaluate(() => window.log.slice(0, 3)), ["cleared", "onDestroy", "contact chat"]);
      is((await page.evaluate(() => window.call((handlers) => contact.accept(handlers)))).ok, "accepted");
      is((await page.evaluate(() => window.call((handlers) => contact.getAgentConnection().destroy(handlers)))).ok, "ended");
      await desk.logged("onEnded");
      is((await page.evaluate(() => window.call((handlers) => contact.clear(handlers)))).ok, "cleared");
      await desk.agree("Available");
      equal(await page.evaluate(() => window.log.filter((entry) => entry.includes("Offline"))), []);
      await nina.context().close();
      is((await page.evaluate(() => window.set_state("Offline"))).ok, "offline");
    }));
  await test("#452: the state follows success; a string instead of a state is a clean failure", () =>
    on_desk(SAME, "alice", async (desk) => {
      const { page } = desk;
      await page.evaluate(() => {
        window.log.splice(0);
        const lunch = agent.getAgentStates().find(({ name }) => name === "Lunch");
        agent.setState(lunch, { success: () => log.push("success"), failure: (error) => log.push(error) });
      });
      await desk.logged("Offline > Lunch");
      equal(await page.evaluate(() => window.log), ["success", "Offline > Lunch"]);
      const refused = await page.evaluate(() => window.call((handlers) => agent.setState("Available", handlers)));
      equal([refused.ok, JSON.parse(refused.error).type], [false, "ValidationException"]);
      await desk.agree("Lunch");
      is((await page.evaluate(() => window.set_state("Offline"))).ok, "offline");
    }));
  await test("#292: a contact that one agent rejects rings at the other, not again at the same", () =>
    on_desk(SAME, "vera", async (desk) => {
      const { page } = desk;
      const victor = await Desk.open(SAME);
      await victor.begin("victor");
      for (const one of [desk, victor]) is((await one.page.evaluate(() => window.set_state("Available"))).ok, "available");
      const nina = await customer("Nina", "vcc-demo");
      await Promise.race([desk.logged("contact chat"), victor.logged("contact chat")]);
      const first = (await page.evaluate(() => window.log.includes("contact chat"))) ? desk : victor;
      const second = first === desk ? victor : desk;
      is((await first.page.evaluate(() => window.call((handlers) => contact.reject(handlers)))).ok, "rejected");
      await first.logged("onEnded"); // this model takes a rejected offer away at once
      await second.logged("contact chat");
      equal(await first.page.evaluate(() => window.log.filter((entry) => entry === "contact chat").length), 1);
      await nina.context().close();
      await victor.close();
    }));
}

async function strangers() {
  await test("another site without https: the frame says so, on this machine it does not", () =>
    on_desk({ outer: "127.0.0.1", inner: FAR }, null, async (desk) => {
      const notice = (where) => desk.frame(where).getByText("of another site without https");
      await desk.init({ loginPopup: false });
      await notice().waitFor();
      await desk.frame().getByRole("textbox", { name: "Username" }).waitFor();
      const near = await desk.tab();
      await near.evaluate((url) => window.start(url, { loginPopup: false }), ccp("localhost"));
      await desk.frame(near).getByRole("textbox", { name: "Username" }).waitFor();
      equal(await notice(near).count(), 0);
    }));
  await test("a page that is not approved gets nothing, and the refusal is logged", async () => {
    for (const origin of ["http://localhost:*", "http://127.0.0.1:*"])
      for (const centre of ["connect-demo", "vcc-demo"])
        await server.command("origins", "remove", "--centre", centre, origin);
    await on_desk(CROSS, null, async (desk) => {
      const seen = [];
      await desk.page.exposeFunction("seen", (text) => seen.push(text));
      await desk.page.evaluate(() => window.addEventListener("message", ({ data }) => window.seen(JSON.stringify(data))));
      await desk.init({ loginPopup: false });
      await desk.page.waitForTimeout(1500);
      equal(seen, []);
      equal(await desk.frame().getByRole("textbox", { name: "Username" }).count(), 0);
      is(server.output.includes("embedding_refused"), server.output);
    });
  });
  await test("after sign-in only the origins of the user's centre count", async () => {
    await server.command("origins", "add", "--centre", "vcc-demo", "http://127.0.0.1:*");
    await on_desk(CROSS, null, async (desk) => {
      await desk.init({ loginPopup: false });
      await desk.sign_in("alice"); // of connect-demo
      await desk.frame().getByText("This site is not approved").waitFor();
      equal(await desk.page.evaluate(() => window.log), []);
      const answers = await desk.page.evaluate(async () => {
        const heard = [];
        window.addEventListener("message", ({ data }) => heard.push(data));
        connect.core.getUpstream().sendUpstream("synchronize");
        connect.core.getUpstream().sendUpstream("terminate");
        await new Promise((done) => setTimeout(done, 500));
        return heard;
      });
      equal(answers, []);
      await desk.frame().getByText("This site is not approved").waitFor(); // nobody was signed out, the page did not load again
    });
  });
}

export async function run() {
  await server.start();
  outer = await start_outer();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", `--host-resolver-rules=MAP ${FAR} 127.0.0.1`],
  });
  try {
    if (!process.env.STREAMS_PARTS) {
      await next_status(SAME, "same-site");
      await next_status(CROSS, "cross-site");
    }
    const parts = { logins, life, chats, complaints, strangers };
    const chosen = process.env.STREAMS_PARTS?.split(",") ?? Object.keys(parts);
    for (const name of chosen) await parts[name]();
  } finally {
    await browser.close();
    await outer.stop();
    const code = await server.stop();
    if (code !== 0) await test("the server ends cleanly", () => equal(code, 0, server.output));
    rmSync(server.data, { recursive: true, force: true });
  }
}
