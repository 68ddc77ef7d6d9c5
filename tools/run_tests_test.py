"""What the runner counts: a test that crashes, hangs or says nothing has failed, and is printed. It must not run any real test."""
import contextlib
import io
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import run_tests  # noqa: E402
import tap  # noqa: E402


def judged(script, timeout=60):
    """What becomes of a test that is this shell script, and what is printed about it."""
    outcome = run_tests.Outcome("made-up")
    code, output = run_tests.run_bounded(["sh", "-c", script], timeout, dict(os.environ), "/")
    run_tests.judge(outcome, code, output, timeout)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        run_tests.tell(outcome)
    return outcome, printed.getvalue()


@tap.claim
def passed_failed_and_skipped_are_counted_apart():
    outcome, printed = judged("echo 'ok 1 - a'; echo 'not ok 2 - b'; echo 'ok 3 - c # SKIP no root'; exit 1")
    assert (outcome.passed, outcome.failed, outcome.skipped) == (1, 1, 1)
    assert "1 failed" in printed and "- b" in printed
    assert judged("echo 'ok 1 - a'")[1] == ""


@tap.claim
def a_crash_counts_as_failed_even_after_good_lines_and_is_printed():
    for name in ("SEGV", "ABRT"):
        outcome, printed = judged(f"echo 'ok 1 - a'; echo 'its last words'; kill -{name} $$")
        assert (outcome.passed, outcome.failed) == (1, 1), name
        assert f"ended by signal SIG{name}" in printed and "its last words" in printed, printed


@tap.claim
def an_exit_code_without_a_failed_line_and_silence_count_as_failed():
    assert judged("echo 'ok 1 - a'; exit 3")[0].failed == 1
    assert judged("exit 0")[0].failed == 1
    missing = run_tests.run_one({"name": "missing", "cmd": ["/no/such/test"], "env": {}}, dict(os.environ))
    assert missing.failed == 1 and "was not built" in missing.output


def lives(number):
    try:
        with open(f"/proc/{number}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


@tap.claim
def a_test_that_hangs_is_ended_with_what_it_started():
    with tempfile.TemporaryDirectory() as place:
        child = os.path.join(place, "child")
        outcome, printed = judged(f"sleep 600 & echo $! > {child}; echo 'ok 1 - a'; wait", timeout=2)
        assert outcome.failed == 1 and "was not done after 2 s" in printed
        with open(child, encoding="utf-8") as file:
            number = int(file.read())
        # It is killed, but the kernel may not be done with it when its output is closed.
        patience = time.monotonic() + 30
        while lives(number):
            assert time.monotonic() < patience, "the child lives on"
            time.sleep(0.01)


@tap.claim
def the_server_is_found_linked_or_where_meson_puts_it():
    with tempfile.TemporaryDirectory() as build:
        os.mkdir(os.path.join(build, "server"))
        real, linked = os.path.join(build, "server", "nextup"), os.path.join(build, "nextup")
        with open(real, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n")
        os.chmod(real, 0o755)
        assert run_tests.find_binary(build) == real
        os.symlink("server/nextup", linked)
        assert run_tests.find_binary(build) == linked


tap.run()
