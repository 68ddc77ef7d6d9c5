"""Erasing from outside: after it no byte below the data directory has the texts, in any spelling, and the numbers are still there. It must not know how they are kept."""
import base64
import http.client
import json
import os
import shutil
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
import moved_clock  # noqa: E402
import tap  # noqa: E402
from nextup_client import PATIENCE_SECONDS, Customer, Panel, Server, command  # noqa: E402

place = tempfile.mkdtemp(prefix="nextup-erase-")
MARK = "Zyx3wMarker"
YOUNG = "Qvj8kYounger"
RETENTION_DAYS = 30
DAY_SECONDS = 24 * 60 * 60


def spellings(text):
    """The ways a text may lie in a file."""
    plain = text.encode()
    ways = {plain, plain.lower(), plain.upper(), text.encode("utf-16-le"), text.encode("utf-16-be"), plain.hex().encode(), plain.hex().upper().encode()}
    for shift in range(3):  # base64 of it somewhere inside a longer text
        inner = base64.b64encode(b"\0" * shift + plain)
        ways.add(inner[(shift * 8 + 5) // 6:len(inner) // 4 * 4 - 4])
    return ways


def found(directory, text):
    """The files that hold the text."""
    ways = spellings(text)
    holders = []
    for folder, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(folder, name)
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                content = file.read()
            if any(way in content for way in ways):
                holders.append(os.path.relpath(path, directory))
    return holders


def settings():
    path = os.path.join(place, "streams.ini")
    secret = os.path.join(place, "secret")
    with open(secret, "w", encoding="utf-8") as file:
        file.write("0123456789abcdef0123456789abcdef\n")
    with open(path, "w", encoding="utf-8") as file:
        file.write("[server]\nsnapshot_events = 1000\n[publisher hook]\nkind = webhook\ntarget = http://127.0.0.1:9/\nsecret_file = " + secret + "\n"
                   "streams = agent-events contact-events contact-records\n")
    return path


def talk(server, mark=MARK):
    """A chat full of the mark, over and cleared; returns its id."""
    alice = Panel(server, "alice")
    alice.set_status("Available")
    kim = Customer(server, f"{mark}name", topic=f"{mark}detail")
    alice.until(lambda: alice.legs(), "the offer")
    contact = alice.legs()[0]["contactId"]
    alice.ask("accept", contactId=contact)
    kim.ask("send", text=f"{mark}message")
    alice.ask("send", contactId=contact, text=f"{mark}answer")
    alice.ask("note", contactId=contact, text=f"{mark}note")
    kim.tell("end")
    alice.until(lambda: alice.legs()[0]["state"] == "ENDED", "the end")
    alice.ask("clear", contactId=contact)
    alice.until(lambda: not alice.legs(), "cleared")
    alice.set_status("Offline")
    alice.close()
    kim.close()
    return contact


class Administrator:
    """Ada's session on the administrator's page."""

    def __init__(self, server):
        self.url = server.url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        self.ask("/login", {"username": "ada", "password": server.password("ada")})

    def ask(self, path, body=None):
        """Status and document; 0 if the connection was not taken any more."""
        request = urllib.request.Request(self.url + path, data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json", "Origin": self.url})
        try:
            with self.opener.open(request, timeout=PATIENCE_SECONDS) as response:
                return response.status, json.loads(response.read() or b"{}")
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read())
        except (OSError, http.client.HTTPException):
            return 0, None

    def do(self, name, **members):
        return self.ask("/admin/api/do", {"do": name, **members})

    def audit(self):
        now = int(time.time() * 1000)
        return self.ask(f"/supervisor/api/audit?from={now - 3600000}&to={now + 1000}")[1]["entries"]


def until(reached, what):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def centre_of(directory):
    return os.path.join(directory, "centres", "connect-demo")


@tap.claim
def an_erased_contact_is_in_no_file_and_its_numbers_stay():
    directory = os.path.join(place, "contact")
    with Server(directory, "--config", settings()) as server:
        contact = talk(server)
        until(lambda: any("book.db" in one for one in found(directory, f"{MARK}note")), "the history has it")
        until(lambda: any(".spool" in one for one in found(directory, f"{MARK}detail")), "the event stream has it")
        before = found(directory, MARK)
        assert not any("journal" in one or "keys" in one for one in before), before
        live = Panel(server, "alice")
        live.set_status("Available")
        kim = Customer(server, "Someone else")
        live.until(lambda: live.legs(), "an offer")
        code, _, error = command("erase", "--data", directory, "--centre", "connect-demo", "--contact", live.legs()[0]["contactId"])
        assert code == 1 and "is not over" in error, error
        shutil.copytree(os.path.join(centre_of(directory), "keys"), os.path.join(place, "old-keys"))
        code, output, error = command("erase", "--data", directory, "--centre", "connect-demo", "--contact", contact)
        assert code == 0 and "erased" in output, (output, error)
        until(lambda: not found(directory, MARK), f"gone from all files but {found(directory, MARK)}")
        code, output, _ = command("erase", "--data", directory, "--centre", "connect-demo", "--contact", contact)
        assert code == 0 and "before" in output, output
        live.close()
        kim.close()
        server.kill()
    assert found(directory, MARK) == []
    with Server(directory, "--config", settings()) as server:  # and after a start that reads it all again
        assert server.terminate() == 0
    os.unlink(os.path.join(centre_of(directory), "book.db"))
    with Server(directory, "--config", settings()) as server:
        until(lambda: os.path.exists(os.path.join(centre_of(directory), "book.db")), "the history is built again")
        assert server.terminate() == 0
    assert found(directory, MARK) == []
    assert uuid.UUID(contact).bytes in b"".join(open(os.path.join(centre_of(directory), name), "rb").read()
                                        for name in os.listdir(centre_of(directory)) if name.startswith("book.db"))
    code, output, error = command("verify", directory)
    assert code == 0, output + error
    code, output, error = command("replay", directory, "--config", settings())
    assert code == 0, output + error


@tap.claim
def the_key_is_what_counts():
    """With the key file of before the erasure, the journal of after it opens again."""
    directory = os.path.join(place, "contact")
    centre = centre_of(directory)
    shutil.rmtree(os.path.join(centre, "keys"))
    shutil.copytree(os.path.join(place, "old-keys"), os.path.join(centre, "keys"))
    assert not any("journal" in one for one in found(directory, MARK))
    report = command("backup", directory, os.path.join(place, "old.tar"))
    assert report[0] == 0, report
    # What the server reads it tells its followers first, and the erasure in the journal is made good at once: the key goes again.
    with Server(directory, "--config", settings()) as server:
        assert server.terminate() == 0
    assert found(directory, MARK) == []


@tap.claim
def an_erased_user_is_in_no_file():
    directory = os.path.join(place, "user")
    name = f"{MARK}user"
    with Server(directory, "--config", settings()) as server:
        code, _, error = command("user", "add", "--data", directory, "--centre", "connect-demo", "--password-stdin", "--first-name", f"{MARK}first",
                                 "--last-name", f"{MARK}last", name, stdin="a long password 42\n")
        assert code == 0, error
        until(lambda: any("book.db" in one for one in found(directory, f"{MARK}first")), "the history has it")
        code, _, error = command("erase", "--data", directory, "--centre", "connect-demo", "--user", name)
        assert code == 1 and "disable" in error, error
        assert command("user", "disable", "--data", directory, name)[0] == 0
        code, output, error = command("erase", "--data", directory, "--centre", "connect-demo", "--user", name)
        assert code == 0, error
        until(lambda: not found(directory, MARK), f"gone from all files but {found(directory, MARK)}")
        server.kill()
    code, output, error = command("erase", "--data", directory, "--centre", "connect-demo", "--user", name)
    assert code == 1 and "no user" in error, (output, error)
    assert found(directory, MARK) == []


@tap.claim
def an_administrator_erases_a_contact_and_the_audit_keeps_who_and_why():
    directory = os.path.join(place, "page")
    with Server(directory) as server:
        contact = talk(server)
        ada = Administrator(server)
        status, answer = ada.do("erase", contact=contact, why="asked to be forgotten")
        assert status == 200 and answer["erased"] == 1, answer
        status, answer = ada.do("erase", contact=contact)
        assert status == 200 and answer["erased"] == 0, answer
        status, answer = ada.do("erase", contact=str(uuid.uuid4()))
        assert status == 409 and "no such contact" in answer["error"]["message"], answer
        until(lambda: not found(directory, MARK), "gone from all files")
        until(lambda: any(row["text"] == "Ada erased the texts of a contact." for row in ada.audit()), "the audit has it")
        row = next(row for row in ada.audit() if "erased" in row["text"])
        assert row["why"] == "asked to be forgotten" and contact in str(row["detail"]), row
        assert server.terminate() == 0


@tap.claim
def a_server_that_is_told_to_stop_leaves_no_erasure_unanswered():
    directory = os.path.join(place, "page")
    with Server(directory) as server:
        ada = Administrator(server)
        codes = []
        asked = [threading.Thread(target=lambda: codes.append(ada.do("erase", contact=str(uuid.uuid4()))[0])) for _ in range(20)]
        for thread in asked:
            thread.start()
        assert server.terminate() == 0
        for thread in asked:
            thread.join()
        assert all(code in (0, 409, 503) for code in codes) and len(codes) == 20, codes


@tap.claim
def a_contact_is_erased_while_no_server_runs():
    directory = os.path.join(place, "stopped")
    with Server(directory) as server:
        contact = talk(server)
        until(lambda: any("book.db" in one for one in found(directory, f"{MARK}note")), "the history has it")
        server.kill()
    code, _, error = command("erase", "--data", directory, "--centre", "connect-demo", "--contact", contact)
    assert code == 0, error
    with Server(directory) as server:
        until(lambda: not found(directory, MARK), f"gone from all files but {found(directory, MARK)}")
        assert server.terminate() == 0
    assert found(directory, MARK) == []


@tap.claim
def retention_is_shown_and_set_and_refuses_nonsense():
    directory = os.path.join(place, "stopped")
    code, output, error = command("retention", "show", "--data", directory, "--centre", "connect-demo")
    assert code == 0 and "for good" in output, (output, error)
    code, output, error = command("retention", "set", "--data", directory, "--centre", "connect-demo", "30")
    assert code == 0 and "30 days" in output, (output, error)
    code, output, error = command("retention", "show", "--data", directory, "--centre", "connect-demo")
    assert code == 0 and "30 days" in output, (output, error)
    for wrong in ("-1", "x", "99999"):
        code, output, error = command("retention", "set", "--data", directory, "--centre", "connect-demo", "--", wrong)
        assert code == 1 and error, (wrong, output)


@tap.claim
def a_running_server_erases_by_itself_what_is_older_than_the_retention_and_nothing_younger():
    """Three lives of one server: today, two days later, and when only the first day's contact is too old. Nobody asks for anything in the third."""
    if not os.path.exists(moved_clock.LIBRARY):
        raise tap.Skip("libfaketime is not installed")
    directory = os.path.join(place, "kept")
    clock = moved_clock.Clock(place)
    with Server(directory) as server:
        talk(server)
        code, _, error = command("retention", "set", "--data", directory, "--centre", "connect-demo", str(RETENTION_DAYS))
        assert code == 0, error
        assert server.terminate() == 0
    clock.set(2 * DAY_SECONDS)
    with Server(directory, environment=clock.environment()) as server:
        talk(server, YOUNG)
        until(lambda: any("book.db" in one for one in found(directory, f"{YOUNG}note")), "the history has the second")
        assert any("book.db" in one for one in found(directory, f"{MARK}note")), "it is not too old yet"
        assert server.terminate() == 0
    moved_clock.forget(server.process.pid)
    clock.set((RETENTION_DAYS + 1) * DAY_SECONDS)
    with Server(directory, environment=clock.environment()) as server:
        until(lambda: not found(directory, MARK), f"gone from all files but {found(directory, MARK)}")
        assert any("book.db" in one for one in found(directory, f"{YOUNG}note")), "the younger one is gone too"
        assert server.terminate() == 0
    moved_clock.forget(server.process.pid)
    assert found(directory, MARK) == [] and found(directory, f"{YOUNG}note") != []
    assert command("verify", directory)[0] == 0


@tap.claim
def archiving_leaves_a_server_that_starts():
    directory = os.path.join(place, "stopped")
    folder = os.path.join(place, "slow")
    code, output, error = command("archive", "--data", directory, "--to", folder)
    assert code == 0 and "connect-demo" in output, (output, error)
    with Server(directory) as server:
        code, output, error = command("archive", "--data", directory, "--to", folder)
        assert code == 0, (output, error)
        assert server.terminate() == 0


tap.run(lambda: shutil.rmtree(place, ignore_errors=True))
