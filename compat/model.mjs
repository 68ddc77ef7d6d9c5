// Checks every answer against the SDK's own model, read from the installed package: members the model does not have, wrong types. It must not copy the model.
//
// A schema of the package is an array: [3, namespace, name, traits, member names, member schemas] is a structure, [1, ns, name, traits, item] a list,
// [2, ns, name, traits, key, value] a map, [0, ns, name, traits, simple] a simple one, [4, ...] a union; numbers are simple types; functions give a schema.
import { createRequire } from "node:module";
import { Readable } from "node:stream";

const require = createRequire(import.meta.url);
const models = { connect: require("@aws-sdk/client-connect"), participant: require("@aws-sdk/client-connectparticipant") };

export const problems = [];
export const answered = new Set();

const STRUCTURES = new Set([3, 4]);

// A member may be [schema, traits]; a shape has its namespace second.
function resolve(schema) {
  let found = schema;
  while (typeof found === "function") found = found();
  return Array.isArray(found) && typeof found[1] !== "string" ? resolve(found[0]) : found;
}

function checkStructure(value, schema, path) {
  const names = schema[4] ?? [];
  for (const [name, member] of Object.entries(value)) {
    const at = names.indexOf(name);
    if (at < 0) problems.push(`${path} has the member ${name}, which the model does not have`);
    else if (member !== null) check(member, schema[5][at], `${path}.${name}`);
  }
}

// Simple types by number, as the SDK's schema package has them: 0 text, 1 number, 2 boolean, 4..7 times; 64 and 128 mark lists and maps of them.
function checkSimple(value, type, path) {
  if (type >= 128) return checkItems(Object.entries(value), type - 128, path);
  if (type >= 64) return checkItems([...value.entries()], type - 64, path);
  const wanted = { 0: "string", 1: "number", 2: "boolean", 4: "number", 5: "string", 6: "string", 7: "number" }[type];
  if (wanted !== undefined && typeof value !== wanted) problems.push(`${path} is a ${typeof value}, the model has a ${wanted}`);
}

function checkItems(entries, schema, path) {
  for (const [key, item] of entries) if (item !== null) check(item, schema, `${path}[${key}]`);
}

export function check(value, schema, path) {
  const found = resolve(schema);
  if (typeof found === "number") return checkSimple(value, found, path);
  if (!Array.isArray(found)) return undefined;
  if (STRUCTURES.has(found[0])) return checkStructure(value, found, path);
  if (found[0] === 1) return checkItems([...value.entries()], found[4], path);
  if (found[0] === 2) return checkItems(Object.entries(value), found[5], path);
  return typeof found[4] === "number" ? checkSimple(value, found[4], path) : undefined;
}

// [9, namespace, name, {http: [method, path, status]}, input, output]: all operations of a package.
export function operationsOf(service) {
  return Object.values(models[service]).filter((one) => Array.isArray(one) && one[0] === 9);
}

export function httpOf(operation) {
  const [method, path] = operation[3].http;
  return { method, path: path.split("?")[0] };
}

// Looks at each answer as it came, before the SDK reads it: what the SDK would pass over is seen too.
export function watchModel(client) {
  client.middlewareStack.add(
    (next, context) => async (request) => {
      const { response } = await next(request);
      const chunks = [];
      for await (const chunk of response.body) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString("utf8");
      response.body = Readable.from([Buffer.from(text)]);
      const name = context.commandName.replace(/Command$/, "");
      if (response.statusCode === 200) {
        answered.add(name);
        const operation = [...operationsOf("connect"), ...operationsOf("participant")].find((one) => one[2] === name);
        if (operation !== undefined && text !== "") check(JSON.parse(text), operation[5], name);
      }
      return { response };
    },
    { step: "deserialize", priority: "low", name: "watchModel" },
  );
  return client;
}
