"""Has explore look at every state of small centres, and prints TAP.

    explore_test.py EXPLORE [--all] [--states N] [--seconds N]

Without --all: what is complete within seconds, and the beginning of the rest. With it each alphabet with what it needs: statuses; contacts; contacts and
each other one, at agents who are available: to the end. Then the pairs: statuses and contacts, with each other one, and contacts with each two others; each
up to N states and N seconds. What was cut short says so.
"""
import argparse
import signal
import subprocess
import sys

OTHERS = ["others", "pauses", "transfers", "pages", "setup", "customers", "supervisors", "associations", "priorities"]
SHORT = [("vcc", "contacts,customers", None), ("vcc", "contacts,pauses", None), ("vcc", "contacts,transfers", None),
         ("vcc", "contacts,pages", None), ("vcc", "contacts,setup", None), ("vcc", "statuses,contacts", None),
         ("vcc", "contacts,others", None), ("vcc", "contacts,priorities", None),
         ("connect", "contacts", None), ("connect", "contacts,pauses", None), ("connect", "statuses,contacts", 8000),
         ("vcc", "contacts,supervisors", 8000), ("connect", "contacts,supervisors", 8000), ("connect", "statuses,contacts,others,transfers", 8000)]
TWINS = 50  # every so many of the states that were taken for another one are looked at too


def all_searches():
    for model in ("vcc", "connect"):
        yield model, "statuses"
        yield model, "contacts"
        for other in OTHERS:
            yield model, f"contacts,{other}"
    for model in ("vcc", "connect"):
        yield model, "statuses,contacts"
        for other in OTHERS:
            yield model, f"statuses,contacts,{other}"
        for at, one in enumerate(OTHERS):
            for other in OTHERS[at + 1:]:
                yield model, f"contacts,{one},{other}"


def search(words, seconds):
    """Returns the exit code and what was printed; after so many seconds explore is asked to stop and tells how far it came."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate()
    return process.returncode, output


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("explore")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--states", type=int, default=50000000)
    parser.add_argument("--seconds", type=int, default=3600)
    options = parser.parse_args()
    searches = [(model, alphabet, options.states) for model, alphabet in all_searches()] if options.all else SHORT
    print(f"1..{len(searches)}", flush=True)
    good = True
    for number, (model, alphabet, states) in enumerate(searches, 1):
        words = [options.explore, "--model", model, "--alphabet", alphabet, "--twins", str(TWINS)] + (["--states", str(states)] if states else [])
        code, output = search(words, options.seconds if options.all else None)
        # Where no bound is given the search must come to its end.
        holds = code == 0 and (states is not None or "complete" in output)
        good &= holds
        for line in output.splitlines():
            print("# " + line)
        print(f"{'ok' if holds else 'not ok'} {number} - every_promise_holds_in_{model}_with_{alphabet.replace(',', '_')}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
