"""Rows 12 and 13: agents kept busy, and contacts that find idle agents. It must not tune anything."""
from crowd import crowded
from rows_line import add_times

BUILDS = ["server/nextup", "bench/bench_load", "bench/bench_crowd", "bench/bench_bare"]
SMOKE = True
BUSY_AGENTS = (100, 1000)
IDLE_AGENTS = (100, 100000)
BUSY_TIMES = 20         # as long as a usual measurement: 60 s
STARTS_PER_S = 100
BARE_PER_S = 100         # beside row 12
IDEAL_SHARE_MIN = 0.99
FREE_MS_MAX = 5
WAIT_SHARE_MAX = 5  # of one sync and one loopback round trip


def measure_busy(run, agents, promised):
    """agents have contacts of a second, and as many contacts wait."""
    seconds = run.seconds * (BUSY_TIMES if promised and not run.quick else 5)
    with crowded(run, agents, f"busy-{agents}") as crowd:
        found = crowd.measure("work", panels=agents, tail=agents, rate=BARE_PER_S, seconds=seconds)
    run.add(f"busy.{agents}", f"{agents:,} agents, contacts of 1 s, {agents:,} waiting, {seconds:g} s", found["contacts_per_s"], "per s", agents,
            at_least=IDEAL_SHARE_MIN if promised else None, possible=lambda ratio: ratio <= 1.05, issue="12" if promised else None)
    run.add(f"busy.{agents}.p99", "  free to the next offer, p99", found["p99_us"] / 1000, "ms", value_at_most=FREE_MS_MAX if promised else None,
            issue="12" if promised else None)
    run.add(f"busy.{agents}.p50", "    p50", found["p50_us"] / 1000, "ms")
    run.add(f"busy.{agents}.bare", "    bare, beside it: a WebSocket round trip and a sync, p99", found["bare"]["p99_us"] / 1000, "ms")
    run.add(f"busy.{agents}.late", "    the generator itself was late, p99", found["late"]["p99_us"] / 1000, "ms")


def measure_idle(run, agents):
    panels = min(agents, int(STARTS_PER_S * run.seconds * 2 * 1.2) + 50)
    with crowded(run, agents, f"idle-{agents}") as crowd:
        found = crowd.measure("wait", panels=panels, rate=STARTS_PER_S, seconds=run.seconds * 2)
    add_times(run, f"idle.{agents}", f"a task is started, until it is offered on a panel; {agents:,} idle agents", found, "a WebSocket round trip and a sync",
              WAIT_SHARE_MAX, "13", note="from the request, so starting is in it")


def measure(run):
    busy = (10, 20) if run.quick else BUSY_AGENTS
    idle = (10, 30) if run.quick else IDLE_AGENTS
    for agents in busy:
        measure_busy(run, agents, agents == max(busy))
    for agents in idle:
        measure_idle(run, agents)
