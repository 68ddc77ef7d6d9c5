"""Runs bench_load, the load generator; every call is one measurement and returns its JSON. It must not judge."""
import json
import os
import subprocess

TIMEOUT_SECONDS = 170


class Load:
    def __init__(self, run):
        self.binary = run.program("bench", "bench_load")
        self.place = run.place
        self.pins = run.pins

    def run(self, *words):
        """An answer that is not 200 fails the run: the generator then exits 1."""
        with self.pins.clients():
            done = subprocess.run([self.binary, *map(str, words)], capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
        if done.returncode != 0:
            raise RuntimeError(f"bench_load {' '.join(map(str, words))}: {done.stderr[:2000]} {done.stdout}")
        return json.loads(done.stdout)

    def sync(self, size, seconds):
        return self.run("--sync", self.place, "--bytes", size, "--seconds", seconds)

    def http(self, plan, clients, seconds):
        return self.run("--plan", plan, "--clients", clients, "--seconds", seconds, "--bare", "/healthz")

    def status(self, plan, clients, seconds):
        return self.run("--plan", plan, "--clients", clients, "--seconds", seconds)
