"""Rows 4a, 4b, 7 and 9: how soon a change is on the panels and on the event stream, and what a panel costs. It must not tune anything."""
from crowd import crowded

BUILDS = ["server/nextup", "bench/bench_load", "bench/bench_crowd", "bench/bench_bare"]
SMOKE = True
PANELS = 5000
CHANGES_PER_S = 500
RENAMES_PER_S = 2
STREAM_AGENTS = 1000     # beside them, without panels
LINE_SHARE_MAX = 2       # of one loopback round trip and one sync: rows 4a, 4b
STREAM_SHARE_MAX = 3     # row 9
PANEL_BYTES_MAX = 16384  # row 7


def add_times(run, identity, work, found, bare, at_most=None, issue=None, note=None):
    """A measurement's p99 against the bare server's in the same seconds, and its other times."""
    limit = found["bare"]
    run.add(f"{identity}.p99", work + ", p99", found["p99_us"] / 1000, "ms", limit["p99_us"] / 1000, at_most=at_most, issue=issue, note=note)
    run.add(f"{identity}.p50", "  p50", found["p50_us"] / 1000, "ms", limit["p50_us"] / 1000)
    run.add(f"{identity}.max", "  longest", found["max_us"] / 1000, "ms", limit["max_us"] / 1000)
    run.add(f"{identity}.bare", f"  bare: {bare}, p99", limit["p99_us"] / 1000, "ms")
    run.add(f"{identity}.late", "  the generator itself was late, p99", found["late"]["p99_us"] / 1000, "ms")


def measure(run):
    panels = 20 if run.quick else PANELS
    agents = panels + (20 if run.quick else STREAM_AGENTS)
    seconds = run.seconds * 3
    rate = 50 if run.quick else CHANGES_PER_S
    words = f"{panels:,} panels open, {rate} a second"
    with crowded(run, agents) as crowd:
        own = crowd.measure("own", panels=panels, rate=rate, seconds=seconds)
        add_times(run, "line.own", f"an agent's own change on its panel; {words}", own, "a WebSocket round trip and a sync", LINE_SHARE_MAX, "4a")
        before, after = own["resident_kib"]
        run.add("line.bytes", "memory of a signed-in panel", (after - before) * 1024 / panels, "bytes", value_at_most=PANEL_BYTES_MAX, issue="7")
        asked = crowd.measure("asked", panels=panels, rate=rate, seconds=seconds)
        add_times(run, "line.asked", "a program's PutUserStatus on the agent's panel; the same", asked, "a WebSocket round trip and a sync")
        rename = crowd.measure("rename", panels=panels, rate=RENAMES_PER_S, seconds=seconds)
        add_times(run, "line.rename", f"a status is renamed, until each of {panels:,} panels has it", rename, "a broadcast of as many bytes and a sync",
                  LINE_SHARE_MAX, "4b")
        stream = crowd.measure("stream", panels=panels, rate=rate, seconds=seconds)
        add_times(run, "stream", f"PutUserStatus on the event stream, {rate} a second", stream, "a WebSocket round trip and a sync", STREAM_SHARE_MAX, "9",
                  note="from the request, so the change's own way to the disk is in it")
