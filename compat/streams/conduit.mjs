// The conduit against the unmodified library in jsdom: agent, states, next state, contacts, requests. It needs no server and no browser.
import { equal, is, test } from "../tap.mjs";
import { MENU, MENU_WITH_CANCEL, NEXT_LUNCH } from "./.built/conduit.mjs";
import { CCP, CENTRE, error_type, OFFER, Page, sample_leg, sample_state, settled } from "./harness.mjs";

const AVAILABLE = { id: "s1", name: "Available", type: "ROUTABLE", since: 500 };
const LUNCH = { id: "s2", name: "Lunch", type: "CUSTOM", since: 900 };
const OFFLINE = { id: "s3", name: "Offline", type: "OFFLINE", since: 900 };
const MENU_ON_CONTACT = [
  { statusId: "s2", means: "next" },
  { statusId: "s3", means: "next" },
];
const QUEUE = { id: "11111111-1111-4111-8111-111111111111", name: "Support" };
const BOB = { id: "22222222-2222-4222-8222-222222222222", name: "Bob", kind: "agent" };

const state = (more = {}) =>
  sample_state({
    centre: CENTRE,
    queues: [QUEUE],
    quickConnects: [{ ...QUEUE, kind: "queue" }, BOB],
    ...more,
  });
const chat = (more = {}) =>
  sample_leg("c1", { queue: QUEUE, transcriptId: "c1", attributes: { tier: "gold", visits: 3 }, ...more });
const busy = (more = {}) => state({ legs: [chat()], menu: MENU_ON_CONTACT, ...more });

// Runs one test on its own page; the page is closed whatever happens.
function on_page(name, page_state, run, library, more) {
  return test(name, async () => {
    const page = new Page(library, page_state());
    try {
      await page.start(more);
      await run(page);
    } finally {
      page.close();
    }
  });
}

// The line's request that follows, answered after `events`.
async function answered(page, call, events = [], more = {}) {
  const outcome = page.call(call);
  await settled();
  if (events.length > 0) page.line.batch(...events);
  page.line.done(more);
  return outcome;
}

async function agent_and_configuration() {
  await on_page("connect.agent fires, and the configuration is the panel's", state, async ({ agent, log }) => {
    equal(log[0], "agent");
    equal(agent.getState().name, "Available");
    equal(agent.getState().type, "routable");
    is(agent.getState().startTimestamp.getTime() === 500, "startTimestamp is a Date");
    is(agent.getStateDuration() > 0, "a duration");
    equal(agent.getNextState(), null);
    equal(agent.getAvailabilityState().state, "Available");
    equal(
      agent.getAgentStates().map(({ name, type }) => `${name} ${type}`),
      ["Available routable", "Lunch not_routable", "Offline offline"],
    );
    equal(agent.getName(), "alice");
    const configuration = agent.getConfiguration();
    equal(configuration.username, "alice");
    equal(configuration.agentStates.length, 3);
    equal(agent.getPermissions(), ["outboundCall"]);
    const profile = agent.getRoutingProfile();
    equal(profile.channelConcurrencyMap, { VOICE: 1, CHAT: 3, TASK: 2 });
    equal(agent.getChannelConcurrency("CHAT"), 3);
    equal(
      profile.queues.map(({ name }) => name),
      ["Support", null],
    );
    equal(profile.defaultOutboundQueue.name, "Support");
    is(profile.routingProfileId === profile.routingProfileARN, "aliases");
    equal(agent.getAllQueueARNs().length, 2);
    is(agent.getAllQueueARNs()[1].endsWith("/queue/agent/u1"), "the personal queue");
    equal(agent.getContacts(), []);
    equal(agent.getExtension(), "");
    equal(agent.isSoftphoneEnabled(), false);
  });
  await on_page("the clocks' difference reaches the page", state, async ({ connect }) => {
    equal(connect.core.getSkew(), 5000);
  });
  await on_page("endpoints are the quick connects", state, async (page) => {
    const { agent, connect } = page;
    const found = await page.call((handlers) => agent.getEndpoints(agent.getAllQueueARNs(), handlers));
    is(found.ok, "endpoints come");
    equal(
      Array.from(found.data.endpoints, ({ name, type }) => `${name} ${type}`),
      ["Support queue", "Bob agent"],
    );
    is(connect.EndpointType.QUEUE === found.data.endpoints[0].type, "a type of the library");
  });
  await on_page("a language may be chosen, a softphone not", state, async (page) => {
    const { agent } = page;
    const wanted = { ...agent.getConfiguration(), agentPreferences: { LANGUAGE: "de_DE" }, extension: "+15550100" };
    is((await page.call((handlers) => agent.setConfiguration(wanted, handlers))).ok, "it is done");
    await settled();
    equal(agent.getConfiguration().agentPreferences.LANGUAGE, "de_DE");
    equal(agent.getExtension(), "+15550100");
    const phone = { ...agent.getConfiguration(), softphoneEnabled: true };
    equal(
      error_type(await page.call((handlers) => agent.setConfiguration(phone, handlers))),
      "InvalidConfigurationException",
    );
  });
  await on_page("the library's instance and account are readable", state, async ({ connect }) => {
    equal(connect.core.getAgentDataProvider().getInstanceId(), CENTRE.id);
    equal(connect.core.getAgentDataProvider().getAWSAccountId(), "000000000000");
  });
}

async function statuses() {
  await on_page(
    "setState without a contact sets the status, and its answer comes before the update",
    state,
    async (page) => {
      page.news();
      const before = page.sent.length;
      const outcome = await answered(page, (handlers) => page.agent.setState(page.state_named("Lunch"), handlers), [
        page.line.status(LUNCH, [{ statusId: "s1", means: "now" }]),
      ]);
      is(outcome.ok, "it is done");
      equal(page.line.asked(), { do: "set_status", statusId: "s2", means: "now" });
      await settled();
      equal(
        page.sent.slice(before).map(({ event }) => event),
        ["api_response", "agent::update"],
      );
      equal(page.news(), ["not_routable", "Available > Lunch"]);
      equal(page.agent.getState().name, "Lunch");
      equal(page.agent.getAvailabilityState().state, "Lunch");
    },
  );
  await on_page("setState on a contact without enqueueNextState is an InvalidStateException", busy, async (page) => {
    const outcome = await page.call((handlers) => page.agent.setState(page.state_named("Lunch"), handlers));
    equal(error_type(outcome), "InvalidStateException");
    is(outcome.error.includes("Cannot change agent state: Invalid agent or contact state."), outcome.error);
    equal(page.line.asked(), {});
  });
  await on_page("enqueueNextState queues; nothing but the next state changes", busy, async (page) => {
    page.news();
    const outcome = await answered(
      page,
      (handlers) => page.agent.setState(page.state_named("Lunch"), handlers, { enqueueNextState: true }),
      [{ kind: "next_set", next: NEXT_LUNCH, version: 2, menu: MENU_WITH_CANCEL }],
      { means: "next" },
    );
    is(outcome.ok, "it is done");
    await settled();
    equal(page.news(), ["next Lunch"]);
    equal(page.agent.getState().name, "Available");
    equal(page.agent.getNextState().name, "Lunch");
    equal(page.agent.getNextState().type, "not_routable");
    is(page.agent.getNextState().startTimestamp.getTime() === 900, "a Date");
  });
  const queued = () => busy({ next: NEXT_LUNCH, menu: MENU_WITH_CANCEL, version: 2 });
  await on_page("#465 #943 #1063: Available cancels the next state, and the page is told", queued, async (page) => {
    page.news();
    const outcome = await answered(
      page,
      (handlers) => page.agent.setState(page.state_named("Available"), handlers, { enqueueNextState: true }),
      [{ kind: "next_cleared", version: 3, menu: MENU_ON_CONTACT }],
      { means: "cancel" },
    );
    is(outcome.ok, "it is done");
    await settled();
    equal(page.news(), ["cleared null"]);
    equal(page.agent.getNextState(), null);
    equal(page.agent.getState().name, "Available");
  });
  await on_page("the same next state again is accepted and tells nothing", queued, async (page) => {
    page.news();
    const outcome = await page.call((handlers) =>
      page.agent.setState(page.state_named("Lunch"), handlers, { enqueueNextState: true }),
    );
    is(outcome.ok, "it is done");
    equal(page.news(), []);
  });
  await on_page("the next state takes effect in one update, in the vendor's order", queued, async (page) => {
    page.news();
    const before = page.sent.length;
    page.line.batch(
      page.line.gone("c1", []),
      page.line.status(LUNCH, [{ statusId: "s1", means: "now" }], "next_applied"),
    );
    await settled();
    equal(page.sent.slice(before).filter(({ event }) => event === "agent::update").length, 1);
    equal(page.news(), ["not_routable", "Available > Lunch", "cleared null", "onEnded", "onDestroy"]);
  });
  await on_page(
    "#613: Offline queued, the contact is missed, Available again: ends Available",
    () =>
      busy({
        legs: [chat({ state: "CONNECTING", connectedAt: null })],
        next: { ...NEXT_LUNCH, status: OFFLINE },
        menu: MENU_WITH_CANCEL,
      }),
    async (page) => {
      page.line.batch(page.line.leg(chat({ state: "MISSED" }), MENU_WITH_CANCEL));
      const outcome = await answered(
        page,
        (handlers) => page.agent.setState(page.state_named("Available"), handlers),
        [page.line.gone("c1", MENU), { kind: "next_cleared", version: 3, menu: MENU }],
        { means: "cancel" },
      );
      is(outcome.ok, "it is done");
      await settled();
      equal([page.agent.getState().name, page.agent.getNextState()], ["Available", null]);
      equal(page.agent.getContacts(), []);
    },
  );
  await on_page("#452: the state is there with the first update after success", state, async (page) => {
    const order = [];
    page.agent.onStateChange(({ newState }) => order.push(newState));
    const outcome = page.call((handlers) =>
      page.agent.setState(page.state_named("Lunch"), {
        success: () => {
          order.push("success");
          handlers.success();
        },
        failure: handlers.failure,
      }),
    );
    await settled();
    page.line.batch(page.line.status(LUNCH, []));
    page.line.done();
    await outcome;
    await settled();
    equal(order, ["success", "Lunch"]);
  });
  await on_page("a string instead of a state object is a clean failure", state, async (page) => {
    equal(error_type(await page.call((handlers) => page.agent.setState("Lunch", handlers))), "ValidationException");
    const stranger = {
      agentStateARN: "arn:aws:connect:eu:1:instance/x/agent-state/y",
      type: "routable",
      name: "Lunch",
    };
    equal(error_type(await page.call((handlers) => page.agent.setState(stranger, handlers))), "ValidationException");
    const own = { name: "Lunch", type: "not_routable" };
    is((await answered(page, (handlers) => page.agent.setState(own, handlers))).ok, "by name and type");
  });
  await on_page("a refusal of the server is a failure with its words", state, async (page) => {
    const outcome = page.call((handlers) => page.agent.setState(page.state_named("Lunch"), handlers));
    await settled();
    page.line.refuse("status_disabled", "This status is disabled.");
    equal(error_type(await outcome), "InvalidStateException");
  });
  await on_page("a line that breaks before the answer is a failure, and the page is told", state, async (page) => {
    const told = [];
    page.connect.core.getEventBus().subscribe("agent::websocket_connection_lost", () => told.push("lost"));
    const outcome = page.call((handlers) => page.agent.setState(page.state_named("Lunch"), handlers));
    await settled();
    page.line.world.socket.breaks();
    equal(error_type(await outcome), "NetworkingError");
    equal(told, ["lost"]);
  });
}

async function contacts() {
  await on_page("a chat from its offer to its end", state, async (page) => {
    page.news();
    const offer = chat({ state: "CONNECTING", connectedAt: null, offeredAt: 800 });
    page.line.batch(page.line.leg(offer, MENU_ON_CONTACT));
    await settled();
    equal(page.news(), ["contact", "onConnecting"]);
    const { contact } = page;
    equal([contact.getType(), contact.getStatus().type, contact.getName?.()], ["chat", "connecting", "Nina"]);
    equal(contact.getQueue().name, "Support");
    equal(contact.getAttributes().tier, { name: "tier", value: "gold" });
    equal(contact.getAttributes().visits.value, "3");
    is(contact.getQueueTimestamp() instanceof Date || !!contact.getQueueTimestamp().getTime(), "a Date");
    equal(
      contact.getConnections().map((one) => `${one.getType()} ${one.getStatus().type}`),
      ["agent connecting", "inbound connected"],
    );
    equal(contact.getInitialConnection().getType(), "inbound");
    const accepted = await answered(page, (handlers) => contact.accept(handlers), [
      page.line.leg(chat(), MENU_ON_CONTACT),
    ]);
    is(accepted.ok, "accepted");
    equal(page.line.asked(), { do: "accept", contactId: "c1", offer: OFFER });
    await settled();
    equal(page.news(), ["onConnected", "onAccepted"]);
    equal(page.agent.getState().name, "Available"); // a chat does not change it
    const ended = await answered(page, (handlers) => contact.getAgentConnection().destroy(handlers), [
      page.line.leg(chat({ state: "ENDED", endedAt: 900 }), MENU),
    ]);
    is(ended.ok, "ended");
    equal(page.line.asked().do, "end");
    await settled();
    equal(
      page.news().filter((name) => name.startsWith("on")),
      ["onACW", "onEnded"],
    );
    const cleared = await answered(page, (handlers) => contact.clear(handlers), [page.line.gone("c1", MENU)]);
    is(cleared.ok, "cleared");
    equal(page.line.asked().do, "clear");
    await settled();
    equal(page.news(), ["onDestroy"]);
    equal(page.agent.getContacts(), []);
  });
  await on_page("a rejected and a missed contact end and are missed", state, async (page) => {
    for (const over of ["REJECTED", "MISSED"]) {
      page.news();
      page.line.batch(page.line.leg(chat({ state: "CONNECTING", connectedAt: null }), MENU_ON_CONTACT));
      await settled();
      if (over === "REJECTED") {
        const rejected = page.call((handlers) => page.contact.reject(handlers));
        await settled();
        equal(page.line.asked().do, "reject");
        page.line.done();
        await rejected;
      }
      page.line.batch(page.line.leg(chat({ state: over }), MENU));
      await settled();
      equal(page.news().slice(2), ["onEnded", "onMissed"]);
      page.line.batch(page.line.gone("c1", MENU));
      await settled();
      equal(page.news(), ["onDestroy"]);
    }
  });
  await on_page("a missed contact that rings again in the same change goes and comes", state, async (page) => {
    const offer = (offeredAt) => chat({ state: "CONNECTING", connectedAt: null, offeredAt });
    page.line.batch(page.line.leg(offer(800), MENU_ON_CONTACT));
    page.line.batch(page.line.leg(chat({ state: "MISSED" }), MENU));
    await settled();
    page.news();
    page.line.batch(page.line.gone("c1", MENU), page.line.leg(offer(900), MENU_ON_CONTACT));
    await settled();
    equal(page.news(), ["onDestroy", "contact", "onConnecting"]);
    equal(page.agent.getContacts().length, 1);
  });
  await on_page("a contact can be handed to a queue and to an agent", busy, async (page) => {
    const [contact] = page.agent.getContacts();
    const { data } = await page.call((handlers) => page.agent.getEndpoints(page.agent.getAllQueueARNs(), handlers));
    for (const endpoint of data.endpoints) {
      is((await answered(page, (handlers) => contact.addConnection(endpoint, handlers))).ok, "transferred");
      equal(page.line.asked().to, { kind: endpoint.type, id: endpoint.type === "queue" ? QUEUE.id : BOB.id });
    }
    const stranger = page.connect.Endpoint.byPhoneNumber("+15550100");
    const outcome = await page.call((handlers) => contact.addConnection(stranger, handlers));
    equal(error_type(outcome), "BadEndpointException");
  });
  const task = (more = {}) => sample_leg("t1", { channel: "TASK", name: "Call back", transcriptId: "t1", ...more });
  await on_page(
    "a task is accepted, paused and resumed",
    () => state({ legs: [task()], menu: MENU_ON_CONTACT }),
    async (page) => {
      const [contact] = page.agent.getContacts();
      equal([contact.getType(), contact.getName?.()], ["task", "Call back"]);
      equal(page.conduit.known.update.snapshot.contacts[0].connections.length, 1);
      if (contact.pause) {
        is((await answered(page, (handlers) => contact.pause(handlers))).ok, "paused");
        equal(page.line.asked(), { do: "pause", contactId: "t1", offer: OFFER });
        page.line.batch(page.line.leg(task({ state: "PAUSED" }), MENU));
        await settled();
        equal(contact.getStatus().type, "paused");
        is((await answered(page, (handlers) => contact.resume(handlers))).ok, "resumed");
        equal(page.line.asked().do, "resume");
      }
    },
  );
}

async function voice() {
  const call = (more = {}) => sample_leg("v1", { channel: "VOICE", name: "+15550100", transcriptId: "v1", ...more });
  const states = [
    [{ state: "INCOMING", initiation: "CALLBACK", connectedAt: null }, "Pending", "not_routable"],
    [{ state: "CONNECTING", connectedAt: null }, "PendingBusy", "system"],
    [{ state: "CONNECTING", initiation: "OUTBOUND", connectedAt: null }, "CallingCustomer", "system"],
    [{ state: "CONNECTED" }, "Busy", "system"],
    [{ state: "CONNECTED_ONHOLD" }, "Busy", "system"],
    [{ state: "ENDED" }, "AfterCallWork", "system"],
    [{ state: "MISSED" }, "MissedCallAgent", "error"],
    [{ state: "MISSED", initiation: "CALLBACK" }, "Default", "error"],
  ];
  for (const [leg, name, type] of states)
    await on_page(
      `a call that is ${leg.initiation ? `${leg.initiation} ` : ""}${leg.state} makes the agent's state ${name}`,
      () => state({ legs: [call(leg)], menu: MENU_ON_CONTACT }),
      async ({ agent }) => {
        equal([agent.getState().name, agent.getState().type, agent.getState().agentStateARN], [name, type, null]);
        equal(agent.getAvailabilityState().state, "Available");
        if (name === "AfterCallWork" || type === "error") equal(agent.getContacts().length, 1);
      },
    );
  await on_page(
    "a call is held, resumed and ended",
    () => state({ legs: [call()], menu: MENU_ON_CONTACT }),
    async (page) => {
      const [contact] = page.agent.getContacts();
      const customer = contact.getInitialConnection();
      equal(customer.getEndpoint().phoneNumber, "+15550100");
      const held = await answered(page, (handlers) => customer.hold(handlers), [
        page.line.leg(call({ state: "CONNECTED_ONHOLD" }), MENU_ON_CONTACT),
      ]);
      is(held.ok, "held");
      await settled();
      is(customer.isOnHold(), "on hold");
      equal(contact.getStatus().type, "connected");
      is((await answered(page, (handlers) => customer.resume(handlers))).ok, "resumed");
      equal(page.line.asked(), { do: "unhold", contactId: "v1", offer: OFFER });
      page.line.batch(page.line.leg(call({ state: "ENDED" }), [{ statusId: "s2", means: "now" }]));
      await settled();
      is(page.news().includes("after call work"), "after call work is told");
      is(
        (await answered(page, (handlers) => page.agent.setState(page.state_named("Lunch"), handlers))).ok,
        "from wrap-up",
      );
    },
  );
  await on_page("a call can be placed", state, async (page) => {
    const { agent, connect } = page;
    const endpoint = connect.Endpoint.byPhoneNumber("+15550100");
    const [queueARN] = agent.getAllQueueARNs();
    const placed = await answered(page, ({ success, failure }) =>
      agent.connect(endpoint, { queueARN, success, failure }),
    );
    is(placed.ok, "placed");
    equal(page.line.asked(), { do: "call", address: "+15550100", queueId: QUEUE.id });
  });
}

async function conduit() {
  await on_page("every request is answered, unknown ones with a failure", state, async (page) => {
    const client = page.connect.core.getClient();
    const methods = { ...page.connect.ClientMethods, ...page.connect.TaskTemplatesClientMethods, strange: "toString" };
    for (const method of Object.values(methods)) {
      const outcome = page.call((handlers) => client.call(method, { contactId: "nobody" }, handlers));
      const limit = new Promise((_, no) => setTimeout(() => no(new Error(`${method} is not answered`)), 2000).unref());
      const { ok, error } = await Promise.race([outcome, limit]);
      is(ok || JSON.parse(error).type, method);
    }
    const unknown = await page.call((handlers) => client.call("teleport", {}, handlers));
    equal(error_type(unknown), "UnknownMethod");
  });
  await on_page("a master is elected", state, async (page) => {
    const master = page.connect.core.getMasterClient();
    const check = await page.call((handlers) => master.call("checkMaster", { topic: "connect::softphone" }, handlers));
    equal([check.data.isMaster, check.data.topic], [true, "connect::softphone"]);
    const become = await page.call((handlers) =>
      master.call("becomeMaster", { topic: "connect::softphone" }, handlers),
    );
    equal(become.data.takeOver, false);
  });
  await on_page("viewContact is echoed, and the panel shows the contact", busy, async (page) => {
    const seen = [];
    page.connect.core.onViewContact(({ contactId }) => seen.push(contactId));
    page.connect.core.viewContact("c1");
    await settled();
    equal([seen, page.shown], [["c1"], ["c1"]]);
    page.conduit.showing("c2");
    equal(seen, ["c1", "c2"]);
  });
  await on_page("terminate signs out and tells", state, async (page) => {
    const told = [];
    page.connect.core.getEventBus().subscribe("terminated", () => told.push("terminated"));
    page.connect.core.getUpstream().sendUpstream("terminate");
    await settled();
    equal([page.signed_out, page.reloads, told], [1, 1, ["terminated"]]);
  });
  await on_page("an expired session is told as auth_fail", state, async (page) => {
    let failed = 0;
    page.connect.core.onAuthFail(() => {
      failed += 1;
    });
    page.conduit.detach(true);
    equal(failed, 1);
    const outcome = await page.call((handlers) => page.agent.setState(page.state_named("Lunch"), handlers));
    equal(error_type(outcome), "UnauthorizedException");
  });
  await test("acknowledged at once, the agent comes when somebody has signed in", async () => {
    const page = new Page("amazon-connect-streams", state());
    try {
      page.init();
      page.conduit.open();
      await settled();
      is(page.connect.core.initialized, "the library is initialized");
      equal(page.log, []);
      page.line.open();
      page.conduit.attach(page.line.panel);
      await settled();
      equal(page.log[0], "agent");
    } finally {
      page.close();
    }
  });
  await on_page("the frame's devices are listed for the page", state, async (page) => {
    const list = () => page.connect.core.getFrameMediaDevices(1000);
    equal(
      (await list()).map(({ kind, label }) => `${kind} ${label}`),
      ["audioinput Microphone"],
    );
    page.conduit.host.media_devices = async () => Promise.reject(new Error("not allowed"));
    const outcome = await list().catch((error) => error.message);
    equal(outcome, "The devices cannot be listed.");
  });
  await on_page("closed again, the conduit says and does nothing", state, async (page) => {
    page.conduit.close();
    const before = page.sent.length;
    page.frame.postMessage({ event: "synchronize" });
    page.frame.postMessage({ event: "terminate" });
    page.conduit.overhear({ event: "contact::view", data: { contactId: "c1" } });
    page.line.batch(page.line.status(LUNCH, []));
    await settled();
    equal([page.sent.length, page.signed_out], [before, 0]);
  });
  await test("before it is opened the conduit says and does nothing", async () => {
    const page = new Page("amazon-connect-streams", state());
    try {
      page.init();
      page.line.open();
      page.conduit.attach(page.line.panel);
      page.frame.postMessage({ event: "synchronize" });
      page.frame.postMessage({ event: "api_request", data: { method: "getAgentStates", requestId: "1" } });
      await settled();
      equal(page.sent, []);
    } finally {
      page.close();
    }
  });
  await on_page("strange messages are survived", state, async (page) => {
    for (const message of [
      null,
      1,
      "text",
      {},
      { event: 7 },
      { event: "broadcast" },
      { event: "api_request" },
      { event: "master_request", data: 3 },
    ])
      page.conduit.receive(message);
    await settled();
    equal(page.agent.getState().name, "Available");
  });
  await on_page("chat messages reach the page's chat session as they come", busy, async (page) => {
    const items = [];
    page.connect.core.getEventBus().subscribe("webSocket::all_message", (item) => items.push(item));
    const at = Date.now() + 60_000;
    const say = (number, text) => ({
      kind: "message",
      contactId: "c1",
      message: { number, by: "customer", name: "Nina", text, at, id: `m${number}` },
    });
    page.line.batch(say(1, "Hello"));
    page.line.batch(say(2, "again"));
    await settled();
    equal(
      items.map(({ content }) => JSON.parse(content).Content),
      ["Hello", "again"],
    );
    equal(JSON.parse(items[0].content).ParticipantRole, "CUSTOMER");
  });
}

const BOB_TALKS = { agent: { id: BOB.id, name: "Bob" }, barged: false };
const monitored = (more = {}) => chat({ initiation: "MONITOR", connectedAt: 700, monitors: { ...BOB_TALKS, ...more } });

// A supervisor reads along, is heard, is silent again, and goes: by the library's own methods.
async function monitoring() {
  await on_page(
    "a monitored chat has the library's monitoring connection, and the agent stays Available",
    state,
    async (page) => {
      page.line.batch(page.line.leg(monitored(), MENU));
      await settled();
      is(page.news().includes("contact"), "the contact came");
      const { contact } = page;
      equal(
        [contact.getInitiationMethod(), contact.getState().type, contact.getQueue()],
        ["monitor", "connected", null],
      );
      const own = contact.getAgentConnection();
      equal(
        [own.getType(), own.getState().type, own.isActive(), own.isConnected()],
        ["monitoring", "silent_monitor", true, true],
      );
      equal(
        [own.isSilentMonitor(), own.isBarge(), own.isSilentMonitorEnabled(), own.isBargeEnabled()],
        [true, false, true, true],
      );
      equal([own.getMonitorInfo().agentName, own.getMonitorInfo().joinTime.getTime()], ["Bob", 700]);
      equal([page.agent.getState().name, contact.isUnderSupervision()], ["Available", false]);
    },
  );
  await on_page("barging in and falling silent go to the server, and the connection follows", state, async (page) => {
    page.line.batch(page.line.leg(monitored(), MENU));
    await settled();
    const heard = await answered(page, (handlers) => page.contact.bargeIn(handlers), [
      page.line.leg(monitored({ barged: true }), MENU),
    ]);
    is(heard.ok, "heard");
    equal(page.line.asked(), { do: "barge", contactId: "c1", on: true });
    await settled();
    const own = page.contact.getAgentConnection();
    equal([own.getState().type, own.getMonitorStatus(), own.isBarge()], ["barge", "BARGE", true]);
    is(page.contact.isUnderSupervision(), "under supervision");
    const silent = await answered(page, (handlers) => page.contact.silentMonitor(handlers), [
      page.line.leg(monitored(), MENU),
    ]);
    is(silent.ok, "silent again");
    equal(page.line.asked(), { do: "barge", contactId: "c1", on: false });
    await settled();
    is(page.contact.getAgentConnection().isSilentMonitor(), "silent");
  });
  await on_page(
    "who was let in to listen alone is told so, and a contact of one's own cannot be monitored",
    state,
    async (page) => {
      page.line.batch(page.line.leg(monitored({ mayBarge: false }), MENU));
      await settled();
      equal(page.contact.getAgentConnection().isBargeEnabled(), false);
      equal(error_type(await page.call((handlers) => page.contact.bargeIn(handlers))), "AccessDeniedException");
      page.line.batch(page.line.leg(chat(), MENU_ON_CONTACT));
      await settled();
      equal(error_type(await page.call((handlers) => page.contact.bargeIn(handlers))), "InvalidStateException");
    },
  );
  await on_page(
    "the agent is under supervision while somebody has barged in, and not before or after",
    busy,
    async (page) => {
      const { contact } = page;
      const own = contact.getAgentConnection().getConnectionId();
      equal([contact.isUnderSupervision(), contact.getConnections().length], [false, 2]);
      page.line.batch(page.line.leg(chat({ joined: [{ agent: { id: BOB.id, name: "Sam" } }] }), MENU_ON_CONTACT));
      await settled();
      is(contact.isUnderSupervision(), "under supervision");
      equal(contact.getAgentConnection().getConnectionId(), own);
      const [beside] = contact.getConnections().slice(2);
      equal(
        [beside.getType(), beside.getState().type, beside.isBarge(), beside.isActive(), beside.getEndpoint().name],
        ["monitoring", "barge", true, true, "Sam"],
      );
      equal([page.agent.getState().name, contact.getState().type], ["Available", "connected"]);
      equal(error_type(await page.call((handlers) => beside.destroy(handlers))), "AccessDeniedException");
      page.line.batch(page.line.leg(chat({ joined: [] }), MENU_ON_CONTACT));
      await settled();
      equal([contact.isUnderSupervision(), contact.getConnections().length], [false, 2]);
    },
  );
  await on_page("destroying the monitoring connection ends the listening alone", state, async (page) => {
    page.line.batch(page.line.leg(monitored(), MENU));
    await settled();
    const gone = await answered(page, (handlers) => page.contact.getAgentConnection().destroy(handlers), [
      page.line.gone("c1", MENU),
    ]);
    is(gone.ok, "gone");
    equal(page.line.asked(), { do: "end", contactId: "c1", offer: OFFER });
    await settled();
    is(page.news().includes("onDestroy"), "destroyed");
    equal(page.agent.getContacts(), []);
  });
}

const OLDER = ["2-26-0", "2-22-1", "2-18-7", "2-14-6", "2-7-4", "2-4-5", "2-0-0"];

async function older() {
  for (const version of OLDER)
    await on_page(
      `${version.replaceAll("-", ".")}: agent, contact, setState and the next state work`,
      state,
      async (page) => {
        page.line.batch(page.line.leg(chat({ state: "CONNECTING", connectedAt: null }), MENU_ON_CONTACT));
        await settled();
        is(page.news().includes("contact"), "a contact came");
        const accepted = await answered(page, (handlers) => page.contact.accept(handlers), [
          page.line.leg(chat(), MENU_ON_CONTACT),
        ]);
        is(accepted.ok, "accepted");
        await settled();
        is(page.news().includes("onConnected"), "connected");
        const lunch = page.state_named("Lunch");
        equal(error_type(await page.call((handlers) => page.agent.setState(lunch, handlers))), "InvalidStateException");
        const queued = await answered(
          page,
          (handlers) => page.agent.setState(lunch, handlers, { enqueueNextState: true }),
          [{ kind: "next_set", next: NEXT_LUNCH, version: 2, menu: MENU_WITH_CANCEL }],
        );
        is(queued.ok, "queued");
        await settled();
        equal(page.agent.getNextState().name, "Lunch");
        is(page.news().includes("next Lunch"), "told");
        page.line.batch(page.line.leg(chat({ state: "ENDED" }), MENU_WITH_CANCEL));
        page.line.batch(page.line.gone("c1", []), page.line.status(LUNCH, []));
        await settled();
        equal([page.agent.getState().name, page.agent.getNextState()], ["Lunch", null]);
        is(page.news().includes("onDestroy"), "destroyed");
      },
      `amazon-connect-streams-${version}`,
    );
}

export async function run() {
  is(CCP.endsWith("ccp-v2/"), "the address ends as the vendor's");
  for (const part of [agent_and_configuration, statuses, contacts, voice, monitoring, conduit, older]) await part();
}
