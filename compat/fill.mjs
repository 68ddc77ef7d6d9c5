// Fills an operation's request from its shape: every member, or only the required ones, with values that keep the constraints. What an id or a name must be, it takes from a table of
// resources by the member's name. It must not ask the server.
import { boundsOf, itemPlace, memberPlace, valuePlace } from "./constraints.mjs";

const DEPTH_MAX = 6;
const NEST_MAX = 1; // of what may hold itself: conditions, segment attributes

let number = 0;
export const unique = (word) => `${word}-${(number += 1)}`;

// By the name of the member, or "Parent.Name". Functions are called for each value.
const VALUES = {
  Name: () => unique("made"),
  Username: () => unique("user"),
  Password: "Correct1Horse",
  Email: "carol@example.com",
  SecondaryEmail: "c@example.com",
  Mobile: "+14255550100",
  DeskPhoneNumber: "+14255550101",
  PhoneNumber: "+14255550102",
  DestinationPhoneNumber: "+14255550103",
  SourcePhoneNumber: "+14255550104",
  Origin: () => `https://${unique("shop")}.example`,
  TimeZone: "Europe/Berlin",
  ClientToken: () => unique("token"),
  FieldName: "name",
  FromDate: "2026-12-24",
  AbsoluteTime: "2026-11-21T10:20:30.123Z",
  ToDate: "2026-12-31",
  "DateCondition.FieldName": "EffectiveFrom",
  "DateCondition.Value": "2026-12-24",
  "Sort.FieldName": "INITIATION_TIMESTAMP",
  ContentType: "text/plain",
  Content: "Hello",
  InitialMessage: { ContentType: "text/plain", Content: "Hello" },
  SupportedMessagingContentTypes: ["text/plain"],
  DisplayOrder: 7,
  Concurrency: 1,
  Priority: 3,
  Delay: 5,
  Hours: 9,
  Minutes: 30,
  Tags: { team: "red" },
  tags: { team: "red" },
  TagKeys: ["team"],
  tagKeys: ["team"],
  TagKey: "team",
  TagValue: "red",
  Attributes: { order: "7" },
  MaxResults: 10,
  ChatDurationInMinutes: 60,
  RingTimeoutInSeconds: 30,
  QuickConnectTypes: ["QUEUE"],
  References: { Order: { Type: "URL", Value: "https://shop.example/7" } },
  "References.Type": "URL",
  "References.Value": "https://shop.example/7",
  ScheduledTime: () => Date.now() / 1000 + 3600,
  StartTime: () => Date.now() / 1000 - 3600,
  EndTime: () => Date.now() / 1000 + 3600,
  "Config.StartTime": { Hours: 9, Minutes: 0 },
  "Config.EndTime": { Hours: 17, Minutes: 30 },
};
const WORDS = { Channel: "CHAT", Channels: "CHAT", Unit: "COUNT", PhoneType: "SOFT_PHONE", State: "ENABLED", Status: "ENABLED", ComparisonType: "CONTAINS", Type: undefined };

const NESTING = new Set(["OrConditions", "AndConditions", "AndCondition", "ValueMap", "ValueList"]);

function textFor({ min = 0, max = 100 }) {
  return "something to read".padEnd(min, ".").slice(0, max);
}

function simple(shape, member, bounds) {
  if (shape.type === "text") return shape.words !== undefined ? (shape.words.includes(WORDS[member]) ? WORDS[member] : shape.words[0]) : textFor(bounds);
  if (shape.type === "number") return Math.min(bounds.max ?? 10, Math.max(bounds.min ?? 1, 1));
  if (shape.type === "boolean") return true;
  if (shape.type === "time") return Date.now() / 1000;
  return undefined;
}

// wanted: {service, resources, keeps(path, place, member)}
function fillStructure(shape, wanted, place, path) {
  const value = {};
  for (const member of shape.members) {
    const here = [...path, member.name];
    if (!wanted.keeps(here.join("."), place, member)) continue;
    if (NESTING.has(member.name) && here.filter((one) => NESTING.has(one)).length > NEST_MAX) continue;
    const item = fillMember(member, wanted, memberPlace(wanted.service, place, member.name), here);
    if (item !== undefined) value[member.name] = item;
  }
  return value;
}

function known(table, path) {
  const name = path.at(-1);
  const found = table[path.join(".")] ?? table[`${path.at(-2)}.${name}`] ?? table[name];
  return typeof found === "function" ? found() : structuredClone(found);
}

function fillMember(member, wanted, place, path) {
  const shape = member.shape();
  const value = known(wanted.resources, path) ?? known(VALUES, path);
  // A name may stand for different things: a text is for texts only.
  return value !== undefined && (typeof value === "string") <= (shape.type === "text") ? value : fillShape(shape, wanted, place, path);
}

function fillShape(shape, wanted, place, path) {
  if (path.length > DEPTH_MAX) return undefined;
  if (shape.type === "structure") return fillStructure(shape, wanted, place, path);
  if (shape.type === "list") {
    const item = known(wanted.resources, [`${path.at(-1)}[]`]) ?? fillShape(shape.item(), wanted, itemPlace(wanted.service, place), path);
    return item === undefined ? undefined : [item];
  }
  if (shape.type === "map") {
    const item = fillShape(shape.value(), wanted, valuePlace(wanted.service, place), path);
    return item === undefined ? undefined : { one: item };
  }
  return simple(shape, path.at(-1), boundsOf(wanted.service, place));
}

// keeps(path, place, member) says which members are filled; path is "Filters.Queues".
export function fill(shape, { service, place, resources, keeps }) {
  return fillStructure(shape, { service, resources, keeps }, place, []);
}
