// Signatures as the SDK makes them, wrong ones, and who may do what.
import { Connect } from "@aws-sdk/client-connect";
import { equal, is, refused, test } from "./tap.mjs";

export async function run({ demo, instance, other, connect, InstanceId, find, clientOf }) {
  await test("signatures: a good one is served, with a request id", async () => {
    const answer = await connect.listInstances({});
    equal(answer.InstanceSummaryList.map((one) => one.Id), [InstanceId]);
    is(/^[0-9a-f-]{36}$/.test(answer.$metadata.requestId), "a request id");
  });
  await test("signatures: wrong, unknown and missing ones get AWS's errors", async () => {
    await refused(clientOf(demo, { ...instance, secretAccessKey: "wrong" }).listInstances({}), "InvalidSignatureException", 403);
    await refused(clientOf(demo, { ...instance, accessKeyId: "AKIANOBODY" }).listInstances({}), "UnrecognizedClientException", 403);
    const answer = await fetch(`${demo.url}/instance`);
    equal([answer.status, answer.headers.get("x-amzn-errortype"), await answer.json()], [403, "MissingAuthenticationTokenException", { Message: "Missing Authentication Token" }]);
  });
  await test("signatures: a clock that is wrong by more than five minutes is told so, and the SDK's own correction recovers", async () => {
    const late = new Connect({ endpoint: demo.url, region: demo.region, maxAttempts: 1, systemClockOffset: 10 * 60 * 1000, credentials: { accessKeyId: instance.accessKeyId, secretAccessKey: instance.secretAccessKey } });
    const error = await refused(late.listInstances({}), "InvalidSignatureException", 403);
    is(error.message.startsWith("Signature not yet current: "), error.message);
    equal((await late.listInstances({})).InstanceSummaryList.length, 1);
  });
  await test("signatures: a session token may be signed along", async () => {
    const client = new Connect({ endpoint: demo.url, region: demo.region, credentials: { accessKeyId: instance.accessKeyId, secretAccessKey: instance.secretAccessKey, sessionToken: "TOKEN/abc==" } });
    equal((await client.listInstances({})).InstanceSummaryList.length, 1);
  });
  await test("signatures: a key sees its own instance only", async () => {
    await refused(clientOf(demo, other).describeInstance({ InstanceId }), "ResourceNotFoundException", 404);
    equal((await connect.describeInstance({ InstanceId })).Instance.InstanceAlias, "connect-demo");
  });
  await test("signatures: an ARN in a path is one segment", async () => {
    const Id = find("users", "alice");
    const arn = `arn:aws:connect:${demo.region}:${demo.accountId}:instance/${InstanceId}/agent/${Id}`;
    const { User } = await connect.describeUser({ InstanceId, UserId: arn });
    equal([User.Id, User.Arn, User.Username], [Id, arn, "alice"]);
  });
}
