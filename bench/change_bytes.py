"""How many bytes the journal writes for one change alone: looked at with strace where there is one, never while anything is timed. It must not know what the bytes mean."""
import os
import re
import shutil
import statistics
import subprocess
import time

BYTES_UNSEEN = 4120  # one page of SQLite's log with its head: what strace showed where it could be used
SECONDS = 0.3
ATTACH_SECONDS = 10
CALL = re.compile(r'^(\d+) +(write|pwrite64|fdatasync|fsync)\(\d+<([^>]*)>(?:, ""\.\.\., (\d+))?')


def commits(lines):
    """The bytes that one thread wrote to one file of the journal between two syncs of it."""
    written = {}
    for line in lines:
        match = CALL.match(line)
        if not match or "/journal/" not in match.group(3):
            continue
        file = match.group(1, 3)
        if match.group(4):
            written[file] = written.get(file, 0) + int(match.group(4))
        elif written.get(file):
            yield written.pop(file)


def attached(tracer):
    """strace says so on its standard error once it has every thread."""
    deadline = time.monotonic() + ATTACH_SECONDS
    while time.monotonic() < deadline and tracer.poll() is None:
        if b"attached" in tracer.stderr.readline():
            return True
    return False


def one_change(run, load, centre):
    """(bytes, how they were found); one client, so that each commit is one change."""
    trace = os.path.join(run.place, "strace")
    if not shutil.which("strace"):
        return BYTES_UNSEEN, "not looked at here: there is no strace"
    plan = centre.plan(1)
    tracer = subprocess.Popen(["strace", "-f", "-y", "-s", "0", "-e", "trace=write,pwrite64,fdatasync,fsync", "-o", trace, "-p",
                               str(centre.server.process.pid)], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        if attached(tracer):
            load.status(plan, 1, SECONDS)
    finally:
        tracer.terminate()
        tracer.communicate()
    with open(trace, encoding="utf-8", errors="replace") as file:
        found = list(commits(file))
    if not found:
        return BYTES_UNSEEN, "not looked at here: strace may not attach"
    return int(statistics.median(found)), f"strace: the median of {len(found)} commits"
