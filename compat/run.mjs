// Runs the scripts of this folder, lane by lane, and prints TAP. Say names of scripts to run only those: compat/run statuses users
//
// A lane is a process of its own with a demo server of its own (lane.mjs): two run at a time, the scripts of one after the other.
// The lane "coverage" comes last, because it judges what all others have seen.
import { fork } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const LANES_AT_ONCE = 2;
const LANE_MS = 480000;

// The longest first, so that the last one does not run alone.
const lanes = [
  ["command_line"],
  ["signatures", "statuses", "agents", "users", "profiles", "queues", "hours", "flows", "extras", "contacts", "metrics", "participant", "errors", "limits", "keys"],
  ["requests"],
  ["conformance"],
  ["restart", "throttled", "boto"],
  ["fuzz"],
];

const chosen = process.argv.slice(2);
const folder = dirname(fileURLToPath(import.meta.url));
const seen = { answered: [], refused: [], problems: [] };
let count = 0;
let failures = 0;

function tell(output) {
  for (const line of output.split("\n")) {
    const [, verdict, rest] = /^(ok|not ok) \d+ - (.*)$/.exec(line) ?? [];
    if (verdict !== undefined) {
      count += 1;
      if (verdict === "not ok") failures += 1;
      console.log(`${verdict} ${count} - ${rest}`);
    } else if (line !== "") console.log(line);
  }
}

function runLane(names) {
  return new Promise((done) => {
    const began = Date.now();
    const child = fork(join(folder, "lane.mjs"), names, { silent: true });
    let output = "";
    const timer = setTimeout(() => {
      output += `\nnot ok 0 - the lane of ${names[0]} was not done after ${LANE_MS / 1000} s\n`;
      child.kill("SIGTERM");
    }, LANE_MS);
    child.stdout.on("data", (bytes) => (output += bytes));
    child.stderr.on("data", (bytes) => (output += bytes));
    child.on("message", (message) => {
      for (const [name, items] of Object.entries(message)) seen[name].push(...items);
    });
    child.on("spawn", () => child.send(seen));
    child.on("close", (code) => {
      clearTimeout(timer);
      if (code !== 0 && !/^not ok/m.test(output)) output += `\nnot ok 0 - the lane of ${names[0]} ended with ${code}\n`;
      tell(output);
      if (process.env.COMPAT_TIMES) console.log(`# ${names[0]}: ${(Date.now() - began) / 1000} s`);
      done();
    });
  });
}

const wanted = lanes.map((names) => names.filter((name) => chosen.length === 0 || chosen.includes(name))).filter((names) => names.length > 0);
const takeTurns = async () => {
  for (let names = wanted.shift(); names !== undefined; names = wanted.shift()) await runLane(names);
};
await Promise.all(Array.from({ length: LANES_AT_ONCE }, takeTurns));
if (chosen.length === 0 || chosen.includes("coverage")) await runLane(["coverage"]);
console.log(`1..${count}`);
process.exit(failures === 0 && count > 0 ? 0 : 1);
