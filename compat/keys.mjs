// Access keys by the command line, while the server runs and while it does not, in clear and sealed.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binary, startServer } from "./server.mjs";
import { equal, is, refused, test } from "./tap.mjs";

function nextup(...wanted) {
  return new Promise((done) => {
    let output = "";
    const child = spawn(binary(), wanted, { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (bytes) => (output += bytes));
    child.stderr.on("data", (bytes) => (output += bytes));
    child.on("exit", (code) => done({ code, output }));
  });
}

function keyOf(output) {
  return { accessKeyId: /Access key: (\S+)/.exec(output)?.[1], secretAccessKey: /Secret: +(\S+)/.exec(output)?.[1] };
}

function* filesOf(directory) {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) yield* filesOf(path);
    else if (statSync(path).isFile()) yield path;
  }
}

export async function run({ demo, data, clientOf, InstanceId, find }) {
  await test("keys: one is made, serves at once with its user's role, is rotated, listed and revoked", async () => {
    const made = keyOf((await nextup("keys", "create", "--data", data, "alice")).output);
    const client = clientOf(demo, made);
    await client.putUserStatus({ InstanceId, UserId: find("users", "alice"), AgentStatusId: find("statuses", "Training") });
    await refused(client.putUserStatus({ InstanceId, UserId: find("users", "bob"), AgentStatusId: find("statuses", "Training") }), "AccessDeniedException", 403);
    await refused(client.listUsers({ InstanceId }), "AccessDeniedException", 403);
    const sam = clientOf(demo, keyOf((await nextup("keys", "create", "--data", data, "sam")).output));
    is((await sam.listUsers({ InstanceId })).UserSummaryList.length >= 4, "a supervisor reads");
    await refused(sam.createAgentStatus({ InstanceId, Name: "Mine", State: "ENABLED" }), "AccessDeniedException", 403);
    const rotated = keyOf((await nextup("keys", "rotate", "--data", data, made.accessKeyId)).output);
    await refused(client.describeInstance({ InstanceId }), "UnrecognizedClientException", 403);
    const listed = (await nextup("keys", "list", "--data", data)).output;
    is(listed.includes(rotated.accessKeyId) && !listed.includes(made.accessKeyId) && !listed.includes(rotated.secretAccessKey), listed);
    equal((await nextup("keys", "revoke", "--data", data, rotated.accessKeyId)).code, 0);
    await refused(clientOf(demo, rotated).putUserStatus({ InstanceId, UserId: find("users", "alice"), AgentStatusId: find("statuses", "Lunch") }), "UnrecognizedClientException", 403);
    equal((await nextup("keys", "revoke", "--data", data, rotated.accessKeyId)).code, 1);
  });
  await test("keys: with a master key no file of the centres holds a secret in clear; quotas throttle and the SDK's retry recovers", async () => {
    const place = mkdtempSync(join(tmpdir(), "nextup-keys-"));
    writeFileSync(join(place, "master"), `${"0123456789abcdef".repeat(4)}\n`);
    writeFileSync(join(place, "config"), `[server]\nmaster_key_file = ${join(place, "master")}\n[api]\nrequests_per_s_max = 4\nrequests_burst_max = 2\n`);
    const sealed = await startServer(join(place, "config"));
    try {
      const instance = sealed.demo.instances[0];
      const secret = Buffer.from(instance.secretAccessKey);
      for (const file of filesOf(join(sealed.data, "centres"))) is(!readFileSync(file).includes(secret), `${file} holds the secret`);
      const client = clientOf(sealed.demo, instance);
      const asked = await Promise.allSettled(Array.from({ length: 6 }, () => client.describeInstance({ InstanceId: instance.id })));
      is(asked.some((one) => one.status === "fulfilled"), "some are served");
      const refusals = asked.filter((one) => one.status === "rejected").map((one) => [one.reason.name, one.reason.$metadata.httpStatusCode]);
      is(refusals.length > 0, "some are not");
      equal(refusals[0], ["ThrottlingException", 429]);
      const patient = clientOf(sealed.demo, instance, { maxAttempts: 10 });
      const answers = await Promise.all(Array.from({ length: 5 }, () => patient.listInstances({})));
      equal(answers.length, 5);
    } finally {
      equal((await sealed.stop()).code, 0);
      rmSync(place, { recursive: true, force: true });
    }
  });
}
