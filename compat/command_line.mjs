// Debian's awscli, for the operations that its own model knows.
import { execFile } from "node:child_process";
import { equal, is, skip, test } from "./tap.mjs";

export async function run({ demo, instance, InstanceId, find }) {
  const aws = (...wanted) =>
    new Promise((done) => {
      const environment = { ...process.env, AWS_ACCESS_KEY_ID: instance.accessKeyId, AWS_SECRET_ACCESS_KEY: instance.secretAccessKey, AWS_DEFAULT_REGION: demo.region, AWS_MAX_ATTEMPTS: "1", AWS_EC2_METADATA_DISABLED: "true" };
      execFile("aws", ["connect", ...wanted, "--endpoint-url", demo.url, "--output", "json"], { env: environment, timeout: 60000 }, (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr, json: stdout ? JSON.parse(stdout) : {} }));
    });
  const version = await new Promise((done) => execFile("aws", ["--version"], (error, stdout) => done(error ? null : stdout)));
  if (version === null) return skip("command line", "awscli is not installed");
  const alice = find("users", "alice");
  await test("command line: put-user-status and get-current-user-data", async () => {
    await aws("put-user-status", "--instance-id", InstanceId, "--user-id", alice, "--agent-status-id", find("statuses", "Lunch"));
    const shown = await aws("get-current-user-data", "--instance-id", InstanceId, "--filters", `Agents=${alice}`);
    equal([shown.code, shown.json.UserDataList[0].Status.StatusName], [0, "Lunch"], shown.stderr);
    const again = await aws("put-user-status", "--instance-id", InstanceId, "--user-id", alice, "--agent-status-id", find("statuses", "Lunch"));
    is(again.code !== 0 && again.stderr.includes("(InvalidRequestException)") && again.stderr.includes("User already in requested status"), again.stderr);
  });
  await test("command line: lists with repeated query keys, pages and ARNs", async () => {
    const listed = await aws("list-agent-statuses", "--instance-id", InstanceId, "--agent-status-types", "ROUTABLE", "OFFLINE");
    equal([listed.code, listed.json.AgentStatusSummaryList.map((one) => one.Type).sort()], [0, ["OFFLINE", "ROUTABLE"]], listed.stderr);
    const users = await aws("list-users", "--instance-id", InstanceId, "--page-size", "2");
    is(users.code === 0 && users.json.UserSummaryList.length >= 4, users.stderr);
    const arn = `arn:aws:connect:${demo.region}:${demo.accountId}:instance/${InstanceId}/agent/${alice}`;
    const user = await aws("describe-user", "--instance-id", InstanceId, "--user-id", arn);
    equal([user.code, user.json.User?.Username], [0, "alice"], user.stderr);
    const metrics = await aws("get-current-metric-data", "--instance-id", InstanceId, "--filters", `Queues=${find("queues", "Support")},Channels=CHAT`, "--current-metrics", "Name=AGENTS_ONLINE,Unit=COUNT", "--groupings", "QUEUE");
    is(metrics.code === 0 && metrics.json.MetricResults.length === 1, metrics.stderr);
  });
}
