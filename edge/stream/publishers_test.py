"""The streams of a running server and its publishers, with the real receivers: Redis, NATS, a webhook, a file, server-sent events, a WebSocket. It must not look inside.

The ledger of the tests is what agents were told is done: each change of status that was answered must reach every receiver, in order, and what comes twice
must have the same id.
"""
import base64
import hashlib
import hmac
import http.client
import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "tools"))
import tap  # noqa: E402
from nextup_client import PATIENCE_SECONDS, Gone, Panel, Server, WebSocket, command  # noqa: E402

place = tempfile.mkdtemp(prefix="nextup-streams-")
SECRET = "a secret of the receiver"
AWAY = 600  # changes while a receiver is away
NAMES = ["Available", "Lunch", "Break", "Training"]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def await_true(reached, what):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        if time.monotonic() > deadline:
            raise TimeoutError(what() if callable(what) else what)
        time.sleep(0.02)


# ---- receivers ----

class Program:
    """A receiver's own server: started, killed, started again on the same port and directory."""

    def __init__(self, *words):
        self.words = words
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Redis(Program):
    def __init__(self, port):
        self.port = port
        directory = os.path.join(place, "redis")
        os.makedirs(directory, exist_ok=True)
        super().__init__("redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", directory, "--appendonly", "yes",
                         "--appendfsync", "always", "--save", "")

    def read(self, stream, centre="connect-demo"):
        """All entries of a stream as (id, record)."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS) as connection:
            key = f"nextup:{centre}:{stream}".encode()
            words = [b"XRANGE", key, b"-", b"+"]
            connection.sendall(b"*4\r\n" + b"".join(b"$%d\r\n%s\r\n" % (len(one), one) for one in words))
            self.file = connection.makefile("rb")
            answer = self._parse()
        return [(entry[0].decode(), json.loads(entry[1][1])) for entry in answer]

    def _parse(self):
        line = self.file.readline()
        if line[:1] == b"*":
            return [self._parse() for _ in range(int(line[1:]))]
        if line[:1] == b"$":
            text = self.file.read(int(line[1:]))
            self.file.read(2)
            return text
        raise OSError(f"Redis says {line!r}")


class Nats(Program):
    def __init__(self, port):
        self.port = port
        super().__init__("nats-server", "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", os.path.join(place, "nats"))

    def read(self, stream, centre="connect-demo"):
        """All messages of a subject as (message id, record)."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS) as connection:
            self.file = connection.makefile("rb")
            self.connection = connection
            self.file.readline()
            connection.sendall(b'CONNECT {"verbose":false,"pedantic":false}\r\nSUB inbox 1\r\n')
            found = []
            info = self._ask("STREAM.INFO.NEXTUP", {})
            for number in range(info["state"]["first_seq"], info["state"]["last_seq"] + 1):
                message = self._ask("STREAM.MSG.GET.NEXTUP", {"seq": number})["message"]
                if message["subject"] == f"nextup.{centre}.{stream}":
                    head = base64.b64decode(message["hdrs"]).decode()
                    found.append((head.split("Nats-Msg-Id:")[1].split()[0], json.loads(base64.b64decode(message["data"]))))
        return found

    def _ask(self, what, body):
        text = json.dumps(body).encode()
        self.connection.sendall(f"PUB $JS.API.{what} inbox {len(text)}\r\n".encode() + text + b"\r\n")
        while True:
            line = self.file.readline()
            if line.startswith(b"PING"):
                self.connection.sendall(b"PONG\r\n")
            elif line.startswith(b"MSG"):
                answer = json.loads(self.file.read(int(line.split()[-1])))
                self.file.readline()
                if "error" in answer:
                    raise OSError(str(answer["error"]))
                return answer
            elif not line:
                raise OSError("NATS is gone")


class Webhook:
    """Keeps what it accepts; answers as it is told."""

    def __init__(self, port):
        self.port = port
        self.records = []
        self.unsigned = 0
        self.refuse = None  # an id that is answered with 400
        self.server = None

    def start(self):
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                parts = dict(part.split("=") for part in self.headers["Nextup-Signature"].split(","))
                wanted = hmac.new(SECRET.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
                hook.unsigned += not hmac.compare_digest(wanted, parts["v1"])
                records = json.loads(body)["records"]
                bad = any(one["id"] == hook.refuse for one in records)
                if not bad:
                    hook.records += [(one["id"], one["data"]) for one in records if one["stream"] == "agent-events"]
                self.send_response(400 if bad else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def read(self, stream, centre="connect-demo"):
        return list(self.records)


class File:
    def __init__(self, path):
        self.path = path

    def read(self, stream, centre="connect-demo"):
        names = [f"{self.path}.{number}" for number in range(50, 0, -1)] + [self.path]
        found = []
        for name in names:
            if os.path.exists(name):
                with open(name, encoding="utf-8") as file:
                    found += [json.loads(line) for line in file if line.endswith("\n")]
        return [(one["EventId"], one) for one in found]


class Events:
    """A reader of server-sent events."""

    def __init__(self, server, token, stream="agent-events", after=None):
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=PATIENCE_SECONDS)
        headers = {"Authorization": "Bearer " + token}
        if after is not None:
            headers["Last-Event-ID"] = after
        self.connection.request("GET", "/streams/" + stream, headers=headers)
        self.answer = self.connection.getresponse()
        self.status = self.answer.status

    def next(self):
        """(id, kind, record)"""
        fields = {}
        while True:
            line = self.answer.readline()
            if not line:
                raise Gone("the stream ended")
            line = line.decode().rstrip("\n")
            if line == "" and "data" in fields:
                return fields.get("id"), fields.get("event"), json.loads(fields["data"])
            name, _, value = line.partition(":")
            if name:
                fields[name] = value.strip()

    def close(self):
        self.connection.close()


# ---- what was done, and what was told of it ----

def write_settings(name, *sections):
    path = os.path.join(place, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("[panel]\nrequests_per_s_max = 1000000\n" + "".join(sections))
    return path


def section(name, **members):
    return f"[publisher {name}]\n" + "".join(f"{key} = {value}\n" for key, value in members.items())


def token_of(directory, centre="connect-demo", **options):
    words = [word for name, value in options.items() for word in ("--" + name, value)]
    code, out, err = command("tokens", "add", "--data", directory, "--centre", centre, *words, "a test")
    assert code == 0, err
    return out.split()[1]


class Ledger:
    """Statuses that an agent was told are set."""

    def __init__(self, username):
        self.username = username
        self.done = []

    def change(self, panel, count):
        for number in range(count):
            name = NAMES[(NAMES.index(panel.status()) + 1 + number % 2) % len(NAMES)] if panel.status() in NAMES else "Available"
            if name == panel.status():
                continue
            panel.set_status(name)
            self.done.append(name)
            panel.until(lambda wanted=name: panel.status() == wanted, name)

    def check(self, read):
        """Everything that was answered is there, in order; what is twice has one id; each follows from the one before."""
        told, ids, before = [], {}, None
        for _, record in read:
            if record["EventType"] in ("HEART_BEAT", "GAP") or record["CurrentAgentSnapshot"]["Configuration"]["Username"] != self.username:
                continue
            text = json.dumps(record, sort_keys=True)
            if record["EventId"] in ids:
                assert ids[record["EventId"]] == text, "one id, two tellings"
                continue
            ids[record["EventId"]] = text
            assert before is None or record["PreviousAgentSnapshot"] == before, "something between two tellings is missing"
            before = record["CurrentAgentSnapshot"]
            if record["EventType"] == "STATE_CHANGE":
                told.append(record["CurrentAgentSnapshot"]["AgentStatus"]["Name"])
        at = 0
        for name in told:  # one that was durable but not answered may be in between, at a kill
            if at < len(self.done) and name == self.done[at]:
                at += 1
        assert at == len(self.done), f"{len(self.done)} were answered, {at} of them were told: {told[-5:]} {self.done[-5:]}"
        assert len(told) <= len(self.done) + 3, f"{len(told)} were told of {len(self.done)}"

    def last_told(self, receiver):
        return lambda: self.done and bool(self._matches(receiver))

    def _matches(self, receiver):
        try:
            self.check(receiver.read("agent-events"))
            return True
        except (AssertionError, OSError, KeyError, ValueError):
            return False

    def await_all(self, *receivers):
        for receiver in receivers:
            try:
                await_true(self.last_told(receiver), "")
            except TimeoutError:
                self.check(receiver.read("agent-events"))  # says what is wrong
                raise


def memory_of(server):
    with open(f"/proc/{server.process.pid}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


# ---- claims ----

@tap.claim
def nothing_is_lost_and_order_is_kept_when_receivers_and_the_server_are_killed():
    if not shutil.which("redis-server") or not shutil.which("nats-server"):
        raise tap.Skip("redis-server and nats-server are not installed")
    redis_port, nats_port, hook = free_port(), free_port(), Webhook(free_port())
    secret = os.path.join(place, "secret")
    with open(secret, "w", encoding="utf-8") as file:
        file.write(SECRET + "\n")
    file_path = os.path.join(place, "{centre}.ndjson")
    settings = write_settings(
        "all.ini",
        section("lines", kind="file", target=file_path, streams="agent-events", bytes_max=500000, files_max=50),
        section("hook", kind="webhook", target=f"http://127.0.0.1:{hook.port}/in", secret_file=secret, retry_ms_max=200, centre="connect-demo"),
        section("redis", kind="redis", target=f"127.0.0.1:{redis_port}", retry_ms_max=200),
        section("nats", kind="nats", target=f"nats://127.0.0.1:{nats_port}", streams="agent-events", centre="connect-demo", retry_ms_max=200))
    lines = File(file_path.replace("{centre}", "connect-demo"))
    redis, nats = Redis(redis_port), Nats(nats_port)
    hook.start()
    directory = os.path.join(place, "all")
    server = Server(directory, "--config", settings)
    ledger = Ledger("alice")
    try:
        panel = Panel(server, "alice")
        ledger.change(panel, 20)
        receivers = (lines, hook, redis, nats)
        ledger.await_all(*receivers)

        # They are away; the server goes on and does not grow with it.
        redis.kill()
        nats.kill()
        hook.stop()
        before = memory_of(server)
        ledger.change(panel, AWAY)
        assert memory_of(server) < before + 128 * 1024, (before, memory_of(server))
        ledger.await_all(lines)
        behind = server.request("GET", "/metrics")[2].decode()
        count = next(line.split()[-1] for line in behind.splitlines()
                     if line.startswith('nextup_publisher_behind_events{publisher="redis",centre="connect-demo"}'))
        assert int(count) >= AWAY / 2, behind
        redis.start()
        nats.start()
        hook.start()
        ledger.await_all(*receivers)

        # The server is killed in the middle, a receiver with it.
        def go_on():
            try:
                ledger.change(panel, 100000)
            except (Gone, OSError):
                pass
        worker = threading.Thread(target=go_on)
        reached = len(ledger.done) + 100
        worker.start()
        await_true(lambda: len(ledger.done) > reached, "the changes went on")
        redis.kill()
        server.process.kill()
        worker.join()
        server.wait()
        redis.start()
        server = Server(directory, "--config", settings)
        panel = Panel(server, "alice")
        ledger.change(panel, 20)
        ledger.await_all(*receivers)
        assert hook.unsigned == 0
        assert server.terminate() == 0, server.log_text()[-2000:]
    finally:
        if server.process.poll() is None:
            server.kill()
        for program in (redis, nats):
            if program.process.poll() is None:
                program.kill()


@tap.claim
def what_a_webhook_refuses_goes_to_the_dead_letters_and_the_rest_goes_on():
    hook = Webhook(free_port())
    secret = os.path.join(place, "secret2")
    with open(secret, "w", encoding="utf-8") as file:
        file.write(SECRET)
    dead = os.path.join(place, "dead.ndjson")
    settings = write_settings("dead.ini", section("hook", kind="webhook", target=f"http://127.0.0.1:{hook.port}/", secret_file=secret,
                                                  dead_letter_file=dead, attempts_max=2, retry_ms_max=20, streams="agent-events"))
    with Server(os.path.join(place, "dead"), "--config", settings) as server:
        reader = Events(server, token_of(server.directory))
        panel = Panel(server, "bob")
        panel.set_status("Available")
        reader.next()
        hook.refuse = reader.next()[0]
        panel.set_status("Lunch")
        last = reader.next()[0]
        hook.start()
        await_true(lambda: any(one == last for one, _ in hook.records), lambda: str(hook.records)[-300:])
        assert all(one != hook.refuse for one, _ in hook.records)
        with open(dead, encoding="utf-8") as file:
            letters = [json.loads(line) for line in file]
        assert [one["id"] for one in letters] == [hook.refuse], letters
        hook.stop()


@tap.claim
def a_reader_goes_on_after_the_last_event_it_had():
    with Server(os.path.join(place, "resume")) as server:
        token = token_of(server.directory)
        reader = Events(server, token)
        assert reader.status == 200
        panel = Panel(server, "alice")
        ledger = Ledger("alice")
        ledger.change(panel, 10)
        login = reader.next()
        assert login[2]["EventType"] == "LOGIN" and login[2]["PreviousAgentSnapshot"] is None
        had = [reader.next() for _ in range(4)]
        reader.close()
        ledger.change(panel, 300)
        reader = Events(server, token, after=had[-1][0])
        had += [reader.next() for _ in range(len(ledger.done) - 4)]
        ledger.check([(one[0], one[2]) for one in had])
        assert len(set(one[0] for one in had)) == len(had)
        line = WebSocket(server.host, server.port, "/streams/agent-events?after=" + had[3][0], {"Authorization": "Bearer " + token})
        messages = [json.loads(line.receive()) for _ in range(len(ledger.done) - 4)]
        assert [(one["id"], one["data"]) for one in messages] == [(one[0], one[2]) for one in had[4:]]
        # Contact events and records have their own streams; a stream that is not there is nobody's.
        assert Events(server, token, "contact-events").status == 200
        assert Events(server, token, "contact-records").status == 200
        assert Events(server, token, "other").status != 200
        assert Events(server, token, after="nonsense").status == 400


def number_of(server, name):
    text = server.request("GET", "/metrics")[2].decode()
    return next(int(line.split()[-1]) for line in text.splitlines() if line.startswith(name + " "))


@tap.claim
def a_reader_who_takes_nothing_costs_one_chunk_and_is_cut():
    settings = write_settings("slow.ini", "[stream]\nslow_ms_max = 1000\n")
    with Server(os.path.join(place, "slow"), "--config", settings) as server:
        token = server.demo()["instances"][0]["streamToken"]
        reader = Events(server, token)
        panel = Panel(server, "alice")
        first = reader.next()[0]
        ledger = Ledger("alice")
        told = []

        def read_on():
            try:
                while True:
                    told.append(reader.next())
            except (Gone, OSError, http.client.HTTPException, ValueError):
                pass  # the claim is over
        threading.Thread(target=read_on, daemon=True).start()
        ledger.change(panel, 2500)  # more than the kernel takes for a reader
        before = memory_of(server)
        slow = [socket.socket() for _ in range(10)]
        for one in slow:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect((server.host, server.port))
            one.sendall(f"GET /streams/agent-events?after={first} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        await_true(lambda: number_of(server, "nextup_stream_subscribers_cut_slow_total") == 10,
                   lambda: server.request("GET", "/metrics")[2].decode()[-3000:])
        assert memory_of(server) < before + 64 * 1024
        # Who reads is not disturbed, and one who comes back gets it all.
        await_true(lambda: len(told) == len(ledger.done), "the reader has all")
        ledger.check([(one[0], one[2]) for one in told])
        for one in slow:
            one.close()
        again = Events(server, token, after=first)
        assert [again.next() for _ in range(len(ledger.done))] == told


@tap.claim
def a_token_is_for_one_centre_and_its_streams_and_ends_when_it_is_revoked():
    with Server(os.path.join(place, "tokens")) as server:
        token = token_of(server.directory, streams="contact-events")
        assert server.request("GET", "/streams/agent-events")[0] == 401
        for instance in server.demo()["instances"]:
            assert Events(server, instance["streamToken"]).status == 200
        assert Events(server, "wrong").status == 401
        assert Events(server, token).status == 401
        reader = Events(server, token, "contact-events")
        assert reader.status == 200
        other = token_of(server.directory, centre="vcc-demo")
        vcc = Events(server, other)
        Panel(server, "vera")
        assert ":instance/" + server.demo()["instances"][1]["id"] in vcc.next()[2]["InstanceARN"]
        _, listed, _ = command("tokens", "list", "--data", server.directory)
        assert token not in listed and other not in listed, listed
        number = hashlib.sha256(token.encode()).hexdigest()[:16]
        assert number in listed, listed
        assert command("tokens", "revoke", "--data", server.directory, number)[0] == 0
        try:
            reader.next()
            raise AssertionError("the reader was not cut off")
        except Gone:
            pass
        assert Events(server, token, "contact-events").status == 401
        assert command("tokens", "revoke", "--data", server.directory, number)[0] == 1
        for directory, _, files in os.walk(server.directory):
            for name in files:
                if not os.path.isfile(os.path.join(directory, name)):
                    continue
                with open(os.path.join(directory, name), "rb") as file:
                    assert token.encode() not in file.read(), name


@tap.claim
def a_spool_that_is_lost_is_made_again_from_the_journal():
    missing = os.path.join(place, "later")
    settings = write_settings("again.ini", section("lines", kind="file", target=os.path.join(missing, "lines"), streams="agent-events",
                                                   retry_ms_max=50, centre="connect-demo"))
    directory = os.path.join(place, "again")
    with Server(directory, "--config", settings) as server:
        reader = Events(server, server.demo()["instances"][0]["streamToken"])
        panel = Panel(server, "alice")
        ledger = Ledger("alice")
        ledger.change(panel, 60)
        before = [reader.next() for _ in range(len(ledger.done))]
        assert server.terminate() == 0
    spools = os.path.join(directory, "centres", "connect-demo", "stream")
    for name in os.listdir(spools):
        if name.endswith(".spool"):
            os.unlink(os.path.join(spools, name))
    os.makedirs(missing)
    with Server(directory, "--config", settings) as server:
        lines = File(os.path.join(missing, "lines"))
        ledger.await_all(lines)
        assert [record for _, record in lines.read("") if record["EventType"] != "HEART_BEAT"][:len(before)] == [one[2] for one in before]


@tap.claim
def a_publisher_that_was_away_too_long_is_told_of_the_gap():
    missing = os.path.join(place, "away")
    settings = write_settings("gap.ini", "[stream]\nkeep_bytes_max = 1048576\nfile_bytes_max = 1048576\n",
                              section("lines", kind="file", target=os.path.join(missing, "lines"), streams="agent-events", retry_ms_max=50))
    with Server(os.path.join(place, "gap"), "--config", settings) as server:
        reader = Events(server, token_of(server.directory))
        panel = Panel(server, "alice")
        ledger = Ledger("alice")
        ledger.change(panel, 10)
        first = reader.next()[0]
        reader.close()
        ledger.change(panel, 1200)
        reader = Events(server, server_token := token_of(server.directory), after=first)
        at, kind, record = reader.next()
        assert kind == "gap" and record["EventType"] == "GAP" and record["After"] == first and record["UpTo"] == at, record
        assert Events(server, server_token, after="first").next()[1] is None
        os.makedirs(missing)
        lines = File(os.path.join(missing, "lines"))
        await_true(lambda: [one for one in lines.read("") if one[1]["EventType"] == "GAP"] and
                   lines.read("")[-1][1]["CurrentAgentSnapshot"]["AgentStatus"]["Name"] == ledger.done[-1], "the gap was told")
        kinds = [record["EventType"] for _, record in lines.read("")]
        assert kinds.count("GAP") == 1, kinds
        after = [record for _, record in lines.read("")][kinds.index("GAP") + 1:]
        assert all(one["CurrentAgentSnapshot"] == two["PreviousAgentSnapshot"] for one, two in zip(after, after[1:]))


if __name__ == "__main__":
    tap.run(clean_up=lambda: shutil.rmtree(place, ignore_errors=True))
