// The conformance checks of the reference (appendix E) that a client can make, by their numbers. Each has a small world of its own: a queue, a flow, a routing profile and users that accept by
// themselves. Not here: a heartbeat that comes, which takes 120 seconds of silence (edge/stream's own tests), and what only the core can show for all cases (scenarios/row-*.txt, routing-*.txt).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unique } from "./fill.mjs";
import { startServer } from "./server.mjs";
import { equal, is, refused, test, until } from "./tap.mjs";
import { encode, sign } from "./wire.mjs";

const EVERY = { Config: ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"].map((Day) => ({ Day, StartTime: { Hours: 0, Minutes: 0 }, EndTime: { Hours: 0, Minutes: 0 } })) };
const ANY = { BehaviorType: "ROUTE_ANY_CHANNEL" };

async function makeWorld(connect, InstanceId, statusOf, { users = 1, concurrencies, wrapup = 0, accept = true } = {}) {
  const { HoursOfOperationId } = await connect.createHoursOfOperation({ InstanceId, Name: unique("always"), TimeZone: "UTC", ...EVERY });
  const { QueueId } = await connect.createQueue({ InstanceId, Name: unique("world"), HoursOfOperationId });
  const Content = JSON.stringify({ Version: "2019-10-30", StartAction: "a", Metadata: {}, Actions: [{ Identifier: "a", Type: "UpdateContactTargetQueue", Parameters: { QueueId }, Transitions: { NextAction: "b" } }, { Identifier: "b", Type: "TransferContactToQueue", Parameters: {}, Transitions: {} }] });
  const { ContactFlowId } = await connect.createContactFlow({ InstanceId, Name: unique("flow"), Type: "CONTACT_FLOW", Content });
  const MediaConcurrencies = concurrencies ?? [["VOICE", 1], ["CHAT", 3], ["TASK", 2]].map(([Channel, Concurrency]) => ({ Channel, Concurrency, CrossChannelBehavior: ANY }));
  const QueueConfigs = MediaConcurrencies.map(({ Channel }) => ({ QueueReference: { QueueId, Channel }, Priority: 1, Delay: 0 }));
  const { RoutingProfileId } = await connect.createRoutingProfile({ InstanceId, Name: unique("world"), Description: "Made", DefaultOutboundQueueId: QueueId, MediaConcurrencies, QueueConfigs });
  const agentRole = (await connect.listSecurityProfiles({ InstanceId })).SecurityProfileSummaryList.find((one) => one.Name === "Agent").Id;
  const agents = [];
  for (let i = 0; i < users; i += 1) {
    const { UserId } = await connect.createUser({ InstanceId, Username: unique("agent"), Password: "Correct1Horse", RoutingProfileId, SecurityProfileIds: [agentRole], AutoAcceptConfigs: ["VOICE", "CHAT", "TASK"].map((Channel) => ({ Channel, AutoAccept: accept })), AfterContactWorkConfigs: ["VOICE", "CHAT", "TASK"].map((Channel) => ({ Channel, AfterContactWorkConfig: { AfterContactWorkTimeLimit: wrapup } })) });
    agents.push(UserId);
  }
  const [UserId] = agents;
  const data = async (who = UserId) => (await connect.getCurrentUserData({ InstanceId, Filters: { Agents: [who] } })).UserDataList[0];
  const put = (name, who = UserId) => connect.putUserStatus({ InstanceId, UserId: who, AgentStatusId: statusOf(name) });
  const start = async (channel, who = UserId, states = ["CONNECTED"]) => {
    const wish = { InstanceId, ContactFlowId };
    const starts = {
      // There is no dialler: a call waits in its queue as if its customer had answered.
      VOICE: () => connect.startOutboundVoiceContact({ ...wish, QueueId, DestinationPhoneNumber: "+14255550100" }),
      CHAT: () => connect.startChatContact({ ...wish, ParticipantDetails: { DisplayName: "Cleo" } }),
      TASK: () => connect.startTaskContact({ ...wish, Name: "Task" }),
    };
    const { ContactId } = await starts[channel]();
    if (who !== null) await until(() => data(who), (one) => one.Contacts.some((leg) => leg.ContactId === ContactId && states.includes(leg.AgentContactState)), `${channel} is ${states}`);
    return ContactId;
  };
  const end = (ContactId) => connect.stopContact({ InstanceId, ContactId });
  const clear = (ContactId, who = UserId) => connect.dismissUserContact({ InstanceId, UserId: who, ContactId });
  const shown = async (who = UserId) => {
    const one = await data(who);
    return [one.Status.StatusName, one.NextStatus, one.Contacts.map((leg) => leg.AgentContactState).sort()];
  };
  return { QueueId, ContactFlowId, RoutingProfileId, UserId, agents, data, put, start, end, clear, shown };
}

// The agent events of the centre from now on, read as server-sent events. take(look) resolves with the first that look() takes, whenever it came; all[] has every one so far.
async function readAgentEvents(demo, instance) {
  const abort = new AbortController();
  const answer = await fetch(`${demo.url}/streams/agent-events`, { headers: { authorization: `Bearer ${instance.streamToken}` }, signal: abort.signal });
  equal([answer.status, answer.headers.get("content-type")], [200, "text/event-stream"]);
  const all = [];
  let failure;
  const read = async () => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const bytes of answer.body) {
      const parts = (text + decoder.decode(bytes, { stream: true })).split("\n\n");
      text = parts.pop();
      for (const part of parts) {
        const data = part.split("\n").find((line) => line.startsWith("data: "));
        if (data !== undefined) all.push(JSON.parse(data.slice("data: ".length)));
      }
    }
    throw new Error("the stream ended");
  };
  const reading = read().catch((error) => (failure = error));
  const take = async (look, what) => {
    // until() gives up after ten seconds; on a busy machine a telling may come later.
    for (let i = 0; i < 3; i += 1) {
      const found = await until(() => all.find(look), (one) => one !== undefined || failure !== undefined, what).catch(() => undefined);
      if (found !== undefined) return found;
    }
    throw failure ?? new Error(`it was never told: ${what}`);
  };
  const close = async () => {
    abort.abort();
    await reading;
  };
  return { all, take, close };
}

export async function run({ connect, demo, instance, InstanceId, find }) {
  const statusOf = (name) => find("statuses", name);
  const world = (wishes) => makeWorld(connect, InstanceId, statusOf, wishes);
  let stream;

  await test("E14: the agent event stream is read with the demo's token, and not without one", async () => {
    const answer = await fetch(`${demo.url}/streams/agent-events`);
    await answer.text();
    equal(answer.status, 401);
    stream = await readAgentEvents(demo, instance);
  });
  await test("E1: each kind of request with one byte of path, query, header or body changed is refused as wrongly signed", async () => {
    const alice = find("users", "alice");
    const arn = encode(`arn:aws:connect:${demo.region}:${demo.accountId}:instance/${InstanceId}/agent/${alice}`);
    const tags = encode(`arn:aws:connect:${demo.region}:${demo.accountId}:instance/${InstanceId}/agent-state/${statusOf("Lunch")}`);
    const requests = [
      ["PUT", `/users/${InstanceId}/${alice}/status`, [], JSON.stringify({ AgentStatusId: statusOf("Lunch") })],
      ["GET", `/agent-status/${InstanceId}`, [["AgentStatusTypes", "ROUTABLE"], ["AgentStatusTypes", "OFFLINE"], ["maxResults", "5"]], ""],
      ["GET", `/users/${InstanceId}/${arn}`, [], ""],
      ["POST", `/metrics/userdata/${InstanceId}`, [], JSON.stringify({ Filters: { Agents: [alice] } })],
      ["DELETE", `/tags/${tags}`, [["tagKeys", "b"], ["tagKeys", "a b"], ["tagKeys", "a"]], ""],
    ];
    const { host } = new URL(demo.url);
    const ask = async (method, path, query, body, headers) => {
      const asked = query.length > 0 ? `?${query.map((pair) => pair.map(encode).join("=")).join("&")}` : "";
      const answer = await fetch(`${demo.url}${path}${asked}`, { method, headers, body: body === "" ? undefined : body });
      await answer.text();
      return [answer.status, answer.headers.get("x-amzn-errortype")];
    };
    const wrong = [403, "InvalidSignatureException"];
    for (const [method, path, query, body] of requests) {
      const headers = sign(instance, demo.region, host, method, path, query, body);
      equal((await ask(method, path, query, body, headers))[0], 200, `${method} ${path}`);
      equal(await ask(method, `${path}x`, query, body, headers), wrong, "the path");
      equal(await ask(method, path, [...query, ["a", ""]], body, headers), wrong, "the query");
      if (body !== "") equal(await ask(method, path, query, `${body} `, headers), wrong, "the body");
      const flipped = headers.authorization.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
      equal(await ask(method, path, query, body, { ...headers, authorization: flipped }), wrong, "the signature");
      equal(await ask(method, path, query, body, { ...headers, "x-amz-date": headers["x-amz-date"].replace(/.Z$/, (last) => (last[0] === "0" ? "1Z" : "0Z")) }), wrong, "a header");
    }
  });
  await test("E2: the five calls through the SDK, times as numbers", async () => {
    const alice = find("users", "alice");
    await connect.putUserStatus({ InstanceId, UserId: alice, AgentStatusId: statusOf("Training") });
    const { AgentStatusSummaryList } = await connect.listAgentStatuses({ InstanceId, AgentStatusTypes: ["ROUTABLE", "OFFLINE"] });
    equal([...new Set(AgentStatusSummaryList.map((one) => one.Type))].sort(), ["OFFLINE", "ROUTABLE"]);
    const { UserDataList } = await connect.getCurrentUserData({ InstanceId, Filters: { Agents: [alice] } });
    is(Math.abs(UserDataList[0].Status.StatusStartTimestamp - Date.now()) < 60000, "the status' time is now");
    const { DataSnapshotTime } = await connect.getCurrentMetricData({ InstanceId, Filters: { Queues: [find("queues", "Support")] }, CurrentMetrics: [{ Name: "AGENTS_ONLINE", Unit: "COUNT" }] });
    is(DataSnapshotTime instanceof Date, "a time");
    equal((await connect.describeUser({ InstanceId, UserId: UserDataList[0].User.Arn })).User.Username, "alice");
  });
  await test("E3 rows 1-3, E6: on a contact a status becomes the next one, is replaced, is cancelled; the status' start never moves", async () => {
    const { data, put, start, end, clear, shown } = await world();
    await put("Available");
    const ContactId = await start("CHAT");
    const since = (await data()).Status.StatusStartTimestamp.getTime();
    for (const [name, next] of [["Lunch", "Lunch"], ["Break", "Break"], ["Available", undefined], ["Lunch", "Lunch"]]) {
      await put(name);
      equal(await shown(), ["Available", next, ["CONNECTED"]]);
      equal((await data()).Status.StatusStartTimestamp.getTime(), since);
    }
    await end(ContactId);
    equal(await shown(), ["Available", "Lunch", ["ENDED"]]);
    await clear(ContactId);
    equal(await shown(), ["Lunch", undefined, []]);
  });
  await test("E3 rows 4 and 5: with wrap-up only, any choice clears it and applies at once", async () => {
    const { put, start, end, shown } = await world();
    for (const name of ["Lunch", "Available"]) {
      await put("Available").catch((error) => equal(error.message, "User already in requested status"));
      await end(await start("CHAT"));
      equal(await shown(), ["Available", undefined, ["ENDED"]]);
      await put(name);
      equal(await shown(), [name, undefined, []]);
    }
  });
  await test("E3 rows 6 and 7, E4: three chats: choosing clears what is in wrap-up then, not what comes to it later", async () => {
    const { put, start, end, clear, shown } = await world();
    await put("Available");
    const chats = [await start("CHAT"), await start("CHAT"), await start("CHAT")];
    await end(chats[0]);
    equal(await shown(), ["Available", undefined, ["CONNECTED", "CONNECTED", "ENDED"]]);
    await put("Offline");
    equal(await shown(), ["Available", "Offline", ["CONNECTED", "CONNECTED"]]);
    await end(chats[1]);
    equal(await shown(), ["Available", "Offline", ["CONNECTED", "ENDED"]]);
    await clear(chats[1]);
    await end(chats[2]);
    equal(await shown(), ["Available", "Offline", ["ENDED"]]);
    await clear(chats[2]);
    equal(await shown(), ["Offline", undefined, []]);
  });
  await test("E3 row 8, E10: a wrap-up time of one second ends by itself and applies the next status; times are seconds here and milliseconds there", async () => {
    const { UserId, put, start, end, shown } = await world({ wrapup: 1 });
    await put("Available");
    const ContactId = await start("TASK");
    await put("Lunch");
    await end(ContactId);
    await until(shown, ([status, next, legs]) => status === "Lunch" && next === undefined && legs.length === 0, "the next status applied");
    await connect.updateUserConfig({ InstanceId, UserId, AfterContactWorkConfigs: ["VOICE", "CHAT", "TASK"].map((Channel) => ({ Channel, AfterContactWorkConfig: { AfterContactWorkTimeLimit: 5 } })) });
    const { User } = await connect.describeUser({ InstanceId, UserId });
    equal(User.AfterContactWorkConfigs.map((one) => one.AfterContactWorkConfig.AfterContactWorkTimeLimit), [5, 5, 5]);
    const { Users } = await connect.searchUsers({ InstanceId, SearchCriteria: { StringCondition: { FieldName: "Username", Value: User.Username, ComparisonType: "EXACT" } } });
    equal(Users[0].PhoneConfig.AfterContactWorkTimeLimit, 5000);
  });
  await test("E3 row 12, E9: an offer lasts 20 seconds (task 30), a missed one goes to the next agent, occupies its slot, and any choice clears it", async () => {
    const { agents, data, put, start, shown } = await world({ users: 2, accept: false, concurrencies: [{ Channel: "CHAT", Concurrency: 1, CrossChannelBehavior: ANY }, { Channel: "TASK", Concurrency: 1, CrossChannelBehavior: ANY }] });
    const [first, second] = agents;
    await put("Available", first);
    const offered = Date.now();
    const chat = await start("CHAT", first, ["CONNECTING"]);
    const task = await start("TASK", first, ["CONNECTING"]);
    await put("Available", second);
    const stateOf = (ContactId, who) => async () => (await data(who)).Contacts.find((leg) => leg.ContactId === ContactId)?.AgentContactState;
    const times = {};
    for (const [ContactId, seconds] of [[chat, 20], [task, 30]]) {
      for (let i = 0; i < 6 && times[ContactId] === undefined; i += 1) await until(stateOf(ContactId, first), (state) => state === "MISSED", "missed").then(() => (times[ContactId] = (Date.now() - offered) / 1000), () => undefined);
      is(times[ContactId] >= seconds - 1 && times[ContactId] < seconds + 15, `missed after ${times[ContactId]} s, not ${seconds}`);
      await until(stateOf(ContactId, second), (state) => state === "CONNECTING", "the next agent is offered it");
    }
    const one = await data(first);
    equal([one.Status.StatusName, one.AvailableSlotsByChannel.CHAT, one.AvailableSlotsByChannel.TASK], ["Available", 0, 0]);
    await put("Lunch", first);
    equal(await shown(first), ["Lunch", undefined, []]);
  });
  await test("E3 row 17: with a next status a contact that is transferred to the agent waits for them, and comes when they are Available again", async () => {
    const { agents, ContactFlowId, data, put, start, end, clear, shown } = await world({ users: 2 });
    const [first, second] = agents;
    await put("Available", first);
    const chat = await start("CHAT", first);
    await put("Lunch", first);
    await put("Available", second);
    const task = await start("TASK", second);
    await put("Break", second);
    const { ContactId } = await connect.transferContact({ InstanceId, ContactId: task, ContactFlowId, UserId: first });
    const { Contact } = await connect.describeContact({ InstanceId, ContactId });
    equal([Contact.PreviousContactId, Contact.AgentInfo, Contact.DisconnectTimestamp], [task, undefined, undefined]);
    equal(await shown(first), ["Available", "Lunch", ["CONNECTED"]]);
    await end(chat);
    equal(await shown(first), ["Available", "Lunch", ["ENDED"]]);
    await clear(chat, first);
    equal(await shown(first), ["Lunch", undefined, []]);
    await put("Available", first);
    await until(() => data(first), (one) => one.Contacts.some((leg) => leg.ContactId === ContactId && leg.AgentContactState === "CONNECTED"), "it comes");
    await end(ContactId);
  });
  await test("E3 row 18, E5: with a next status nothing is routed, but what is assigned by hand is offered", async () => {
    const { UserId, put, start, end, shown } = await world();
    await put("Available");
    const first = await start("CHAT");
    await put("Lunch");
    const second = await start("CHAT", null);
    equal(await shown(), ["Available", "Lunch", ["CONNECTED"]]);
    await connect.associateContactWithUser({ InstanceId, ContactId: second, UserId });
    await until(shown, ([, , legs]) => legs.length === 2, "it is offered");
    for (const ContactId of [first, second]) await end(ContactId);
  });
  await test("E3 row 21: a choice of Offline with a next status pending replaces it", async () => {
    const { put, start, end, clear, shown } = await world();
    await put("Available");
    const ContactId = await start("CHAT");
    await put("Lunch");
    await put("Offline");
    equal(await shown(), ["Available", "Offline", ["CONNECTED"]]);
    await end(ContactId);
    await clear(ContactId);
    equal(await shown(), ["Offline", undefined, []]);
  });
  await test("E3 row 28, E12: online is staffed and non-productive together; with a next status the agent stays staffed", async () => {
    const { QueueId, put, start, end } = await world();
    const names = ["AGENTS_ONLINE", "AGENTS_STAFFED", "AGENTS_NON_PRODUCTIVE", "AGENTS_ON_CONTACT", "AGENTS_AVAILABLE"];
    const metrics = async () => {
      const { MetricResults } = await connect.getCurrentMetricData({ InstanceId, Filters: { Queues: [QueueId] }, CurrentMetrics: names.map((Name) => ({ Name, Unit: "COUNT" })) });
      return names.map((name) => MetricResults[0].Collections.find((cell) => cell.Metric.Name === name).Value);
    };
    await put("Lunch");
    equal(await metrics(), [1, 0, 1, 0, 0]);
    await put("Available");
    equal(await metrics(), [1, 1, 0, 0, 1]);
    const ContactId = await start("CHAT");
    await put("Lunch");
    equal(await metrics(), [1, 1, 0, 1, 0]);
    await end(ContactId);
  });
  await test("E7: the eight steps across channels", async () => {
    const concurrencies = [{ Channel: "VOICE", Concurrency: 1, CrossChannelBehavior: { BehaviorType: "ROUTE_CURRENT_CHANNEL_ONLY" } }, { Channel: "CHAT", Concurrency: 2, CrossChannelBehavior: { BehaviorType: "ROUTE_CURRENT_CHANNEL_ONLY" } }, { Channel: "TASK", Concurrency: 1, CrossChannelBehavior: ANY }];
    const { UserId, data, put, start, end, clear } = await world({ concurrencies });
    await put("Available");
    const legs = async () => (await data()).Contacts.map((leg) => leg.Channel).sort();
    const chats = [await start("CHAT")];
    const task = await start("TASK", null);
    equal(await legs(), ["CHAT"], "1: on a chat no task");
    chats.push(await start("CHAT"));
    equal(await legs(), ["CHAT", "CHAT"], "2: a second chat");
    for (const ContactId of chats) {
      await end(ContactId);
      is(!(await legs()).includes("TASK"), "3: not before wrap-up is over");
      await clear(ContactId);
    }
    await until(legs, (all) => all.join() === "TASK", "3: then the task");
    const chat = await start("CHAT");
    equal(await legs(), ["CHAT", "TASK"], "4: on a task a chat");
    const call = await start("VOICE", null);
    equal([await legs(), (await data()).AvailableSlotsByChannel.VOICE], [["CHAT", "TASK"], 0], "5: no call beside a chat");
    await end(chat);
    equal(await legs(), ["CHAT", "TASK"], "6: not before the chat's wrap-up is over");
    await clear(chat);
    await until(() => data(), (one) => one.Contacts.some((leg) => leg.ContactId === call && leg.AgentContactState === "CONNECTED"), "6: then the call, beside the task");
    equal(await legs(), ["TASK", "VOICE"], "6: the call beside the task");
    const another = await start("TASK", null);
    equal(await legs(), ["TASK", "VOICE"], "7: on a call and a task no other task");
    await end(call);
    await clear(call);
    equal([await legs(), (await data()).AvailableSlotsByChannel.TASK], [["TASK"], 0], "8: nor after the call");
    await end(another);
    await end(task);
    await connect.dismissUserContact({ InstanceId, UserId, ContactId: task });
  });
  await test("E8: one call or three chats: on one chat two chats and no call are free", async () => {
    const concurrencies = [{ Channel: "VOICE", Concurrency: 1 }, { Channel: "CHAT", Concurrency: 3 }];
    const { data, put, start, end } = await world({ concurrencies });
    await put("Available");
    const ContactId = await start("CHAT");
    const one = await data();
    equal([one.AvailableSlotsByChannel.CHAT, one.AvailableSlotsByChannel.VOICE, one.ActiveSlotsByChannel.CHAT, one.MaxSlotsByChannel.VOICE, one.MaxSlotsByChannel.CHAT], [2, 0, 1, 1, 3]);
    await end(ContactId);
  });
  await test("E11: a connected contact is not dismissed; an ended one is, and the last of them applies the next status", async () => {
    const { put, start, end, clear, shown } = await world();
    await put("Available");
    const ContactId = await start("CHAT");
    await put("Break");
    await refused(clear(ContactId), "InvalidRequestException", 400);
    await end(ContactId);
    await clear(ContactId);
    equal(await shown(), ["Break", undefined, []]);
  });
  await test("E13: the oldest contact's age is milliseconds without groupings and seconds with them", async () => {
    const { QueueId, start, end } = await world();
    const ContactId = await start("TASK", null);
    const age = async (more) => (await connect.getCurrentMetricData({ InstanceId, Filters: { Queues: [QueueId] }, CurrentMetrics: [{ Name: "OLDEST_CONTACT_AGE", Unit: "SECONDS" }], ...more })).MetricResults[0].Collections[0].Value;
    const inMs = await until(() => age({}), (value) => value >= 1000, "a second has passed");
    const inSeconds = await age({ Groupings: ["QUEUE"] });
    is(inMs < 60000 && inSeconds >= 1 && inSeconds < 60, `${inMs} and ${inSeconds}`);
    await end(ContactId);
  });
  await test("E14: the stream tells how long wrap-up was: from the start of ENDED to the event where the contact is gone, which is the one where the next status applies", async () => {
    const { UserId, put, start, end, clear } = await world();
    await put("Available");
    const ContactId = await start("CHAT");
    await put("Lunch");
    await end(ContactId);
    await clear(ContactId);
    const own = (one) => one.AgentARN?.endsWith(`/${UserId}`);
    const last = await stream.take((one) => own(one) && one.CurrentAgentSnapshot.AgentStatus.Name === "Lunch", "Lunch applied");
    const told = stream.all.filter(own);
    for (let i = 1; i < told.length; i += 1) equal(told[i].PreviousAgentSnapshot, told[i - 1].CurrentAgentSnapshot, `the snapshot before event ${i}`);
    equal([last.EventType, last.PreviousAgentSnapshot.NextAgentStatus.Name, last.CurrentAgentSnapshot.NextAgentStatus, last.CurrentAgentSnapshot.Contacts], ["STATE_CHANGE", "Lunch", null, []]);
    equal(last.CurrentAgentSnapshot.AgentStatus.StartTimestamp, last.EventTimestamp);
    equal(last.PreviousAgentSnapshot.Contacts.map((one) => [one.ContactId, one.State]), [[ContactId, "ENDED"]]);
    const ended = told.find((one) => one.CurrentAgentSnapshot.Contacts.some((contact) => contact.State === "ENDED"));
    const { StateStartTimestamp } = last.PreviousAgentSnapshot.Contacts[0];
    equal(StateStartTimestamp, ended.EventTimestamp);
    is(Date.parse(last.EventTimestamp) >= Date.parse(StateStartTimestamp), "a length");
  });
  await test("E14: in all of this run nobody's heartbeat came before 120 seconds of silence", async () => {
    const before = new Map();
    is(stream.all.length > 50, `the stream has told of the run: ${stream.all.length}`);
    for (const one of stream.all) {
      const at = Date.parse(one.EventTimestamp);
      if (one.EventType === "HEART_BEAT") {
        equal(one.CurrentAgentSnapshot, one.PreviousAgentSnapshot);
        if (before.has(one.AgentARN)) is(at - before.get(one.AgentARN) >= 120000, `${at - before.get(one.AgentARN)} ms after the last`);
      }
      before.set(one.AgentARN, at);
    }
  });
  await stream?.close();
}

// 15 kills a server, so it has one of its own.
export async function runKilled({ clientOf }) {
  await test("E15: after a kill -9 statuses, the next status, legs and the queue's order are as they were", async () => {
    const data = mkdtempSync(join(tmpdir(), "nextup-killed-"));
    const before = await startServer(undefined, data);
    const instance = before.demo.instances.find((one) => one.alias === "connect-demo");
    const InstanceId = instance.id;
    const statusOf = (name) => instance.statuses.find((one) => one.name === name).id;
    let connect = clientOf(before.demo, instance);
    const { QueueId, UserId, agents, put, start } = await makeWorld(connect, InstanceId, statusOf, { users: 2, concurrencies: [{ Channel: "CHAT", Concurrency: 1 }, { Channel: "TASK", Concurrency: 1 }] });
    await put("Available");
    await start("CHAT");
    await put("Lunch");
    await put("Break", agents[1]);
    const waiting = [await start("TASK", null), await start("TASK", null)];
    const look = async () => {
      const { UserDataList } = await connect.getCurrentUserData({ InstanceId, Filters: { Agents: agents } });
      const contacts = await Promise.all(waiting.map(async (ContactId) => (await connect.describeContact({ InstanceId, ContactId })).Contact));
      return [UserDataList, contacts.map((one) => [one.Id, one.QueueInfo, one.InitiationTimestamp]), UserId, QueueId];
    };
    const was = await look();
    await before.kill();
    const after = await startServer(undefined, data);
    try {
      connect = clientOf(after.demo, instance);
      equal(await look(), was);
    } finally {
      equal((await after.stop()).code, 0);
      rmSync(data, { recursive: true, force: true });
    }
  });
}
