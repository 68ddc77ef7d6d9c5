#!/usr/bin/env python3
"""Measures: runs the groups of rows, prints a table and what was promised, writes bench/results/DATE-COMMIT.json and latest.json. It must not tune anything.

    bench/bench.py --build BUILD [--rows status,core] [--seconds 3] [--pin 0,1:1] [--quick --results DIRECTORY]

README.md says what each row means; frame.py how a group of rows is added.
"""
import argparse
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))

import frame  # noqa: E402
import groups  # noqa: E402
from pins import Pins  # noqa: E402

QUICK_SECONDS = 0.2


def arguments_of(words):
    parser = argparse.ArgumentParser(description="Measures Nextup beside the machine's own limits.")
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--rows", default="", help="groups, with commas between them (all): " + ", ".join(groups.NAMES))
    parser.add_argument("--seconds", type=float, default=3.0, help="of one measurement of the server (3)")
    parser.add_argument("--quick", action="store_true", help="a smoke test: everything tiny; the figures mean nothing")
    parser.add_argument("--results", default=None, help="where the JSON goes (bench/results; with --quick nowhere)")
    parser.add_argument("--pin", default=None, help="the server's cores and the clients', as 0,1:1 (nothing is pinned)")
    parser.add_argument("--no-build", action="store_true", help="the programs are there")
    arguments = parser.parse_args(words)
    arguments.names = [name for name in arguments.rows.replace(" ", ",").split(",") if name] or groups.NAMES
    for name in arguments.names:
        if name not in groups.NAMES:
            parser.error(f"there is no group {name}; there are " + ", ".join(groups.NAMES))
    return arguments


def main(words=None):
    arguments = arguments_of(words)
    chosen = [(name, groups.group(name)) for name in groups.NAMES if name in arguments.names]
    if not arguments.no_build:
        programs = sorted({program for _, group in chosen for program in group.BUILDS})
        subprocess.run(["ninja", "-C", arguments.build, *programs], stdout=subprocess.DEVNULL, check=True)
    with frame.Run(arguments.build, QUICK_SECONDS if arguments.quick else arguments.seconds, arguments.quick,
                   Pins(arguments.pin)) as run:
        if run.machine["buildtype"] != "release" or run.machine["sanitize"] not in (None, "none", []):
            print("bench: this is no release build; read the numbers as a lower bound", file=sys.stderr)
        for name, group in chosen:
            print(f"bench: {name} ...", file=sys.stderr, flush=True)
            run.measure(name, group)
        run.machine["load_after"] = round(os.getloadavg()[0], 2)
        document = run.document()
    frame.print_table(document)
    directory = arguments.results or (None if arguments.quick else frame.RESULTS)
    if directory:
        print("\nwritten to " + os.path.relpath(frame.save(document, directory)))
    return 1 if document["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
