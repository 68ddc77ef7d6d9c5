"""The frame every measurement hangs in: rows with their limits and verdicts, facts about the machine, the table, the JSON. It must not measure anything.

A group of rows is one file, rows_NAME.py, and one line in groups.py. It says which programs it wants built and adds rows to the run:

    BUILDS = ["server/nextup", "bench/bench_load"]            what ninja has to build first (bench/meson.build: bench_test depends on it too)
    SMOKE = True                                              with run.quick it takes seconds, also with sanitizers: bench_test.py runs it

    def measure(run):                                         run: a Run, below
        run.add("status.256.http", "status changes against the HTTP library", 31800, "per s", limit=63600, at_least=0.5, issue="1")
        run.add("panel.bytes", "memory of a signed-in panel", 9800, "bytes", value_at_most=16384, issue="7")
"""
import datetime
import json
import os
import platform
import re
import shutil
import subprocess
import tempfile
import traceback

from pins import Pins

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RESULTS = os.path.join(ROOT, "bench", "results")
FAILURE_LEN_MAX = 500
CALM_STOLEN_PERCENT_MAX = 2
CALM_TRIES_MAX = 3
NOT_ALIKE = "cannot be, so the two were not measured alike (busy machine?)"

# What was promised (the table of issue 8): the number, the words, and how many judged rows it takes at least.
PROMISES = (
    ("1", "durable status changes, 256 clients, against the HTTP library", 1),
    ("2", "the same, 1 client: p50 against a round trip and a sync", 1),
    ("3", "open loop, 16 and 256 connections: p99 against bare group commit", 2),
    ("4a", "one agent's change, 5,000 panels open", 1),
    ("4b", "a status is renamed, 5,000 panels", 1),
    ("5", "full contact cycles in the core", 1),
    ("6", "routing decision as agents and contacts grow: instructions and time", 4),
    ("7", "memory per agent in the core and per signed-in panel", 2),
    ("8", "restart with 10 million events, snapshot present and absent", 2),
    ("9", "event stream: durable event to the consumer's socket", 1),
    ("10", "panel: first useful paint, JavaScript shipped", 2),
    ("11", "what-if: a day of 1,000 agents", 1),
    ("12", "1,000 agents kept busy: share of the ideal, free to next offer", 2),
    ("13", "contact waits to offer, 100 and 100,000 agents", 2),
)


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
    """The results' own files do not count as changes: each run writes them."""
    changed = output("git", "status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/results")
    return output("git", "rev-parse", "HEAD") + (" and changes" if changed else "")


def processor_ticks():
    """(taken by the host for other machines, all) since the machine started."""
    with open("/proc/stat", encoding="utf-8") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    return ticks[7], sum(ticks)


def rounded(number):
    return None if number is None else round(number, 3)


class Run:
    """One run of some groups. What a group may use:

    build     the build directory; seconds: how long one measurement of the usual kind lasts
    quick     True in a smoke test: figures mean nothing, so be small (a thousand events for ten million)
    place     a directory on the disk that is measured, removed at the end
    machine   facts that end up in the JSON: add what a reader must know (priorities, settings)
    pins      start clients inside "with run.pins.clients():"; centre.started() does it for the server
    calm()    measures again where the host took too much of the time away
    add()     adds a row; value() finds an earlier row's value, of any group, or None
    """

    def __init__(self, build, seconds=3.0, quick=False, pins=None):
        self.build = os.path.abspath(build)
        self.seconds = seconds
        self.quick = quick
        self.pins = pins or Pins()
        self.machine = machine(self.build)
        self.machine["pinned"] = self.pins.words()
        self.machine["stolen_percent"] = {}  # of each group's time, what the host gave to other virtual machines
        self.commit = commit()
        self.date = datetime.datetime.now(datetime.timezone.utc)
        self.groups = []
        self.failed = {}
        self.rows = []
        self.place = None

    def __enter__(self):
        os.makedirs(os.path.join(ROOT, "var"), exist_ok=True)
        self.place = tempfile.mkdtemp(prefix="bench-", dir=os.path.join(ROOT, "var"))
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.place, ignore_errors=True)

    def measure(self, name, group):
        """A group that fails loses what it had not added; the others are still measured."""
        self.groups.append(name)
        stolen, ticks = processor_ticks()
        try:
            group.measure(self)
        except Exception as error:  # whatever it was: it is written down, and the bench exits 1
            self.failed[name] = str(error)[:FAILURE_LEN_MAX]
            traceback.print_exc()
        stolen_now, ticks_now = processor_ticks()
        self.machine["stolen_percent"][name] = round(100 * (stolen_now - stolen) / max(1, ticks_now - ticks), 1)

    def calm(self, attempt):
        """What attempt() returns, and a note that says how much of its time the host gave to other machines. When that is a lot it is tried again, and the least
        disturbed attempt is taken: chosen by what was stolen, never by its figures."""
        best = None
        for _ in range(1 if self.quick else CALM_TRIES_MAX):
            before = processor_ticks()
            found = attempt()
            after = processor_ticks()
            stolen = 100 * (after[0] - before[0]) / max(1, after[1] - before[1])
            if best is None or stolen < best[0]:
                best = stolen, found
            if stolen <= CALM_STOLEN_PERCENT_MAX:
                break
        return best[1], f"{best[0]:.1f} % of its time was stolen by the host"

    def program(self, *path):
        return os.path.join(self.build, *path)

    def add(self, identity, work, value, unit, limit=None, at_least=None, at_most=None, value_at_least=None, value_at_most=None,
            possible=None, unjudged=None, issue=None, note=None):
        """limit: the machine's own, in the same unit; ratio = value / limit. at_least, at_most: what is asked of the ratio; value_at_*: of the value itself.
        possible(ratio): False when such a ratio cannot be; then the row has none and says so. unjudged: why nothing can be said of the target yet, or None.
        issue: the number in the issue's table."""
        ratio = value / limit if limit else None
        if ratio is not None and possible is not None and not possible(ratio):
            note = f"no ratio: {ratio:.2f} {NOT_ALIKE}" + (f"; {note}" if note else "")
            ratio = None
        bounds = [(ratio, at_least, at_most, "{}"), (value, value_at_least, value_at_most, "{} " + unit)]
        target, met = None, None
        for number, low, high, words in bounds:
            for bound, sign in ((low, ">="), (high, "<=")):
                if bound is not None:
                    target = f"{sign} {words.format(f'{bound:,}')}"
                    met = None if number is None else (number >= bound if sign == ">=" else number <= bound)
        if unjudged:
            met, note = None, unjudged + (f"; {note}" if note else "")
        made = {"id": identity, "row": issue, "work": work, "value": rounded(value), "unit": unit, "limit": rounded(limit),
                "ratio": rounded(ratio), "target": target, "met": met}
        if note:
            made["note"] = note
        self.rows.append(made)
        return made

    def value(self, identity):
        return next((one["value"] for one in self.rows if one["id"] == identity), None)

    def document(self):
        return {"commit": self.commit, "date": self.date.strftime("%Y-%m-%dT%H:%M:%SZ"), "machine": self.machine, "groups": self.groups, "failed": self.failed,
                "rows": self.rows}


# ---- what is made of a run's document ----

def verdicts(rows):
    """For each promise (number, words, "met", "NOT met" or "not measured")."""
    for number, words, least in PROMISES:
        own = [one["met"] for one in rows if one["row"] == number and one["target"]]
        if False in own:
            yield number, words, "NOT met"
        elif None in own or len(own) < least:
            yield number, words, "not measured" + (f" (only {len(own) - own.count(None)} of {max(least, len(own))})" if own else "")
        else:
            yield number, words, "met"


def print_table(document):
    print(f"{'row':<4}{'':<68}{'value':>14} {'':<14}{'limit':>14}{'ratio':>8}  target")
    for one in document["rows"]:
        limit = f"{one['limit']:,.2f}" if one["limit"] is not None else ""
        ratio = f"{one['ratio']:.2f}" if one["ratio"] is not None else ""
        verdict = {True: "met", False: "NOT met", None: ""}[one["met"]]
        line = f"{one['row'] or '':<4}{one['work']:<68}{one['value']:>14,.2f} {one['unit']:<14}{limit:>14}{ratio:>8}  "
        line += f"{one['target'] or ''} {verdict}"
        print(line.rstrip() + ("  " + one["note"] if "note" in one else ""))
    for name, why in document["failed"].items():
        print(f"\nThe group {name} FAILED: {why}")
    print("\nThe rows that were promised:")
    for number, words, verdict in verdicts(document["rows"]):
        print(f"  {number:<4}{words:<68}{verdict}")


def save(document, directory=RESULTS):
    """Writes DATE-COMMIT.json and a copy, latest.json; returns the former's path."""
    os.makedirs(directory, exist_ok=True)
    moment = re.sub(r"[-:]", "", document["date"])
    path = os.path.join(directory, f"{moment}-{document['commit'][:12] or 'unknown'}.json")
    for name in (path, os.path.join(directory, "latest.json")):
        with open(name, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=1)
            file.write("\n")
    return path
