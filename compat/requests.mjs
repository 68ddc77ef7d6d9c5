// The generated check of requests: every served operation takes a request with all the members its model has, one with the required ones only, one with nulls and members nobody knows,
// and refuses, changing nothing, what breaks a constraint of the model. Names, types, words and bounds come from the installed packages (model.mjs, constraints.mjs).
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { boundsOf, inputPlace, itemPlace, memberPlace, valuePlace } from "./constraints.mjs";
import { missingOf, served } from "./coverage.mjs";
import { fill } from "./fill.mjs";
import { LENIENT, NO_NULLS } from "./lenient.mjs";
import { COMMON_ERRORS, errorsOf, httpOf, inputOf, operationsOf } from "./model.mjs";
import { VARIANTS, makeResources, preparations } from "./prepare.mjs";
import { changesNothing, is, test } from "./tap.mjs";
import { seedOf, send } from "./wire.mjs";

const LENGTH_MAX = 65536; // longer texts are left to the body's own bound
const ITEMS_MAX = 1000;
const WRONG_TYPE = { text: 12345, number: "many", boolean: "yes", time: "soon", structure: "x", list: "x", map: "x" };

// COMPAT_STRICT=1 asks these too.
const lenient = (name, what) => process.env.COMPAT_STRICT === undefined && (LENIENT[name]?.some((one) => what.startsWith(one)) ?? false);

// Yields [what, path, bad value] for everything in value that can be broken; undefined removes.
function* violations(service, shape, value, place, path, at) {
  const bounds = boundsOf(service, place);
  const name = path.join(".");
  if (at === "body" && WRONG_TYPE[shape.type] !== undefined) yield [`${name} of a wrong type`, path, WRONG_TYPE[shape.type]];
  if (shape.words !== undefined) yield [`${name} as no word of the model`, path, "NO_SUCH_WORD"];
  if (shape.type === "text" && shape.words === undefined && at !== "path" && at !== "header") {
    if (bounds.max !== undefined && bounds.max <= LENGTH_MAX) yield [`${name} too long`, path, "x".repeat(bounds.max + 1)];
    if (bounds.min > 0) yield [`${name} empty`, path, ""];
  }
  if (shape.type === "number") {
    if (bounds.max !== undefined) yield [`${name} too large`, path, bounds.max + 1];
    if (bounds.min !== undefined) yield [`${name} too small`, path, bounds.min - 1];
    if (at === "query") yield [`${name} as no number`, path, "many"];
  }
  if (shape.type === "list" && Array.isArray(value)) {
    if (bounds.max !== undefined && bounds.max <= ITEMS_MAX && at === "body") yield [`${name} with too many items`, path, Array.from({ length: bounds.max + 1 }, () => value[0])];
    if (bounds.min > 0 && at === "body") yield [`${name} without items`, path, []];
    if (value.length > 0) yield* violations(service, shape.item(), value[0], itemPlace(service, place), [...path, 0], at);
  }
  if (shape.type === "map" && value !== null && typeof value === "object") for (const [key, item] of Object.entries(value).slice(0, 1)) yield* violations(service, shape.value(), item, valuePlace(service, place), [...path, key], at);
  if (shape.type === "structure") yield* structureViolations(service, shape, value, place, path);
}

function* structureViolations(service, shape, value, place, path) {
  for (const member of shape.members) {
    const item = value?.[member.name];
    if (item === undefined) continue;
    const here = [...path, member.name];
    if (member.at === "path") {
      if (member.name !== "resourceArn") yield [`${here.join(".")} as no id`, here, "no-such-thing"];
    } else {
      if (member.required && member.at !== "header") yield [`${here.join(".")} missing`, here, undefined];
      yield* violations(service, member.shape(), item, memberPlace(service, place, member.name), here, member.at);
    }
  }
}

// COMPAT_SEEDS=DIR keeps each request for edge/api's fuzzing, with the ids as words (edge/api/testing/handler.h).
function writeSeed(name, shared, text) {
  const words = { InstanceId: "@instance", UserId: "@alice", QueueId: "@queue", RoutingProfileId: "@profile", ContactFlowId: "@flow", AgentStatusId: "@lunch", HoursOfOperationId: "@hours", HierarchyGroupId: "@group", QuickConnectId: "@quick", SecurityProfileId: "@security" };
  let seed = text;
  for (const [member, word] of Object.entries(words)) seed = seed.replaceAll(shared[member], word);
  const others = { UserId: "@bob", ContactId: "@task", InitialContactId: "@task", QueueId: "@queue", RoutingProfileId: "@profile", ContactFlowId: "@flow" };
  for (const [member, word] of Object.entries(others)) seed = seed.replace(new RegExp(`("${member}":")[0-9a-f-]{36}`, "g"), `$1${word}`);
  seed = seed.replace(/(\/contacts?\/(?:attributes\/|references\/)?@instance\/)[0-9a-f-]{36}/, "$1@task").replace(/(\/users\/@instance\/)[0-9a-f-]{36}/, "$1@bob");
  for (let i = 1; i < 9; i += 1) {
    const path = join(process.env.COMPAT_SEEDS, `${name}-${i}`);
    if (!existsSync(path)) return writeFileSync(path, seed);
  }
  return undefined;
}

function broken(input, path, bad) {
  const copy = structuredClone(input);
  let at = copy;
  for (const step of path.slice(0, -1)) at = at[step];
  if (bad === undefined) delete at[path.at(-1)];
  else at[path.at(-1)] = bad;
  return copy;
}

function withNulls(shape, input) {
  const copy = { ...input, NobodyKnowsThis: { a: [1] } };
  for (const member of shape.members) if (!member.required && member.at === "body" && !(member.name in input)) copy[member.name] = null;
  return copy;
}

export async function run(context) {
  const { seq } = context;
  const made = await makeResources(context);
  const needs = preparations(context, made);
  const only = process.env.COMPAT_OPERATION;
  for (const service of ["connect", "participant"]) {
    for (const operation of operationsOf(service)) {
      const name = operation[2];
      if (!served(service).includes(name) || (only && only !== name)) continue;
      const shape = inputOf(service, operation);
      // The member that says what is unknown is put beside the body's own.
      const open = { ...shape, members: [...shape.members, { name: "NobodyKnowsThis", at: "body" }] };
      const place = inputPlace(service, name);
      const how = { name, service, ...httpOf(operation) };
      const missing = missingOf(name);
      const request = async (all, variant = {}) => {
        const own = (await needs[name]?.()) ?? {};
        const keeps = (path, _, member) => {
          if (path === "NextToken" || (!member.required && missing.has(member.name))) return false;
          return all ? !variant.omit?.includes(path) : member.required || member.at === "path" || variant.keep?.includes(path);
        };
        return fill(shape, { service, place, resources: { ...made.shared, ...own, ...variant.resources }, keeps });
      };
      const good = async (input, sent = shape) => {
        if (process.env.COMPAT_SEEDS !== undefined && service === "connect") writeSeed(name, made.shared, seedOf(sent, how, input));
        const answer = await send(context, sent, how, input);
        is(answer.status === 200, `${answer.status} ${answer.error} ${answer.text} for ${JSON.stringify(input)}`);
      };
      const variants = (VARIANTS[name] ?? [{}]).filter(({ keep = [] }) => !keep.some((path) => missing.has(path.split(".").at(-1))));
      for (const [index, variant] of variants.entries()) {
        const which = variants.length > 1 ? ` (${index + 1})` : "";
        let input;
        await test(`requests: ${name}${which} refuses what breaks the model and changes nothing`, async () => {
          input = await request(true, variant);
          const documented = new Set([...errorsOf(service, name), ...COMMON_ERRORS]);
          const ask = async () => {
            const faults = [];
            for (const [what, path, bad] of structureViolations(service, shape, input, place, [])) {
              if (path.some((one) => missing.has(one)) || lenient(name, what)) continue;
              const answer = await send(context, shape, how, broken(input, path, bad));
              if (answer.status < 400 || answer.status >= 500) faults.push(`${what} was answered ${answer.status}`);
              else if (!documented.has(answer.error)) faults.push(`${what} was refused with ${answer.error}`);
              if (answer.status === 200) input = await request(true, variant);
            }
            is(faults.length === 0, faults.join("\n"));
          };
          await changesNothing(seq, ask);
        });
        await test(`requests: ${name}${which} takes all the members of the model`, async () => good(input ?? (await request(true, variant))));
      }
      await test(`requests: ${name} takes the required members only, nulls, and what nobody knows`, async () => {
        const input = await request(false, variants[0]);
        await good(NO_NULLS.includes(name) ? input : withNulls(shape, input), open);
      });
    }
  }
}
