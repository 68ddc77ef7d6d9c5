"""Row 8: how long a server needs until it is ready, on a journal that a real core and pump made; with a snapshot, and without one against what cannot be left out.
It must not change what the server does at a start. NEXTUP_BENCH_RESTART_EVENTS=10000000 measures the size of the promise (several minutes and 3 GB of disk)."""
import json
import os
import shutil
import subprocess
import time

from nextup_client import Server

BUILDS = ["server/nextup", "pump/pump_fill", "journal/journal_restart_bench"]
SMOKE = True
EVENTS = 1000000
EVENTS_QUICK = 3000
STARTS = 3
READY_S_MAX = 2
SHARE_MAX = 1.5
CENTRE = "connect-demo"


def output(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[:2000]}")
    return json.loads(done.stdout)


def started(run, directory):
    """Seconds from starting the program until /readyz says 200."""
    begun = time.monotonic()
    with Server(directory, demo=False, binary=run.program("server", "nextup")) as server:
        while server.request("GET", "/readyz")[0] != 200:
            time.sleep(0.001)
        took = time.monotonic() - begun
        if server.terminate() != 0:
            raise RuntimeError("the server did not end well: " + server.log_text()[-2000:])
    return took


def fill(run, directory, events):
    with Server(directory, binary=run.program("server", "nextup")) as server:
        server.terminate()
    begun = time.monotonic()
    filled = output(run.program("pump", "pump_fill"), os.path.join(directory, "centres", CENTRE), str(events))
    run.machine["restart"] = {"events": filled["events"], "contacts": filled["contacts"], "made_in_s": round(time.monotonic() - begun, 1)}


def measured_alone(run, centre):
    """What cannot be left out. Measured around each start and the least taken, as of the starts: neither side has the quieter moments for itself."""
    return output(run.program("journal", "journal_restart_bench"), centre)


def measure(run):
    events = EVENTS_QUICK if run.quick else int(os.environ.get("NEXTUP_BENCH_RESTART_EVENTS", EVENTS))
    directory = os.path.join(run.place, "restart")
    centre = os.path.join(directory, "centres", CENTRE)
    fill(run, directory, events)
    starts = 1 if run.quick else STARTS
    with_snapshot = min(started(run, directory) for _ in range(starts))
    alone, without = measured_alone(run, centre), []
    for _ in range(starts):
        shutil.rmtree(os.path.join(centre, "snapshots"))
        without.append(started(run, directory))
        again = measured_alone(run, centre)
        alone = {key: min(alone[key], again[key]) for key in alone}
    run.machine["restart"].update(alone)
    words = f"{alone['events']:,} events"
    floor = alone["rows_s"] + alone["apply_s"]
    run.add("restart.snapshot", f"restart until ready, {words}, newest snapshot there", with_snapshot, "s", value_at_most=READY_S_MAX, issue="8")
    run.add("restart.replay", "  no snapshot, against reading the rows and applying the events", min(without), "s", floor, at_most=SHARE_MAX, issue="8",
            possible=lambda ratio: ratio >= 0.5)  # reading and applying go side by side: no less than the longer of the two
    run.add("restart.rows", "    reading the rows alone", alone["rows_s"], "s")
    run.add("restart.entries", "    reading them, and making events of them", alone["entries_s"], "s")
    run.add("restart.apply", "    the core applying the events alone", alone["apply_s"], "s")
    shutil.rmtree(directory)
