// TAP, and comparing. It must not know what is tested.
import { deepStrictEqual } from "node:assert";

let count = 0;
let failures = 0;

export async function test(name, run) {
  count += 1;
  try {
    await run();
    console.log(`ok ${count} - ${name}`);
  } catch (error) {
    failures += 1;
    console.log(`not ok ${count} - ${name}`);
    for (const line of String(error.stack ?? error).split("\n").slice(0, 12)) console.log(`  # ${line}`);
  }
}

export function skip(name, why) {
  count += 1;
  console.log(`ok ${count} - ${name} # skip ${why}`);
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
    equal(error.name, name, "the exception's name");
    if (status !== undefined) equal(error.$metadata?.httpStatusCode, status, "its status");
    return error;
  }
  throw new Error(`${name} was expected, but the call succeeded`);
}

// Asks until look(answer) is true; an event that has no push is awaited so.
export async function until(ask, look, what) {
  for (let i = 0; i < 200; i += 1) {
    const answer = await ask();
    if (look(answer)) return answer;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`it never came true: ${what}`);
}
