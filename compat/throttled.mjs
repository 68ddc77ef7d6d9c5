// Every served operation when its quota is used up: 429 ThrottlingException, and nothing is done. The SDK's own retry recovers (keys.mjs, boto.py).
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inputPlace } from "./constraints.mjs";
import { served } from "./coverage.mjs";
import { fill } from "./fill.mjs";
import { httpOf, inputOf, operationsOf } from "./model.mjs";
import { startServer } from "./server.mjs";
import { equal, is, test } from "./tap.mjs";
import { send } from "./wire.mjs";

const ASKED_MAX = 8; // one a second is allowed, and a slow machine may take that long for some

export async function run() {
  const place = mkdtempSync(join(tmpdir(), "nextup-throttled-"));
  writeFileSync(join(place, "config"), "[api]\nrequests_per_s_max = 1\nrequests_burst_max = 1\n");
  const strict = await startServer(join(place, "config"));
  const instance = strict.demo.instances.find((one) => one.alias === "connect-demo");
  try {
    await test("throttled: every served operation answers 429 ThrottlingException beyond its quota", async () => {
      const faults = [];
      for (const operation of operationsOf("connect")) {
        const name = operation[2];
        if (!served("connect").includes(name)) continue;
        const shape = inputOf("connect", operation);
        const input = fill(shape, { service: "connect", place: inputPlace("connect", name), resources: { InstanceId: instance.id }, keeps: (path, _, member) => member.at === "path" || (member.required && member.at === "body") });
        let answer = {};
        for (let i = 0; i < ASKED_MAX && answer.status !== 429; i += 1) answer = await send({ demo: strict.demo, instance }, shape, { name, service: "connect", ...httpOf(operation) }, input);
        if (answer.status !== 429 || answer.error !== "ThrottlingException") faults.push(`${name}: ${answer.status} ${answer.error}`);
      }
      is(faults.length === 0, faults.join("\n"));
    });
  } finally {
    equal((await strict.stop()).code, 0);
    rmSync(place, { recursive: true, force: true });
  }
}
