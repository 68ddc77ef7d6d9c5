// Requests as bytes, signed here: for what no client can be made to send. It must not know any operation.
import { createHash, createHmac } from "node:crypto";
import { judge } from "./model.mjs";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

export const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

// The headers of a request that is signed with version 4; path is as it will be on the wire. query: [[key, value]].
export function sign({ accessKeyId, secretAccessKey }, region, host, method, path, query, body, at = new Date()) {
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/${region}/connect/aws4_request`;
  const sorted = query
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .sort()
    .join("&");
  const canonical = [method, encode(path).replaceAll("%2F", "/"), sorted, `host:${host}`, `x-amz-date:${time}`, "", "host;x-amz-date", sha256(body)].join("\n");
  const key = ["connect", "aws4_request"].reduce(hmac, hmac(hmac(`AWS4${secretAccessKey}`, time.slice(0, 8)), region));
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n")).toString("hex");
  return { "x-amz-date": time, authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}` };
}

function split(shape, input) {
  const parts = { path: {}, query: [], headers: {}, body: undefined };
  for (const member of shape.members) {
    const value = input[member.name];
    if (value === undefined) continue;
    if (member.at === "path") parts.path[member.name] = value;
    else if (member.at === "query") for (const one of Array.isArray(value) ? value : [value]) parts.query.push([member.wire, String(one)]);
    else if (member.at === "header") parts.headers[member.wire] = value;
    else parts.body = { ...parts.body, [member.name]: value };
  }
  return parts;
}

function render(shape, { method, path: template }, input) {
  const { path: labels, query, headers, body } = split(shape, input);
  const path = template.replace(/\{(\w+)\+?\}/g, (_, label) => encode(String(labels[label])));
  const text = method === "GET" || method === "DELETE" ? "" : JSON.stringify(body ?? {});
  const asked = query.length > 0 ? `?${query.map(([key, value]) => `${encode(key)}=${encode(value)}`).join("&")}` : "";
  return { path, query, headers, text, target: `${path}${asked}` };
}

// As edge/api/testing/handler.h reads it.
export function seedOf(shape, how, input) {
  const { target, text } = render(shape, how, input);
  return `${how.method} ${target}\n\n${text}`;
}

// Sends an operation's input as JSON, whatever it holds. Resolves with {status, error, text}; the answer has been checked against the model.
export async function send({ demo, instance }, shape, how, input) {
  const { path, query, headers, text, target } = render(shape, how, input);
  const signed = how.service === "participant" ? {} : sign(instance, demo.region, new URL(demo.url).host, how.method, path, query, text);
  const answer = await fetch(`${demo.url}${target}`, { method: how.method, headers: { ...headers, ...signed, ...(text === "" ? {} : { "content-type": "application/json" }) }, body: text === "" ? undefined : text });
  const found = await answer.text();
  const error = answer.headers.get("x-amzn-errortype");
  judge(how.name, answer.status, { "x-amzn-errortype": error }, found);
  return { status: answer.status, error, text: found };
}
