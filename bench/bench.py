#!/usr/bin/env python3
"""Measures a release server over its signed door, the HTTP library alone and the disk alone; prints a table, writes bench/results/latest.json.
It must not tune anything. README.md says what each row means.

    bench/bench.py --build build [--seconds 3] [--clients 1 16 256]
"""
import argparse
import datetime
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import nextup_client  # noqa: E402
from nextup_client import Server  # noqa: E402
from signing_client import Api  # noqa: E402

CLIENTS = (1, 16, 256)
SYNC_BYTES = 4120  # what the journal writes for one change alone: one page of its log, with the page's head
HTTP_SHARE_MIN = 0.5     # of the library's own rate, at most clients
LATENCY_SHARE_MAX = 1.5  # of one round trip and one sync, with one client
ROUTING_SHARE_MAX = 6    # of the same decision at the small end
STEPS_MIN = 1000000      # a second
QUOTAS = "[api]\nrequests_per_s_max = 1000000\nrequests_burst_max = 1000000\n"
NOT_ALIKE = "cannot be, so the two were not measured alike (busy machine?)"


def output(*command):
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return done.stdout.strip() if done.returncode == 0 else ""


def machine(build):
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = re.findall(r"^model name\s*:\s*(.*)$", file.read(), re.MULTILINE)
    options = json.loads(output("meson", "introspect", "--buildoptions", build) or "[]")
    chosen = {one["name"]: one["value"] for one in options}
    return {"system": platform.platform(), "cpu": models[0] if models else "", "cores": os.cpu_count(),
            "load_before": round(os.getloadavg()[0], 2), "buildtype": chosen.get("buildtype"), "sanitize": chosen.get("b_sanitize")}


def commit():
    changed = output("git", "status", "--porcelain", "--untracked-files=no")
    return output("git", "rev-parse", "HEAD") + (" and changes" if changed else "")


# ---- the centre that is measured ----

def make_plan(place, server, count):
    """Makes users and writes what bench_load is told. Making takes a while (a password is hashed for each); it is not what is measured."""
    api = Api(server, server.demo())
    instance = api.instance
    statuses = {one["name"]: one["id"] for one in instance["statuses"]}
    lines = [f"address {server.host}", f"port {server.port}", f"region {api.region}", f"access_key_id {instance['accessKeyId']}",
             f"secret {instance['secretAccessKey']}", f"instance {instance['id']}", f"available {statuses['Available']}",
             f"lunch {statuses['Lunch']}"]
    for number in range(count):
        lines.append(f"user {api.make_agent(f'load{number}', 'Correct1Horse')}")
    path = os.path.join(place, "plan")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


# ---- measuring ----

class Load:
    """Runs bench_load; every call is one measurement and returns its JSON."""

    def __init__(self, build, place):
        self.binary = os.path.join(build, "bench", "bench_load")
        self.place = place

    def run(self, *words):
        done = subprocess.run([self.binary, *map(str, words)], capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise RuntimeError(f"bench_load {' '.join(map(str, words))}: {done.stderr[:2000]} {done.stdout}")
        return json.loads(done.stdout)

    def sync(self, seconds):
        return self.run("--sync", self.place, "--bytes", SYNC_BYTES, "--seconds", seconds)

    def http(self, plan, clients, seconds):
        return self.run("--plan", plan, "--clients", clients, "--seconds", seconds, "--bare", "/healthz")

    def status(self, plan, clients, seconds):
        return self.run("--plan", plan, "--clients", clients, "--seconds", seconds)


def row(identity, work, value, unit, limit=None, ratio=None, target=None, met=None, note=None):
    made = {"id": identity, "work": work, "value": round(value, 3), "unit": unit, "limit": None if limit is None else round(limit, 3),
            "ratio": None if ratio is None else round(ratio, 3), "target": target, "met": met}
    if note:
        made["note"] = note
    return made


def judged(identity, work, value, unit, limit, possible, target=None, met=None):
    """A row with its ratio, or, when possible(ratio) is false, with the reason why it has none."""
    ratio = value / limit
    if not possible(ratio):
        return row(identity, work, value, unit, limit, target=target, note=f"no ratio: {ratio:.2f} {NOT_ALIKE}")
    return row(identity, work, value, unit, limit, ratio, target, met(ratio) if met else None)


def status_rows(clients, status, bare, syncs, most):
    """status: one run. bare, syncs: the two measurements of each that stood around it."""
    sync_best = max(one[kind]["best_per_s"] for one in syncs for kind in ("append", "overwrite"))
    append = min((one["append"] for one in syncs), key=lambda one: one["p50_us"])
    fastest = max(bare, key=lambda one: one["per_s"])
    who = f"{clients} client" + ("s" if clients > 1 else "")
    yield judged(f"status.{clients}", f"durable status changes, {who}", status["per_s"], "per s", sync_best,
                 lambda ratio: ratio <= clients)
    round_trip = min(one["p50_us"] for one in bare)
    if clients == 1:
        at_least = (round_trip + 1e6 / sync_best) / (round_trip + append["p50_us"])
        yield judged("status.1.p50", "  p50", status["p50_us"] / 1000, "ms", (round_trip + append["p50_us"]) / 1000,
                     lambda ratio: ratio >= at_least, f"<= {LATENCY_SHARE_MAX}", lambda ratio: ratio <= LATENCY_SHARE_MAX)
    else:
        yield row(f"status.{clients}.p50", "  p50", status["p50_us"] / 1000, "ms")
    yield row(f"status.{clients}.p99", "  p99", status["p99_us"] / 1000, "ms")
    yield row(f"status.{clients}.max", "  longest", status["max_us"] / 1000, "ms")
    if clients == most:
        yield judged(f"status.{clients}.http", "  against the HTTP library alone", status["per_s"], "per s", fastest["per_s"],
                     lambda ratio: ratio <= 1, f">= {HTTP_SHARE_MIN}", lambda ratio: ratio >= HTTP_SHARE_MIN)
    yield row(f"http.{clients}", f"  HTTP library alone, {who}", fastest["per_s"], "per s")
    yield row(f"http.{clients}.p50", "    p50", fastest["p50_us"] / 1000, "ms")
    yield row(f"http.{clients}.p99", "    p99", fastest["p99_us"] / 1000, "ms")
    for kind in ("append", "overwrite"):
        best = max((one[kind] for one in syncs), key=lambda one: one["per_s"])
        yield row(f"sync.{clients}.{kind}", f"  bare write and fdatasync of {syncs[0]['bytes']} bytes, {kind}", best["per_s"], "per s")
        yield row(f"sync.{clients}.{kind}.best", "    the fastest 32 in a row", max(one[kind]["best_per_s"] for one in syncs), "per s")
        yield row(f"sync.{clients}.{kind}.p50", "    p50", best["p50_us"] / 1000, "ms")
        yield row(f"sync.{clients}.{kind}.p99", "    p99", best["p99_us"] / 1000, "ms")


def measure_server(rows, facts, build, seconds, all_clients):
    place = tempfile.mkdtemp(prefix="bench-", dir=os.path.join(ROOT, "var"))
    try:
        quotas = os.path.join(place, "quotas.ini")
        with open(quotas, "w", encoding="utf-8") as file:
            file.write(QUOTAS)
        load = Load(build, place)
        with Server(os.path.join(place, "data"), "--config", quotas) as server:
            plan = make_plan(place, server, max(all_clients))
            for clients in all_clients:
                syncs = [load.sync(seconds / 6)]
                bare = [load.http(plan, clients, seconds / 3)]
                status = load.status(plan, clients, seconds)
                bare.append(load.http(plan, clients, seconds / 3))
                syncs.append(load.sync(seconds / 6))
                facts["disk_goes_first"] = syncs[0]["goes_first"]
                rows.extend(status_rows(clients, status, bare, syncs, max(all_clients)))
            if server.terminate() != 0:
                raise RuntimeError("the server did not end well: " + server.log_text()[-2000:])
    finally:
        shutil.rmtree(place, ignore_errors=True)


def measure_core(rows, build):
    """core_bench prints "words: value unit"."""
    text = subprocess.run([os.path.join(build, "core", "core_bench")], capture_output=True, text=True, check=True).stdout
    first = {}
    for line in text.splitlines():
        match = re.match(r"^(\S.*?):\s+([\d.]+)\s*(ns a decision|steps/s|bytes)$", line)
        if not match:
            continue
        work, value, unit = re.sub(r"\s+", " ", match.group(1)), float(match.group(2)), match.group(3)
        identity = "core." + re.sub(r"[^a-z0-9]+", "-", work.lower()).strip("-")
        if unit == "ns a decision":  # against its own small end
            kind = work.split(",")[0]
            limit = first.get(kind)
            if limit is None:
                first[kind] = value
                rows.append(row(identity, "core: " + work, value, unit))
            else:
                rows.append(row(identity, "core: " + work, value, unit, limit, value / limit, f"<= {ROUTING_SHARE_MAX}",
                                value / limit <= ROUTING_SHARE_MAX))
        elif unit == "steps/s":
            rows.append(row(identity, "core: " + work, value, unit, target=f">= {STEPS_MIN}", met=value >= STEPS_MIN))
        else:
            rows.append(row(identity, "core: " + work, value, unit))


def print_table(rows):
    print(f"{'':<68}{'value':>14} {'':<14}{'limit':>12}{'ratio':>8}  target")
    for one in rows:
        limit = f"{one['limit']:,.2f}" if one["limit"] is not None else ""
        ratio = f"{one['ratio']:.2f}" if one["ratio"] is not None else ""
        verdict = {True: "met", False: "NOT met", None: ""}[one["met"]]
        line = f"{one['work']:<68}{one['value']:>14,.2f} {one['unit']:<14}{limit:>12}{ratio:>8}  {one['target'] or ''} {verdict}"
        print(line.rstrip() + ("  " + one["note"] if "note" in one else ""))


def main():
    parser = argparse.ArgumentParser(description="Measures the server, the HTTP library and the disk under it.")
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--seconds", type=float, default=3.0, help="of one measurement of the server (3)")
    parser.add_argument("--clients", type=int, nargs="*", default=list(CLIENTS), help="at a time (1 16 256)")
    arguments = parser.parse_args()
    build = os.path.abspath(arguments.build)
    nextup_client.BINARY = os.path.join(build, "server", "nextup")
    os.makedirs(os.path.join(ROOT, "var"), exist_ok=True)
    subprocess.run(["ninja", "-C", build, "server/nextup", "core/core_bench", "bench/bench_load"], stdout=subprocess.DEVNULL, check=True)
    result = {"commit": commit(), "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
              "machine": machine(build), "rows": []}
    if result["machine"]["buildtype"] != "release" or result["machine"]["sanitize"] not in (None, "none", []):
        print("bench: this is no release build; read the numbers as a lower bound", file=sys.stderr)
    measure_server(result["rows"], result["machine"], build, arguments.seconds, arguments.clients)
    measure_core(result["rows"], build)
    result["machine"]["load_after"] = round(os.getloadavg()[0], 2)
    results = os.path.join(ROOT, "bench", "results")
    os.makedirs(results, exist_ok=True)
    with open(os.path.join(results, "latest.json"), "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    print_table(result["rows"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
