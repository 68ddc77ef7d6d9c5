"""The power fails in the middle of the main path: whatever was acknowledged is on the disk that is left.

    power_cut_test.py [--binary build/nextup] [--rounds N] [--seed N]

The data directory lies on a small ext4 in an image file. At a random moment the server is stopped dead (SIGSTOP: nothing more leaves it, nothing
more is written), the image is copied as it is (what the kernel has not written back is not in it, which is what a power cut leaves), the server is
killed and the copy mounted. From that copy the server must start by itself and hold what it had acknowledged (server/crash_test.py has
the path and what must be there). The next round goes on with the copy, as a machine does. Needs root and a loop device.
"""
import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, "tools"), os.path.join(ROOT, "server")]
import tap  # noqa: E402
from crash_test import LIMITS, Path, check, tidy_up  # noqa: E402
from nextup_client import Gone, Server  # noqa: E402
from small_disk import Disk  # noqa: E402


class Cutter:
    """Ends a server as a power cut would, once."""

    def __init__(self, server, disk, image):
        self.server = server
        self.disk = disk
        self.image = image
        self.once = threading.Lock()
        self.done = False

    def cut(self):
        with self.once:
            if self.done:
                return
            self.done = True
            self.server.process.send_signal(signal.SIGSTOP)
            self.disk.cut(self.image)
            self.server.process.kill()


def play_round(place, number, image, draw, seconds, binary):
    """One power cut. Returns (image that is left, steps acknowledged, seconds the path took)."""
    left = os.path.join(place, f"cut-{number}.img")
    with Disk(place, f"before-{number}", image) as disk:
        server = Server(os.path.join(disk.path, "data"), "--config", os.path.join(place, "limits.ini"), demo=number == 0, binary=binary)
        path = Path(server, number)
        cutter = Cutter(server, disk, left)
        timer = threading.Timer(draw.uniform(0, seconds * 1.1), cutter.cut)
        if number > 0:
            timer.start()
        began = time.monotonic()
        reached = path.play()
        took = time.monotonic() - began
        timer.cancel()
        cutter.cut()
        server.kill()
    with Disk(place, f"after-{number}", left) as disk:
        with Server(os.path.join(disk.path, "data"), "--config", os.path.join(place, "limits.ini"), demo=False, binary=binary) as again:
            check(path, reached, again)
            tidy_up(path, again)
            path.hang_up()
            if again.terminate() != 0:
                raise AssertionError(f"round {number}: did not end politely")
    if image:
        os.unlink(image)
    return left, reached, took


def limited(place):
    """The folder, with the settings of its servers in it."""
    os.makedirs(place, exist_ok=True)
    with open(os.path.join(place, "limits.ini"), "w", encoding="utf-8") as file:
        file.write(LIMITS)
    return place


def pretender(place):
    """A library in front of libc whose fsync does nothing: what this test must not let pass."""
    source = os.path.join(place, "pretender.c")
    with open(source, "w", encoding="utf-8") as file:
        file.write("int fsync(int fd) { (void)fd; return 0; }\nint fdatasync(int fd) { (void)fd; return 0; }\n")
    library = os.path.join(place, "pretender.so")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


def main():
    parser = argparse.ArgumentParser(description="Cuts the power at random moments, and what was acknowledged is there.")
    parser.add_argument("--binary")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    place = limited(tempfile.mkdtemp(prefix="nextup-power-cut-"))

    @tap.claim
    def everything_acknowledged_survives_a_power_cut():
        image, seconds, reached = None, 1.0, []
        print(f"# an ext4 in an image, mounted by a loop device; seed {arguments.seed}", flush=True)
        for number in range(arguments.rounds + 1):
            # The first round is cut after its end. A path that came to its end tells how long it takes here.
            image, steps, took = play_round(place, number, image, draw, seconds, arguments.binary)
            if number > 0:
                reached.append(steps)
            if took < seconds:
                seconds = took
        print(f"# steps acknowledged before the cut: {reached if len(reached) <= 40 else sorted(set(reached))}")

    @tap.claim
    def a_server_that_only_pretends_to_flush_is_caught():
        pretending = limited(os.path.join(place, "pretending"))
        os.environ["LD_PRELOAD"] = pretender(pretending)
        os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        try:
            play_round(pretending, 0, None, draw, 0.0, arguments.binary)
        except (AssertionError, Gone):
            return
        finally:
            del os.environ["LD_PRELOAD"]
        raise AssertionError("the path was played without a flush, the power cut, and nothing was missing")

    sys.argv[1:] = []
    tap.run(lambda: shutil.rmtree(place, ignore_errors=True))


if __name__ == "__main__":
    main()
