"""packaging/nextup.service: what it takes away from the server is never needed. It must not need a running systemd.

The unit's system call filter is spelled out with systemd's own lists; then a real server goes through the main path under strace, and every system call
it made must be one that the filter allows.
"""
import configparser
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import tap  # noqa: E402
from nextup_client import BINARY, PATIENCE_SECONDS, Customer, Panel, Server  # noqa: E402

UNIT = os.path.join(ROOT, "packaging", "nextup.service")
EXPOSURE_MAX = 15  # of 100, as systemd counts: what is left is the network, which is what the server is for

place = tempfile.mkdtemp(prefix="nextup-service-")


def need(program):
    if not shutil.which(program):
        raise tap.Skip(f"{program} is not installed")


def members(group):
    """The system calls of one of systemd's groups."""
    listed = subprocess.run(["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True).stdout
    calls = set()
    for word in re.findall(r"^    ([@a-z0-9_-]+)$", listed, re.MULTILINE):
        calls |= members(word) if word.startswith("@") else {word}
    return calls


def allowed():
    """What is left after the unit's filters, taken in their order."""
    with open(UNIT, encoding="utf-8") as file:
        filters = re.findall(r"^SystemCallFilter=(~?)(.*)$", file.read(), re.MULTILINE)
    calls = members("@default")
    for forbidding, words in filters:
        for word in words.split():
            listed = members(word) if word.startswith("@") else {word}
            calls = calls - listed if forbidding else calls | listed
    return calls


def traced():
    """A program that is the server under strace; its process number is the server's own."""
    script, counts = os.path.join(place, "traced"), os.path.join(place, "calls")
    with open(script, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nexec strace -D -f -qq -c -o {counts} {BINARY} "$@"\n')
    os.chmod(script, 0o755)
    return script, counts


def work(server):
    """Sign-in, a chat, a next status, wrap-up: what touches passwords, journal, sockets and the book."""
    alice = Panel(server, "alice")
    alice.set_status("Available")
    kim = Customer(server, "Kim")
    alice.until(lambda: any(leg["state"] == "CONNECTING" for leg in alice.legs()), "an offer")
    alice.ask("accept", contactId=kim.contact)
    kim.ask("send", text="hello")
    alice.set_status("Lunch")
    kim.tell("end")
    alice.until(lambda: any(leg["state"] == "ENDED" for leg in alice.legs()), "wrap-up")
    alice.ask("clear", contactId=kim.contact)
    alice.until(lambda: alice.status() == "Lunch", "Lunch")


def calls_of(counts):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not os.path.exists(counts) or not os.path.getsize(counts):
        assert time.monotonic() < deadline, "strace wrote nothing"
        time.sleep(0.05)
    with open(counts, encoding="utf-8") as file:
        return set(re.findall(r"^ *[0-9.]+ +[0-9.]+ +[0-9]+ +[0-9]+ .*?([a-z_0-9]+)$", file.read(), re.MULTILINE)) - {"total"}


@tap.claim
def systemd_finds_little_that_the_unit_leaves_open():
    need("systemd-analyze")
    done = subprocess.run(["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE_MAX}", UNIT], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


@tap.claim
def every_setting_is_one_that_systemd_knows():
    need("systemd-analyze")
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(UNIT)
    assert unit["Service"]["NoNewPrivileges"] == "yes"
    copy = os.path.join(place, "nextup.service")
    with open(UNIT, encoding="utf-8") as file, open(copy, "w", encoding="utf-8") as out:
        out.write(file.read().replace("/usr/local/bin/nextup", "/bin/true").replace("User=nextup\nGroup=nextup\n", ""))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True)
    mine = [line for line in done.stderr.splitlines() if "nextup.service" in line and "Unknown" in line]
    assert not mine, mine


@tap.claim
def a_working_server_makes_no_system_call_that_the_unit_forbids():
    need("systemd-analyze")
    need("strace")
    script, counts = traced()
    os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"  # the leak check traces too, and a process has one tracer
    try:
        server = Server(os.path.join(place, "data"), binary=script)
    except Exception as error:
        raise tap.Skip("no process may be traced here") if "ptrace" in str(error) else error
    work(server)
    assert server.terminate() == 0
    made = calls_of(counts)
    assert {"fdatasync", "epoll_ctl"} <= made, made
    as_root_only = {"fchown"} if os.getuid() == 0 else set()  # SQLite gives a log its database's owner, and the unit's server is not root
    forbidden = made - allowed() - as_root_only
    assert not forbidden, f"the unit forbids {sorted(forbidden)}"


tap.run(lambda: shutil.rmtree(place, ignore_errors=True))
