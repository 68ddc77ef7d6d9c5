"""The running server on a disk that fills or does not answer, and a restore that is cut off. It must not look into a journal.

The disk is an image file of its own, mounted for one claim; that needs root and a loop device, and without them the claim is skipped.

    free > reserve        everything
    free < reserve        no new contacts; what began is finished
    an append fails       whoever waits is told so (503, close 1011); the process ends with 1; what was acknowledged is there after the restart
    a commit hangs        nothing is answered, /readyz is 503; it goes on where it was once the disk does
"""
import fcntl
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tarfile
import tempfile
import termios
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
import tap  # noqa: E402
from small_disk import Disk  # noqa: E402
from nextup_client import BINARY, PATIENCE_SECONDS, Customer, Gone, Panel, Refused, Server, command  # noqa: E402

place = tempfile.mkdtemp(prefix="nextup-faults-")
RESERVE_BYTES = 256 << 20  # journal.h's default


def new_path(name):
    return os.path.join(place, name)


def settings(name, text):
    path = new_path(name + ".ini")
    with open(path, "w", encoding="utf-8") as file:
        file.write("[panel]\naddress_attempts_max = 100000\nusername_attempts_max = 100000\nrequests_per_s_max = 1000000\n"
                   "[chat]\naddress_starts_max = 100000\nmessages_per_s_max = 100000\n" + text)
    return path


def start_conversation(server, name="Kim"):
    """Alice and a customer who talk."""
    alice = Panel(server, "alice")
    alice.set_status("Available")
    customer = Customer(server, name)
    alice.until(lambda: alice.legs("CONNECTING"), "the offer")
    alice.ask("accept", contactId=customer.contact)
    return alice, customer


def until(reached, what):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.02)


class Writer(threading.Thread):
    """A customer who writes as fast as answers come, until the line closes."""

    def __init__(self, customer):
        super().__init__(daemon=True)
        self.customer = customer
        self.said = 0
        self.acknowledged = []
        self.end = None

    def run(self):
        try:
            while True:
                text = f"line {self.said} " + "x" * 500
                self.said += 1
                self.customer.ask("send", text=text)
                self.acknowledged.append(text)
        except (Gone, OSError, Refused) as error:
            self.end = error


class Reader(threading.Thread):
    """Follows a live line until it closes."""

    def __init__(self, line):
        super().__init__(daemon=True)
        self.line = line
        self.end = None

    def run(self):
        try:
            while True:
                try:
                    self.line.step()
                except socket.timeout:
                    pass
        except (Gone, OSError) as error:
            self.end = error


class Asker(threading.Thread):
    """Signs in over and over: an answer that waits for the disk. Keeps every status; a connection refused or cut is None."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server = server
        self.password = server.password("bob")
        self.statuses = []
        self.over = False

    def run(self):
        while not self.over:
            try:
                self.statuses.append(self.server.request("POST", "/login", {"username": "bob", "password": self.password})[0])
            except (OSError, ValueError):
                self.statuses.append(None)
                self.over = True
            except Exception:  # http.client's own words for a connection that ends early
                self.statuses.append(None)


@tap.claim
def below_the_reserve_new_contacts_are_refused_and_agents_may_finish():
    with Disk(place, "reserve") as disk, Server(disk.path, "--config", settings("reserve", "")) as server:
        alice, customer = start_conversation(server)
        alice.set_status("Lunch")  # so that none of the starts below is offered to anybody
        disk.leave(RESERVE_BYTES // 2)
        refusals = []

        def is_refused():
            status, _, body = server.request("POST", "/chat/api/start", {"flow": flow, "name": "Lee"})
            refusals.append((status, body))
            return status == 503

        flow = server.demo()["instances"][0]["contactFlows"][0]["id"]
        until(is_refused, "no start was refused")
        assert json.loads(refusals[-1][1])["error"]["code"] == "no_space", refusals[-1]
        customer.ask("send", text="am I still heard?")
        alice.ask("send", contactId=customer.contact, text="yes")
        alice.set_status("Break")
        assert alice.next() == "Break"
        alice.ask("end", contactId=customer.contact)
        alice.ask("clear", contactId=customer.contact)
        alice.until(lambda: alice.status() == "Break", "Break")
        assert server.request("GET", "/readyz")[0] == 200
        disk.empty()
        until(lambda: not is_refused(), "starts are still refused")
        assert server.terminate() == 0


@tap.claim
def a_disk_that_fills_while_serving_ends_the_server_and_loses_nothing_acknowledged():
    """Nobody is ever shown or answered what is not there after the restart."""
    with Disk(place, "full") as disk:
        with Server(disk.path, "--config", settings("full", "")) as server:
            alice, customer = start_conversation(server)
            password, token = server.password("alice"), customer.token
            writer, reader, asker = Writer(customer), Reader(alice), Asker(server)
            for thread in (writer, reader, asker):
                thread.start()
            until(lambda: len(writer.acknowledged) > 20, "nothing was acknowledged")
            disk.leave(2 << 20)
            disk.fill()
            code = server.wait()
            asker.over = True
            for thread in (writer, reader, asker):
                thread.join(PATIENCE_SECONDS)
            log = server.log_text()
            assert code == 1, (code, log[-2000:])
            own = [line for line in log.splitlines() if line.startswith("nextup: ")]
            assert len(own) == 1 and "full" in own[0].lower() and own[0].endswith("."), log[-3000:]
            print(f"# {own[0]}", flush=True)
            print(f"# {len(writer.acknowledged)} acknowledged of {writer.said}, seen by alice up to {alice.seq}, "
                  f"writer: {writer.end!r}, reader: {reader.end!r}, sign-ins: {sorted(set(map(str, asker.statuses)))}", flush=True)
            told_unsure = ("close 1011", "failed: ", "goodbye draining")
            assert any(word in str(writer.end) for word in told_unsure), repr(writer.end)
            assert any(word in str(reader.end) for word in told_unsure), repr(reader.end)
            assert set(asker.statuses) <= {200, 503, None}, asker.statuses
            seen_texts = [event["message"]["text"] for event in alice.events if event["kind"] == "message"]
        disk.empty()
        # What the failed append left is told as such, and behind everything anybody was shown.
        code, out, err = command("verify", disk.path)
        findings = [line for line in out.splitlines() if line.startswith("connect-demo: ")]
        if code != 0:
            assert "never finished nor acknowledged; it is left out" in findings[0] and findings[1].startswith("connect-demo: 1 findings"), (out, err)
            assert int(findings[1].split()[-1]) >= alice.seq, (out, alice.seq)
        with Server(disk.path, demo=False) as server:
            again = Panel(server, "alice", password)
            assert again.seq >= alice.seq, (again.seq, alice.seq)
            assert len(again.legs("CONNECTED")) == 1
            seen_by_customer = {number: one["text"] for number, one in customer.messages.items()}
            customer.token = token
            customer.messages.clear()
            customer.open(server)
            kept = [text for text in customer.texts() if text.startswith("line ")]
            assert kept[:len(writer.acknowledged)] == writer.acknowledged, (len(kept), len(writer.acknowledged))
            assert len(kept) <= writer.said
            assert set(seen_texts) <= set(customer.texts()), "alice was shown a text that is gone"
            for number, text in seen_by_customer.items():
                assert customer.messages[number]["text"] == text, number
            customer.ask("send", text="and on it goes")
            assert server.terminate() == 0
        assert command("verify", disk.path)[0] == 0


@tap.claim
def while_a_commit_hangs_nothing_is_answered_and_readyz_is_503():
    with Disk(place, "stall") as disk, Server(disk.path, "--config", settings("stall", "[server]\nready_stall_ms_max = 300\n")) as server:
        alice, customer = start_conversation(server)
        assert server.request("GET", "/readyz")[0] == 200
        try:
            disk.freeze()
            number = customer.tell("send", text="into the ice")
            until(lambda: server.request("GET", "/readyz")[0] == 503, "/readyz stayed 200")
            status, _, body = server.request("GET", "/readyz")
            assert status == 503 and b"stalled" in body, body
            assert server.request("GET", "/healthz")[0] == 200
            assert b"\nnextup_ready 0\n" in server.request("GET", "/metrics")[2]
            alice_number = alice.tell("set_status", statusId=alice.status_id("Lunch"))
            # Three more answers from the same loop: had it let anything out, it would be here by now.
            for _ in range(3):
                server.request("GET", "/healthz")
            for line, one in ((customer, number), (alice, alice_number)):
                try:
                    while True:
                        line.step(0.05)
                except socket.timeout:
                    pass
                assert one not in line.answers, "it was answered before it was durable"
            assert "into the ice" not in customer.texts() and alice.next() is None
        finally:
            disk.thaw()
        customer.answer(number)
        alice.answer(alice_number)
        assert server.request("GET", "/readyz")[0] == 200
        assert alice.next() == "Lunch"
        customer.until(lambda: "into the ice" in customer.texts(), "the text")
        assert server.terminate() == 0


def make_backup():
    """A backup of two centres, and what its own restore says."""
    directory, file = new_path("original"), new_path("backup.tar")
    with Server(directory) as server:
        alice, customer = start_conversation(server)
        for number in range(20):
            customer.ask("send", text=f"line {number}")
        code, said, err = command("backup", directory, file)
        assert code == 0, err
        password = server.password("alice")
        assert server.terminate() == 0
    return file, said, password


def members(file):
    """(name, where its header begins, where its bytes end) of each part."""
    with tarfile.open(file) as archive:
        return [(one.name, one.offset, one.offset_data + (one.size + 511) // 512 * 512) for one in archive]


def restore_and_kill(content, into, count):
    """Feeds a restore the first count bytes through a pipe, waits until it has taken them and wants more, and kills it there."""
    pipe = new_path("pipe")
    if not os.path.exists(pipe):
        os.mkfifo(pipe)
    process = subprocess.Popen([BINARY, "restore", pipe, into], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        end = os.open(pipe, os.O_WRONLY)
        try:
            left = memoryview(content)[:count]
            while left:
                left = left[os.write(end, left[:65536]):]
            until(lambda: struct.unpack("i", fcntl.ioctl(end, termios.FIONREAD, b"\0\0\0\0"))[0] == 0, "it does not read on")
            until(lambda: is_waiting_for_pipe(process.pid), "it does not wait for more")
            assert process.poll() is None, process.stderr.read()
            process.kill()
        finally:
            os.close(end)
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
        os.unlink(pipe)


def is_waiting_for_pipe(number):
    """All of the process sleeps, and stays asleep for a while: what it was given is worked off."""
    for _ in range(5):
        with open(f"/proc/{number}/stat", encoding="utf-8") as file:
            if file.read().rsplit(")", 1)[1].split()[0] != "S":
                return False
        time.sleep(0.01)
    return True


@tap.claim
def a_restore_killed_anywhere_leaves_nothing_half_and_can_be_repeated():
    """The next serve never runs on a part of a backup: it says what happened, and the next restore makes it whole."""
    file, said, password = make_backup()
    with open(file, "rb") as whole:
        content = whole.read()
    parts = members(file)
    assert len(parts) == 3 and parts[2][0] == "nextup-backup.json", parts
    first, second, manifest = parts
    cuts = {"in the first header": 100, "in the first centre": first[2] // 2, "after the first centre": first[2],
            "in the second centre": (second[1] + second[2]) // 2, "after the second centre": second[2],
            "in the manifest's header": manifest[1] + 100}
    for number, (where, count) in enumerate(cuts.items()):
        into = new_path(f"killed-{number}")
        restore_and_kill(content, into, count)
        code, out, err = command("serve", "--data", into, "--listen", "127.0.0.1:0")
        assert code == 1 and out == "" and err.count("\n") == 1, (where, code, out, err)
        assert "was cut off" in err and "nextup restore" in err, (where, err)
        code, out, err = command("restore", file, into)
        assert code == 0 and out == said, (where, code, out, err)
        assert command("verify", into)[0] == 0, where
    with Server(into, demo=False) as server:
        assert len(Panel(server, "alice", password).legs("CONNECTED")) == 1
        assert server.terminate() == 0


tap.run(lambda: shutil.rmtree(place, ignore_errors=True))
