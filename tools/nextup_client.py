"""A server under test and its two kinds of clients, in Python's standard library alone. It must not know what a test claims.

    server = Server(directory)             starts "nextup serve" on a free port and waits until it listens
    panel = Panel(server, "alice", pw)     signs in, opens the live line (docs/reference/panel-line.md), folds its events
    chat = Customer(server, "Kim")         starts a chat and opens its line (docs/reference/chat-line.md)
"""
import base64
import http.client
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BINARY = os.environ.get("NEXTUP_BINARY") or os.path.join(ROOT, "build", "nextup")
PATIENCE_SECONDS = 30.0  # how long anything may take before a test gives up; never a claim about speed


class Gone(Exception):
    """The other side closed, or the server died."""


class Refused(Exception):
    """The server refused a request: .code says why."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code


class Server:
    """One "nextup serve" process. Only ever ended through its own process number."""

    def __init__(self, directory, *options, demo=True, port=0, binary=None, wait=True, environment=None):
        """environment: what the process has besides ours."""
        self.directory = directory
        self.url = None
        self.lines = []  # every line that was opened to it
        self.log = open(directory.rstrip("/") + ".log", "ab")
        command = [binary or BINARY, "serve", "--data", directory, "--listen", f"127.0.0.1:{port}"]
        command += (["--demo"] if demo else []) + list(options)
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log,
                                        env={**os.environ, **(environment or {})})
        if wait:
            self._await_listening()

    def _await_listening(self):
        deadline = time.monotonic() + PATIENCE_SECONDS * 2
        text = b""
        while time.monotonic() < deadline:
            ready, _, _ = select.select([self.process.stdout], [], [], 1.0)
            if not ready:
                continue
            piece = os.read(self.process.stdout.fileno(), 4096)
            if not piece:
                break
            text += piece
            for line in text.decode().splitlines():
                if line.startswith("Nextup listens on ") and text.endswith(b"\n"):
                    self.url = line.split()[-1]
                    self.host, port = urllib.parse.urlsplit(self.url).netloc.rsplit(":", 1)
                    self.port = int(port)
                    return
        self.kill()
        raise Gone("the server did not start: " + self.log_text()[-2000:])

    def log_text(self):
        with open(self.directory.rstrip("/") + ".log", "rb") as file:
            return file.read().decode("utf-8", "replace")

    def demo(self):
        with open(os.path.join(self.directory, "demo.json"), encoding="utf-8") as file:
            return json.load(file)

    def password(self, username):
        for instance in self.demo()["instances"]:
            for user in instance["users"]:
                if user["username"] == username:
                    return user["password"]
        raise KeyError(username)

    def request(self, method, path, body=None, headers=None, timeout=PATIENCE_SECONDS):
        """Returns (status, headers, body bytes)."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            own = {"Origin": self.url}
            if body is not None:
                own["Content-Type"] = "application/json"
                body = json.dumps(body)
            own.update(headers or {})
            connection.request(method, path, body, own)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def terminate(self):
        """SIGTERM, and the exit code. Lines that nobody else reads are read to their end, as an open page would: the server waits for that."""
        self.process.send_signal(signal.SIGTERM)
        for line in self.lines:
            if line.reader == threading.get_ident():
                line.read_out()
        return self.wait()

    def wait(self):
        try:
            code = self.process.wait(PATIENCE_SECONDS * 2)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Gone("the server did not end")
        self._close()
        return code

    def kill(self):
        self.process.kill()
        self.process.wait()
        self._close()

    def _close(self):
        if self.process.stdout:
            self.process.stdout.close()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()


class WebSocket:
    """RFC 6455, client's side, text messages."""

    def __init__(self, host, port, path, headers=None, timeout=PATIENCE_SECONDS):
        self.socket = socket.create_connection((host, port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        self.status = int(head.split(b" ", 2)[1])
        if self.status != 101:
            self.socket.close()
            raise Refused(self.status, head.decode("latin-1"))

    def _more(self):
        piece = self.socket.recv(65536)
        if not piece:
            raise Gone("closed")
        self.buffer += piece

    def _take(self, count):
        while len(self.buffer) < count:
            self._more()
        piece, self.buffer = self.buffer[:count], self.buffer[count:]
        return piece

    def send_frame(self, opcode, payload):
        mask = os.urandom(4)
        if len(payload) < 126:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | len(payload))
        elif len(payload) < 65536:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, len(payload))
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, len(payload))
        key = int.from_bytes((mask * (len(payload) // 4 + 1))[:len(payload)], "big") if payload else 0
        masked = (int.from_bytes(payload, "big") ^ key).to_bytes(len(payload), "big") if payload else b""
        self.socket.sendall(head + mask + masked)

    def send(self, text):
        self.send_frame(1, text.encode())

    def receive(self, timeout=PATIENCE_SECONDS):
        """The next text; Gone when the other side closes."""
        self.socket.settimeout(timeout)
        whole = b""
        while True:
            first, second = self._take(2)
            length = second & 0x7F
            if length == 126:
                length = struct.unpack("!H", self._take(2))[0]
            elif length == 127:
                length = struct.unpack("!Q", self._take(8))[0]
            payload = self._take(length)
            opcode = first & 0x0F
            if opcode == 9:
                self.send_frame(10, payload)
            elif opcode == 8:
                raise Gone("close " + str(struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else ""))
            elif opcode in (0, 1, 2):
                whole += payload
                if first & 0x80:
                    return whole.decode()

    def close(self):
        self.socket.close()


class Line:
    """What both live lines share: ids of requests, waiting for an answer while events are folded."""

    def __init__(self):
        self.last_id = 0
        self.answers = {}
        self.events = []
        self.seq = 0
        self.state = None
        self.socket = None
        self.reader = None  # the thread that takes its messages

    def connect(self, server, path, headers):
        self.server = server
        self.answers.clear()
        self.socket = WebSocket(server.host, server.port, path, {"Origin": server.url, **headers})
        if self not in server.lines:
            server.lines.append(self)

    def tell(self, name, **members):
        """Sends a request without waiting; returns its id."""
        self.last_id += 1
        self.socket.send(json.dumps({"do": name, "id": self.last_id, **members}))
        return self.last_id

    def answer(self, number):
        """Waits for the answer of one request."""
        while number not in self.answers:
            self.step()
        found = self.answers.pop(number)
        if found["is"] == "refused":
            raise Refused(found["code"], found["message"])
        return found

    def ask(self, name, **members):
        return self.answer(self.tell(name, **members))

    def step(self, timeout=PATIENCE_SECONDS):
        """Takes one message. Closes the line when the other side does."""
        self.reader = threading.get_ident()
        try:
            return self._take(json.loads(self.socket.receive(timeout)))
        except Gone:
            self.socket.close()
            raise

    def _take(self, message):
        kind = message["is"]
        if kind in ("done", "refused"):
            self.answers[message["id"]] = message
        elif kind == "snapshot":
            self.seq = message["seq"]
            self.state = message["state"]
            self.take_snapshot(message)
        elif kind == "event":
            self.seq = message["seq"]
            self.events.append(message)
            self.fold(message)
        elif kind == "goodbye":
            raise Gone("goodbye " + message["code"])
        return message

    def until(self, reached, what="it"):
        """Takes messages until reached() is true."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not reached():
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{what} did not come about; the state is {json.dumps(self.state)[:1500]}")
            try:
                self.step(left)
            except socket.timeout:
                continue

    def read_out(self):
        """Takes what comes until the other side closes, or this side has."""
        try:
            while True:
                self.step()
        except (Gone, OSError):
            pass

    def take_snapshot(self, message):
        pass

    def fold(self, event):
        pass

    def close(self):
        self.socket.close()


class Panel(Line):
    """An agent's page."""

    def __init__(self, server, username, password=None, cookie=None):
        super().__init__()
        self.server = server
        self.username = username
        self.cookie = cookie or self.sign_in(server, username, password or server.password(username))
        self.open(server)

    @staticmethod
    def sign_in(server, username, password):
        status, headers, body = server.request("POST", "/login", {"username": username, "password": password})
        if status != 200:
            raise Refused(json.loads(body)["error"]["code"], body.decode())
        return headers["Set-Cookie"].split(";")[0]

    def open(self, server):
        self.connect(server, "/panel/line", {"Cookie": self.cookie})
        self.socket.send(json.dumps({"do": "hello", "from": None, "generation": None, "clock": int(time.time() * 1000)}))
        self.until_snapshot()

    def until_snapshot(self):
        while self.step()["is"] != "snapshot":
            pass

    def fold(self, event):
        kind, state = event["kind"], self.state
        if kind == "status":
            state["status"], state["next"] = event["status"], event.get("next")
        elif kind == "next_set":
            state["next"] = event["next"]
        elif kind == "next_cleared":
            state["next"] = None
        elif kind == "leg":
            leg = event["leg"]
            state["legs"] = [one for one in state["legs"] if one["contactId"] != leg["contactId"]] + [leg]
        elif kind == "leg_removed":
            state["legs"] = [one for one in state["legs"] if one["contactId"] != event["contactId"]]
        for name in ("menu", "slots", "version"):
            if name in event:
                state[name] = event[name]

    def status_id(self, name):
        return next(one["id"] for one in self.state["statuses"] if one["name"] == name)

    def set_status(self, name):
        return self.ask("set_status", statusId=self.status_id(name))

    def status(self):
        return self.state["status"]["name"]

    def next(self):
        return self.state["next"]["status"]["name"] if self.state["next"] else None

    def legs(self, state=None):
        return [leg for leg in self.state["legs"] if state is None or leg["state"] == state]


class Board(Line):
    """A supervisor's page (docs/reference/board-line.md)."""

    def __init__(self, server, username):
        super().__init__()
        cookie = Panel.sign_in(server, username, server.password(username))
        self.connect(server, "/supervisor/line", {"Cookie": cookie})
        self.socket.send(json.dumps({"do": "hello", "clock": int(time.time() * 1000)}))
        while self.step()["is"] != "snapshot":
            pass

    def queue(self, name):
        return next(one for one in self.state["queues"] if one["name"] == name)

    def agent(self, username):
        return next(one for one in self.state["agents"] if one["username"] == username)


class Customer(Line):
    """A customer's chat box."""

    def __init__(self, server, name, flow=None, **details):
        super().__init__()
        self.server = server
        if flow is None:
            flow = server.demo()["instances"][0]["contactFlows"][0]["id"]
        status, _, body = server.request("POST", "/chat/api/start", {"flow": flow, "name": name, "details": details})
        answer = json.loads(body)
        if status != 200:
            raise Refused(answer["error"]["code"], body.decode())
        self.contact = answer["contactId"]
        self.token = answer["token"]
        self.messages = {}
        self.open(server)

    def open(self, server):
        self.connect(server, "/chat/line", {})
        self.socket.send(json.dumps({"do": "hello", "token": self.token, "after": 0, "clock": int(time.time() * 1000)}))
        while self.step()["is"] != "snapshot":
            pass

    def take_snapshot(self, message):
        for one in message["messages"]:
            self.messages[one["number"]] = one

    def fold(self, event):
        if event["kind"] == "state":
            self.state = event["state"]
        elif event["kind"] == "message":
            self.messages[event["message"]["number"]] = event["message"]

    def texts(self):
        return [self.messages[number]["text"] for number in sorted(self.messages)]


def command(*words, stdin=None, binary=None):
    """Runs one command of the binary; returns (exit code, standard output, standard error)."""
    done = subprocess.run([binary or BINARY, *words], input=stdin if stdin is not None else "", capture_output=True,
                          text=True, timeout=PATIENCE_SECONDS * 2, start_new_session=True)
    return done.returncode, done.stdout, done.stderr


if __name__ == "__main__":
    print(__doc__)
    sys.exit(0)
