"""More than the machine can carry: crowds of panels and of API clients, slow, silent and hostile connections. It must not judge a speed.

    overload_test.py [--panels N] [--clients N] [--seconds S]      `make overload` runs it with 5,000 and 1,000

What must hold in any crowd: memory stays bounded, what is too much is refused at once with 429 or 503, what was accepted is kept, others are not
hindered, and afterwards everything is as before. Figures are printed as comments.
"""
import argparse
import asyncio
import base64
import http.client
import json
import multiprocessing
import os
import resource
import shutil
import struct
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import tap  # noqa: E402
from nextup_client import PATIENCE_SECONDS, Panel, Server  # noqa: E402
from signing_client import Api  # noqa: E402

USERS_LINES = 50          # panels of one user
PASSWORD = "Correct1Horse"
PAUSE_SECONDS = 0.05      # between two changes of an agent at work: a line may ask 50 times a second
AT_ONCE = 400             # guesses under way: more than may wait for their password to be checked
GROWTH_BYTES_MAX = 400 << 20  # beyond what the open panels are allowed
PANEL_BYTES_MAX = 64 << 10    # with sockets' buffers and, in a test build, the sanitizer's own
SETTINGS = f"""[server]
trusted_proxy = 127.0.0.1
insecure = yes
[http]
header_read_ms = 3000
idle_ms = 5000
connections_max = 16000
[panel]
agent_lines_max = {USERS_LINES + 2}
[api]
requests_per_s_max = 100
requests_burst_max = 100
[chat]
address_starts_max = 100000
"""

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("--panels", type=int, default=200)
arguments.add_argument("--clients", type=int, default=60)
arguments.add_argument("--seconds", type=float, default=4)
options = arguments.parse_args()
sys.argv = sys.argv[:1]

place = tempfile.mkdtemp(prefix="nextup-overload-")


def begin():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=8"
    config = os.path.join(place, "nextup.ini")
    with open(config, "w", encoding="utf-8") as file:
        file.write(SETTINGS)
    return Server(os.path.join(place, "data"), "--config", config)


server = begin()
api = Api(server, server.demo())
INSTANCE = api.instance
STATUS = {one["name"]: one["id"] for one in INSTANCE["statuses"]}


def make_users(count, letter):
    return {f"{letter}{number}": api.make_agent(f"{letter}{number}", PASSWORD) for number in range(count)}


def resident():
    with open(f"/proc/{server.process.pid}/status", encoding="utf-8") as file:
        fields = dict(line.split(":", 1) for line in file)
    return int(fields["VmRSS"].split()[0]) << 10


def percentile(times, part):
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 if ordered else 0.0


def is_well():
    """A change of somebody who has nothing to do with any of it."""
    alice = Panel(server, "alice")
    for name in ("Lunch", "Available", "Offline"):
        alice.set_status(name)
        assert alice.status() == name
    alice.close()


# ---- a panel among thousands ----

class Line:
    """One live line, as light as it can be."""

    def __init__(self, cookie):
        self.cookie = cookie
        self.statuses = asyncio.Queue()
        self.last_id = 0

    async def open(self):
        self.reader, self.writer = await asyncio.open_connection(server.host, server.port, limit=1 << 20)
        self.writer.write((f"GET /panel/line HTTP/1.1\r\nHost: {server.host}:{server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n"
                           f"Origin: {server.url}\r\nCookie: {self.cookie}\r\n\r\n").encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head
        self.send({"do": "hello", "from": None, "generation": None, "clock": int(time.time() * 1000)})
        assert (await self.receive())["is"] == "snapshot"
        self.task = asyncio.create_task(self.follow())

    def send(self, message):
        text = json.dumps(message).encode()
        head = struct.pack("!BB", 0x81, 0x80 | len(text)) if len(text) < 126 else struct.pack("!BBH", 0x81, 0xFE, len(text))
        self.writer.write(head + b"\0\0\0\0" + text)

    async def receive(self):
        while True:
            first, second = await self.reader.readexactly(2)
            length = second & 0x7F
            if length == 126:
                length = struct.unpack("!H", await self.reader.readexactly(2))[0]
            elif length == 127:
                length = struct.unpack("!Q", await self.reader.readexactly(8))[0]
            payload = await self.reader.readexactly(length)
            if first & 0x0F == 9:
                self.writer.write(struct.pack("!BB", 0x8A, 0x80 | len(payload)) + b"\0\0\0\0" + payload)
            elif first & 0x0F == 1:
                return json.loads(payload)

    async def follow(self):
        try:
            while True:
                message = await self.receive()
                if message.get("kind") == "status":
                    self.statuses.put_nowait((message["status"]["name"], time.monotonic()))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass

    def choose(self, status):
        self.last_id += 1
        self.send({"do": "set_status", "id": self.last_id, "statusId": STATUS[status]})

    def close(self):
        self.task.cancel()
        self.writer.transport.abort()


async def open_lines(cookies, count):
    lines = [Line(cookies[number // USERS_LINES]) for number in range(count)]
    for begin_at in range(0, count, 200):
        await asyncio.gather(*(line.open() for line in lines[begin_at:begin_at + 200]))
    return lines


async def hear_own_changes(cookies, count):
    lines = await open_lines(cookies, count)
    open_bytes = resident()
    delays = []
    for status in ("Lunch", "Available", "Training"):
        for user in range(0, count, USERS_LINES):
            group = lines[user:user + USERS_LINES]
            began = time.monotonic()
            group[0].choose(status)
            heard = await asyncio.wait_for(asyncio.gather(*(line.statuses.get() for line in group)), PATIENCE_SECONDS)
            assert {name for name, _ in heard} == {status}, heard
            delays.append(max(at for _, at in heard) - began)
    assert all(line.statuses.empty() for line in lines), "somebody heard of another agent"
    for line in lines:
        line.close()
    return open_bytes, delays


@tap.claim
def each_panel_of_a_crowd_hears_its_own_agent_and_nobody_else():
    users = make_users((options.panels + USERS_LINES - 1) // USERS_LINES, "panel")
    cookies = [Panel.sign_in(server, name, PASSWORD) for name in users]
    before = resident()
    open_bytes, delays = asyncio.run(hear_own_changes(cookies, options.panels))
    print(f"# {options.panels} panels: {(open_bytes - before) / options.panels / 1024:.1f} KiB each; a change is on all {USERS_LINES} panels of its agent after "
          f"{percentile(delays, 0.5):.1f} ms (p50), {percentile(delays, 0.99):.1f} ms (p99)")
    assert open_bytes - before < options.panels * PANEL_BYTES_MAX + GROWTH_BYTES_MAX
    is_well()


# ---- programs that ask more than they may ----

class Client:
    """One connection, one agent, two statuses in turn, without a pause."""

    def __init__(self, agent):
        path = f"/users/{INSTANCE['id']}/{agent}/status"
        self.agent = agent
        self.requests = [(name, api.signed("PUT", path, {"AgentStatusId": STATUS[name]})) for name in ("Lunch", "Training")]
        self.answers = {}
        self.kept = "Offline"
        self.delays = {200: [], 429: []}

    async def ask(self, until):
        reader, writer = await asyncio.open_connection(server.host, server.port)
        turn = 0
        while time.monotonic() < until:
            name, request = self.requests[turn % 2]
            began = time.monotonic()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            code = int(head.split(b" ", 2)[1])
            length = int(next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")).split(b":")[1])
            await reader.readexactly(length)
            self.answers[code] = self.answers.get(code, 0) + 1
            self.delays.setdefault(code, []).append(time.monotonic() - began)
            if code == 200:
                self.kept = name
                turn += 1
        writer.close()


async def flood(clients, seconds):
    until = time.monotonic() + seconds
    most = resident()
    tasks = asyncio.gather(*(client.ask(until) for client in clients))
    while not tasks.done():
        most = max(most, resident())
        await asyncio.sleep(0.1)
    await tasks
    return most


async def beside_the_flood(until):
    """An agent at work: how long their own changes take meanwhile. In a process of its own, so that it does not wait for the flood's own clients."""
    line = Line(Panel.sign_in(server, "bob", server.password("bob")))
    await line.open()
    delays = []
    while time.monotonic() < until or len(delays) < 4:
        for status in ("Lunch", "Available"):
            began = time.monotonic()
            line.choose(status)
            name, at = await asyncio.wait_for(line.statuses.get(), PATIENCE_SECONDS)
            assert name == status, name
            delays.append(at - began)
            await asyncio.sleep(PAUSE_SECONDS)
    line.close()
    return delays


def statuses_of(agents):
    """What the server says of them, a hundred at a time."""
    found = {}
    for begin_at in range(0, len(agents), 100):
        answer = api.call("POST", f"/metrics/userdata/{INSTANCE['id']}", {"Filters": {"Agents": agents[begin_at:begin_at + 100]}, "MaxResults": 100})
        found.update({one["User"]["Id"]: one["Status"]["StatusArn"].rsplit("/", 1)[1] for one in answer["UserDataList"]})
    return found


@tap.claim
def what_is_too_much_is_refused_at_once_and_what_was_accepted_is_kept():
    users = make_users(options.clients, "client")
    clients = [Client(agent) for agent in users.values()]
    before = resident()
    told, telling = multiprocessing.Pipe(duplex=False)
    beside = multiprocessing.get_context("fork").Process(target=lambda: telling.send(asyncio.run(beside_the_flood(time.monotonic() + options.seconds))))
    beside.start()
    most = asyncio.run(flood(clients, options.seconds))
    beside.join(2 * PATIENCE_SECONDS)
    assert beside.exitcode == 0, "the agent beside the flood was hindered"
    delays = told.recv()
    answers = {}
    for client in clients:
        for code, count in client.answers.items():
            answers[code] = answers.get(code, 0) + count
    accepted = [delay for client in clients for delay in client.delays[200]]
    print(f"# {options.clients} clients, {options.seconds} s: {answers}; accepted after {percentile(accepted, 0.5):.1f} ms (p50), {percentile(accepted, 0.99):.1f} ms (p99); "
          f"an agent beside them: {percentile(delays, 0.5):.1f} ms, {percentile(delays, 0.99):.1f} ms; memory {before >> 20} -> {most >> 20} MiB")
    assert set(answers) <= {200, 429, 503}, answers
    assert answers[200] > 0 and answers.get(429, 0) + answers.get(503, 0) > answers[200], f"it was not too much: {answers}"
    assert most - before < GROWTH_BYTES_MAX
    is_well()
    shown = statuses_of([client.agent for client in clients])
    wrong = [client.agent for client in clients if shown[client.agent] != STATUS[client.kept]]
    assert not wrong, f"{len(wrong)} agents are not in the status that was accepted last"


# ---- those who only take up room ----

async def dribble(until):
    """A request that never ends, a byte at a time. True: it was ended by the server."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    try:
        writer.write(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
        while time.monotonic() < until:
            writer.write(b"a")
            await writer.drain()
            try:
                if await asyncio.wait_for(reader.read(1024), 0.25) == b"":
                    return True
            except asyncio.TimeoutError:
                continue
        return False
    except ConnectionError:
        return True
    finally:
        writer.transport.abort()


async def silent(until):
    """A connection that says nothing at all."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    try:
        return await asyncio.wait_for(reader.read(1024), until - time.monotonic()) == b"" or True
    except asyncio.TimeoutError:
        return False
    except ConnectionError:
        return True
    finally:
        writer.transport.abort()


async def take_up_room(count):
    until = time.monotonic() + PATIENCE_SECONDS
    crowd = asyncio.gather(*(dribble(until) for _ in range(count)), *(silent(until) for _ in range(count // 2)))
    await asyncio.to_thread(is_well)
    return await crowd


@tap.claim
def slow_and_silent_connections_are_ended_and_hinder_nobody():
    ended = asyncio.run(take_up_room(options.clients))
    assert all(ended), f"{ended.count(False)} of {len(ended)} are still there"
    is_well()


async def never_read(cookie, count):
    lines = [Line(cookie) for _ in range(count)]
    for line in lines:
        await line.open()
        line.task.cancel()
    speaker = Line(cookie)
    await speaker.open()
    for turn in range(400):
        speaker.choose(("Lunch", "Training")[turn % 2])
        await asyncio.wait_for(speaker.statuses.get(), PATIENCE_SECONDS)
    speaker.close()
    for line in lines:
        line.close()


@tap.claim
def panels_that_never_read_cost_a_bounded_amount():
    make_users(1, "deaf")
    cookie = Panel.sign_in(server, "deaf0", PASSWORD)
    before = resident()
    asyncio.run(never_read(cookie, 20))
    assert resident() - before < GROWTH_BYTES_MAX
    is_well()


@tap.claim
def giant_frames_and_bodies_are_refused_before_they_are_read():
    alice = Panel(server, "alice")
    alice.socket.socket.sendall(struct.pack("!BBQ", 0x81, 0xFF, 1 << 40) + b"\0\0\0\0" + b"x" * 1000)
    ended = False
    try:
        for _ in range(10):
            alice.socket.receive()
    except Exception:
        ended = True
    assert ended, "a frame of a terabyte was waited for"
    connection = http.client.HTTPConnection(server.host, server.port, timeout=PATIENCE_SECONDS)
    connection.putrequest("POST", "/login")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(10 << 30))
    connection.putheader("Origin", server.url)
    connection.endheaders()
    assert connection.getresponse().status == 413
    is_well()


async def guess(number, turn):
    async with turn:
        return await guess_once(number)


async def guess_once(number):
    body = json.dumps({"username": f"nobody{number}", "password": "wrong wrong"}).encode()
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write((f"POST /login HTTP/1.1\r\nHost: {server.host}:{server.port}\r\nOrigin: {server.url}\r\nContent-Type: application/json\r\nConnection: close\r\n"
                  f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body)
    head = await asyncio.wait_for(reader.readline(), 4 * PATIENCE_SECONDS)
    writer.close()
    return int(head.split(b" ", 2)[1])


async def guesses(count):
    turn = asyncio.Semaphore(AT_ONCE)
    return await asyncio.gather(*(guess(number, turn) for number in range(count)))


@tap.claim
def thousands_of_failed_sign_ins_are_refused_and_a_good_one_passes():
    answers = asyncio.run(guesses(options.clients * 5))
    counts = {code: answers.count(code) for code in set(answers)}
    print(f"# {len(answers)} guesses at once: {counts}")
    assert set(counts) <= {401, 429, 503}, counts
    is_well()


def clean_up():
    if server.process.poll() is None:
        assert server.terminate() == 0, "the server did not end well: " + server.log_text()[-2000:]
    shutil.rmtree(place, ignore_errors=True)


tap.run(clean_up)
