"""Plants bugs, one at a time, and counts those that the tests find.

    mutate.py [--count N] [--seed N] [--room core|pump|journal] [--only FILE:LINE]

A bug is one small change of one line of core/, pump/ or journal/: another comparison, another connective, a number one off, a condition turned round, a call or
an assignment left out, the other truth returned. The tree is copied; the copy is built without sanitizers and the tests of the changed room and of
those that stand on it are run, the quick ones first. A bug is killed if it does not compile, a test fails or a test does not end.

Left alone: what only checks (check.c, x_check(), asserts, panics), names, tables of constants. explained.txt has the survivors that are no bugs, each with the reason; one
line of it: FILE | the line as it was | the line as it became | why nothing can tell them apart.
"""
import argparse
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXPLAINED = pathlib.Path(__file__).with_name("explained.txt")
ROOMS = {
    # room: (source files that are not mutated, suites to run, in order)
    "core": ({"check.c", "names.c", "snapshot.c", "view.c", "setup_view.c", "why.c"}, ["core", "scenarios", "sim", "proof"]),
    "pump": (set(), ["pump", "edge"]),
    "journal": ({"verify.c"}, ["journal", "pump"]),
}
SLOW_TESTS = ("proof/protocol", "proof/power_cut")
TEST_SECONDS_MAX = 60

SWAPS = [
    (r"(?<![<>=!+\-*/&|])<(?![<=])(?=\s)", ["<="]), (r"<=", ["<"]), (r"(?<![\->=])>(?![>=])(?=\s)", [">="]), (r"(?<!-)>=", [">"]),
    (r"==", ["!="]), (r"!=", ["=="]), (r"&&", ["||"]), (r"\|\|", ["&&"]),
    (r"(?<=\s)\+(?=\s)", ["-"]), (r"(?<=\s)-(?=\s)", ["+"]), (r"\+\+", ["--"]), (r"(?<!\w)--", ["++"]),
    (r"\btrue\b", ["false"]), (r"\bfalse\b", ["true"]), (r"(?<=[( ])!(?=[a-z(])", [""]),
    (r"(?<=[ (])0(?=[;),])", ["1"]), (r"(?<=[ (])1(?=[;),])", ["0", "2"]),
]
STATEMENT = re.compile(r"^\s+(?:[a-z_]+\([^=]*\)|[a-z_][\w\->.\[\]]*\s*[-+|&]?=\s*[^=].*|[a-z_][\w\->.]*(?:\+\+|--));$")
SKIPPED = re.compile(r"acd_panic|assert|^\s*(?:\*|/\*|//|#|case |default:)|^\s*static const|^\S|\bsnprintf|journal_fault|note\(|\"")


class Bug:
    def __init__(self, file, number, before, after):
        self.file, self.number, self.before, self.after = file, number, before, after

    def __str__(self):
        return f"{self.file}:{self.number}: {self.before.strip()}   ->   {self.after.strip() or '(left out)'}"

    def key(self):
        return (str(self.file), self.before.strip(), self.after.strip())


def code_of(line):
    return re.sub(r"/\*.*?\*/|/\*.*$", lambda found: " " * len(found[0]), line)


def bugs_of(file):
    """Every bug that could be planted in a file."""
    inside_comment = False
    function = ""
    for number, line in enumerate((ROOT / file).read_text().splitlines(), 1):
        opens, closes = "/*" in line, "*/" in line
        begins = re.match(r"^[a-z].*?(\w+)\(", line)
        function = begins[1] if begins and not inside_comment else function
        if inside_comment or SKIPPED.search(line):
            inside_comment = (inside_comment or opens) and not closes
            continue
        inside_comment = opens and not closes
        if function.endswith(("_check", "_name")):
            continue
        code = code_of(line)
        for pattern, others in SWAPS:
            for found in re.finditer(pattern, code):
                for other in others:
                    yield Bug(file, number, line, line[:found.start()] + other + line[found.end():])
        if STATEMENT.match(code.rstrip()) and not re.match(r"^\s+(?:return|break|goto)\b", code):
            yield Bug(file, number, line, "")


def choose(rooms, count, seed):
    draw = random.Random(seed)
    bugs = [bug for room in rooms for file in sorted((ROOT / room).glob("*.c"))
            if not re.search(r"_(test|bench|fuzz)\.c$", file.name) and file.name not in ROOMS[room][0]
            for bug in bugs_of(file.relative_to(ROOT))]
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
        self.run("meson", "setup", str(self.build), str(self.root), "-Dbuildtype=plain", "-Dc_args=-O1", seconds=300)

    def run(self, *words, seconds):
        """True if it ended well in time."""
        try:
            return subprocess.run(words, cwd=self.root, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  timeout=seconds, start_new_session=True).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def holds(self, room):
        """Builds what the room's tests need and runs them; the name of what failed, or None."""
        listed = subprocess.run(["meson", "test", "-C", str(self.build), "--list", *(word for suite in ROOMS[room][1] for word in ("--suite", suite))],
                                capture_output=True, text=True).stdout
        for suite in ROOMS[room][1]:
            names = [line.split(" / ")[-1].split(":")[-1].strip() for line in listed.splitlines() if f":{suite} /" in line or f" {suite} /" in line]
            names = [name for name in names if name.startswith(suite) and name not in SLOW_TESTS]
            if names and not self.run("meson", "test", "-C", str(self.build), "--maxfail", "1", *names,
                                      seconds=300 + TEST_SECONDS_MAX * len(names)):
                return f"{suite}'s tests"
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", choices=ROOMS)
    parser.add_argument("--only")
    options = parser.parse_args()
    rooms = [options.room] if options.room else list(ROOMS)
    bugs = choose(rooms, options.count if not options.only else sys.maxsize, options.seed)
    if options.only:
        bugs = [bug for bug in bugs if f"{bug.file}:{bug.number}" == options.only]
    known = explained()
    killed, survivors, no_bugs = 0, [], 0
    with tempfile.TemporaryDirectory(prefix="nextup-mutate-") as place:
        tree = Tree(place)
        for room in rooms:
            found = tree.holds(room)
            if found:
                sys.exit(f"without any bug planted, {room} does not hold: {found}")
        for number, bug in enumerate(bugs, 1):
            if bug.key() in known:
                no_bugs += 1
                continue
            tree.plant(bug)
            found = tree.holds(bug.file.parts[0])
            tree.restore(bug)
            killed += found is not None
            if found is None:
                survivors.append(bug)
            print(f"{number}/{len(bugs)} {'killed by ' + found if found else 'SURVIVED'}: {bug}", flush=True)
    planted = killed + len(survivors)
    print(f"\n{killed} of {planted} planted bugs were found ({100 * killed / max(planted, 1):.1f} %); {no_bugs} drawn that change nothing (explained.txt)")
    for bug in survivors:
        print(f"  survived: {bug}")
    return 0 if planted and killed * 100 >= 95 * planted else 1


if __name__ == "__main__":
    os.environ.setdefault("MESON_TESTTHREADS", "2")
    sys.exit(main())
