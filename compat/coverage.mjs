// Every operation of the installed SDK's model: served ones were answered within the model, the others are refused by their name.
import { Connect } from "@aws-sdk/client-connect";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./server.mjs";
import { answered, httpOf, operationsOf, problems } from "./model.mjs";
import { equal, is, test } from "./tap.mjs";

// The rows of the server's own table: {"GET", "/path", "Name", ...} and NOT_SERVED("GET", "/path", "Name").
function table() {
  const text = readFileSync(join(root, "edge/api/operations.c"), "utf8");
  const rows = [...text.matchAll(/^ {4}(\{|NOT_SERVED\()"(\w+)",\s+"([^"]+)",\s+"(\w+)"/gm)];
  return new Map(rows.map(([, kind, method, path, name]) => [name, { served: kind === "{", method, path }]));
}

export async function run({ demo, instance }) {
  const rows = table();
  await test("coverage: no answer had a member or a type that the model does not have", () => equal(problems, []));
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
    equal([...rows].filter(([name, row]) => row.served && !answered.has(name)).map(([name]) => name), []);
  });
  await test("coverage: an operation that is not served is refused by its name", async () => {
    const client = new Connect({ endpoint: demo.url, region: demo.region, maxAttempts: 1, credentials: { accessKeyId: instance.accessKeyId, secretAccessKey: instance.secretAccessKey } });
    for (const [call, name] of [[() => client.listPrompts({ InstanceId: instance.id }), "ListPrompts"], [() => client.createContact({ InstanceId: instance.id, Channel: "TASK", InitiationMethod: "INBOUND" }), "CreateContact"], [() => client.getMetricDataV2({ ResourceArn: "a", StartTime: new Date(), EndTime: new Date(), Filters: [{ FilterKey: "QUEUE", FilterValues: ["x"] }], Metrics: [{ Name: "AGENT_NON_RESPONSE" }] }), "GetMetricDataV2"]]) {
      const error = await call().then(() => new Error("it succeeded"), (failure) => failure);
      equal([error.name, error.$metadata?.httpStatusCode], ["UnknownOperationException", 404], name);
      is(error.message.includes(name), error.message);
    }
  });
}
