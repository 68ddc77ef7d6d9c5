"""Runs bench_load, the load generator; every call is one measurement and returns its JSON. It must not judge."""
import json
import os
import subprocess

TIMEOUT_SECONDS = 170
REFUSED = 3  # load_open.h
LAG_CHANGES = 1100000  # what follows the journal may stay so far behind while a burst lasts (book/follower.c, edge/stream/teller.h), and a little more
LAG_PIECE_SECONDS = 5


class Load:
    def __init__(self, run):
        self.binary = run.program("bench", "bench_load")
        self.place = run.place
        self.pins = run.pins

    def run(self, *words):
        """An answer that is not 200 fails the run: bench_load then exits 1."""
        with self.pins.clients():
            done = subprocess.run([self.binary, *map(str, words)], capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
        if done.returncode not in (0, REFUSED):
            raise RuntimeError(f"bench_load {' '.join(map(str, words))}: {done.stderr[:2000]} {done.stdout}")
        result = json.loads(done.stdout)
        result["refused"] = done.stderr.strip() if done.returncode == REFUSED else None
        return result

    def sync(self, size, seconds):
        return self.run("--sync", self.place, "--bytes", size, "--seconds", seconds)

    def http(self, plan, clients, seconds):
        return self.run("--plan", plan, "--clients", clients, "--seconds", seconds, "--bare", "/healthz")

    def status(self, plan, clients, seconds):
        return self.run("--plan", plan, "--clients", clients, "--seconds", seconds)

    def burst(self, plan, clients):
        """Drives until whatever follows the journal can no longer put its work off; what is measured after this lasts. Returns the first seconds' figures: a burst's."""
        first = self.status(plan, clients, LAG_PIECE_SECONDS)
        changes = first["answers"]
        while changes < LAG_CHANGES:
            changes += self.status(plan, clients, LAG_PIECE_SECONDS)["answers"]
        return first

    def pace(self, plan, connections, rate, seconds, trace):
        """The open loop; "refused" says why when the generator itself fell behind."""
        return self.run("--plan", plan, "--clients", connections, "--rate", rate, "--seconds", seconds, "--trace", trace)

    def group(self, size, rate, seconds):
        return self.run("--sync", self.place, "--bytes", size, "--rate", rate, "--seconds", seconds)
