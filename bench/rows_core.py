"""Rows 5, 6 and 7 (agents): the core alone, its routing decisions as a centre grows, its memory. It must not start a server."""
import os
import re
import shutil
import subprocess

BUILDS = ["core/core_bench"]
SMOKE = False  # a million waiting contacts, whatever one says
STEPS_MIN = 1000000  # a second
AGENT_BYTES_MAX = 1024
TIME_RATIO_MAX = 6
# Of a decision: the case of core_bench, what it is, its sizes, how much more a decision may take in instructions at the large end, and the unit of the size.
DECISIONS = (
    ("arrive", "a contact arrives", (100, 10000, 100000), 2.5, "idle agents"),
    ("free", "an agent comes free", (10, 1000, 100000, 1000000), 3.5, "waiting contacts"),
)
DECISIONS_TIMED = 200000
DECISIONS_COUNTED = 2000
REPEATS = 3  # the fastest counts: what else the machine does only slows down


def ask(run, *words):
    """The values of core_bench's lines: {(case, size): value}."""
    done = subprocess.run([run.program("core", "core_bench"), *map(str, words)], capture_output=True, text=True, check=True)
    return {(case, int(size)): float(value) for case, size, value, _ in (line.split() for line in done.stdout.splitlines())}


def best(run, choose, *words):
    """The best of some runs of one case, which prints one value."""
    return choose(next(iter(ask(run, *words).values())) for _ in range(1 if run.quick else REPEATS))


def instructions(run, case, size):
    """Of one decision, counted by callgrind: set-up is not in it."""
    out = os.path.join(run.place, "callgrind.out")
    subprocess.run(["valgrind", "-q", "--tool=callgrind", "--instr-atstart=no", "--toggle-collect=core_bench_decisions", "--callgrind-out-file=" + out,
                    run.program("core", "core_bench"), case, str(size), str(DECISIONS_COUNTED)], capture_output=True, check=True)
    with open(out, encoding="utf-8", errors="replace") as file:
        return int(re.search(r"^(?:summary|totals): (\d+)", file.read(), re.MULTILINE).group(1)) / DECISIONS_COUNTED


def measure_times(run, case, work, sizes, unit, miss_ns):
    small = None
    for size in sizes:
        value = best(run, min, case, size, DECISIONS_TIMED)
        note = f"one cache miss: {miss_ns:.0f} ns" if size == sizes[-1] else None
        run.add(f"core.{case}.{size}.ns", f"core: {work}, {size:,} {unit}: time of a decision", value, "ns", small,
                at_most=TIME_RATIO_MAX if small else None, issue="6", note=note)
        small = small or value


def measure_instructions(run, case, work, sizes, ratio_max, unit):
    small = None
    for size in (sizes[0], sizes[-1]):
        value = instructions(run, case, size)
        run.add(f"core.{case}.{size}.instructions", f"core: {work}, {size:,} {unit}: instructions", value, "instructions", small,
                at_most=ratio_max if small else None, issue="6")
        small = small or value


def measure_memory(run):
    bytes_of = {case: value for (case, _), value in ask(run, "memory", 10000).items()}
    run.add("core.memory.agent", "core: memory of an agent: record, three trees, timer", bytes_of["memory.agent"], "bytes",
            value_at_most=AGENT_BYTES_MAX, issue="7", note="as the allocator gives it for 10,000 agents more")
    run.add("core.memory.agent.with-legs", "core: the same with the four legs the default limits have for each", bytes_of["memory.agent.with-legs"], "bytes")
    run.add("core.memory.leg", "core: memory of a leg", bytes_of["memory.leg"], "bytes")
    run.add("core.memory.contact", "core: memory of a contact", bytes_of["memory.contact"], "bytes")


def measure(run):
    miss_ns = best(run, min, "miss", 512 * 1024 * 1024)
    run.add("core.miss", "one cache miss: a chase through 512 MiB, page by page", miss_ns, "ns")
    run.add("core.cycles", "core: full contact cycles, 10,000 agents, one core", best(run, max, "cycles", 10000), "steps/s", value_at_least=STEPS_MIN, issue="5")
    for case, work, sizes, ratio_max, unit in DECISIONS:
        measure_times(run, case, work, sizes, unit, miss_ns)
        if shutil.which("valgrind"):
            measure_instructions(run, case, work, sizes, ratio_max, unit)
        else:
            run.machine["no_valgrind"] = "instructions of a routing decision are not counted: tools/install test brings valgrind"
    measure_memory(run)
