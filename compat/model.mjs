// The SDKs' own models, read from the installed packages: operations, shapes, errors; and a watch that checks every answer against them. It must not copy the model.
//
// A schema of a package is an array: [3, namespace, name, traits, member names, member schemas, required] is a structure whose first `required` members must be there,
// [1, ns, name, traits, item] a list, [2, ns, name, traits, key, value] a map, [0, ns, name, traits, simple] a simple one, [4, ...] a union, [9, ns, name, {http}, input, output]
// an operation; numbers are simple types; functions give a schema. Words that a member may take and the errors of an operation stand only in the package's declarations (*.d.ts).
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";

const require = createRequire(import.meta.url);
const PACKAGES = { connect: "@aws-sdk/client-connect", participant: "@aws-sdk/client-connectparticipant" };

function load(name) {
  const types = join(dirname(require.resolve(`${name}/package.json`)), "dist-types");
  return { exported: require(name), types, interfaces: interfacesOf(types) };
}

// "export interface X { Name: Type | undefined; }" of all models, as X -> Name -> "Type".
function interfacesOf(types) {
  const interfaces = new Map();
  const models = join(types, "models");
  for (const file of readdirSync(models).filter((one) => one.startsWith("models_"))) {
    let members;
    for (const line of readFileSync(join(models, file), "utf8").split("\n")) {
      const [, opened] = /^export interface (\w+)/.exec(line) ?? [];
      if (opened !== undefined) interfaces.set(opened, (members = new Map()));
      const [, name, type] = /^ {4}(\w+)\??: (.+?)(?: \| undefined)?;$/.exec(line) ?? [];
      if (name !== undefined) members?.set(name, type);
    }
  }
  return interfaces;
}

const models = { connect: load(PACKAGES.connect), participant: load(PACKAGES.participant) };

export const problems = [];
export const answered = new Set();
export const refusals = new Set(); // "Operation Error"

// A member may be [schema, traits]; a shape has its namespace second.
function resolve(schema) {
  let found = schema;
  while (typeof found === "function") found = found();
  return Array.isArray(found) && typeof found[1] !== "string" ? resolve(found[0]) : found;
}

// ---- operations ----

export function operationsOf(service) {
  return Object.values(models[service].exported).filter((one) => Array.isArray(one) && one[0] === 9);
}

export function httpOf(operation) {
  const [method, path] = operation[3].http;
  return { method, path: path.split("?")[0] };
}

// The errors that the model has for an operation: what its declaration throws, but for the package's base class.
export function errorsOf(service, name) {
  const text = readFileSync(join(models[service].types, "commands", `${name}Command.d.ts`), "utf8");
  return [...text.matchAll(/@throws \{@link (\w+)\}/g)].map(([, error]) => error).filter((error) => !error.endsWith("ServiceException") || error === "InternalServiceException");
}

// What any operation may answer though its own list does not have it (connect.md 7.4).
export const COMMON_ERRORS = new Set([
  "AccessDeniedException",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "SerializationException",
  "ServiceUnavailableException",
  "ThrottlingException",
  "UnknownOperationException",
  "UnrecognizedClientException",
]);

// ---- shapes: the model in one form ----
//
//     {type: "structure", name, members: [{name, wire, at: "body" | "path" | "query" | "header", required, shape()}]}
//     {type: "list", item()} {type: "map", value()} {type: "text", words?} {type: "number"} {type: "boolean"} {type: "time"} {type: "other"}

const SIMPLE = { 0: "text", 1: "number", 2: "boolean", 4: "time", 5: "time", 6: "time", 7: "time" };

function wordsOf(service, type) {
  const found = models[service].exported[type];
  return found !== null && typeof found === "object" && !Array.isArray(found) ? Object.values(found) : undefined;
}

function memberOf(service, structure, index) {
  const name = structure[4][index];
  const schema = structure[5][index];
  const traits = Array.isArray(schema) && typeof schema[1] !== "string" ? schema[1] : 0;
  const type = models[service].interfaces.get(structure[2])?.get(name) ?? "";
  const label = traits === 1 || traits?.httpLabel !== undefined;
  const at = label ? "path" : traits?.httpQuery !== undefined ? "query" : traits?.httpHeader !== undefined ? "header" : "body";
  return { name, wire: traits?.httpQuery ?? traits?.httpHeader ?? name, at, required: index < (structure[6] ?? 0), shape: () => shapeOf(service, schema, type) };
}

function simpleShape(service, number, type) {
  if (number >= 128) return { type: "map", value: () => simpleShape(service, number - 128, /^Record<string, (.+)>$/.exec(type)?.[1] ?? "") };
  if (number >= 64) return { type: "list", item: () => simpleShape(service, number - 64, type.replace(/\[\]$/, "")) };
  return { type: SIMPLE[number] ?? "other", words: number === 0 ? wordsOf(service, type) : undefined };
}

export function shapeOf(service, schema, type = "") {
  const found = resolve(schema);
  if (typeof found === "number") return simpleShape(service, found, type);
  if (!Array.isArray(found)) return { type: "other" };
  if (found[0] === 3 || found[0] === 4) return { type: "structure", union: found[0] === 4, name: found[2], members: found[4].map((_, index) => memberOf(service, found, index)) };
  if (found[0] === 1) return { type: "list", name: found[2], item: () => shapeOf(service, found[4], type.replace(/\[\]$/, "")) };
  if (found[0] === 2) return { type: "map", name: found[2], value: () => shapeOf(service, found[5], /^Record<string, (.+)>$/.exec(type)?.[1] ?? "") };
  return typeof found[4] === "number" ? simpleShape(service, found[4], type) : { type: "other" };
}

export const inputOf = (service, operation) => shapeOf(service, operation[4]);
export const outputOf = (service, operation) => shapeOf(service, operation[5]);

// ---- answers ----

function checkStructure(value, shape, path) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return problems.push(`${path} is no object`);
  const members = new Map(shape.members.map((member) => [member.name, member]));
  for (const [name, item] of Object.entries(value)) {
    const member = members.get(name);
    if (member === undefined) problems.push(`${path} has the member ${name}, which the model does not have`);
    else if (item !== null) check(item, member.shape(), `${path}.${name}`);
  }
  for (const member of shape.members) if (member.required && (value[member.name] ?? null) === null) problems.push(`${path} lacks the member ${member.name}, which the model requires`);
  return undefined;
}

// Times: numbers on connect, ISO texts on participant, which its own shapes say by number; here both are looked at by their service.
function checkSimple(value, shape, path) {
  const iso = path.startsWith("participant:");
  const wanted = { text: "string", number: "number", boolean: "boolean", time: iso ? "string" : "number" }[shape.type];
  if (wanted !== undefined && typeof value !== wanted) problems.push(`${path} is a ${typeof value}, the model has a ${shape.type}`);
  else if (shape.words !== undefined && !shape.words.includes(value)) problems.push(`${path} is ${JSON.stringify(value)}, which is none of the model's words`);
}

export function check(value, shape, path) {
  if (shape.type === "structure") checkStructure(value, shape, path);
  else if (shape.type === "list") {
    if (!Array.isArray(value)) problems.push(`${path} is no list`);
    else for (const [index, item] of value.entries()) check(item, shape.item(), `${path}[${index}]`);
  } else if (shape.type === "map") {
    for (const [key, item] of Object.entries(value)) if (item !== null) check(item, shape.value(), `${path}[${key}]`);
  } else checkSimple(value, shape, path);
}

const operations = new Map(Object.keys(models).flatMap((service) => operationsOf(service).map((operation) => [operation[2], { service, operation }])));

// An answer with what it means: a good one is of the output's shape, a refusal is an error of the operation's.
export function judge(name, status, headers, text) {
  const { service, operation } = operations.get(name) ?? {};
  if (operation === undefined) return problems.push(`${name} is no operation of the model`);
  if (status === 200) {
    answered.add(name);
    const shape = outputOf(service, operation);
    if (text !== "") check(JSON.parse(text), shape, `${service}:${name}`);
    else if (shape.members?.some((member) => member.required)) problems.push(`${name} answered nothing`);
    return undefined;
  }
  const error = headers["x-amzn-errortype"];
  refusals.add(`${name} ${error}`);
  if (!COMMON_ERRORS.has(error) && !errorsOf(service, name).includes(error)) problems.push(`${name} was refused with ${error}, which the model does not have for it: ${text}`);
  if (typeof JSON.parse(text).Message !== "string") problems.push(`${name} was refused without a message: ${text}`);
  return undefined;
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
      judge(context.commandName.replace(/Command$/, ""), response.statusCode, response.headers, text);
      return { response };
    },
    { step: "deserialize", priority: "low", name: "watchModel" },
  );
  return client;
}
