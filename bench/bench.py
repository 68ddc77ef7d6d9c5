#!/usr/bin/env python3
"""Measures the real server over its real door and the disk under it; prints a table and writes bench/results/latest.json. It must not tune anything.

    bench/bench.py --build build [--seconds 4]

What is measured:
  status changes   an agent's page asks over its WebSocket, the answer comes once the change is on disk. 1, 16 and 256 pages, each with one request in
                   flight; each changes its own agent. Latency is from before the send to after the answer, in this client.
  fdatasync        the same directory's disk, one write and fdatasync after the other, in two kinds: overwriting blocks a file has already, and appending.
                   Which of them is nearer to what the journal's engine does, and which is faster here, is not settled: both are shown.
  ratio            status changes a second over the fastest bare rate of either kind seen right before and right after. With N requests in flight one
                   sync carries at most N changes, so a ratio above N cannot be: the two were not measured under the same conditions. Such a row has
                   no ratio, and says so. A ratio below N is no proof of the opposite: on a machine with other work, believe none of them.
  routing          core_bench: what one decision of the core costs with 100, 10,000 and 100,000 agents.
"""
import argparse
import concurrent.futures
import json
import os
import platform
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import nextup_client  # noqa: E402
from nextup_client import Panel, Server  # noqa: E402

CLIENTS = (1, 16, 256)
SYNC_BYTES = 4096  # a page of the journal's file
SYNC_FILE_BYTES = 8 << 20
IMPOSSIBLE = "no ratio: above what can be, so disk and server were not measured alike (busy machine?)"


def machine():
    model = ""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return {"system": platform.platform(), "cpu": model, "cores": os.cpu_count()}


def commit():
    done = subprocess.run(["git", "-C", ROOT, "rev-parse", "HEAD"], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def percentile(values, share):
    return values[min(len(values) - 1, int(len(values) * share))]


def bare_syncs(directory, seconds, append):
    """fdatasyncs a second, and their p50 and p99 in ms."""
    path = os.path.join(directory, "sync.bin")
    times = []
    blocks = SYNC_FILE_BYTES // SYNC_BYTES
    block = b"x" * SYNC_BYTES
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        if not append:
            os.write(descriptor, b"\0" * SYNC_FILE_BYTES)
            os.fsync(descriptor)
        end = time.perf_counter() + seconds
        while True:
            began = time.perf_counter()
            if began > end:
                break
            if append:
                os.write(descriptor, block)
            else:
                os.pwrite(descriptor, block, len(times) % blocks * SYNC_BYTES)
            os.fdatasync(descriptor)
            times.append(time.perf_counter() - began)
    finally:
        os.close(descriptor)
        os.unlink(path)
    times.sort()
    return len(times) / sum(times), percentile(times, 0.5) * 1000, percentile(times, 0.99) * 1000


def frame(text):
    """A masked text frame with a mask of zeros: legal, and costs this client nothing."""
    payload = text.encode()
    assert len(payload) < 65536
    head = bytes([0x81, 0x80 | len(payload)]) if len(payload) < 126 else bytes([0x81, 0xFE]) + len(payload).to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload


class Page:
    """One agent's page, reduced to what a measurement needs: it looks for "done" in what arrives and parses nothing."""

    def __init__(self, panel):
        self.socket = panel.socket.socket
        self.socket.setblocking(False)
        self.requests = [panel.status_id("Lunch"), panel.status_id("Break")]
        # The first wish must differ from what is: even numbers choose the first, odd ones the second.
        self.number = 1 if panel.status() != "Lunch" else 2
        self.tail = b""

    def ask(self):
        self.number += 1
        self.began = time.perf_counter()
        self.socket.send(frame('{"do":"set_status","id":%d,"statusId":"%s"}' % (self.number, self.requests[self.number % 2])))

    def answered(self):
        """Takes what has come; True once this request's answer is among it."""
        self.tail = (self.tail + self.socket.recv(65536))[-65536:]
        if b'"is":"refused"' in self.tail:
            raise RuntimeError("refused: " + self.tail.decode("utf-8", "replace")[-300:])
        if b'"is":"done","id":%d,' % self.number not in self.tail:
            return False
        self.tail = b""
        return True


def changes(pages, seconds):
    """(changes a second, p50 ms, p99 ms) with one request of each page in flight."""
    poll = select.epoll()
    by_number = {page.socket.fileno(): page for page in pages}
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    times = []
    warm = time.perf_counter() + seconds * 0.2
    end = warm + seconds
    for page in pages:
        page.ask()
    counted_from = None
    while True:
        for number, _ in poll.poll(5):
            page = by_number[number]
            if not page.answered():
                continue
            now = time.perf_counter()
            if now >= warm:
                if counted_from is None:
                    counted_from = now
                else:
                    times.append(now - page.began)
            page.ask()
        if time.perf_counter() > end:
            break
    took = time.perf_counter() - counted_from
    # What is still in flight is taken before the next measurement.
    waiting = set(by_number)
    deadline = time.perf_counter() + 10
    while waiting and time.perf_counter() < deadline:
        for number, _ in poll.poll(1):
            if number in waiting and by_number[number].answered():
                waiting.discard(number)
    poll.close()
    times.sort()
    return len(times) / took, percentile(times, 0.5) * 1000, percentile(times, 0.99) * 1000


def add_users(server, directory, count):
    """Further agents, each with an own password as the server wants it. Takes a while; it is not what is measured."""
    first, own = "a password for all", "an own password"

    def add(number):
        code, _, err = nextup_client.command("user", "add", "--data", directory, "--centre", "connect-demo", "--password-stdin",
                                             f"load{number}", stdin=first + "\n")
        assert code == 0, err
        cookie = Panel.sign_in(server, f"load{number}", first)
        status, _, body = server.request("POST", "/password", {"current": first, "new": own}, {"Cookie": cookie})
        assert status == 200, body
        return cookie

    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
        return list(pool.map(add, range(count)))


def measure_changes(rows, seconds, all_clients):
    place = tempfile.mkdtemp(prefix="bench-", dir=os.path.join(ROOT, "var"))
    directory = os.path.join(place, "data")
    limits = os.path.join(place, "limits.ini")
    with open(limits, "w", encoding="utf-8") as file:
        file.write("[panel]\nrequests_per_s_max = 1000000\naddress_attempts_max = 1000000\nusername_attempts_max = 1000000\n")
    try:
        for kind in ("overwrite", "append"):
            syncs, p50, p99 = bare_syncs(place, seconds, kind == "append")
            rows.append(row(f"sync.{kind}", f"bare fdatasync of {SYNC_BYTES} bytes, {kind}", syncs, "per s"))
            rows.append(row(f"sync.{kind}.p50", "  p50", p50, "ms"))
            rows.append(row(f"sync.{kind}.p99", "  p99", p99, "ms"))
        with Server(directory, "--config", limits) as server:
            cookies = add_users(server, directory, max(all_clients))
            for clients in all_clients:
                panels = [Panel(server, f"load{number}", cookie=cookies[number]) for number in range(clients)]
                pages = [Page(panel) for panel in panels]
                around = [bare_syncs(place, seconds / 4, append)[0] for append in (False, True)]
                rate, p50, p99 = changes(pages, seconds)
                syncs = max(around + [bare_syncs(place, seconds / 4, append)[0] for append in (False, True)])
                impossible = rate > syncs * clients
                rows.append(row(f"status.{clients}", f"durable status changes, {clients} pages", rate, "per s",
                                ratio=None if impossible else rate / syncs))
                if impossible:
                    rows[-1]["note"] = IMPOSSIBLE
                rows.append(row(f"status.{clients}.sync", "  bare fdatasync around it (the fastest)", syncs, "per s"))
                rows.append(row(f"status.{clients}.p50", "  p50", p50, "ms"))
                rows.append(row(f"status.{clients}.p99", "  p99", p99, "ms"))
                for panel in panels:
                    panel.close()
            assert server.terminate() == 0
    finally:
        shutil.rmtree(place, ignore_errors=True)


def measure_routing(rows, build):
    """core_bench prints "words: value unit"; its text is returned for the screen."""
    binary = os.path.join(build, "core", "core_bench")
    if not os.path.exists(binary):
        subprocess.run(["ninja", "-C", build, "core/core_bench"], stdout=subprocess.DEVNULL, check=True)
    text = subprocess.run([binary], capture_output=True, text=True, check=True).stdout
    for line in text.splitlines():
        match = re.match(r"^(\S.*?):\s+([\d.]+)\s*(ns a decision|steps/s|bytes)$", line)
        if match:
            name = re.sub(r"[^a-z0-9]+", "-", match.group(1).lower()).strip("-")
            rows.append(row("core." + name, "core: " + match.group(1).strip(), float(match.group(2)), match.group(3)))
    return text


def row(identity, work, value, unit, limit=None, ratio=None, target=None, met=None):
    return {"id": identity, "work": work, "value": round(value, 3), "unit": unit, "limit": limit,
            "ratio": None if ratio is None else round(ratio, 3), "target": target, "met": met}


def main():
    parser = argparse.ArgumentParser(description="Measures the server and the disk under it.")
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--clients", type=int, nargs="*", default=list(CLIENTS), help="pages at a time (1 16 256)")
    arguments = parser.parse_args()
    nextup_client.BINARY = os.path.join(os.path.abspath(arguments.build), "nextup")
    os.makedirs(os.path.join(ROOT, "var"), exist_ok=True)
    rows = []
    measure_changes(rows, arguments.seconds, arguments.clients)
    core_text = measure_routing(rows, arguments.build)
    results = os.path.join(ROOT, "bench", "results")
    os.makedirs(results, exist_ok=True)
    with open(os.path.join(results, "latest.json"), "w", encoding="utf-8") as file:
        json.dump({"commit": commit(), "machine": machine(), "rows": rows}, file, indent=1)
        file.write("\n")
    for one in rows:
        if not one["id"].startswith("core."):
            ratio = f"   {one['ratio']:.2f} x bare fdatasync" if one["ratio"] is not None else "   " + one.get("note", "")
            print(f"{one['work']:<52}{one['value']:>12,.2f} {one['unit']}{ratio}")
    print(core_text.rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
