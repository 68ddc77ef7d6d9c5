"""Has spin look at every order of steps of protocol.pml, and at the same model with each fault planted.

The model must hold; each planted fault must be found, or the model would prove nothing. Prints TAP.
"""
import argparse
import pathlib
import re
import subprocess
import tempfile

MODEL = pathlib.Path(__file__).with_name("protocol.pml")
PLANTED = ("ANSWER_EARLY READ_EARLY REFUSE_EARLY FLUSH_LATER BELIEVE_RETRY RESTART_UNFLUSHED"
           " ASK_AGAIN_BLIND FORGET_WAITING").split()
SAFETY = ["-DSAFETY", "-DNOCLAIM"]
FAIR = ["-DNFAIR=3"]
SECONDS_MAX = 600


def explore(definitions, build, arguments):
    """Runs spin's exhaustive search; returns the number of states, and what it found or None."""
    with tempfile.TemporaryDirectory() as folder:
        def run(*command):
            return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True,
                                  timeout=SECONDS_MAX).stdout
        # A planted fault is found after a few thousand states: there compiling is what takes time.
        run("spin", *(f"-D{one}" for one in definitions), "-a", str(MODEL))
        run("gcc", "-O1" if len(definitions) == 2 else "-O0", "-w", "-DCOLLAPSE", "-DMEMLIM=8000", *build, "-o", "pan", "pan.c")
        output = run("./pan", "-m2000000", *arguments)
    states = int(re.search(r"(\d+) states, stored", output)[1])
    errors = int(re.search(r"errors: (\d+)", output)[1])
    if "search not completed" in output and not errors:
        return states, "the search was not completed"
    return states, re.search(r"pan:1: (.*)", output)[1] if errors else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crashes", type=int, default=3)
    parser.add_argument("--wishes", type=int, default=3)
    options = parser.parse_args()
    number = 0

    def claim(text, holds, detail):
        nonlocal number
        number += 1
        print(f"{'ok' if holds else 'not ok'} {number} - {text}" + ("" if holds else f" # {detail}"), flush=True)
        print(f"# {detail}", flush=True)
        return holds

    size = [f"CRASHES={options.crashes}", f"WISHES={options.wishes}"]
    states, found = explore(size, SAFETY, [])
    good = claim("what_was_told_survives_every_crash_and_nothing_is_done_twice", found is None,
                 f"{states} states; {found or 'holds'}")
    small = ["CRASHES=2", "WISHES=2"]
    states, found = explore(small, FAIR, ["-a", "-f", "-N", "answered"])
    good &= claim("every_wish_is_answered_once_crashes_stop", found is None, f"{states} states; {found or 'holds'}")
    for fault in PLANTED:
        states, found = explore([fault, *small], SAFETY, [])
        good &= claim(f"the_planted_fault_{fault.lower()}_is_found", found is not None,
                      f"after {states} states: {found or 'not found'}")
    print(f"1..{number}")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
