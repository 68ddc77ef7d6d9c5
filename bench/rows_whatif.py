"""Row 11: what-if of a large centre's day: read from its journal and simulated twice side by side, unchanged and with ten more agents. It must not start a server."""
import json
import os
import shutil
import subprocess
import tempfile

BUILDS = ["bench/bench_whatif"]
SMOKE = True
AGENTS, CONTACTS = 1000, 50000
AGENTS_QUICK, CONTACTS_QUICK = 20, 300
SECONDS_MAX = 1
REPEATS = 5  # the fastest counts: what else the machine does only slows down
MEMORY = "/dev/shm"  # where making 300,000 commits costs no sync each; what is read is in memory either way


def output(run, *words):
    done = subprocess.run([run.program("bench", "bench_whatif"), *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"bench_whatif {words[0]}: {done.stderr[:2000]}")
    return json.loads(done.stdout)


def measure(run):
    agents, contacts = (AGENTS_QUICK, CONTACTS_QUICK) if run.quick else (AGENTS, CONTACTS)
    place = tempfile.mkdtemp(prefix="nextup-whatif-", dir=MEMORY if os.path.isdir(MEMORY) else run.place)
    try:
        made = output(run, "make", place, agents, contacts)
        times = [output(run, "time", place, made["from"], made["to"]) for _ in range(1 if run.quick else REPEATS)]
    finally:
        shutil.rmtree(place, ignore_errors=True)
    best = min(times, key=lambda one: one["read_ms"] + one["simulate_ms"])
    day = f"a day of {agents:,} agents and {contacts:,} contacts ({made['events']:,} events in {made['commits']:,} commits)"
    run.add("whatif.day", f"what-if: {day}, read and simulated twice", (best["read_ms"] + best["simulate_ms"]) / 1000, "s", value_at_most=SECONDS_MAX, issue="11",
            note=f"answered: {best['answered'][0]:,}; simulated unchanged: {best['answered'][1]:,}")
    run.add("whatif.read", "what-if: of it reading the day, checked row by row, and learning from it", best["read_ms"] / 1000, "s")
    run.add("whatif.simulate", "what-if: of it the two runs, side by side", best["simulate_ms"] / 1000, "s")
    run.add("whatif.state", "what-if: before it, the state that the day begins with", best["state_ms"] / 1000, "s")
