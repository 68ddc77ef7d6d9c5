"""kill -9 at random moments of the main path: whatever was acknowledged is there after the restart. It must not know how it is kept.

    crash_test.py [--binary build/nextup] [--rounds N] [--seed N]

One round plays the path below with a server that dies somewhere in it. What was acknowledged last is step k; step k + 1 may have happened or
not. After the restart the agent's snapshot must be exactly that of step k, or that of step k + 1, and the customers' texts likewise.

    Available > chat > accept > text > text > Lunch next > second chat waits > Break next > first chat ends > cleared: Break >
    Available: second chat offered > accepted > ended > cleared > Offline
"""
import argparse
import os
import random
import shutil
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
from nextup_client import Customer, Gone, Panel, Refused, Server  # noqa: E402

BROKEN = (Gone, OSError, ValueError)
LIMITS = ("[panel]\naddress_attempts_max = 100000\nusername_attempts_max = 100000\n[chat]\naddress_starts_max = 100000\n"
          "[server]\nsnapshot_events = 1000\n")


class Path:
    """The steps, the panel and the customers of one round."""

    def __init__(self, server, number):
        self.server = server
        self.number = number
        self.alice = Panel(server, "alice")
        self.customers = {}
        self.texts = {"first": [], "second": []}
        self.done = [self.summary()]
        self.kept = self.facts()

    def summary(self):
        """What the agent's page shows, in short."""
        return (self.alice.status(), self.alice.next(), tuple(sorted((leg["name"], leg["state"]) for leg in self.alice.legs())))

    def facts(self):
        """Clocks and all: what must be the same, to the millisecond, once acknowledged."""
        legs = {leg["contactId"]: {name: leg[name] for name in ("state", "since", "startedAt", "offeredAt", "connectedAt", "endedAt", "deadline")}
                for leg in self.alice.legs()}
        return {"since": self.alice.state["status"]["since"], "next": self.alice.state["next"], "legs": legs}

    def chat(self, key):
        name = f"{key} of {self.number}"
        self.customers[key] = Customer(self.server, name)

    def until_leg(self, key, state):
        name = f"{key} of {self.number}"
        self.alice.until(lambda: any(leg["name"] == name and leg["state"] == state for leg in self.alice.legs()), f"{name} {state}")

    def say(self, key, text):
        self.customers[key].ask("send", text=text)
        self.texts[key].append(text)

    def answer(self, key, text):
        self.alice.ask("send", contactId=self.customers[key].contact, text=text)
        self.texts[key].append(text)

    def leave(self, key):
        self.customers[key].tell("end")
        self.until_leg(key, "ENDED")

    def leg(self, verb, key):
        self.alice.ask(verb, contactId=self.customers[key].contact)

    def steps(self):
        alice, number = self.alice, self.number
        first, second = f"first of {number}", f"second of {number}"
        return [
            (lambda: alice.set_status("Available"), ("Available", None, ())),
            (lambda: (self.chat("first"), self.until_leg("first", "CONNECTING")), ("Available", None, ((first, "CONNECTING"),))),
            (lambda: self.leg("accept", "first"), ("Available", None, ((first, "CONNECTED"),))),
            (lambda: self.say("first", f"hello {number}"), ("Available", None, ((first, "CONNECTED"),))),
            (lambda: self.answer("first", f"good day {number}"), ("Available", None, ((first, "CONNECTED"),))),
            (lambda: alice.set_status("Lunch"), ("Available", "Lunch", ((first, "CONNECTED"),))),
            (lambda: self.chat("second"), ("Available", "Lunch", ((first, "CONNECTED"),))),
            (lambda: alice.set_status("Break"), ("Available", "Break", ((first, "CONNECTED"),))),
            (lambda: self.leave("first"), ("Available", "Break", ((first, "ENDED"),))),
            (lambda: self.leg("clear", "first"), ("Break", None, ())),
            (lambda: (alice.set_status("Available"), self.until_leg("second", "CONNECTING")), ("Available", None, ((second, "CONNECTING"),))),
            (lambda: self.leg("accept", "second"), ("Available", None, ((second, "CONNECTED"),))),
            (lambda: self.leg("end", "second"), ("Available", None, ((second, "ENDED"),))),
            (lambda: self.leg("clear", "second"), ("Available", None, ())),
            (lambda: alice.set_status("Offline"), ("Offline", None, ())),
        ]

    def hang_up(self):
        """Closes the lines; a server that ends politely waits for them."""
        for line in (self.alice, *self.customers.values()):
            line.close()

    def play(self):
        """Returns the number of acknowledged steps; all of them if nothing went wrong."""
        for index, (act, expected) in enumerate(self.steps()):
            self.acting = index
            try:
                act()
                self.alice.until(lambda: self.summary() == expected, str(expected))
            except BROKEN:
                return index
            self.kept = self.facts()
        return len(self.steps())


def fail(path, reached, what):
    raise AssertionError(f"round {path.number}, killed after step {reached}: {what}")


def check(path, reached, server):
    """Compares what is there after the restart with what was acknowledged."""
    steps = path.steps()
    allowed = [("Offline", None, ()) if reached == 0 else steps[reached - 1][1]]
    if reached < len(steps):
        allowed.append(steps[reached][1])
    # One act may be two batches: a chat that was started and is not offered yet, a status that was set and has not drawn a chat.
    if reached in (1, 10):
        allowed.append(("Available", None, ()))
    path.alice.open(server)
    found = path.summary()
    if found not in allowed:
        fail(path, reached, f"found {found}, acknowledged {allowed[0]}, at most {allowed[-1]}")
    if found == allowed[0] and reached > 0 and path.facts() != path.kept:
        fail(path, reached, f"clocks differ: {path.facts()} instead of {path.kept}")
    for key, customer in path.customers.items():
        customer.messages.clear()
        try:
            customer.open(server)
        except BROKEN:
            # The line of a chat that is over is closed after its snapshot.
            if customer.state is None or customer.state["place"] != "over":
                raise
        said = [text for text in customer.texts() if str(path.number) in text]
        extra = [f"hello {path.number}", f"good day {path.number}"][len(path.texts[key]):]
        if said != path.texts[key] and said != path.texts[key] + extra[:1]:
            fail(path, reached, f"{key}'s texts are {said}, acknowledged {path.texts[key]}")
        if key == "second" and reached in (7, 8, 9) and customer.state["place"] != "waiting":
            fail(path, reached, f"the second customer lost the place: {customer.state}")


def tidy_up(path, server):
    """Brings the agent back to Offline with nothing left, whatever the kill left behind."""
    alice = path.alice
    flow = server.demo()["instances"][0]["contactFlows"][0]["id"]
    deadline = time.monotonic() + 60
    import json
    while time.monotonic() < deadline:
        for leg in list(alice.legs()):
            verb = {"CONNECTING": "accept", "CONNECTED": "end"}.get(leg["state"], "clear")
            try:
                alice.ask(verb, contactId=leg["contactId"])
            except Refused:
                pass
        waiting = json.loads(server.request("GET", f"/chat/api/flow?flow={flow}")[2])["waiting"]
        if alice.legs():
            continue
        if waiting == 0:
            try:
                alice.set_status("Offline")
            except Refused:
                pass
            if not alice.legs() and alice.status() == "Offline":
                return
        elif alice.status() != "Available":
            alice.set_status("Available")
        if waiting and not alice.legs():
            alice.until(lambda: alice.legs(), "a chat that waits")
    raise AssertionError("could not tidy up: " + str(path.summary()))


def play_round(directory, number, draw, seconds, limits, binary):
    """One kill. Returns (steps acknowledged, seconds the path took)."""
    server = Server(directory, "--config", limits, demo=number == 0, binary=binary)
    path = Path(server, number)
    delay = draw.uniform(0, seconds * 1.1)
    killer = threading.Timer(delay, server.process.kill)
    if number > 0:
        killer.start()
    began = time.monotonic()
    reached = path.play()
    took = time.monotonic() - began
    killer.cancel()
    server.kill()
    with Server(directory, "--config", limits, demo=False, binary=binary) as again:
        check(path, reached, again)
        tidy_up(path, again)
        path.hang_up()
        # Half of the servers end politely, so that both kinds of start are seen.
        if draw.random() < 0.5 and again.terminate() != 0:
            fail(path, reached, "did not end politely")
    return reached, took


def main():
    parser = argparse.ArgumentParser(description="kill -9 at random moments, and what was acknowledged is there.")
    parser.add_argument("--binary")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    place = tempfile.mkdtemp(prefix="nextup-crash-")
    limits = os.path.join(place, "limits.ini")
    with open(limits, "w", encoding="utf-8") as file:
        file.write(LIMITS)
    print("1..1", flush=True)
    reached = []
    try:
        seconds = 1.0
        for number in range(arguments.rounds + 1):
            # The first round is not killed before its end: it tells how long the path takes here.
            steps, took = play_round(os.path.join(place, "data"), number, draw, seconds, limits, arguments.binary)
            if number == 0:
                seconds = took
            else:
                reached.append(steps)
            if number and number % 50 == 0:
                print(f"# {number} of {arguments.rounds}", flush=True)
        print(f"# seed {arguments.seed}; steps reached before the kill: {reached if len(reached) <= 40 else sorted(set(reached))}")
        print("ok 1 - everything_acknowledged_survives_kill_9", flush=True)
        shutil.rmtree(place, ignore_errors=True)
        return 0
    except BaseException as error:
        print(f"# seed {arguments.seed}, data in {place}")
        print("# " + repr(error).replace("\n", "\n# "))
        import traceback
        for line in traceback.format_exc().splitlines():
            print("# " + line)
        print("not ok 1 - everything_acknowledged_survives_kill_9", flush=True)
        return 1


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)
