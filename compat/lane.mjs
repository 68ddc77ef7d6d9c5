// One lane: starts a demo server, runs the named scripts against it one after the other, and tells run.mjs what was asked and answered. It must not know what is tested.
import { Connect } from "@aws-sdk/client-connect";
import { finish } from "./tap.mjs";
import { startServer } from "./server.mjs";
import { answered, problems, refusals, watchModel } from "./model.mjs";

export function clientOf(demo, instance, more = {}) {
  return watchModel(
    new Connect({
      endpoint: demo.url,
      region: demo.region,
      maxAttempts: 1,
      credentials: { accessKeyId: instance.accessKeyId, secretAccessKey: instance.secretAccessKey },
      ...more,
    }),
  );
}

const seen = await new Promise((done) => process.once("message", done));
const server = await startServer();
let failures = 1;
try {
  const instance = server.demo.instances.find((one) => one.alias === "connect-demo");
  const other = server.demo.instances.find((one) => one.alias === "vcc-demo");
  const find = (list, name) => instance[list].find((one) => (one.name ?? one.username) === name).id;
  const context = { demo: server.demo, data: server.data, seq: server.seq, instance, other, connect: clientOf(server.demo, instance), find, InstanceId: instance.id, clientOf, seen };
  for (const name of process.argv.slice(2)) {
    const script = await import(`./${name}.mjs`);
    await script.run(context);
  }
} finally {
  const { code, output } = await server.stop();
  if (code !== 0) console.log(`not ok 0 - the server ended with ${code}\n# ${output.split("\n").slice(-60).join("\n# ")}`);
  failures = finish() + (code === 0 ? 0 : 1);
}
process.send({ answered: [...answered], refused: [...refusals], problems }, () => process.exit(failures === 0 ? 0 : 1));
