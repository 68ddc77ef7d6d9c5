"""Row 3: an open loop at half of row 1's rate over 16 and 256 connections, held against bare group commit of the same arrivals. It must not wait for an answer.

"No tail from checkpoints": the run lasts until the journal has gone on to a next file at least twice (each time the former is checkpointed), and what was due in the second
after such a moment is held against all the rest.
"""
import os
import threading
import time

from centre import started
from loads import Load

BUILDS = ["server/nextup", "bench/bench_load"]
SMOKE = True
CONNECTIONS = (16, 256)
CONNECTIONS_QUICK = (2, 4)
RATE_SHARE = 0.5       # of row 1's rate
RATE_MIN = 500         # so that even the shortest run has every agent's turn
RATE_QUICK = 50
P99_SHARE_MAX = 5      # of bare group commit's
SPAN_FACTOR = 7        # of run.seconds: about four files of the journal
SWITCHES_MIN = 2
AFTER_SWITCH_NS = 10 ** 9
WATCH_SECONDS = 0.02
LEARN_CLIENTS = 16


class Watch:
    """Notes when a new file of the journal appears."""

    def __init__(self, directory):
        self.directory = directory
        self.moments_ns = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look)

    def _count(self):
        return sum(name.endswith(".db") for name in os.listdir(self.directory))

    def _look(self):
        known = self._count()
        while not self.over.wait(WATCH_SECONDS):
            if self._count() > known:
                known = self._count()
                self.moments_ns.append(time.monotonic_ns())

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def journal_of(run, name):
    return os.path.join(run.place, name, "centres", "connect-demo", "journal")


def lasting_rate(run, load):
    """How many changes a second there are with most clients: row 1's rate, if it was measured in this run."""
    if run.quick or run.value("status.256") is not None:
        return run.value("status.256")
    with started(run, "rate") as centre:
        plan = centre.plan(max(CONNECTIONS))
        load.burst(plan, max(CONNECTIONS))
        return load.status(plan, max(CONNECTIONS), run.seconds)["per_s"]


def change_bytes(run, load):
    """What the journal keeps of one change."""
    with started(run, "learn") as centre:
        clients = min(CONNECTIONS_QUICK) if run.quick else LEARN_CLIENTS
        changes = load.status(centre.plan(clients), clients, run.seconds / 3)
    journal = journal_of(run, "learn")
    kept = sum(os.path.getsize(os.path.join(journal, name)) for name in os.listdir(journal))
    return round(kept / changes["answers"])


def percentile_99(values):
    return sorted(values)[len(values) * 99 // 100] if values else None


def after_switches(trace, moments_ns):
    """p99 in ms of what was due in the second after a switch, and of the rest."""
    after, rest = [], []
    with open(trace, encoding="utf-8") as file:
        for line in file:
            due_ns, took_ns = map(int, line.split())
            near = any(0 <= due_ns - moment_ns + AFTER_SWITCH_NS // 2 < AFTER_SWITCH_NS for moment_ns in moments_ns)
            (after if near else rest).append(took_ns / 1e6)
    return percentile_99(after), percentile_99(rest)


def add_rows(run, connections, paced, bare, switches, after, note):
    latency, who = paced["latency"], f"pace.{connections}"
    limit = {name: min(one["latency"][name] for one in bare) / 1000 for name in ("p50_us", "p99_us", "p999_us", "max_us")}
    offered = f"{paced['offered_per_s']:,.0f} changes a second offered"
    run.add(f"{who}.p99", f"open loop, {connections} connections, {offered}: p99", latency["p99_us"] / 1000, "ms", limit["p99_us"],
            at_most=P99_SHARE_MAX, issue="3", note=f"the journal went on to a next file {switches} times; {note}",
            unjudged=paced["refused"] or (None if switches >= SWITCHES_MIN else "too short to cross two of the journal's files"))
    for name, words in (("p50_us", "p50"), ("p999_us", "p99.9"), ("max_us", "longest")):
        run.add(f"{who}.{name[:-3]}", f"  {words}", latency[name] / 1000, "ms", limit[name])
    run.add(f"{who}.above", "  longer than ten times the p50", paced["above_10_p50"], f"of {paced['requests']:,}",
            note="bare group commit: " + " and ".join(str(one["above_10_p50"]) for one in bare))
    if after[0] is not None and after[1]:
        run.add(f"{who}.switch", "  p99 within half a second of a switch of files, against the rest", after[0], "ms", after[1])
    run.add(f"{who}.achieved", "  answered", paced["achieved_per_s"], "per s", paced["offered_per_s"])
    run.add(f"{who}.late", "  the generator's own lateness, p99 (part of the latency)", paced["late"]["p99_us"] / 1000, "ms")
    for name, words in (("p50_us", "p50"), ("p99_us", "p99")):
        run.add(f"group.{connections}.{name[:-3]}", f"  bare group commit of {bare[0]['bytes']} bytes each, {words}", limit[name], "ms")


def measure(run):
    load = Load(run)
    size, rate = change_bytes(run, load), lasting_rate(run, load)
    span = run.seconds * SPAN_FACTOR
    with started(run, "pace") as centre:
        all_connections = CONNECTIONS_QUICK if run.quick else CONNECTIONS
        plan = centre.plan(max(all_connections))
        rate = RATE_QUICK if run.quick else max(rate * RATE_SHARE, RATE_MIN)
        trace = os.path.join(run.place, "trace")
        for connections in all_connections:
            def attempt(connections=connections):
                bare = [load.group(size, rate, span / 4)]
                with Watch(journal_of(run, "pace")) as watch:
                    paced = load.pace(plan, connections, rate, span, trace)
                bare.append(load.group(size, rate, span / 4))
                return paced, bare, len(watch.moments_ns), after_switches(trace, watch.moments_ns)
            (paced, bare, switches, after), note = run.calm(attempt)
            add_rows(run, connections, paced, bare, switches, after, note)
