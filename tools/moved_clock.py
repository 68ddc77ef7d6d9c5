"""A wall clock for a server that runs hours or days beside ours, by libfaketime. It must not touch the clock that timeouts are measured with.

    clock = Clock(place)
    clock.set(31 * 86400)
    server = Server(directory, environment=clock.environment())
"""
import contextlib
import os

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"


class Clock:
    """Our clock, moved by what the file says; it may be set while a server runs."""

    def __init__(self, place):
        self.file = os.path.join(place, "clock")
        self.seconds = 0
        self.set(0)

    def set(self, seconds):
        with open(self.file + ".new", "w", encoding="utf-8") as file:
            file.write(f"{seconds:+d}s\n")
        os.replace(self.file + ".new", self.file)
        self.seconds = seconds

    def environment(self):
        return {"LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": self.file, "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}


def forget(number):
    """To be called once the process is gone: what libfaketime keeps for it may stay behind, and a later process of the same number would stumble over it."""
    for kept in ("faketime_shm_", "sem.faketime_sem_"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"/dev/shm/{kept}{number}")
