"""A centre with a crowd of agents in it, the bare server beside it, and the generator that works both (bench_crowd). It must not judge.

    with crowded(run, agents=5000) as crowd:
        crowd.measure("own", panels=5000, rate=500, seconds=10)      what bench_crowd prints; its "bare" is the bare server's, in the same seconds
"""
import contextlib
import json
import os
import subprocess
import time

import nextup_client
from centre import started

TIMEOUT_SECONDS = 170
SETTINGS = """[server]
snapshot_events = 1000000
[centre]
agents = {agents}
contacts = {contacts}
legs = {contacts}
[http]
connections_max = 30000
[panel]
lines_max = 30000
address_attempts_max = 1000000
"""


class Generator:
    """bench_crowd on one centre; every call is one measurement. A refusal, a broken line or something not heard fails it."""

    def __init__(self, run, words):
        self.run = run
        self.words = list(words)

    def measure(self, mode, **options):
        words = [f"--{name}={value}" for name, value in options.items()]
        command = [self.run.program("bench", "bench_crowd"), f"--mode={mode}", *self.words, *words]
        with self.run.pins.clients():
            done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
        if done.returncode != 0:
            raise RuntimeError(f"bench_crowd {mode} {' '.join(words)}: {done.stderr[:2000]} {done.stdout[:500]}")
        return json.loads(done.stdout)


def make_flow(api):
    """A queue, the flow that leads to it, and a routing profile that has one task of it at a time."""
    instance = api.instance["id"]
    hours = api.get(f"/hours-of-operations-summary/{instance}")["HoursOfOperationSummaryList"][0]["Id"]
    queue = api.call("PUT", f"/queues/{instance}", {"Name": "Crowd", "HoursOfOperationId": hours})["QueueId"]
    content = {"Version": "2019-10-30", "StartAction": "queue", "Actions": [
        {"Identifier": "queue", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": queue}, "Transitions": {"NextAction": "transfer"}},
        {"Identifier": "transfer", "Type": "TransferContactToQueue", "Parameters": {}, "Transitions": {}}]}
    flow = api.call("PUT", f"/contact-flows/{instance}", {"Name": "Crowd", "Type": "CONTACT_FLOW", "Content": json.dumps(content)})["ContactFlowId"]
    api.call("PUT", f"/routing-profiles/{instance}", {
        "Name": "Crowd", "Description": "One task at a time", "DefaultOutboundQueueId": queue,
        "MediaConcurrencies": [{"Channel": "TASK", "Concurrency": 1}],
        "QueueConfigs": [{"QueueReference": {"QueueId": queue, "Channel": "TASK"}, "Priority": 1, "Delay": 0}]})
    return flow


def make_agents(run, data, people, agents):
    """Over the operator's socket, with a hash that costs next to nothing: neither is measured."""
    done = subprocess.run([run.program("bench", "bench_crowd"), "--mode=make", f"--socket={os.path.relpath(data)}/admin.sock", "--profile=Crowd",
                           f"--people={people}", f"--agents={agents}"], capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    if done.returncode != 0:
        raise RuntimeError("the crowd cannot be made: " + done.stderr[:2000])


@contextlib.contextmanager
def bare(run):
    """bench_bare, on the same cores and the same disk as the server; its plan's path."""
    file = os.path.join(run.place, "bare.bin")
    with run.pins.server():
        process = subprocess.Popen([run.program("bench", "bench_bare"), "--file", file], stdout=subprocess.PIPE, text=True)
    with process:
        try:
            port = process.stdout.readline().split()[-1]
            path = os.path.join(run.place, "bare.plan")
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(f"address 127.0.0.1\nport {port}\nuser nobody\n")
            yield path
        finally:
            process.kill()
            os.unlink(file)


@contextlib.contextmanager
def crowded(run, agents, name="crowd"):
    data = os.path.join(run.place, name)
    people = data + ".people"
    settings = SETTINGS.format(agents=agents + 100, contacts=20000)
    with started(run, name, settings) as centre:
        flow = make_flow(centre.api)
        code, _, error = nextup_client.command("queue", "set", "--data", data, "--centre", "connect-demo", "--wrap-up", "task=0", "Crowd",
                                               binary=run.program("server", "nextup"))
        if code != 0:
            raise RuntimeError("wrap-up cannot be taken away: " + error)
        begun = time.monotonic()
        make_agents(run, data, people, agents)
        run.machine.setdefault("crowd_made_s", {})[str(agents)] = round(time.monotonic() - begun, 1)
        statuses = {one["name"]: one["id"] for one in centre.api.instance["statuses"]}
        words = [f"--people={people}", f"--agents={agents}", f"--flow={flow}", f"--status={statuses['Training']}",
                 f"--token={centre.api.instance['streamToken']}", f"--server={centre.server.process.pid}", f"--plan={centre.plan(1)}"]
        with bare(run) as plan:
            yield Generator(run, words + [f"--bare={plan}"])
