"""Rows 1 and 2: durable status changes through the signed door, N clients each waiting for its answer, beside the HTTP library alone and the disk alone. It must not tune anything."""
import change_bytes
from centre import started
from loads import Load

BUILDS = ["server/nextup", "bench/bench_load"]
SMOKE = True
CLIENTS = (1, 16, 256)
CLIENTS_QUICK = (1, 4)
HTTP_SHARE_MIN = 0.5     # of the library's own rate, at most clients
LATENCY_SHARE_MAX = 1.5  # of one round trip and one sync, with one client


def add_rows(run, clients, most, status, bare, syncs, note):
    """status: the faster of two runs. bare, syncs: two measurements of each, in turn with those."""
    sync_best = max(one[kind]["best_per_s"] for one in syncs for kind in ("append", "overwrite"))
    append = min((one["append"] for one in syncs), key=lambda one: one["p50_us"])
    fastest = max(bare, key=lambda one: one["per_s"])
    who = f"{clients} client" + ("s" if clients > 1 else "")
    run.add(f"status.{clients}", f"durable status changes, {who}", status["per_s"], "per s", sync_best, possible=lambda ratio: ratio <= clients,
            note=note)
    round_trip = min(one["p50_us"] for one in bare)
    if clients == 1:
        at_least = (round_trip + 1e6 / sync_best) / (round_trip + append["p50_us"])
        run.add("status.1.p50", "  p50, against one round trip and one sync", status["p50_us"] / 1000, "ms",
                (round_trip + append["p50_us"]) / 1000, at_most=LATENCY_SHARE_MAX, possible=lambda ratio: ratio >= at_least, issue="2")
    else:
        run.add(f"status.{clients}.p50", "  p50", status["p50_us"] / 1000, "ms")
    run.add(f"status.{clients}.p99", "  p99", status["p99_us"] / 1000, "ms")
    run.add(f"status.{clients}.max", "  longest", status["max_us"] / 1000, "ms")
    if clients == most:
        run.add(f"status.{clients}.http", "  against the HTTP library alone", status["per_s"], "per s", fastest["per_s"],
                at_least=HTTP_SHARE_MIN, possible=lambda ratio: ratio <= 1, issue="1")
    run.add(f"http.{clients}", f"  HTTP library alone, {who}", fastest["per_s"], "per s")
    run.add(f"http.{clients}.p50", "    p50", fastest["p50_us"] / 1000, "ms")
    run.add(f"http.{clients}.p99", "    p99", fastest["p99_us"] / 1000, "ms")
    for kind in ("append", "overwrite"):
        best = max((one[kind] for one in syncs), key=lambda one: one["per_s"])
        run.add(f"sync.{clients}.{kind}", f"  bare write and fdatasync of {syncs[0]['bytes']} bytes, {kind}", best["per_s"], "per s")
        run.add(f"sync.{clients}.{kind}.best", "    the fastest 32 in a row", max(one[kind]["best_per_s"] for one in syncs), "per s")
        run.add(f"sync.{clients}.{kind}.p50", "    p50", best["p50_us"] / 1000, "ms")
        run.add(f"sync.{clients}.{kind}.p99", "    p99", best["p99_us"] / 1000, "ms")


def measure(run):
    load = Load(run)
    with started(run) as centre:
        size, run.machine["change_bytes_from"] = change_bytes.one_change(run, load, centre)
        all_clients = CLIENTS_QUICK if run.quick else CLIENTS
        plan = centre.plan(max(all_clients))
        for clients in all_clients:
            lasting = clients == max(all_clients) and not run.quick

            def attempt(clients=clients, lasting=lasting):
                syncs = [load.sync(size, run.seconds / 6)]
                bare = [load.http(plan, clients, run.seconds / 3)]
                burst = load.burst(plan, clients) if lasting else None
                status = [load.status(plan, clients, run.seconds)]
                bare.append(load.http(plan, clients, run.seconds / 3))
                status.append(load.status(plan, clients, run.seconds))
                syncs.append(load.sync(size, run.seconds / 6))
                return burst, max(status, key=lambda one: one["per_s"]), bare, syncs
            (burst, status, bare, syncs), note = run.calm(attempt)
            run.machine["disk_goes_first"] = syncs[0]["goes_first"]
            if burst:
                run.add(f"status.{clients}.burst", f"durable status changes, {clients} clients, the first seconds of a burst", burst["per_s"], "per s",
                        note="until what follows the journal can put its work off no longer; the rows below are what lasts")
            add_rows(run, clients, max(all_clients), status, bare, syncs, note)
