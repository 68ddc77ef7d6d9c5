"""The running server under bad manners and under load: hostile requests, draining, the race of next statuses. It must not look inside."""
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
import tap  # noqa: E402
from nextup_client import Board, PATIENCE_SECONDS, Customer, Gone, Panel, Refused, Server, WebSocket  # noqa: E402

place = tempfile.mkdtemp(prefix="nextup-live-")
RACE_ROUNDS = 2000
POST = b"POST /login HTTP/1.1\r\nHost: x\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"

# What a lenient server lets through (each was taken by at least one well-known server).
HOSTILE = {
    "content length and transfer encoding together": POST + b"Content-Length: 6\r\n" + CHUNKED + b"\r\n0\r\n\r\nG",
    "a blank before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "lines that end in LF alone": b"GET /healthz HTTP/1.1\nHost: x\n\n",
    "two different content lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "a content length with a plus": POST + b"Content-Length: +5\r\n\r\nhello",
    "a content length with a letter": POST + b"Content-Length: 5x\r\n\r\nhello",
    "a list of content lengths": POST + b"Content-Length: 5, 5\r\n\r\nhello",
    "a CR that hides a header": POST + b"X: a\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "an unknown transfer encoding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked that is not last": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "LF after a chunk's size": POST + CHUNKED + b"\r\n5\nhello\r\n0\r\n\r\n",
    "NUL in a value": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
    "a folded header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
    "a line of HTTP/0.9 with headers": b"GET /healthz\r\nHost: x\r\n\r\n",
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "100 KB in one header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100000 + b"\r\n\r\n",
    "300 headers": b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X%d: a\r\n" % number for number in range(300)) + b"\r\n",
}


def limits():
    path = os.path.join(place, "limits.ini")
    with open(path, "w", encoding="utf-8") as file:
        file.write("[panel]\nrequests_per_s_max = 1000000\naddress_attempts_max = 100000\nusername_attempts_max = 100000\n"
                   "[chat]\naddress_starts_max = 1000000\nmessages_per_s_max = 100000\n")
    return path


def converse(server, request):
    """Sends raw bytes and returns all that comes back until the server closes."""
    answer = b""
    with socket.create_connection((server.host, server.port), timeout=PATIENCE_SECONDS) as connection:
        try:
            connection.sendall(request)
            while True:
                piece = connection.recv(65536)
                if not piece:
                    break
                answer += piece
        except (BrokenPipeError, ConnectionResetError):
            pass
    return answer


@tap.claim
def all_18_hostile_requests_are_refused_and_the_connection_closed():
    assert len(HOSTILE) == 18
    with Server(os.path.join(place, "hostile")) as server:
        for name, request in HOSTILE.items():
            answer = converse(server, request)
            assert answer.startswith(b"HTTP/1.1 4"), (name, answer[:200])
            assert answer.count(b"HTTP/1.1 4") == 1 and b"HTTP/1.1 2" not in answer, (name, answer)
        assert server.request("GET", "/healthz")[0] == 200
        assert server.terminate() == 0


@tap.claim
def bad_input_gets_a_precise_answer_and_changes_nothing():
    with Server(os.path.join(place, "bad"), "--config", limits()) as server:
        alice = Panel(server, "alice")
        before = (alice.state["version"], alice.status(), alice.next())
        for body in (b"", b"{", b"[]", b'{"username":1}', b'{"username":"alice","username":"bob","password":"x"}', b"\xff\xfe", b"{" * 5000):
            answer = converse(server, POST + b"Origin: " + server.url.encode() + b"\r\nContent-Type: application/json\r\nConnection: close\r\n"
                              + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            assert answer.startswith(b"HTTP/1.1 4"), (body[:50], answer[:200])
        for members in ({"statusId": "nonsense"}, {"statusId": 7}, {}, {"statusId": "00000000-0000-4000-8000-000000000000"}):
            try:
                alice.ask("set_status", **members)
                raise AssertionError(f"{members} was accepted")
            except Refused as error:
                assert error.code, members
        for name in ("accept", "reject", "end", "clear", "hold", "transfer", "send", "nonsense"):
            try:
                alice.ask(name, contactId="00000000-0000-4000-8000-000000000000", text="x")
                raise AssertionError(f"{name} was accepted")
            except Refused as error:
                assert error.code, name
        again = Panel(server, "alice")
        assert (again.state["version"], again.status(), again.next()) == before
        for text in ("{", "[]", "\"x\"", "{\"do\":1}"):
            line = WebSocket(server.host, server.port, "/panel/line", {"Cookie": alice.cookie, "Origin": server.url})
            line.send(text)
            try:
                while True:
                    line.receive()
            except Gone:
                pass
        assert server.request("GET", "/readyz")[0] == 200


@tap.claim
def an_address_of_nobodys_is_answered_with_a_page_or_to_who_signs_in_the_apis_words():
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=KEY/20231114/us-east-1/connect/aws4_request, SignedHeaders=host, Signature=" + "0" * 64,
              "X-Amz-Date": "20231114T221320Z"}
    with Server(os.path.join(place, "nobodys")) as server:
        for path in ("/nowhere", "/users/a/b/c/d", "/chat/nowhere", "/supervisor/nowhere"):
            status, headers, body = server.request("GET", path)
            assert status == 404 and headers["content-type"].startswith("text/html"), (path, status, headers)
            status, headers, body = server.request("GET", path, headers=signed)
            assert status == 403 and headers["x-amzn-errortype"] == "UnrecognizedClientException", (path, status, headers, body)
        # An address that is somebody's stays theirs, signed or not.
        assert server.request("GET", "/healthz", headers=signed)[0] == 200
        assert "text/html" in server.request("GET", "/ccp-v2/", headers=signed)[1]["content-type"]
        assert server.terminate() == 0


@tap.claim
def a_foreign_page_can_neither_sign_in_nor_open_a_line():
    with Server(os.path.join(place, "foreign")) as server:
        body = {"username": "alice", "password": server.password("alice")}
        assert server.request("POST", "/login", body, {"Origin": "https://evil.example"})[0] == 403
        cookie = Panel.sign_in(server, "alice", body["password"])
        for origin in ("https://evil.example", "null", server.url + ".evil.example"):
            try:
                WebSocket(server.host, server.port, "/panel/line", {"Cookie": cookie, "Origin": origin})
                raise AssertionError(f"a line was opened from {origin}")
            except Refused as error:
                assert error.code == 403, error
        try:
            WebSocket(server.host, server.port, "/panel/line", {"Origin": server.url})
            raise AssertionError("a line was opened without a session")
        except Refused as error:
            assert error.code == 401, error


@tap.claim
def sigterm_answers_what_was_taken_and_ends_with_0():
    """Every message answered "done" before the end is there after the next start; nothing is there twice."""
    directory = os.path.join(place, "drain")
    acknowledged = []
    with Server(directory, "--config", limits()) as server:
        alice = Panel(server, "alice")
        alice.set_status("Available")
        customer = Customer(server, "Kim")
        alice.until(lambda: alice.legs("CONNECTING"), "the offer")
        alice.ask("accept", contactId=customer.contact)

        def write():
            number = 0
            try:
                while True:
                    customer.ask("send", text=f"line {number}")
                    acknowledged.append(f"line {number}")
                    number += 1
            except (Gone, OSError):
                pass

        writer = threading.Thread(target=write)
        writer.start()
        while len(acknowledged) < 20:
            time.sleep(0.001)
        assert server.terminate() == 0
        writer.join(PATIENCE_SECONDS)
    with Server(directory, "--config", limits(), demo=False) as server:
        customer.messages.clear()
        customer.open(server)
        texts = customer.texts()
        assert texts[:len(acknowledged)] == acknowledged, (len(texts), len(acknowledged))
        assert len(texts) <= len(acknowledged) + 1
        assert Panel(server, "alice").legs("CONNECTED")


@tap.claim
def while_draining_lines_are_told_and_new_connections_refused():
    with Server(os.path.join(place, "goodbye")) as server:
        alice = Panel(server, "alice")
        server.process.terminate()
        try:
            while True:
                alice.step()
        except Gone as error:
            assert "draining" in str(error), error
        assert server.wait() == 0
        try:
            socket.create_connection((server.host, server.port), timeout=1).close()
            raise AssertionError("it still listens")
        except OSError:
            pass


class Racer:
    """Judges one agent's events in their order: from an accepted stop until its cancel there may be no new offer that is not exempt."""

    def __init__(self, panel):
        self.panel = panel
        self.stopped = True
        self.judged = 0
        self.offers = 0
        self.stops = 0
        self.known = {leg["contactId"] for leg in panel.legs()}

    def judge(self):
        for event in self.panel.events[self.judged:]:
            kind = event["kind"]
            if kind == "next_set":
                self.stopped = True
                self.stops += 1
            elif kind == "next_cleared":
                self.stopped = False
            elif kind == "status":
                self.stopped = event["status"]["type"] != "ROUTABLE"
            elif kind == "leg_removed":
                self.known.discard(event["contactId"])
            elif kind == "leg" and event["leg"]["contactId"] not in self.known:
                self.known.add(event["leg"]["contactId"])
                self.offers += 1
                assert not self.stopped, f"offered behind an accepted stop: {json.dumps(event)}"
        self.panel.events.clear()
        self.judged = 0


@tap.claim
def no_offer_ever_carries_a_number_between_a_stop_and_its_cancel():
    with Server(os.path.join(place, "race"), "--config", limits()) as server:
        alice = Panel(server, "alice")
        alice.set_status("Available")
        anchor = Customer(server, "Anchor")
        alice.until(lambda: alice.legs("CONNECTING"), "the first offer")
        alice.ask("accept", contactId=anchor.contact)
        racer = Racer(alice)
        racer.stopped = False
        alice.events.clear()
        crowd = [Customer(server, f"Customer {number}") for number in range(12)]
        lunch, available = alice.status_id("Lunch"), alice.status_id("Available")
        pending = []
        for number in range(RACE_ROUNDS):
            pending.append(alice.tell("set_status", statusId=lunch))
            pending.append(alice.tell("set_status", statusId=available))
            # Keep some in flight, so that stops, cancels and offers overlap.
            while len(pending) > 8:
                settle(alice, pending.pop(0))
            racer.judge()
            for leg in list(alice.legs()):
                if leg["contactId"] == anchor.contact:
                    continue
                verb = {"CONNECTING": "reject", "CONNECTED": "end"}.get(leg["state"], "clear")
                pending.append(alice.tell(verb, contactId=leg["contactId"]))
            if number % 100 == 0:
                crowd.append(Customer(server, f"Late {number}"))
            pending = [one for one in pending if not settled(alice, one)]
        for one in pending:
            settle(alice, one)
        racer.judge()
        print(f"# {racer.stops} stops, {racer.offers} offers", flush=True)
        assert racer.stops >= RACE_ROUNDS / 2 and racer.offers > 100, (racer.stops, racer.offers)
        assert server.request("GET", "/readyz")[0] == 200
        assert server.terminate() == 0


@tap.claim
def the_boards_last_24_hours_survive_a_restart():
    directory = os.path.join(place, "day")
    with Server(directory, "--config", limits()) as server:
        alice = Panel(server, "alice")
        alice.set_status("Available")
        kim = Customer(server, "Kim")
        alice.until(lambda: alice.legs("CONNECTING"), "an offer")
        alice.ask("accept", contactId=kim.contact)
        alice.ask("end", contactId=kim.contact)
        alice.ask("clear", contactId=kim.contact)
        before = Board(server, "sam")
        queue, agent = before.queue("Support")["today"], before.agent("alice")["today"]
        assert queue["handled"] == 1 and queue["queued"] == 1 and agent["handled"] == 1, (queue, agent)
        server.kill()
    with Server(directory, "--config", limits(), demo=False) as server:
        deadline = time.monotonic() + 30
        while Board(server, "sam").queue("Support")["today"]["handled"] != 1:  # the history tells it as soon as it has been read
            assert time.monotonic() < deadline, "the day did not come back"
        after = Board(server, "sam")
        assert after.queue("Support")["today"] == queue, (queue, after.queue("Support")["today"])
        assert after.agent("alice")["today"]["handled"] == 1 and after.agent("alice")["today"]["contactMs"] >= agent["contactMs"], after.agent("alice")
        assert server.terminate() == 0


def settled(panel, number):
    """Takes an answer that has come; a refusal is fine, the leg may have moved on."""
    return panel.answers.pop(number, None) is not None


def settle(panel, number):
    try:
        panel.answer(number)
    except Refused:
        pass


tap.run(lambda: shutil.rmtree(place, ignore_errors=True))
