// TAP, and comparing. It must not know what is tested.
import { deepStrictEqual } from "node:assert";
import { spawn } from "node:child_process";

let count = 0;
let failures = 0;

function tell(good, name, notes = []) {
  count += 1;
  if (!good) failures += 1;
  console.log(`${good ? "ok" : "not ok"} ${count} - ${name}`);
  for (const line of notes.slice(0, 120)) console.log(`  # ${line}`);
}

export async function test(name, run) {
  try {
    await run();
    tell(true, name);
  } catch (error) {
    tell(false, name, String(error.stack ?? error).split("\n"));
  }
}

export function skip(name, why) {
  tell(true, `${name} # skip ${why}`);
}

export function finish() {
  console.log(`1..${count}`);
  return failures;
}

export function equal(found, wanted, what = "") {
  deepStrictEqual(found, wanted, what === "" ? undefined : `${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
}

export function is(condition, what) {
  if (!condition) throw new Error(what);
}

// The call fails with this exception (and, if given, HTTP status).
export async function refused(promise, name, status) {
  try {
    await promise;
  } catch (error) {
    equal(error.name, name, `the exception's name (${error.message})`);
    if (status !== undefined) equal(error.$metadata?.httpStatusCode, status, "its status");
    return error;
  }
  throw new Error(`${name} was expected, but the call succeeded`);
}

// Asks until look(answer) is true; an event that has no push is awaited so.
export async function until(ask, look, what) {
  for (let i = 0; i < 400; i += 1) {
    const answer = await ask();
    if (look(answer)) return answer;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`it never came true: ${what}`);
}

// Nothing that ask() does makes an event; seq() tells the last one's number. A timer that has just been due makes one too, so it is asked again before it counts.
export async function changesNothing(seq, ask) {
  let before;
  let after;
  for (let i = 0; i < 3 && (i === 0 || after !== before); i += 1) {
    before = await seq();
    await ask();
    after = await seq();
  }
  equal(after, before, "the last event");
}

// Runs a program that prints TAP and takes its claims as our own, named after it.
export function relay(name, command, wanted, environment) {
  return new Promise((done) => {
    const child = spawn(command, wanted, { env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let notes = [];
    const before = count;
    child.stdout.on("data", (bytes) => (output += bytes));
    child.stderr.on("data", (bytes) => (output += bytes));
    child.on("error", (error) => (output += `not ok 0 - ${error.message}\n`));
    child.on("close", (code) => {
      for (const line of output.split("\n")) {
        const [, verdict, rest] = /^(ok|not ok)\b(?: \d+)?(?: -)? ?(.*)$/.exec(line) ?? [];
        if (verdict === undefined) {
          notes.push(line);
          continue;
        }
        tell(verdict === "ok", `${name}: ${rest.replaceAll("_", " ")}`, verdict === "ok" ? [] : notes);
        notes = [];
      }
      if (code !== 0 || count === before) tell(code === 0 && count > before, `${name}: it ended well (${code})`, notes);
      done();
    });
  });
}
