#!/usr/bin/env python3
"""Counts the instructions of the hot paths under callgrind and compares them with tools/ratchet.json. It must not measure time: that is bench/.

    tools/ratchet.py --build BUILD [--update] [--only TEXT] [--jobs N]

Of each case of the program `ratchet` (tools/ratchet/) what runs inside ratchet_count() is counted, in two heaps:

    own        instructions of Nextup's own code (the program itself): the same on every machine with the same compiler
    libraries  of all shared libraries: they choose code by the processor, so what can be fixed is fixed (ENVIRONMENT) and the bound is wider

More than OWN_RISE or LIBRARIES_RISE above the file fails; as much below is only told, to be kept by --update. A rise that is meant is accepted by
--update too, and the changed numbers are part of the commit that causes them: whoever reads it sees what it costs.

Counts are comparable only for one compiler and processor family: where another one built the program, the comparison is left out, and said so.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import platform
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FILE = os.path.join(ROOT, "tools", "ratchet.json")
OWN_RISE = 0.03
LIBRARIES_RISE = 0.25
COUNTED = "ratchet_count"
LARGEST_SHOWN = 8
CASE_SECONDS_MAX = 300
# One and the same code on every x86-64: no variants by what the processor can do, neither in libc nor in OpenSSL.
ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-AVX,-AVX512F,-ERMS,-FSRM,-SSE4_2,-SSE4_1,-SSSE3:glibc.malloc.tcache_count=7",
               "OPENSSL_ia32cap": "0:0", "LC_ALL": "C", "TZ": "UTC"}

NAME = re.compile(r"^(ob|fn|fl|fi|fe|cob|cfn|cfi|cfl)=\((\d+)\)(?: (.*))?$")
COST = re.compile(r"^[+*\-\d]\S* (\d+)$")


# ---- counting ----

def self_costs(lines):
    """{(object, function): instructions} of a callgrind file. A line after calls= is what was called, already counted there."""
    names = {"ob": {}, "fn": {}}
    costs = collections.Counter()
    current = {"ob": "", "fn": ""}
    called = False
    for line in lines:
        line = line.rstrip("\n")
        match = NAME.match(line)
        if match:
            kind, number, text = match.groups()
            heap = names.get(kind.removeprefix("c"))
            if heap is not None:
                if text is not None:
                    heap[number] = text
                if kind in current:
                    current[kind] = heap[number]
        elif line.startswith("calls="):
            called = True
        else:
            match = COST.match(line)
            if match and not called:
                costs[(current["ob"], current["fn"])] += int(match.group(1))
            if match:
                called = False
    return costs


def heaps(costs, program, rounds):
    """Instructions of one round: own, libraries; and the functions of our own that have most of them."""
    own = collections.Counter()
    libraries = 0
    for (where, function), count in costs.items():
        if where == program:
            own[function] += count
        else:
            libraries += count
    largest = [(name, round(count / rounds)) for name, count in own.most_common(LARGEST_SHOWN)]
    return {"own": round(sum(own.values()) / rounds), "libraries": round(libraries / rounds)}, largest


def measure(program, name, rounds):
    with tempfile.TemporaryDirectory() as place:
        out = os.path.join(place, "callgrind.out")
        command = ["valgrind", "-q", "--tool=callgrind", "--toggle-collect=" + COUNTED, "--callgrind-out-file=" + out, program, name]
        done = subprocess.run(command, env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, cwd=place,
                              timeout=CASE_SECONDS_MAX)
        if done.returncode != 0:
            raise RuntimeError(f"{name} did not run: {(done.stderr or done.stdout).strip()[-500:]}")
        with open(out, encoding="utf-8", errors="replace") as file:
            return heaps(self_costs(file), program, rounds)


# ---- judging ----

def judge_one(name, kind, kept, seen, rise):
    """One sentence, and whether it is a failure; (None, False): as it was."""
    if seen > kept * (1 + rise):
        return f"{name}: {kind} rose by {seen / max(kept, 1) - 1:.1%}, from {kept} to {seen} instructions a round", True
    if seen < kept * (1 - rise):
        return f"{name}: {kind} fell by {1 - seen / kept:.1%}, from {kept} to {seen}: keep it by `make ratchet-update`", False
    return None, False


def judge(kept, seen):
    """kept, seen: {name: {"own", "libraries"}}. Returns (what rose or is missing, what fell), one sentence each."""
    failures, notes = [], []
    for name, counts in seen.items():
        if name not in kept:
            failures.append(f"{name}: not in tools/ratchet.json: add it by `make ratchet-update`")
            continue
        for kind, rise in (("own", OWN_RISE), ("libraries", LIBRARIES_RISE)):
            sentence, failed = judge_one(name, kind, kept[name][kind], counts[kind], rise)
            if sentence:
                (failures if failed else notes).append(sentence)
    return failures, notes


# ---- the file ----

def read_file():
    if not os.path.exists(FILE):
        return {"made_with": "", "cases": {}}
    with open(FILE, encoding="utf-8") as file:
        return json.load(file)


def write_file(made_with, cases):
    with open(FILE, "w", encoding="utf-8") as file:
        json.dump({"made_with": made_with, "cases": dict(sorted(cases.items()))}, file, indent=1)
        file.write("\n")


# ---- all of it ----

def ask(program):
    """What built the program, and its cases: [(name, rounds)]."""
    made_with, *lines = subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines()
    pairs = [line.split() for line in lines]
    return f"{made_with} {platform.machine()}", [(name, int(rounds)) for name, rounds in pairs]


def is_release(build):
    options = json.loads(subprocess.run(["meson", "introspect", "--buildoptions", build], capture_output=True, text=True, check=True).stdout)
    chosen = {one["name"]: one["value"] for one in options}
    return chosen["buildtype"] == "release" and chosen.get("b_sanitize") in (None, "none", [])


def measure_all(program, cases, jobs):
    seen, largest = {}, {}
    with concurrent.futures.ThreadPoolExecutor(max_workers=jobs) as pool:
        runs = {name: pool.submit(measure, program, name, rounds) for name, rounds in cases}
        for name, run in runs.items():
            seen[name], largest[name] = run.result()
    return seen, largest


def print_table(seen, kept):
    print(f"{'instructions a round':24} {'own':>9} {'kept':>9} {'':>7} {'libraries':>10} {'kept':>9}")
    for name, counts in seen.items():
        before = kept.get(name, {"own": 0, "libraries": 0})
        change = f"{counts['own'] / before['own'] - 1:+.1%}" if before["own"] else "new"
        print(f"{name:24} {counts['own']:9} {before['own']:9} {change:>7} {counts['libraries']:10} {before['libraries']:9}")


def update(file, made_with, seen, only):
    if file["made_with"] not in ("", made_with) and only:
        print(f"ratchet: the file was made with {file['made_with']}: update all of it, or nothing")
        return 1
    write_file(made_with, {**(file["cases"] if only else {}), **seen})
    print("ratchet: written to tools/ratchet.json")
    return 0


def verdict(file, made_with, seen, largest):
    if file["made_with"] != made_with:
        print(f"ratchet: not compared: this is {made_with}, tools/ratchet.json was made with {file['made_with']}")
        return 0
    failures, notes = judge(file["cases"], seen)
    for sentence in notes + failures:
        print("ratchet: " + sentence)
    for name in sorted({sentence.split(":", 1)[0] for sentence in failures}):
        print(f"  {name}, most of it: " + ", ".join(f"{function} {count}" for function, count in largest[name]))
    if failures:
        print("ratchet: if a rise is meant, accept it by `make ratchet-update` and say why in the commit")
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description="Counts the instructions of the hot paths and compares them with tools/ratchet.json.")
    parser.add_argument("--build", required=True, help="a release build in which the program ratchet was built")
    parser.add_argument("--update", action="store_true", help="write what is counted into tools/ratchet.json")
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="cases at a time (one a processor)")
    arguments = parser.parse_args()

    program = os.path.realpath(os.path.join(arguments.build, "tools", "ratchet", "ratchet"))
    made_with, cases = ask(program)
    if not is_release(arguments.build):
        print(f"ratchet: {arguments.build} is no release build: its counts say nothing")
        return 2
    seen, largest = measure_all(program, [one for one in cases if arguments.only in one[0]], arguments.jobs)
    file = read_file()
    print_table(seen, file["cases"])
    return update(file, made_with, seen, arguments.only) if arguments.update else verdict(file, made_with, seen, largest)


if __name__ == "__main__":
    sys.exit(main())
