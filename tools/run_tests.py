#!/usr/bin/env python3
"""Runs every test of a build directory, then the web tests, and closes with "N passed, N failed". It must not build anything.

    tools/run_tests.py BUILD [--only TEXT] [--jobs N] [--no-web]

What counts is a line that begins "ok" or "not ok" (TAP). A test that prints none, ends by a signal, by a non-zero exit without a
failed line, or not at all in its time counts as one failure. Failures are printed in full; nothing else is.
"""
import argparse
import concurrent.futures
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WEB = os.path.join(ROOT, "web")
TIMEOUT_SECONDS = 300          # of one test executable at least: sanitizers, and a machine that has other work
TIMEOUT_FACTOR = 2             # meson.build's numbers are meant for an unsanitized build on an idle machine
WEB_UNIT_TIMEOUT_SECONDS = 300
WEB_PAGES_TIMEOUT_SECONDS = 2400
OUTPUT_LINES_MAX = 400         # of one failing test
TAP_LINE = re.compile(r"^\s*(ok|not ok)\b(?:\s+\d+)?(?:\s+-)?\s*(.*)$")


class Outcome:
    """What became of one test executable."""

    def __init__(self, name):
        self.name = name
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.notes = []   # why something failed, one sentence each
        self.output = ""
        self.seconds = 0.0


def count_tap(outcome, output):
    for line in output.splitlines():
        match = TAP_LINE.match(line)
        if not match:
            continue
        if re.search(r"#\s*skip", match.group(2), re.IGNORECASE):
            outcome.skipped += 1
        elif match.group(1) == "ok":
            outcome.passed += 1
        else:
            outcome.failed += 1
            outcome.notes.append(match.group(2))


def run_bounded(command, timeout, environment, directory):
    """Returns (exit code or None when out of time, output). A test that hangs is ended with everything it started."""
    if not shutil.which(command[0]):
        return 127, f"{command[0]} was not built"
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env=environment, cwd=directory, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=timeout)
        return process.returncode, output.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        return None, output.decode("utf-8", "replace")


def judge(outcome, code, output, timeout):
    outcome.output = output
    count_tap(outcome, output)
    if code is None:
        outcome.failed += 1
        outcome.notes.append(f"was not done after {timeout:.0f} s")
    elif code < 0:
        outcome.failed += 1
        outcome.notes.append(f"ended by signal {signal.Signals(-code).name}")
    elif code != 0 and outcome.failed == 0:
        outcome.failed += 1
        outcome.notes.append(f"exit code {code} without a failed test")
    elif outcome.passed + outcome.failed + outcome.skipped == 0:
        outcome.failed += 1
        outcome.notes.append("printed no test result")


def find_binary(build):
    """The server is where tools/build links it, or, after a bare ninja, where meson puts it."""
    places = [os.path.join(os.path.abspath(build), place) for place in ("nextup", os.path.join("server", "nextup"))]
    return next((place for place in places if os.access(place, os.X_OK)), places[0])


def sanitizer_environment(build):
    environment = dict(os.environ)
    environment["CMOCKA_MESSAGE_OUTPUT"] = "TAP"
    environment.setdefault("ASAN_OPTIONS", "abort_on_error=1:detect_leaks=1:strict_string_checks=1")
    environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1:abort_on_error=1")
    environment["NEXTUP_ROOT"] = ROOT
    environment["NEXTUP_BINARY"] = find_binary(build)
    return environment


def run_one(test, environment):
    outcome = Outcome(test["name"])
    own = dict(environment)
    own.update(test.get("env", {}))
    own["CMOCKA_MESSAGE_OUTPUT"] = "TAP"
    timeout = max((test.get("timeout") or 0) * TIMEOUT_FACTOR, TIMEOUT_SECONDS)
    began = time.monotonic()
    code, output = run_bounded(test["cmd"], timeout, own, test.get("workdir") or ROOT)
    outcome.seconds = time.monotonic() - began
    judge(outcome, code, output, timeout)
    return outcome


def meson_tests(build, only):
    text = subprocess.run(["meson", "introspect", "--tests", build], check=True, stdout=subprocess.PIPE).stdout
    tests = [test for test in json.loads(text) if not only or only in test["name"]]
    # The longest first, so that the last one does not run alone.
    return sorted(tests, key=lambda test: -(test.get("timeout") or 0))


def tell_start(name, timeout):
    """Long runs that print nothing look dead."""
    print(f"{name}: started, at most {timeout} s", flush=True)


def run_web_unit(environment):
    """`npm run test:unit` prints TAP."""
    outcome = Outcome("web/unit")
    tell_start(outcome.name, WEB_UNIT_TIMEOUT_SECONDS)
    began = time.monotonic()
    code, output = run_bounded(["npm", "run", "--silent", "test:unit"], WEB_UNIT_TIMEOUT_SECONDS, environment, WEB)
    outcome.seconds = time.monotonic() - began
    # Subtests are indented: only the outermost lines count, or each would count twice.
    top = "\n".join(line for line in output.splitlines() if not line.startswith(" "))
    judge(outcome, code, top, WEB_UNIT_TIMEOUT_SECONDS)
    outcome.output = output
    return outcome


def count_playwright(outcome, suite, path):
    for spec in suite.get("specs", []):
        name = " > ".join(path + [spec["title"]])
        statuses = [test.get("status") for test in spec.get("tests", [])]
        if statuses and all(status == "skipped" for status in statuses):
            outcome.skipped += 1
        elif spec.get("ok"):
            outcome.passed += 1
        else:
            outcome.failed += 1
            outcome.notes.append(name)
            for test in spec.get("tests", []):
                for result in test.get("results", []):
                    for error in result.get("errors", []):
                        outcome.output += f"{name}\n{error.get('message', '')}\n"
    for inner in suite.get("suites", []):
        count_playwright(outcome, inner, path + [inner.get("title", "")])


def run_web_pages(script, environment):
    """Playwright with Debian's Chromium; its JSON report goes into a file, what it prints is kept for when there is none."""
    outcome = Outcome("web/" + script)
    tell_start(outcome.name, WEB_PAGES_TIMEOUT_SECONDS)
    report_path = os.path.join(WEB, "test-results", script.replace(":", "-") + ".json")
    os.makedirs(os.path.dirname(report_path), exist_ok=True)
    if os.path.exists(report_path):
        os.unlink(report_path)
    own = dict(environment, PLAYWRIGHT_JSON_OUTPUT_NAME=report_path, PLAYWRIGHT_JSON_OUTPUT_FILE=report_path)
    began = time.monotonic()
    code, output = run_bounded(["npm", "run", "--silent", script, "--", "--reporter=json"], WEB_PAGES_TIMEOUT_SECONDS, own, WEB)
    outcome.seconds = time.monotonic() - began
    report = None
    if os.path.exists(report_path):
        with open(report_path, encoding="utf-8") as file:
            report = json.load(file)
    if report is None:
        judge(outcome, code if code is None or code != 0 else 1, output, WEB_PAGES_TIMEOUT_SECONDS)
        return outcome
    for suite in report.get("suites", []):
        count_playwright(outcome, suite, [suite.get("title", "")])
    for error in report.get("errors", []):
        outcome.failed += 1
        outcome.notes.append("Playwright itself failed")
        outcome.output += error.get("message", "") + "\n"
    if code is None:
        outcome.failed += 1
        outcome.notes.append(f"was not done after {WEB_PAGES_TIMEOUT_SECONDS} s")
    elif outcome.passed + outcome.failed + outcome.skipped == 0:
        outcome.failed += 1
        outcome.notes.append("no page test ran")
    return outcome


def web_runs(environment):
    package = os.path.join(WEB, "package.json")
    if not os.path.exists(package):
        return []
    with open(package, encoding="utf-8") as file:
        scripts = json.load(file).get("scripts", {})
    runs = []
    if "test:unit" in scripts:
        runs.append(lambda: run_web_unit(environment))
    if "test:pages" in scripts:
        runs.append(lambda: run_web_pages("test:pages", environment))
    return runs


def tell(outcome):
    if not outcome.failed:
        return
    print(f"\n=== {outcome.name}: {outcome.failed} failed ({outcome.seconds:.1f} s)")
    for note in outcome.notes:
        print(f"  - {note}")
    lines = outcome.output.splitlines()
    if len(lines) > OUTPUT_LINES_MAX:
        half = OUTPUT_LINES_MAX // 2
        lines = lines[:half] + [f"... {len(lines) - OUTPUT_LINES_MAX} lines left out ..."] + lines[-half:]
    for line in lines:
        print("    " + line)
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description="Runs every test and closes with 'N passed, N failed'.")
    parser.add_argument("build", help="the meson build directory")
    parser.add_argument("--only", default="", help="only tests whose name contains this")
    parser.add_argument("--jobs", type=int, default=3, help="tests at a time (3: on two cores one of them waits for a disk or a clock)")
    parser.add_argument("--no-web", action="store_true", help="leave the web tests out")
    parser.add_argument("--times", action="store_true", help="also print how long each took")
    arguments = parser.parse_args()

    environment = sanitizer_environment(arguments.build)
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(max_workers=arguments.jobs) as pool:
        runs = [pool.submit(run_one, test, environment) for test in meson_tests(arguments.build, arguments.only)]
        for run in concurrent.futures.as_completed(runs):
            outcomes.append(run.result())
            tell(outcomes[-1])
    if not arguments.no_web and not arguments.only:
        # Browsers and servers want both cores: one after the other, once the rest is done.
        for run in web_runs(environment):
            outcomes.append(run())
            tell(outcomes[-1])
    if arguments.times:
        for outcome in sorted(outcomes, key=lambda one: -one.seconds):
            print(f"{outcome.seconds:7.1f} s  {outcome.passed:5} ok  {outcome.name}")

    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    skipped = sum(outcome.skipped for outcome in outcomes)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
