// Starts a demo server on an ephemeral port for the tests, and ends it. It must not test anything.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const START_MS = 60000;

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

export function binary() {
  return process.env.NEXTUP_BINARY ?? join(root, "build", "nextup");
}

const running = new Set();
process.once("SIGTERM", () => {
  for (const child of running) child.kill("SIGKILL");
  process.exit(1);
});

// Resolves with {demo, data, seq, kill, stop}; demo is the content of demo.json, seq() the number of the last event of connect-demo.
// With a data directory given, that one is served and kept.
export async function startServer(config, directory) {
  const data = directory ?? mkdtempSync(join(tmpdir(), "nextup-compat-"));
  const wanted = ["serve", "--data", data, "--listen", "127.0.0.1:0", "--demo", ...(config ? ["--config", config] : [])];
  const child = spawn(binary(), wanted, { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let output = "";
  let ended = false;
  const exit = new Promise((done) =>
    child.on("exit", (code, signal) => {
      ended = true;
      running.delete(child);
      done(code ?? signal);
    }),
  );
  await new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error(`the server did not start: ${output}`)), START_MS);
    const look = (bytes) => {
      output += bytes;
      if (output.includes("demo is running")) {
        clearTimeout(timer);
        done();
      }
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    exit.then((code) => failed(new Error(`the server ended with ${code}: ${output}`)));
  });
  const end = async (signal) => {
    if (!ended) child.kill(signal);
    const code = await exit;
    if (directory === undefined && signal === "SIGTERM") rmSync(data, { recursive: true, force: true });
    return { code, output };
  };
  const demo = JSON.parse(readFileSync(join(data, "demo.json"), "utf8"));
  const seq = async () => {
    const text = await (await fetch(`${demo.url}/metrics`)).text();
    return Number(/nextup_journal_events_total\{centre="connect-demo"\} (\d+)/.exec(text)[1]);
  };
  return { demo, data, seq, kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
}
