"""Has explore look at every state of small centres, and prints TAP.

    explore_test.py EXPLORE [--all] [--states N]

Without --all: what is complete within seconds, and the beginning of the rest. With it every alphabet, alone and with statuses and contacts, up to
N states each.
"""
import argparse
import subprocess
import sys

OTHERS = ["others", "pauses", "transfers", "pages", "setup", "customers", "supervisors"]
SHORT = [("vcc", "statuses,contacts", None), ("vcc", "statuses,contacts,customers", 15000), ("connect", "statuses,contacts", 15000),
         ("connect", "statuses,contacts,pages", 8000), ("connect", "statuses,contacts,others,transfers", 8000),
         ("connect", "statuses,contacts,supervisors", 12000), ("vcc", "statuses,contacts,supervisors", 12000)]


def all_searches(states):
    for model in ("vcc", "connect"):
        yield model, "statuses,contacts", states
        for other in OTHERS:
            yield model, f"statuses,contacts,{other}", states
        for at, one in enumerate(OTHERS):
            for other in OTHERS[at + 1:]:
                yield model, f"statuses,contacts,{one},{other}", states


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("explore")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--states", type=int, default=1000000)
    options = parser.parse_args()
    searches = list(all_searches(options.states)) if options.all else SHORT
    print(f"1..{len(searches)}", flush=True)
    good = True
    for number, (model, alphabet, states) in enumerate(searches, 1):
        words = [options.explore, "--model", model, "--alphabet", alphabet] + (["--states", str(states)] if states else [])
        done = subprocess.run(words, capture_output=True, text=True)
        # Where no bound is given the search must come to its end.
        holds = done.returncode == 0 and (states is not None or "complete" in done.stdout)
        good &= holds
        for line in (done.stdout + done.stderr).splitlines():
            print("# " + line)
        print(f"{'ok' if holds else 'not ok'} {number} - every_promise_holds_in_{model}_with_{alphabet.replace(',', '_')}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
