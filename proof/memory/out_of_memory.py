"""Runs the unit tests with one allocation failing at a time: our code may refuse, report or stop with a sentence, never crash, leak or leave somebody waiting.

    out_of_memory.py [--build DIR] [--only TEST] [--sample N] [--all] [--seconds N] [--jobs N] [--table FILE]

Each claim of each test program is run once to record every stack of calls by which our own code (tests apart) asks for memory (fail.c). Then, for each stack that no
program before it had, that claim alone is run again with the first allocation of that stack failing; once for each line of code that asks for memory, also with all later ones
failing. Stacks are compared as lines of our code, from the allocation out to a library or a test: what differs only in the test that came there is one. --sample
N takes N of a program's stacks, evenly, and says what share that is. --all tries each program's every stack, others' too, and its middle and last allocation.

The build has AddressSanitizer and UBSan. A finding is what they report, memory that nobody holds at the end, a signal that is not a stop on purpose, or somebody who waits for an
answer in vain. A failed assertion of the test is expected: what it wanted was not possible. The model is libre's out-of-memory mode (anchors: re/test).
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
WRAPPED = ("malloc", "calloc", "realloc", "strdup", "strndup")
SUITES = ("lib", "journal", "book", "pump", "policy", "tally", "whatif", "edge", "server")
LEFT_OUT = re.compile(r"journal/(kill|power|disk|journal_suite)|lib/password|_fuzz|publisher")  # they fork, race or take long
RUN_SECONDS_MAX = 100
STEP_SECONDS = 0.5
ON_SECONDS_MAX = 10        # with nothing left for good a test may wait in vain for each of its answers in turn: that is no finding
WAITED = b"peer: waited"   # a test that got no answer at all (lib/testing/peer.c)
# Waits of the test for itself: rig_stop()'s for lines that a failed claim left open, and for a handler of its own to be called.
OWN_WAIT = re.compile(rb"lines_are_gone, rig|serving_await_int\(")
CALLS_MAX = 30             # as in fail.c
STOPPED = b"nextup: out of memory"  # what a stop on purpose says
# The test's own code could not go on: it asserts what it stands on, looks at what it did not get, or tears down what a failed claim has taken down already.
TESTS_OWN = re.compile(rb"(?:testing/|_test\.c)\S*:\d+: \w+: Assertion|_test\.c:\d+:\d+: runtime error"
                       rb"|#1 0x\w+ in \w+ \S*(?:_test\.c|testing/)|in tear_down |pump_close: Assertion `!pump->deciding"
                       rb"|-> 503 [^\n]*\}\n")  # edge/api/testing/handler.c wants no 503 of its seeds, and says so
TEST_FILE = re.compile(r"_test\.c|/testing/|journal/memory\.c|proof/memory/fail\.c|^sim/")
NULL_USED = re.compile(rb"null pointer|unknown address 0x00000000")
IN_TEST = re.compile(rb"#\d+ 0x\w+ in \w+ (\S*(?:_test\.c|/testing/\w+\.c):\d+)")
BUFFER = re.compile(r"lib/(buf|json_write)\.[ch]:")  # a test that renders by itself
FLAGS = "-fno-omit-frame-pointer -fno-optimize-sibling-calls"  # fail.c walks the frames


def build_tests(build):
    """A build of its own, with our allocations going through fail.c; made anew if it was made otherwise."""
    settings = ["-Dbuildtype=debug", "-Doptimization=1", "-Db_sanitize=address,undefined", "-Db_pie=false", "-Dwerror=false", f"-Dc_args={FLAGS}"]
    made_with = build / "made_with"
    if build.exists() and (not made_with.exists() or made_with.read_text(encoding="utf-8") != repr(settings)):
        shutil.rmtree(build)
    build.mkdir(parents=True, exist_ok=True)
    fail = build / "fail.o"
    subprocess.run(["gcc", "-std=gnu17", "-O1", "-g", "-fno-omit-frame-pointer", "-c", str(ROOT / "proof/memory/fail.c"), "-o", str(fail)], check=True)
    if not (build / "build.ninja").exists():
        flags = " ".join([*(f"-Wl,--wrap={name}" for name in WRAPPED), str(fail)])
        subprocess.run(["meson", "setup", str(build), str(ROOT), *settings], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "LDFLAGS": flags})
        made_with.write_text(repr(settings), encoding="utf-8")


def tests_of(build):
    listed = json.loads(subprocess.run(["meson", "introspect", "--tests", str(build)], check=True, capture_output=True, text=True).stdout)
    for test in listed:
        program = pathlib.Path(test["cmd"][0])
        if test["suite"] and test["suite"][0].split(":")[-1] in SUITES and program.is_relative_to(build) and not LEFT_OUT.search(test["name"]):
            yield test["name"], program, test["cmd"][1:], test["env"], test.get("workdir") or str(build)


# lines: the stack, inside first, as far as it is ours; test: the line of a test that it was called from, "" if a library called
Place = collections.namedtuple("Place", "claim stack count lines test")


class Program:
    def __init__(self, name, program, arguments, environment, directory):
        self.name, self.program, self.arguments, self.directory = name, program, arguments, directory
        self.environment = {**os.environ, **environment, "CMOCKA_MESSAGE_OUTPUT": "TAP", "NEXTUP_ROOT": str(ROOT),
                            "ASAN_OPTIONS": "detect_leaks=1:handle_abort=0:allocator_may_return_null=1:exitcode=77",
                            "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1:exitcode=78"}

    def run(self, seconds_max=RUN_SECONDS_MAX, **more):
        """Its exit code, None if it did not end in time; and what it printed."""
        with subprocess.Popen([str(self.program), *self.arguments], cwd=self.directory, env={**self.environment, **more}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True) as process:
            looked, left = time.monotonic(), seconds_max
            while left > 0:
                try:
                    said = process.communicate(timeout=STEP_SECONDS)[0]
                    return process.returncode, said
                except subprocess.TimeoutExpired:  # a machine that stood still must not end a run: a look at the clock counts for two steps at most
                    now = time.monotonic()
                    left, looked = left - min(now - looked, 2 * STEP_SECONDS), now
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None, b""

    def recorded(self, claim):
        """[(stack, count, calls)] of one claim; None if it does not pass by itself."""
        with tempfile.TemporaryDirectory() as place:
            record = os.path.join(place, "record")
            code, _ = self.run(OUT_OF_MEMORY_RECORD=record, OUT_OF_MEMORY_CLAIM=claim)
            if code != 0:
                return None
            data = pathlib.Path(record).read_bytes()
        rows = struct.iter_unpack(f"<{2 + CALLS_MAX}Q", data)
        return [(row[0], row[1], tuple(call for call in row[2:] if call)) for row in rows if row[0]]

    def places(self, pool):
        """Every place of every claim at which our own code asks for memory."""
        code, said = self.run()
        if code != 0:  # maybe the machine's fault
            code, said = self.run()
        claims = re.findall(r"^ok \d+ - (\S+)$", said.decode("utf-8", "replace"), re.MULTILINE)
        if code != 0 or not claims:
            sys.exit(f"{self.name} does not pass as it is ({code})\n" + said.decode("utf-8", "replace")[-2000:])
        records = list(zip(claims, pool.map(self.recorded, claims)))
        for claim, record in records:
            if record is None:
                print(f"# {self.name}: {claim} needs the claims before it and was left out")
        where = self.lines_of({call for _, record in records for row in record or () for call in row[2]})
        for claim, record in records:
            for stack, count, calls in record or ():
                lines, test = ours_of([line for call in calls for line in where[call]], self.name.startswith("lib/"))
                if lines:
                    yield Place(claim, stack, count, lines, test)

    def lines_of(self, calls):
        """{call: [its line of code, then those it was put in from]}."""
        listing = subprocess.run(["nm", str(self.program)], capture_output=True, text=True).stdout
        start = int(re.search(r"^(\w+) \w __executable_start$", listing, re.MULTILINE)[1], 16)
        asked = {start + call - 1: call for call in calls}
        said = subprocess.run(["addr2line", "-a", "-i", "-e", str(self.program)], input="\n".join(map(hex, asked)), capture_output=True, text=True).stdout
        lines, at = {}, None
        for line in said.splitlines():
            if line.startswith("0x"):
                at = lines.setdefault(asked[int(line, 16)], [])
            else:
                at.append(relative(line.split(" ")[0]))
        return lines

    def fails(self, place, turn, on):
        """What is wrong with how it took this failure; None: nothing."""
        wish = {"OUT_OF_MEMORY_CLAIM": place.claim, "OUT_OF_MEMORY_AT": f"{place.stack},{turn}", **({"OUT_OF_MEMORY_ON": "1"} if on else {})}
        code, said = self.run(ON_SECONDS_MAX if on else RUN_SECONDS_MAX, **wish)
        if code is None and not on:  # a machine that stood still is no finding: it must not end a second time either
            code, said = self.run(**wish)
        return None if goes_on_without(place, said) else judged(code, said, on)


def goes_on_without(place, said):
    """A test that was told by NULL that there is no memory, and hands that NULL on in a later line, has only itself to blame."""
    crashed = IN_TEST.search(said)
    return place.test and NULL_USED.search(said) and crashed and relative(crashed[1].decode()) != place.test


def judged(code, said, on):
    if said.count(WAITED) > len(OWN_WAIT.findall(said)) and not on:
        return b"somebody waits in vain\n" + said[:2000]
    if b"LeakSanitizer" in said:
        said, leaks = said.split(b"==ERROR: LeakSanitizer", 1)
        leak = leak_of_ours(leaks.decode("utf-8", "replace"))
        if leak:
            return leak.encode()
    elif code is not None and code < 0 and STOPPED in said and code == -signal.SIGABRT:
        return None
    if TESTS_OWN.search(said):
        return None
    if b"AddressSanitizer" in said or b"runtime error" in said:
        return said
    if code is None:
        return None if on else b"it does not end"
    return f"ended by signal {-code}\n".encode() + said[-2000:] if code < 0 else None


def leak_of_ours(report):
    """The first direct leak of memory that our code asked for by itself, not on a test's behalf; "" if a test gave up its centre, and all that hangs on it."""
    found = ""
    for leak in re.split(r"\n\n", report):
        if not leak.startswith("Direct leak"):
            continue
        lines = [match[1] for match in re.finditer(r"^    #\d+ 0x\w+ in \S+ (\S+?:\d+)", leak, re.MULTILINE)]
        lines = [relative(line) for line in lines]
        if any("testing/rig.c" in line or "testing/serving.c" in line or "testing/centre.c" in line for line in lines):
            return ""
        own = []
        for line in lines[1:] if lines and "libsanitizer" in lines[0] else lines:
            if "proof/memory/fail.c" not in line:
                own.append(line)
        if own and not any(TEST_FILE.search(line) for line in own) and not found:
            found = leak
    return found


def ours_of(lines, of_lib):
    """The part of a stack that is our code, and the test's line that came there; () if a test asks by itself."""
    ours = []
    for line in lines:
        if TEST_FILE.search(line):
            if "proof/memory" in line:
                continue
            own = (not of_lib or "testing/peer.c" in line) and all(BUFFER.match(line) for line in ours)
            return (() if own else tuple(ours)), line
        if line.startswith("?"):
            break
        ours.append(line)
    return tuple(ours), ""


def relative(where):
    where = os.path.normpath(where)
    if where.startswith(f"{ROOT}/"):
        return os.path.relpath(where, ROOT)
    return re.sub(r"^(\.\./)+.*?/?(?=(?:lib|core|policy|journal|book|pump|edge|server|tally|whatif|proof|sim)/)", "", where)


def tries_of(places, seen, options):
    """(place, turn, on) of one program; what is tried is added to what is seen."""
    chosen = []
    by_lines = collections.defaultdict(list)
    for place in places:
        by_lines[place.lines].append(place)
    new = [lines for lines in by_lines if options.all or lines not in seen]
    step = max(1.0, len(new) / options.sample) if options.sample else 1.0
    taken = [new[int(i * step)] for i in range(int(len(new) / step))]
    for lines in taken:
        place = min(by_lines[lines], key=lambda place: place.count)
        turns = {1, (place.count + 1) // 2, place.count} if options.all else {1}
        chosen.extend((place, turn, False) for turn in sorted(turns))
        if options.all or lines[0] not in seen:
            chosen.append((place, 1, True))
        seen.update((lines, lines[0]))
    return chosen, len(taken), len(new), len(by_lines)


def try_all(program, tries, pool, findings, until):
    """How many were run; what was found is printed and kept."""
    def one(tried):
        if until and time.monotonic() > until:
            return tried, None, False
        return tried, program.fails(*tried), True
    runs = 0
    for (place, turn, on), wrong, was_run in pool.map(one, tries):
        runs += was_run
        where = place.lines[0]
        if wrong and where not in findings:
            findings[where] = f"{program.name} OUT_OF_MEMORY_CLAIM={place.claim} OUT_OF_MEMORY_AT={place.stack},{turn}{' OUT_OF_MEMORY_ON=1' if on else ''}"
            print(f"# FOUND at {' < '.join(place.lines[:6])} ({findings[where]}):\n#   "
                  + wrong.decode("utf-8", "replace").replace("\n", "\n#   ")[:3000], flush=True)
    return runs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(ROOT / "build-memory"))
    parser.add_argument("--only", default="", help="an expression that the test's name must match")
    parser.add_argument("--sample", type=int, default=0, help="stacks of each program at most; 0: all")
    parser.add_argument("--all", action="store_true", help="also those that another program had, and more than one allocation of each")
    parser.add_argument("--seconds", type=int, default=0, help="stop after so long; 0: when all is done")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--table", help="a file for the figures, a row for each program")
    options = parser.parse_args()
    build = pathlib.Path(options.build).resolve()
    build_tests(build)
    chosen = [test for test in tests_of(build) if re.search(options.only, test[0])]
    subprocess.run(["ninja", "-C", str(build), *sorted({str(test[1].relative_to(build)) for test in chosen})], check=True, stdout=subprocess.DEVNULL)
    until = time.monotonic() + options.seconds if options.seconds else None
    findings, seen, rows = {}, set(), []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for test in chosen:
            program, before = Program(*test), len(findings)
            tries, taken, new, all_stacks = tries_of(program.places(pool), seen, options)
            runs = try_all(program, tries, pool, findings, until)
            rows.append((program.name, all_stacks, new, taken, runs, len(tries), len(findings) - before))
            share = f"{taken} of {new} new" if taken < new else f"{new} new"
            print(f"{'ok' if len(findings) == before else 'not ok'} - {program.name} survives its allocations failing: {all_stacks} stacks, {share}, {runs} runs"
                  + (" # SKIP the time is up: not all were tried" if runs < len(tries) and len(findings) == before else ""), flush=True)
    if options.table:
        with open(options.table, "a", encoding="utf-8") as file:
            file.writelines(f"| {name} | {all_stacks} | {new} | {taken} | {runs} of {tries} | {found} |\n" for name, all_stacks, new, taken, runs, tries, found in rows)
    print(f"1..{len(chosen)}\n# {sum(row[4] for row in rows)} runs of {len(chosen)} programs, {sum(row[3] for row in rows)} stacks of {len({line for line in seen if isinstance(line, str)})} "
          f"lines of our code that ask for memory, {len(findings)} where a failure is not survived")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
