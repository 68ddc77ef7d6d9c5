// Debian's awscli: every served operation that its own model knows, with requests generated from that model; paging, ARNs, errors, a clock that is wrong.
//
// The generated ones go to awscli's own main() in one process (aws.py), because its start takes most of a second; those written by hand are whole commands.
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { inputPlace, knowsOperation, memberPlace, requiredAt } from "./constraints.mjs";
import { missingOf, served } from "./coverage.mjs";
import { fill } from "./fill.mjs";
import { inputOf, operationsOf } from "./model.mjs";
import { VARIANTS, makeResources, preparations } from "./prepare.mjs";
import { equal, is, skip, test } from "./tap.mjs";

const AWS = existsSync("/usr/bin/aws") ? "/usr/bin/aws" : "aws"; // Debian's, whatever else is installed
const AT_ONCE = 2;
const CLI_MS = 60000;

// "DescribeUser" -> "describe-user"
const commandOf = (name) => name.replace(/(.)([A-Z][a-z]+)/g, "$1-$2").replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();

// ask(wanted) resolves with {code, stdout, stderr}, one after the other.
function startDriver(environment) {
  const child = spawn("/usr/bin/python3", [join(dirname(fileURLToPath(import.meta.url)), "aws.py")], { env: environment, stdio: ["pipe", "pipe", "inherit"] });
  const waiting = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()(JSON.parse(line)));
  child.on("close", (code) => waiting.forEach((done) => done({ code, stdout: "", stderr: `aws.py ended with ${code}` })));
  const ask = (wanted) =>
    new Promise((done) => {
      waiting.push(done);
      child.stdin.write(`${JSON.stringify(wanted)}\n`);
    });
  return { ask, stop: () => child.stdin.end() };
}

export async function run(context) {
  const { demo, instance, InstanceId, find } = context;
  const environment = { PATH: process.env.PATH, HOME: "/nonexistent", AWS_ACCESS_KEY_ID: instance.accessKeyId, AWS_SECRET_ACCESS_KEY: instance.secretAccessKey, AWS_DEFAULT_REGION: demo.region, AWS_MAX_ATTEMPTS: "1", AWS_EC2_METADATA_DISABLED: "true" };
  const execute = (command, wanted) =>
    new Promise((done) => {
      execFile(command, wanted, { env: environment, timeout: CLI_MS, maxBuffer: 1 << 24 }, (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr, json: error || !stdout.startsWith("{") ? {} : JSON.parse(stdout) }));
    });
  const at = ["--endpoint-url", demo.url, "--output", "json"];
  const aws = (...wanted) => execute(AWS, ["connect", ...wanted, ...at]);
  if ((await execute(AWS, ["--version"])).code === "ENOENT") return skip("command line", "awscli is not installed");

  const made = await makeResources(context);
  const needs = preparations(context, made);
  const jobs = [];
  for (const service of ["connect", "participant"]) {
    for (const operation of operationsOf(service)) {
      const name = operation[2];
      if (!served(service).includes(name) || !knowsOperation(service, name)) continue;
      const shape = inputOf(service, operation);
      const place = inputPlace(service, name);
      const missing = missingOf(name);
      const variant = VARIANTS[name]?.find(({ omit = [] }) => !omit.some((path) => requiredAt(service, place).includes(path))) ?? {};
      jobs.push((ask) =>
        test(`command line: ${name}`, async () => {
          const own = (await needs[name]?.()) ?? {};
          // What its older model does not know, its requests lack.
          const keeps = (path, structure, member) => path !== "NextToken" && memberPlace(service, structure, member.name) !== undefined && !variant.omit?.includes(path) && (member.required || !missing.has(member.name));
          const input = fill(shape, { service, place, keeps, resources: { ...made.shared, ...own, ...variant.resources } });
          const unsigned = service === "participant" ? ["--no-sign-request"] : [];
          const answer = await ask([service === "participant" ? "connectparticipant" : "connect", commandOf(name), "--cli-input-json", JSON.stringify(input), ...unsigned, ...at]);
          is(answer.code === 0, `${answer.stderr} for ${JSON.stringify(input)}`);
        }),
      );
    }
  }
  is(jobs.length > 60, "its model knows most of what is served");
  const alice = find("users", "alice");
  const arn = `arn:aws:connect:${demo.region}:${demo.accountId}:instance/${InstanceId}/agent/${alice}`;
  jobs.push(
    () =>
      test("command line: put-user-status, and get-current-user-data shows it", async () => {
        const put = () => aws("put-user-status", "--instance-id", InstanceId, "--user-id", alice, "--agent-status-id", find("statuses", "Training"));
        equal((await put()).code, 0);
        const shown = await aws("get-current-user-data", "--instance-id", InstanceId, "--filters", `Agents=${alice}`);
        equal([shown.code, shown.json.UserDataList[0].Status.StatusName], [0, "Training"], shown.stderr);
        const again = await put();
        is(again.code !== 0 && again.stderr.includes("(InvalidRequestException)") && again.stderr.includes("User already in requested status"), again.stderr);
      }),
    () =>
      test("command line: lists with repeated query keys, pages and ARNs", async () => {
        const listed = await aws("list-agent-statuses", "--instance-id", InstanceId, "--agent-status-types", "ROUTABLE", "OFFLINE");
        equal([listed.code, [...new Set(listed.json.AgentStatusSummaryList.map((one) => one.Type))].sort()], [0, ["OFFLINE", "ROUTABLE"]], listed.stderr);
        const users = await aws("list-users", "--instance-id", InstanceId, "--page-size", "2");
        is(users.code === 0 && users.json.UserSummaryList.length >= 4, users.stderr);
        const some = await aws("list-users", "--instance-id", InstanceId, "--max-items", "1");
        is(some.json.UserSummaryList.length === 1 && some.json.NextToken !== undefined, "one and a token");
        const user = await aws("describe-user", "--instance-id", InstanceId, "--user-id", arn);
        equal([user.code, user.json.User?.Username], [0, "alice"], user.stderr);
      }),
    () =>
      test("command line: get-current-metric-data in the short form", async () => {
        const metrics = await aws("get-current-metric-data", "--instance-id", InstanceId, "--filters", `Queues=${find("queues", "Support")},Channels=CHAT`, "--current-metrics", "Name=AGENTS_ONLINE,Unit=COUNT", "--groupings", "QUEUE");
        is(metrics.code === 0 && metrics.json.MetricResults.length === 1, metrics.stderr);
      }),
    () =>
      test("command line: errors by AWS's names", async () => {
        const missing = await aws("describe-user", "--instance-id", InstanceId, "--user-id", "11111111-2222-3333-4444-555555555555");
        is(missing.code === 254 && missing.stderr.includes("(ResourceNotFoundException)"), missing.stderr);
        const unserved = await aws("list-prompts", "--instance-id", InstanceId);
        is(unserved.code === 254 && unserved.stderr.includes("(UnknownOperationException)") && unserved.stderr.includes("ListPrompts"), unserved.stderr);
        const unsigned = await aws("list-instances", "--no-sign-request");
        is(unsigned.code === 254 && unsigned.stderr.includes("(MissingAuthenticationTokenException)"), unsigned.stderr);
      }),
    () =>
      test("command line: a clock that is ten minutes late or early is told so", async () => {
        for (const [when, what] of [["-10m", "Signature expired: "], ["+10m", "Signature not yet current: "]]) {
          const answer = await execute("faketime", ["-f", when, AWS, "connect", "list-instances", ...at]);
          is(answer.code === 254 && answer.stderr.includes("(InvalidSignatureException)") && answer.stderr.includes(what), answer.stderr);
        }
        const close = await execute("faketime", ["-f", "-4m", AWS, "connect", "list-instances", ...at]);
        equal(close.code, 0, close.stderr);
      }),
  );
  const takeTurns = async () => {
    const driver = startDriver(environment);
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job(driver.ask);
    driver.stop();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeTurns));
  return undefined;
}
