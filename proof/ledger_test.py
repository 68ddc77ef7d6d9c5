"""kill -9 and clock jumps under load: clients keep a ledger of every answer; after each restart the ledger and the server agree. It must not know how anything is kept.

    ledger_test.py [--binary build/nextup] [--rounds N] [--seed N] [--no-jumps]

Each round several programs and customers work at once on one server: statuses, tasks begun, stopped and changed, chats and their messages. At a random
moment the server is killed. For each piece of work the ledger has what was acknowledged last, and what was asked and not answered. After the restart the
server must show the former, or the latter done whole; never less, never something else, and no message twice or out of order.
In every second round the server's wall clock jumps by up to two hours, forwards and backwards (libfaketime), while all this goes on.
"""
import argparse
import datetime
import http.client
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import moved_clock  # noqa: E402
import signing_client  # noqa: E402
from nextup_client import Customer, Gone, Refused, Server  # noqa: E402

BROKEN = (Gone, OSError, http.client.HTTPException, ValueError)
AGENTS, CUSTOMERS, TASKS = 4, 3, 3
JUMP_SECONDS_MAX = 7200
SETTINGS = ("[chat]\naddress_starts_max = 100000\nmessages_per_s_max = 1000\n[api]\nrequests_per_s_max = 100000\nrequests_burst_max = 100000\n"
            "[server]\nsnapshot_events = 1000\n")


class JumpingClock(moved_clock.Clock):
    """The server's wall clock: ours, or in some rounds one that jumps."""

    jumps = False

    def environment(self):
        return super().environment() if self.jumps else {}


class Program(signing_client.Api):
    """A signing client whose clock is the server's."""

    clock = None

    def headers(self, method, path, body):
        moment = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.clock.seconds)).strftime("%Y%m%dT%H%M%SZ")
        return {"Content-Type": "application/json", "X-Amz-Date": moment, "Authorization": self.authorization(method, path, body, moment)}

    def ask(self, method, path, document):
        """True: accepted, the answer is in .said. False: refused, and nothing has changed. Raises when the server is gone, and nobody knows."""
        body = json.dumps(document).encode() if document is not None else b""
        self.connection.request(method, path, body or None, self.headers(method, path, body))
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 500:
            raise Gone(f"{answer.status}")
        self.said = json.loads(text) if answer.status == 200 and text else {}
        return answer.status == 200


class Entry:
    """What is known of one thing: its last acknowledged value, and one that was asked and not answered."""

    def __init__(self, value):
        self.value, self.doubtful = value, None

    def ask(self, value, asked):
        self.doubtful = value
        accepted = asked()
        if accepted:
            self.value = value
        self.doubtful = None
        return accepted

    def agrees(self, found):
        return found == self.value or (self.doubtful is not None and found == self.doubtful)


class Work:
    """One thread of work on the server until it dies."""

    def __init__(self, place, draw):
        self.place, self.draw = place, random.Random(draw.random())
        self.fault = None
        self.answers = 0
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        try:
            while True:
                self.once()
                self.answers += 1
        except BROKEN:
            pass
        except BaseException:
            self.fault = traceback.format_exc()


class Statuses(Work):
    """A program that changes one agent's status."""

    def __init__(self, place, draw, agent, entry):
        self.agent, self.entry, self.api = agent, entry, Program(place.server, place.demo)
        super().__init__(place, draw)

    def once(self):
        name = self.draw.choice([one for one in self.place.statuses if one != self.entry.value])
        path = f"/users/{self.place.instance['id']}/{self.agent}/status"
        self.entry.ask(name, lambda: self.api.ask("PUT", path, {"AgentStatusId": self.place.statuses[name]}))

    def check(self, api):
        assert api.ask("POST", f"/metrics/userdata/{self.place.instance['id']}", {"Filters": {"Agents": [self.agent]}})
        names = {identity: name for name, identity in self.place.statuses.items()}
        found = names[api.said["UserDataList"][0]["Status"]["StatusArn"].rsplit("/", 1)[1]]
        assert self.entry.agrees(found), f"agent {self.agent} is in {found}, acknowledged {self.entry.value}, asked {self.entry.doubtful}"
        self.entry.value, self.entry.doubtful = found, None


class Tasks(Work):
    """A program that begins tasks, writes into them and stops some."""

    def __init__(self, place, draw):
        self.tasks = []  # (id, written, stopped)
        self.api = Program(place.server, place.demo)
        super().__init__(place, draw)

    def once(self):
        instance = self.place.instance
        if not self.api.ask("PUT", "/contact/task", {"InstanceId": instance["id"], "Name": "a task", "ContactFlowId": instance["contactFlows"][1]["id"]}):
            return
        task, written, stopped = self.api.said["ContactId"], Entry(None), Entry(False)
        self.tasks.append((task, written, stopped))
        for number in range(self.draw.randrange(3)):
            written.ask(str(number), lambda number=number: self.api.ask("POST", "/contact/attributes", {
                "InstanceId": instance["id"], "InitialContactId": task, "Attributes": {"number": str(number)}}))
        if self.draw.random() < 0.7:
            stopped.ask(True, lambda: self.api.ask("POST", "/contact/stop", {"InstanceId": instance["id"], "ContactId": task}))

    def check(self, api):
        for task, written, stopped in self.tasks:
            assert api.ask("GET", f"/contacts/{self.place.instance['id']}/{task}", None), f"task {task} is lost"
            ended = "DisconnectTimestamp" in api.said["Contact"]
            assert stopped.agrees(ended), f"task {task} has {'' if ended else 'not '}ended, acknowledged {stopped.value}"
            assert api.ask("GET", f"/contact/attributes/{self.place.instance['id']}/{task}", None)
            found = api.said["Attributes"].get("number")
            assert written.agrees(found), f"task {task} says {found}, acknowledged {written.value}, asked {written.doubtful}"
            if not ended:
                api.ask("POST", "/contact/stop", {"InstanceId": self.place.instance["id"], "ContactId": task})


class Chat(Work):
    """A customer who writes into the queue's silence."""

    def __init__(self, place, draw):
        self.customer, self.texts, self.doubtful = None, [], None
        super().__init__(place, draw)

    def once(self):
        if self.customer is None:
            self.customer = Customer(self.place.server, "Kim", self.place.instance["contactFlows"][0]["id"])
            return
        text = f"text {len(self.texts)}"
        self.doubtful = text
        self.customer.ask("send", text=text)
        self.texts.append(text)
        self.doubtful = None

    def check(self, api):
        if self.customer is None or not hasattr(self.customer, "token"):
            return
        self.customer.messages.clear()
        self.customer.open(self.place.server)
        found = [text for text in self.customer.texts() if text.startswith("text ")]
        allowed = [self.texts, self.texts + [self.doubtful]] if self.doubtful else [self.texts]
        assert found in allowed, f"the chat has {found[-3:]} ({len(found)}), acknowledged {self.texts[-3:]} ({len(self.texts)}), asked {self.doubtful}"
        self.customer.tell("end")
        self.customer.close()


class Place:
    """One directory over all rounds."""

    def __init__(self, binary):
        self.root = tempfile.mkdtemp(prefix="nextup-ledger-")
        self.data, self.binary = os.path.join(self.root, "data"), binary
        self.settings = os.path.join(self.root, "nextup.ini")
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(SETTINGS)

    def start(self, clock, demo=False):
        self.server = Server(self.data, "--config", self.settings, demo=demo, binary=self.binary, environment=clock.environment())
        self.demo = self.server.demo()
        self.instance = next(one for one in self.demo["instances"] if one["alias"] == "connect-demo")
        self.statuses = {one["name"]: one["id"] for one in self.instance["statuses"] if one["type"] == "CUSTOM"}

    def kill(self):
        self.server.kill()
        moved_clock.forget(self.server.process.pid)


def play_round(place, clock, draw, agents):
    """One life of the server and the look at what it left. Returns how many answers the ledger has."""
    works = [*(Statuses(place, draw, agent, entry) for agent, entry in agents.items()), *(Tasks(place, draw) for _ in range(TASKS)),
             *(Chat(place, draw) for _ in range(CUSTOMERS))]
    until = time.monotonic() + draw.uniform(0.02, 0.9)
    while time.monotonic() < until:
        if clock.jumps and draw.random() < 0.2:
            clock.set(draw.randint(-JUMP_SECONDS_MAX, JUMP_SECONDS_MAX))
        time.sleep(0.02)
    place.kill()
    for work in works:
        work.thread.join(60)
        assert not work.thread.is_alive(), f"{type(work).__name__} still waits for a server that is dead"
        assert work.fault is None, work.fault
    place.start(clock)
    api = Program(place.server, place.demo)
    for work in works:
        work.check(api)
    return sum(work.answers for work in works)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--no-jumps", action="store_true")
    arguments = parser.parse_args()
    draw, place, answers, jumped = random.Random(arguments.seed), Place(arguments.binary), 0, 0
    print("1..1", flush=True)
    try:
        clock = JumpingClock(place.root)
        Program.clock = clock
        place.start(clock, demo=True)
        api = Program(place.server, place.demo)
        agents = {api.make_agent(f"ledger{number}", "Correct1Horse"): Entry("Offline") for number in range(AGENTS)}
        for number in range(1, arguments.rounds + 1):
            jumps = number % 2 == 0 and not arguments.no_jumps and os.path.exists(moved_clock.LIBRARY)
            if jumps != clock.jumps:
                assert place.server.terminate() == 0, "it did not end politely"
                moved_clock.forget(place.server.process.pid)
                clock.set(0)
                clock.jumps = jumps
                place.start(clock)
            jumped += jumps
            answers += play_round(place, clock, draw, agents)
            if number % 50 == 0:
                print(f"# {number} of {arguments.rounds}, {answers} answers", flush=True)
        place.kill()
        print(f"# seed {arguments.seed}: {arguments.rounds} kills ({jumped} with a jumping clock), {answers} acknowledged answers, none lost, none made up")
        print("ok 1 - after_each_kill_the_ledger_and_the_server_agree")
        shutil.rmtree(place.root, ignore_errors=True)
        return 0
    except BaseException:
        print(f"# seed {arguments.seed}, data in {place.root}")
        print("# " + traceback.format_exc().replace("\n", "\n# "))
        print("not ok 1 - after_each_kill_the_ledger_and_the_server_agree", flush=True)
        return 1


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)
