// Runs every script of this folder against one demo server and prints TAP. Say names of scripts to run only those: node run.mjs statuses users
import { Connect } from "@aws-sdk/client-connect";
import { finish } from "./tap.mjs";
import { startServer } from "./server.mjs";
import { watchModel } from "./model.mjs";

const scripts = ["signatures", "statuses", "agents", "users", "profiles", "queues", "hours", "flows", "extras", "contacts", "metrics", "participant", "command_line", "keys", "fuzz", "coverage"];
const chosen = process.argv.slice(2);

export function clientOf(demo, instance, more = {}) {
  return new Connect({
    endpoint: demo.url,
    region: demo.region,
    maxAttempts: 1,
    credentials: { accessKeyId: instance.accessKeyId, secretAccessKey: instance.secretAccessKey },
    ...more,
  });
}

const server = await startServer();
let failures = 1;
try {
  const instance = server.demo.instances.find((one) => one.alias === "connect-demo");
  const other = server.demo.instances.find((one) => one.alias === "vcc-demo");
  const connect = watchModel(clientOf(server.demo, instance));
  const find = (list, name) => instance[list].find((one) => (one.name ?? one.username) === name).id;
  const context = { demo: server.demo, data: server.data, instance, other, connect, find, InstanceId: instance.id, clientOf };
  for (const name of scripts.filter((one) => chosen.length === 0 || chosen.includes(one))) {
    const script = await import(`./${name}.mjs`);
    await script.run(context);
  }
} finally {
  const { code, output } = await server.stop();
  if (code !== 0) console.log(`not ok - the server ended with ${code}\n# ${output.split("\n").slice(-30).join("\n# ")}`);
  failures = finish() + (code === 0 ? 0 : 1);
}
process.exit(failures === 0 ? 0 : 1);
