// Signed requests with broken paths, queries and bodies: none may crash the server, and none that is refused may change anything.
import { operationsOf, httpOf } from "./model.mjs";
import { changesNothing, is, test } from "./tap.mjs";
import { encode, sign } from "./wire.mjs";

const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 1500);

// A generator that one number repeats (mulberry32).
function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return { below: (n) => next() % n, pick: (list) => list[next() % list.length] };
}

export async function run({ demo, instance, InstanceId, find, seq }) {
  const seed = Number(process.env.FUZZ_SEED ?? 20261122);
  const random = generator(seed);
  const ids = [InstanceId, find("users", "alice"), find("queues", "Support"), find("statuses", "Lunch"), find("routingProfiles", "Blended"), find("contactFlows", "Support chat"), "11111111-2222-3333-4444-555555555555"];
  const values = [null, true, -1, 0, 1, 3, 101, 9007199254740993, 1e300, "", "a", "x".repeat(5000), "\u0000", "\ud83d\ude00", "VOICE", "ENABLED", "Lunch", [], {}, [1], [[[[]]]], { a: { b: {} } }, ...ids];
  const names = ["Name", "Description", "State", "DisplayOrder", "InstanceId", "Filters", "Queues", "Agents", "Channels", "CurrentMetrics", "Groupings", "SearchCriteria", "SearchFilter", "StringCondition", "AndConditions", "OrConditions", "NextToken", "MaxResults", "QueueConfigs", "MediaConcurrencies", "Config", "TimeZone", "Tags", "tags", "ContactId", "ContactFlowId", "Attributes", "References", "AgentStatusId", "SecurityProfileIds", "PhoneConfig", "Content", "Type", "ParticipantDetails", "TimeRange"];
  const some = (depth) => (depth > 0 && random.below(3) === 0 ? (random.below(2) === 0 ? Array.from({ length: random.below(3) }, () => some(depth - 1)) : object(depth - 1)) : random.pick(values));
  const object = (depth) => Object.fromEntries(Array.from({ length: random.below(6) }, () => [random.pick(names), some(depth)]));
  const operations = operationsOf("connect").map(httpOf);
  const { host } = new URL(demo.url);

  await test(`fuzz: ${ROUNDS} requests (seed ${seed}) crash nothing, and what is refused changes nothing`, async () => {
    for (let i = 0; i < ROUNDS; i += 1) {
      const { method, path: template } = random.pick(operations);
      const path = template.replace(/\{(\w+)\+?\}/g, (_, name) => encode(name === "InstanceId" && random.below(8) > 0 ? InstanceId : random.pick([...ids, "%", "a/b", "x".repeat(300), "\u0001", "arn:aws:connect:::instance/x"])));
      const query = Array.from({ length: random.below(3) }, () => [random.pick(["maxResults", "nextToken", "AgentStatusTypes", "queueTypes", "tagKeys", "referenceTypes", "a"]), String(random.pick(["", "1", "0", "-5", "99999999999999999999", "ROUTABLE", "%zz", "\u00fc"]))]);
      const body = method === "GET" || method === "DELETE" ? "" : random.pick([JSON.stringify(object(3)), JSON.stringify(object(3)), JSON.stringify({ InstanceId, ...object(2) }), "{", "[]", "nul", "{\"a\":".repeat(40), ""]);
      const wire = `${path}${query.length ? `?${query.map(([k, v]) => `${encode(k)}=${encode(v)}`).join("&")}` : ""}`;
      const ask = async () => {
        const answer = await fetch(`${demo.url}${wire}`, { method, headers: sign(instance, demo.region, host, method, path, query, body), body: body === "" ? undefined : body });
        const text = await answer.text();
        is(answer.status < 500, `${method} ${wire} ${body}: ${answer.status} ${text}`);
        is(JSON.parse(text) !== null, "a JSON answer");
        return answer.status;
      };
      // What was accepted may have changed something.
      const before = await seq();
      if ((await ask()) !== 200 && (await seq()) !== before) await changesNothing(seq, ask);
    }
  });
}
