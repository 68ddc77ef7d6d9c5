"""Runs the functions of a test script whose names are claims and prints TAP. It must not know what is tested.

    @tap.claim
    def a_second_server_on_the_directory_is_refused(): ...

    tap.run()
"""
import os
import sys
import traceback

claims = []


class Skip(Exception):
    """Raised by a claim that cannot be looked at here; its text says why."""


def claim(function):
    claims.append(function)
    return function


def run(clean_up=None):
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [one for one in claims if only in one.__name__]
    print(f"1..{len(chosen)}", flush=True)
    failed = 0
    for number, one in enumerate(chosen, 1):
        try:
            one()
            print(f"ok {number} - {one.__name__}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {one.__name__} # SKIP {reason}", flush=True)
        except BaseException as error:  # a test may fail in any way; the others still run
            failed += 1
            for line in traceback.format_exc().splitlines():
                print("# " + line)
            print(f"not ok {number} - {one.__name__}", flush=True)
            if isinstance(error, KeyboardInterrupt):
                break
    sys.stdout.flush()
    if clean_up:
        clean_up()
    # Threads of a failed claim must not keep the process.
    os._exit(1 if failed else 0)
