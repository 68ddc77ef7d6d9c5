// boto3 as Debian has it (boto.py), against this lane's server and one that allows few requests a second.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startServer } from "./server.mjs";
import { equal, relay } from "./tap.mjs";

export async function run({ data }) {
  const place = mkdtempSync(join(tmpdir(), "nextup-boto-"));
  writeFileSync(join(place, "config"), "[api]\nrequests_per_s_max = 4\nrequests_burst_max = 2\n");
  const strict = await startServer(join(place, "config"));
  try {
    await relay("boto3", "/usr/bin/python3", [join(dirname(fileURLToPath(import.meta.url)), "boto.py")], { DEMO_FILE: join(data, "demo.json"), STRICT_DEMO_FILE: join(strict.data, "demo.json") });
  } finally {
    equal((await strict.stop()).code, 0);
    rmSync(place, { recursive: true, force: true });
  }
}
