// The participant service with its own unmodified client, and its WebSocket.
import { ConnectParticipant } from "@aws-sdk/client-connectparticipant";
import WebSocket from "ws";
import { equal, is, refused, test, until } from "./tap.mjs";
import { watchModel } from "./model.mjs";

const ASKED_MAX = 2000; // more than one may in a minute

export async function run({ connect, demo, InstanceId, find }) {
  const participant = watchModel(new ConnectParticipant({ endpoint: demo.url, region: demo.region, maxAttempts: 1, credentials: { accessKeyId: "", secretAccessKey: "" } }));
  let chat;
  let ConnectionToken;

  await test("participant: a chat is started and a connection made", async () => {
    chat = await connect.startChatContact({ InstanceId, ContactFlowId: find("contactFlows", "Support chat"), ParticipantDetails: { DisplayName: "Cleo" }, Attributes: { page: "/help" }, InitialMessage: { ContentType: "text/plain", Content: "Hello" } });
    const made = await participant.createParticipantConnection({ ParticipantToken: chat.ParticipantToken, Type: ["WEBSOCKET", "CONNECTION_CREDENTIALS"], ConnectParticipant: true });
    ({ ConnectionToken } = made.ConnectionCredentials);
    is(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(made.ConnectionCredentials.Expiry), "an ISO time");
    is(made.Websocket.Url.startsWith("ws://"), "a WebSocket");
  });
  await test("participant: messages are sent, told on the WebSocket and found in the transcript", async () => {
    const { Websocket } = await participant.createParticipantConnection({ ParticipantToken: chat.ParticipantToken, Type: ["WEBSOCKET"] });
    const heard = [];
    const socket = new WebSocket(Websocket.Url);
    await new Promise((done, failed) => socket.once("open", done).once("error", failed));
    socket.on("message", (bytes) => heard.push(JSON.parse(bytes.toString())));
    socket.send(JSON.stringify({ topic: "aws/subscribe", content: { topics: ["aws/chat"] } }));
    await until(() => heard, (all) => all.some((one) => one.topic === "aws/subscribe" && one.content.status === "success"), "subscribed");
    socket.send(JSON.stringify({ topic: "aws/heartbeat" }));
    await until(() => heard, (all) => all.some((one) => one.topic === "aws/heartbeat"), "a heartbeat is answered");
    const sent = await participant.sendMessage({ ConnectionToken, ContentType: "text/plain", Content: "Is anybody there?" });
    const items = () => heard.filter((one) => one.topic === "aws/chat").map((one) => JSON.parse(one.content));
    await until(items, (all) => all.some((one) => one.Id === sent.Id && one.Content === "Is anybody there?" && one.ParticipantRole === "CUSTOMER"), "the message is told");
    const ascending = await participant.getTranscript({ ConnectionToken, SortOrder: "ASCENDING" });
    equal(ascending.Transcript.map((one) => [one.Type, one.Content, one.DisplayName]), [["MESSAGE", "Hello", "Cleo"], ["MESSAGE", "Is anybody there?", "Cleo"]]);
    const last = await participant.getTranscript({ ConnectionToken, MaxResults: 1 });
    equal(last.Transcript.map((one) => one.Content), ["Is anybody there?"]);
    const before = await participant.getTranscript({ ConnectionToken, MaxResults: 1, NextToken: last.NextToken });
    equal([before.Transcript.map((one) => one.Content), before.NextToken], [["Hello"], undefined]);
    await participant.sendEvent({ ConnectionToken, ContentType: "application/vnd.amazonaws.connect.event.typing" });
    const ended = new Promise((done) => socket.once("close", done));
    await participant.disconnectParticipant({ ConnectionToken });
    await ended;
    is(items().some((one) => one.ContentType === "application/vnd.amazonaws.connect.event.chat.ended"), "the end is told");
  });
  await test("participant: a repeated client token sends nothing twice", async () => {
    const { ContactId, ParticipantToken } = await connect.startChatContact({ InstanceId, ContactFlowId: find("contactFlows", "Support chat"), ParticipantDetails: { DisplayName: "Eve" } });
    const message = { ConnectionToken: ParticipantToken, ContentType: "text/plain", Content: "Once", ClientToken: "once" };
    const typing = { ConnectionToken: ParticipantToken, ContentType: "application/vnd.amazonaws.connect.event.typing", ClientToken: "once" };
    for (const send of [() => participant.sendMessage(message), () => participant.sendEvent(typing)]) {
      const [first, second] = [await send(), await send()];
      equal([second.Id, second.AbsoluteTime], [first.Id, first.AbsoluteTime]);
    }
    equal((await participant.getTranscript({ ConnectionToken: ParticipantToken })).Transcript.map((one) => one.Content), ["Once"]);
    await connect.stopContact({ InstanceId, ContactId });
  });
  await test("participant: one that asks too often is refused, whatever it asks", async () => {
    const { ContactId, ParticipantToken } = await connect.startChatContact({ InstanceId, ContactFlowId: find("contactFlows", "Support chat"), ParticipantDetails: { DisplayName: "Eve" } });
    const wish = { ConnectionToken: ParticipantToken };
    const type = () => participant.sendEvent({ ...wish, ContentType: "application/vnd.amazonaws.connect.event.typing" });
    let failure;
    for (let i = 0; i < ASKED_MAX && failure === undefined; i += 1) failure = await type().then(() => undefined, (error) => error);
    const calls = [type(), participant.sendMessage({ ...wish, ContentType: "text/plain", Content: "More" }), participant.getTranscript(wish), participant.disconnectParticipant(wish), participant.createParticipantConnection({ ParticipantToken, Type: ["CONNECTION_CREDENTIALS"] })];
    for (const call of calls) await refused(call, "ThrottlingException", 429);
    await connect.stopContact({ InstanceId, ContactId });
  });
  await test("participant: errors are those of its model", async () => {
    await refused(participant.createParticipantConnection({ ParticipantToken: "nobody", Type: ["WEBSOCKET"] }), "AccessDeniedException", 403);
    await refused(participant.sendMessage({ ConnectionToken, ContentType: "text/plain", Content: "too late" }), "AccessDeniedException", 403);
    const other = await connect.startChatContact({ InstanceId, ContactFlowId: find("contactFlows", "Support chat"), ParticipantDetails: { DisplayName: "Dan" } });
    await refused(participant.sendMessage({ ConnectionToken: other.ParticipantToken, ContentType: "text/plain", Content: "x".repeat(1025) }), "ValidationException", 400);
    await refused(participant.sendMessage({ ConnectionToken: other.ParticipantToken, ContentType: "image/png", Content: "x" }), "ValidationException", 400);
    await refused(participant.sendEvent({ ConnectionToken: other.ParticipantToken, ContentType: "application/vnd.amazonaws.connect.event.unknown" }), "ValidationException", 400);
    await connect.stopContact({ InstanceId, ContactId: other.ContactId });
  });
}
