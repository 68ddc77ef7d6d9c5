"""Runs the unit tests with one allocation failing at a time: our code may refuse, report or stop with a sentence, never crash.

    out_of_memory.py [--build DIR] [--only TEST] [--each N] [--seconds N]

Every place in our own code (tests apart) that asks for memory is found by recording a whole run of each test program; then the program is run again and
again, each time with one allocation failing: for each place the first, the last and some between (--each), and once every one from the middle on. The build has AddressSanitizer and
UBSan; a finding is what they report, a signal that is not a stop on purpose, or a run that does not end. A failed assertion of the test is expected: what it wanted was not possible.
The model is libre's out-of-memory mode (anchors: re/test).
"""
import argparse
import collections
import json
import os
import pathlib
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
WRAPPED = ("malloc", "calloc", "realloc", "strdup", "strndup")
SUITES = ("lib", "journal", "book", "pump", "policy", "tally", "edge")
LEFT_OUT = re.compile(r"journal/(kill|power|disk|journal_suite)|lib/password|_fuzz|sigv4_fuzz|publisher")  # they fork, race or take long
RUN_SECONDS_MAX = 60
STOPPED = b"nextup: out of memory"  # what a stop on purpose says
# The test's own code could not go on: it asserts what it stands on, looks at what it did not get, or tears down what a failed claim has taken down already.
TESTS_OWN = re.compile(rb"(?:testing/|_test\.c)\S*:\d+: \w+: Assertion|_test\.c:\d+:\d+: runtime error|error: Failure!"
                       rb"|#1 0x\w+ in \w+ \S*(?:_test\.c|testing/)|in tear_down |pump_close: Assertion `!pump->deciding")


def build_tests(build):
    """A build of its own, with our allocations going through fail.c."""
    build.mkdir(parents=True, exist_ok=True)
    fail = build / "fail.o"
    subprocess.run(["gcc", "-std=gnu17", "-O1", "-g", "-c", str(ROOT / "proof/memory/fail.c"), "-o", str(fail)], check=True)
    if not (build / "build.ninja").exists():
        flags = " ".join([*(f"-Wl,--wrap={name}" for name in WRAPPED), str(fail)])
        subprocess.run(["meson", "setup", str(build), str(ROOT), "-Dbuildtype=debugoptimized", "-Db_sanitize=address,undefined", "-Db_pie=false"],
                       check=True, stdout=subprocess.DEVNULL, env={**os.environ, "LDFLAGS": flags})


def tests_of(build):
    listed = json.loads(subprocess.run(["meson", "introspect", "--tests", str(build)], check=True, capture_output=True, text=True).stdout)
    for test in listed:
        program = pathlib.Path(test["cmd"][0])
        if test["suite"] and test["suite"][0].split(":")[-1] in SUITES and program.is_relative_to(build) and not LEFT_OUT.search(test["name"]):
            yield test["name"], program, test["cmd"][1:], test["env"], test.get("workdir") or str(build)


class Program:
    def __init__(self, name, program, arguments, environment, directory):
        self.name, self.program, self.arguments, self.directory = name, program, arguments, directory
        self.environment = {**os.environ, **environment, "CMOCKA_MESSAGE_OUTPUT": "TAP",
                            "ASAN_OPTIONS": "detect_leaks=0:handle_abort=0:allocator_may_return_null=1:exitcode=77",
                            "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1:exitcode=78"}

    def run(self, **more):
        """Its exit code, None if it did not end in time; and what it printed."""
        with subprocess.Popen([str(self.program), *self.arguments], cwd=self.directory, env={**self.environment, **more}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True) as process:
            try:
                said = process.communicate(timeout=RUN_SECONDS_MAX)[0]
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                return None, b""
            return process.returncode, said

    def places(self):
        """{address: (how often, where)} of our own code's allocations in a whole run."""
        with tempfile.TemporaryDirectory() as place:
            record = os.path.join(place, "record")
            code, said = self.run(OUT_OF_MEMORY_RECORD=record)
            if code != 0:
                sys.exit(f"{self.name} does not pass as it is ({code})\n" + said.decode("utf-8", "replace")[-2000:])
            data = pathlib.Path(record).read_bytes() if os.path.exists(record) else b""
        counts = collections.Counter(struct.unpack(f"<{len(data) // 8}Q", data))
        start = int(re.search(r"^(\w+) \w __executable_start$", subprocess.run(["nm", str(self.program)], capture_output=True, text=True).stdout, re.MULTILINE)[1], 16)
        looked = subprocess.run(["addr2line", "-e", str(self.program), *(hex(start + address - 1) for address in counts)],
                                capture_output=True, text=True).stdout.splitlines() if counts else []
        wheres = (where.split(" ")[0] for where in looked)
        return {address: (counts[address], relative(where)) for address, where in zip(counts, wheres) if is_ours(where)}

    def fails(self, address, turn, on):
        """What is wrong with how it took this failure; None: nothing."""
        wish = {"OUT_OF_MEMORY_AT": f"{address},{turn}", **({"OUT_OF_MEMORY_ON": "1"} if on else {})}
        code, said = self.run(**wish)
        if code is None and not on:  # a machine that stood still is no finding: it must not end a second time either
            code, said = self.run(**wish)
        if TESTS_OWN.search(said):
            return None
        if b"AddressSanitizer" in said or b"runtime error" in said:
            return said
        if code is None:  # with nothing left for good a test may wait in vain for each of its answers in turn
            return None if on else b"it does not end"
        if code == -signal.SIGABRT and STOPPED in said:
            return None
        return f"ended by signal {-code}\n".encode() + said[-2000:] if code < 0 else None


def is_ours(where):
    return "_test.c" not in where and "/testing/" not in where and "journal/memory.c" not in where and "??" not in where


def relative(where):
    return os.path.relpath(os.path.normpath(where), ROOT) if where.startswith("/") else re.sub(r"^(\.\./)+.*?/?(?=(?:lib|core|policy|journal|book|pump|edge|server|tally)/)", "", where)


def turns_of(count, each):
    some = {1, count} | {1 + count * part // (each + 1) for part in range(1, each + 1)}
    return sorted(some)[:each + 2]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(ROOT / "build-memory"))
    parser.add_argument("--only", default="", help="an expression that the test's name must match")
    parser.add_argument("--each", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=0, help="stop after so long; 0: when all is done")
    options = parser.parse_args()
    build = pathlib.Path(options.build).resolve()
    build_tests(build)
    chosen = [test for test in tests_of(build) if re.search(options.only, test[0])]
    subprocess.run(["ninja", "-C", str(build), *sorted({str(test[1].relative_to(build)) for test in chosen})], check=True, stdout=subprocess.DEVNULL)
    began, runs, findings, places_seen = time.monotonic(), 0, {}, set()
    for test in chosen:
        program = Program(*test)
        places = program.places()
        before = len(findings)
        for address, (count, where) in places.items():
            places_seen.add(where)
            for turn, on in [*((turn, False) for turn in turns_of(count, options.each)), (max(1, count // 2), True)]:
                if options.seconds and time.monotonic() - began > options.seconds:
                    break
                runs += 1
                wrong = program.fails(address, turn, on)
                if wrong and where not in findings:
                    findings[where] = f"{program.name} OUT_OF_MEMORY_AT={address},{turn}{' OUT_OF_MEMORY_ON=1' if on else ''}"
                    print(f"# FOUND at {where} ({findings[where]}):\n#   " + wrong.decode("utf-8", "replace").replace("\n", "\n#   ")[:3000], flush=True)
        over = options.seconds and time.monotonic() - began > options.seconds
        print(f"{'ok' if len(findings) == before else 'not ok'} - {program.name} survives each of its {len(places)} allocations failing"
              + (" # SKIP the time is up: not all were tried" if over and len(findings) == before else ""), flush=True)
    print(f"1..{len(chosen)}\n# {runs} runs of {len(chosen)} programs, {len(places_seen)} places of our code, {len(findings)} where a failure is not survived")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
