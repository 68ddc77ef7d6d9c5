#!/usr/bin/env python3
"""Why a request in a hundred was slow: the system's scheduler is traced during row 3's work, and each long wait of a thread
for a processor is told with who had the processors meanwhile. It must not change what is measured.

    bench/waits.py --build BUILD [--rate 20000] [--connections 16] [--seconds 5] [--lasting] [--wait-ms 0.5]

--lasting: after a burst so long that history and stream have to work too. Needs root and tracefs (mounted on
/sys/kernel/tracing or not yet). Where it says "idle" beside a wait, the machine below, not this one, was late.
"""
import argparse
import bisect
import collections
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))

import frame  # noqa: E402
from centre import started  # noqa: E402
from loads import Load  # noqa: E402

TRACING = "/sys/kernel/tracing"
BUFFER_KIB = 150000  # of each processor: some ten seconds
EVENTS = ("sched/sched_switch", "sched/sched_waking")
OURS = ("nextup", "journal-writer", "bench_load")
LINE = re.compile(r"\s*(.+?)-(\d+)\s+\[(\d+)\]\s+\S+\s+(\d+)\.(\d+): (sched_\w+): (.*)")
SWITCH = re.compile(r"prev_comm=(.+?) prev_pid=(\d+) prev_prio=\d+ prev_state=(\S+) ==> next_comm=(.+?) next_pid=(\d+)")
WAKING = re.compile(r"comm=(.+?) pid=(\d+) ")
SHOWN = 12


class Trace:
    """The system's own, switched on for as long as the block lasts; `text` afterwards."""

    def _set(self, name, value):
        with open(os.path.join(TRACING, name), "w", encoding="ascii") as file:
            file.write(value)

    def __enter__(self):
        if not os.path.exists(os.path.join(TRACING, "trace")):
            subprocess.run(["mount", "-t", "tracefs", "none", TRACING], check=True)
        self._set("trace_clock", "mono")
        self._set("buffer_size_kb", str(BUFFER_KIB))
        self._set("trace", "\n")
        for event in EVENTS:
            self._set(f"events/{event}/enable", "1")
        self._set("tracing_on", "1")
        return self

    def __exit__(self, *_):
        self._set("tracing_on", "0")
        for event in EVENTS:
            self._set(f"events/{event}/enable", "0")
        with open(os.path.join(TRACING, "trace"), encoding="utf-8", errors="replace") as file:
            self.text = file.read()
        self._set("trace", "\n")
        self._set("buffer_size_kb", "4")


class Story:
    """Who ran on each processor from when on, and the waits of our threads: (who, from_us, to_us)."""

    def __init__(self, text):
        self.ran = collections.defaultdict(list)
        self.waits = []
        self.ready = {}  # thread: since when, and its name
        self.present = {}
        for line in text.splitlines():
            event = LINE.match(line)
            if event:
                self._take(event)

    def _take(self, event):
        who, thread, processor = event[1], int(event[2]), int(event[3])
        at_us = int(event[4]) * 10 ** 6 + int(event[5])
        if thread and self.present.get(processor) == 0:  # some kernels do not trace the switch away from idle
            self._begin(processor, who, thread, max(self.ready.get(thread, (at_us,))[0], self.ran[processor][-1][0]))
        switch = SWITCH.match(event[7]) if event[6] == "sched_switch" else None
        if switch:
            if switch[1] in OURS and switch[3].startswith("R"):
                self.ready[int(switch[2])] = (at_us, switch[1])
            self._begin(processor, switch[4] if int(switch[5]) else "idle", int(switch[5]), at_us)
        elif event[6] == "sched_waking":
            woken = WAKING.match(event[7])
            if woken and woken[1] in OURS:
                self.ready.setdefault(int(woken[2]), (at_us, woken[1]))

    def _begin(self, processor, who, thread, at_us):
        since = self.ready.pop(thread, None)
        if since:
            self.waits.append((since[1], since[0], at_us))
        self.ran[processor].append((at_us, who))
        self.present[processor] = thread

    def beside(self, from_us, to_us):
        """Microseconds of each who had a processor meanwhile, by processor."""
        found = {}
        for processor, ran in sorted(self.ran.items()):
            shares = collections.Counter()
            i = max(0, bisect.bisect_right(ran, (from_us, "\x7f")) - 1)
            while i < len(ran) and ran[i][0] < to_us:
                end_us = ran[i + 1][0] if i + 1 < len(ran) else to_us
                shares[ran[i][1]] += max(0, min(to_us, end_us) - max(from_us, ran[i][0]))
                i += 1
            found[processor] = shares
        return found


def tell(story, wait_ms):
    waits = [wait for wait in story.waits if wait[2] - wait[1] >= 1000 * wait_ms]
    holders = collections.Counter()
    for who in OURS:
        long = [to_us - from_us for name, from_us, to_us in waits if name == who]
        print(f"{who:16} {len(long):5} waits of {wait_ms} ms and more, {sum(long) / 1000:8.1f} ms together")
    for _, from_us, to_us in waits:
        for shares in story.beside(from_us, to_us).values():
            holders.update(shares)
    print("had a processor meanwhile, ms: " + ", ".join(f"{who} {us / 1000:.1f}" for who, us in holders.most_common(SHOWN)))
    for who, from_us, to_us in sorted(waits, key=lambda wait: wait[1] - wait[2])[:SHOWN]:
        beside = "; ".join(f"{processor}: " + ", ".join(f"{name} {us / 1000:.2f}" for name, us in shares.most_common(3))
                           for processor, shares in story.beside(from_us, to_us).items())
        print(f"  {who} {(to_us - from_us) / 1000:.2f} ms   {beside}")


def main():
    parser = argparse.ArgumentParser(description="Tells who had the processors while a request waited.")
    parser.add_argument("--build", required=True)
    parser.add_argument("--rate", type=float, default=20000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--lasting", action="store_true")
    parser.add_argument("--wait-ms", type=float, default=0.5)
    arguments = parser.parse_args()
    with frame.Run(arguments.build, arguments.seconds) as run, started(run) as centre:
        load, plan = Load(run), centre.plan(256)
        if arguments.lasting:
            load.burst(plan, 256)
        else:
            load.status(plan, 256, 1)
        with Trace() as trace:
            paced = load.pace(plan, arguments.connections, arguments.rate, arguments.seconds, os.path.join(run.place, "trace"))
    latency = paced["latency"]
    print(f"p50 {latency['p50_us'] / 1000:.2f} ms, p99 {latency['p99_us'] / 1000:.2f} ms, longest {latency['max_us'] / 1000:.2f} ms; "
          f"the generator itself was late by {paced['late']['p99_us'] / 1000:.2f} ms (p99)")
    tell(Story(trace.text), arguments.wait_ms)
    return 0


if __name__ == "__main__":
    sys.exit(main())
