// What all scripts have seen, against the installed SDKs' models: every operation is in the server's table, every served one was asked, every answer and refusal was the model's.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./server.mjs";
import { errorsOf, httpOf, operationsOf, problems, refusals } from "./model.mjs";
import { FOREIGN, UNPROVOKED_MAX } from "./lenient.mjs";
import { equal, is, test } from "./tap.mjs";

// The rows of the server's own table: {"GET", "/path", "Name", ...} and NOT_SERVED("GET", "/path", "Name").
export function table() {
  const text = readFileSync(join(root, "edge/api/operations.c"), "utf8");
  const rows = [...text.matchAll(/^ {4}(\{|NOT_SERVED\()\s*"(\w+)",\s+"([^"]+)",\s+"(\w+)"/gm)];
  return new Map(rows.map(([, kind, method, path, name]) => [name, { served: kind === "{", method, path }]));
}

export function served(service) {
  if (service === "participant") return ["CreateParticipantConnection", "DisconnectParticipant", "GetTranscript", "SendEvent", "SendMessage"];
  return [...table()].filter(([, row]) => row.served).map(([name]) => name);
}

// What docs/reference/aws.md names as missing of an operation: it may be ignored or refused.
export function missingOf(name) {
  const row = readFileSync(join(root, "docs/reference/aws.md"), "utf8").split("\n").find((line) => line.startsWith(`| ${name} |`)) ?? "";
  return new Set((row.split("|")[3] ?? "").match(/\w+/g));
}

export async function run({ connect, InstanceId, seen }) {
  const rows = table();
  await test("coverage: no answer had a member, a type, a word or an error that the model does not have", () => {
    const foreign = ([name, error]) => (problem) => problem.startsWith(`${name} was refused with ${error},`);
    const all = [...new Set([...seen.problems, ...problems])];
    const others = all.filter((problem) => !FOREIGN.some((one) => foreign(one.split(" "))(problem)));
    is(others.length === 0, others.join("\n"));
  });
  await test("coverage: every operation of the model is in the table, with its method and path", () => {
    const missing = [];
    for (const operation of operationsOf("connect")) {
      const row = rows.get(operation[2]);
      const { method, path } = httpOf(operation);
      if (row === undefined) missing.push(`NOT_SERVED("${method}", "${path}", "${operation[2]}"),`);
      else equal([row.method, row.path.replace(/\{\w+\}/g, "{}")], [method, path.replace(/\{\w+\+?\}/g, "{}")], operation[2]);
    }
    equal(missing, []);
  });
  await test("coverage: every served operation was asked by these scripts", () => {
    const answered = new Set(seen.answered);
    equal([...served("connect"), ...served("participant")].filter((name) => !answered.has(name)), []);
  });
  await test("coverage: the documented errors that no script has provoked become fewer", () => {
    const provoked = new Set([...seen.refused, ...refusals]);
    const never = [];
    for (const service of ["connect", "participant"]) for (const name of served(service)) for (const error of errorsOf(service, name)) if (!error.startsWith("Internal") && !provoked.has(`${name} ${error}`)) never.push(`${name} ${error}`);
    for (const pair of never) console.log(`# never provoked: ${pair}`);
    is(never.length <= UNPROVOKED_MAX, `${never.length} are never provoked, ${UNPROVOKED_MAX} were`);
  });
  await test("coverage: an operation that is not served is refused by its name", async () => {
    const calls = [
      [() => connect.listPrompts({ InstanceId }), "ListPrompts"],
      [() => connect.createContact({ InstanceId, Channel: "TASK", InitiationMethod: "INBOUND" }), "CreateContact"],
      [() => connect.listLambdaFunctions({ InstanceId }), "ListLambdaFunctions"],
    ];
    for (const [call, name] of calls) {
      const error = await call().then(() => new Error("it succeeded"), (failure) => failure);
      equal([error.name, error.$metadata?.httpStatusCode], ["UnknownOperationException", 404], name);
      is(error.message.includes(name), error.message);
    }
  });
}
