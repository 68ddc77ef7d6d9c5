"""Plants bugs, one at a time, and counts those that the tests find.

    mutate.py [--count N] [--seed N] [--room core|pump|journal ...] [--only FILE:LINE]

The bugs are those of bugs.py, one small change of one line of core/, pump/ or journal/. The tree is copied; the copy is built with the leak
detector, which costs nothing, and no other sanitizer.
The tests of the changed file are built and run first, then those of its room, then those of what stands on it; the first that fails ends it. A bug is killed if it
does not compile, a test fails twice in a row or a test does not end in TIMES_LONGER its time: a machine with other work to do, or one that stood still, finds no bugs.

explained.txt has the survivors that are no bugs, each with the reason; one line of it:
FILE[:FUNCTION] | the line as it was | the line as it became | why nothing can tell them apart.
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from bugs import bugs_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXPLAINED = pathlib.Path(__file__).with_name("explained.txt")
ROOMS = {
    # room: (source files that are not mutated, suites to run, in order)
    "core": ({"check.c", "names.c", "snapshot.c", "view.c", "setup_view.c", "why.c"}, ["core", "scenarios", "sim", "proof"]),
    "pump": ({"fill.c"}, ["pump", "edge"]),  # fill.c makes journals for measuring
    # memory.c is what the tests of other rooms have instead of a disk: a bug in it is a bug of a test.
    "journal": ({"verify.c", "memory.c"}, ["journal", "pump"]),
}
TIMES_LONGER = 4     # than a test may take by itself, as of meson's --timeout-multiplier
STEP_SECONDS = 0.5


class Test:
    def __init__(self, told, targets):
        self.name, self.command, self.timeout = told["name"], told["cmd"], told["timeout"]
        self.suites = {suite.split(":")[-1] for suite in told["suite"]}
        self.environment = told["env"]
        self.place = told["workdir"]
        self.needs = [file for target in told["depends"] for file in targets.get(target, [])]
        # A script that drives the whole server takes too long to run for each bug.
        self.quick = told["cmd"][0] in self.needs or self.name == "proof/explore"


def order_of(suites, tests, file):
    """Groups of tests, to be built and run one after the other: those named as the file, the rest of its room, the other suites."""
    quick = {suite: [test for test in tests if suite in test.suites and test.quick] for suite in suites}
    own = [test for test in quick[suites[0]] if test.name.split("/")[-1] == pathlib.Path(file).stem]
    rest = [test for test in quick[suites[0]] if test not in own]
    return [group for group in [own, rest, *(quick[suite] for suite in suites[1:])] if group]


def choose(rooms, count, seed):
    draw = random.Random(seed)
    bugs = [bug for room in rooms for file in sorted((ROOT / room).glob("*.c"))
            if not re.search(r"_(test|bench|fuzz)\.c$", file.name) and file.name not in ROOMS[room][0]
            for bug in bugs_of(file.relative_to(ROOT), file.read_text())]
    print(f"# {len(bugs)} bugs could be planted, seed {seed}", flush=True)
    return draw.sample(bugs, min(count, len(bugs)))


class Tree:
    """A copy of the project, built, in which one line at a time is changed."""

    def __init__(self, place):
        self.root = pathlib.Path(place) / "tree"
        self.build = pathlib.Path(place) / "build"
        files = subprocess.run(["git", "-C", str(ROOT), "ls-files"], check=True, capture_output=True, text=True).stdout.split("\n")
        for name in filter(None, files):
            if (ROOT / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.root / name)
        if (ROOT / "web/dist").is_dir():
            shutil.copytree(ROOT / "web/dist", self.root / "web/dist", dirs_exist_ok=True)
        if self.run("meson", "setup", str(self.build), str(self.root), "-Dbuildtype=plain", "-Dc_args=-O1",
                    "-Dc_link_args=-fsanitize=leak", seconds=300 * TIMES_LONGER) != 0:
            sys.exit("the copy could not be set up")
        targets = {target["id"]: target["filename"] for target in self.told("--targets")}
        self.tests = [Test(told, targets) for told in self.told("--tests")]

    def told(self, what):
        return json.loads(subprocess.run(["meson", "introspect", str(self.build), what], check=True, capture_output=True, text=True).stdout)

    def run(self, *words, seconds, environment=None, place=None):
        """Its exit code; None if it did not end in time. A machine that stood still must not end it: a look at the clock counts for two steps at most."""
        begun = subprocess.Popen(words, cwd=place or self.root, env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        looked, left = time.monotonic(), seconds
        while left > 0:
            try:
                return begun.wait(STEP_SECONDS)
            except subprocess.TimeoutExpired:
                now = time.monotonic()
                left, looked = left - min(now - looked, 2 * STEP_SECONDS), now
        os.killpg(begun.pid, signal.SIGKILL)
        begun.wait()
        return None

    def passes(self, test):
        """A failure counts if it comes again at once."""
        for _ in range(2):
            code = self.run(*test.command, seconds=test.timeout * TIMES_LONGER, environment=test.environment, place=test.place)
            if code in (0, None):
                return code == 0
        return False

    def holds(self, room, file=""):
        """Builds the tests that this room has to pass and runs them; the name of what failed, or None."""
        for group in order_of(ROOMS[room][1], self.tests, file):
            files = sorted({os.path.relpath(file, self.build) for test in group for file in test.needs})
            if self.run("ninja", "-C", str(self.build), "-j", os.environ.get("JOBS", "2"), *files, seconds=1200 * TIMES_LONGER) != 0:
                return "the compiler"
            for test in group:
                if not self.passes(test):
                    return test.name
        return None

    def plant(self, bug):
        path = self.root / bug.file
        lines = path.read_text().split("\n")
        assert lines[bug.number - 1] == bug.before
        lines[bug.number - 1] = bug.after
        path.write_text("\n".join(lines))

    def restore(self, bug):
        shutil.copy(ROOT / bug.file, self.root / bug.file)


def explained():
    if not EXPLAINED.exists():
        return set()
    rows = (line.split(" | ") for line in EXPLAINED.read_text().splitlines() if line and not line.startswith("#"))
    return {tuple(part.strip() for part in row[:3]) for row in rows}


def run(bugs, rooms):
    """Plants each; how many were killed, which survived, how many are explained."""
    known = explained()
    killed, survivors, no_bugs = 0, [], 0
    with tempfile.TemporaryDirectory(prefix="nextup-mutate-") as place:
        tree = Tree(place)
        for room in rooms:
            found = tree.holds(room)
            if found:
                sys.exit(f"without any bug planted, {room} does not hold: {found}")
        for number, bug in enumerate(bugs, 1):
            if bug.keys() & known:
                no_bugs += 1
                continue
            tree.plant(bug)
            found = tree.holds(bug.file.parts[0], bug.file)
            tree.restore(bug)
            killed += found is not None
            if found is None:
                survivors.append(bug)
            print(f"{number}/{len(bugs)} {'killed by ' + found if found else 'SURVIVED'}: {bug}", flush=True)
    return killed, survivors, no_bugs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", choices=ROOMS, nargs="+", default=list(ROOMS))
    parser.add_argument("--only")
    options = parser.parse_args()
    bugs = choose(options.room, options.count if not options.only else sys.maxsize, options.seed)
    if options.only:
        bugs = [bug for bug in bugs if f"{bug.file}:{bug.number}" == options.only]
    killed, survivors, no_bugs = run(bugs, options.room)
    planted = killed + len(survivors)
    print(f"\n{killed} of {planted} planted bugs were found ({100 * killed / max(planted, 1):.1f} %); {no_bugs} drawn that change nothing (explained.txt)")
    for bug in survivors:
        print(f"  survived: {bug}")
    return 0 if planted and killed * 100 >= 95 * planted else 1


if __name__ == "__main__":
    sys.exit(main())
