// Bundles the *_test.ts of the folders below into one file and runs it with node's own test runner; prints one TAP line per test.
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

// Browsers have it; node has it by itself from version 19 on, and Debian 12 has 18.
const banner = 'import { webcrypto } from "node:crypto"; globalThis.crypto ??= webcrypto;';

const web = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folders = ["client", "client/actions", "client/board", "chat", "conduit", "ui", "supervisor/agents", "admin"];
const tests = [];
for (const folder of folders)
  for (const name of await readdir(path.join(web, folder)))
    if (name.endsWith("_test.ts")) tests.push(path.join(web, folder, name));

const place = await mkdtemp(path.join(os.tmpdir(), "nextup-web-"));
const all = path.join(place, "all.ts");
const out = path.join(place, "all.mjs");
await writeFile(all, tests.map((file) => `import ${JSON.stringify(file)};\n`).join(""));
await esbuild.build({
  entryPoints: [all],
  outfile: out,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node18",
  banner: { js: banner },
  logLevel: "warning",
  sourcemap: "inline",
});
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test-reporter=tap", out], {
  stdio: "inherit",
});
await rm(place, { recursive: true, force: true });
process.exit(status ?? 1);
