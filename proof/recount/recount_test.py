#!/usr/bin/env python3
"""Adds a made-up day up again from the journal's events, naively and by code of its own, and compares with what the server answers: exactly.

    recount_test.py DAY [SEED]     DAY: the program that writes the day (day.c); NEXTUP_BINARY: the server

It reads the records of DIR/centres/ALIAS/journal/*.db by their documented format (journal/record.c) and knows the events' meaning from core/core.h. For each agent it keeps
the present status and legs, adds each stretch of time to the hours it lies in, and makes a list of contacts and offers; nothing is shared with the program under test.
"""
import collections
import glob
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
from nextup_client import Server  # noqa: E402
from signing_client import Api  # noqa: E402

HOUR = 3600 * 1000
CHANNELS = ["VOICE", "CHAT", "TASK"]
ROUTABLE, CUSTOM, OFFLINE = 1, 2, 3
NAMES = {1: "seq", 2: "at", 3: "kind", 5: "actor", 6: "channel", 7: "leg_state", 8: "cause", 9: "initiation", 11: "status_type", 16: "agent", 18: "status", 20: "queue",
         25: "contact", 26: "previous", 35: "when"}
SIGNED = {2, 28, 29, 30, 31, 41, 42, 43, 44}
(STATUS_CREATED, AGENT_CREATED, STATUS_SET, CONTACT_STARTED, CONTACT_QUEUED, OFFER_MADE, OFFER_ACCEPTED, OFFER_MISSED, OFFER_REJECTED, OFFER_WITHDRAWN, CALL_PLACED,
 LEG_ANSWERED, LEG_FAILED, LEG_HELD, LEG_UNHELD, TASK_PAUSED, TASK_RESUMED, WRAPUP_BEGUN, LEG_CLEARED, CONTACT_TRANSFERRED, CONTACT_ENDED, CONTACT_FORGOTTEN, MESSAGE_SENT, MONITOR_BEGUN, MONITOR_ENDED, TAKEN_OVER) = (
    3, 24, 34, 37, 39, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 84, 86, 88)
CONNECTING, CONNECTED, ON_HOLD, PAUSED, ENDED, MISSED, REJECTED, ERROR = 3, 4, 5, 6, 7, 8, 9, 10
CUSTOMER_LEFT, AGENT_ENDED, TRANSFERRED = 7, 8, 11
OUTBOUND = 1
LISTENING = 99  # no state of the server's: it makes nobody busy


# ---- the journal ----

def varint(record, at):
    value = shift = 0
    while True:
        byte = record[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def decode(record):
    event = collections.defaultdict(int)
    at = 10
    while record[at] != 0:
        tag = record[at]
        value, at = varint(record, at + 1)
        if tag in SIGNED:
            value = (value >> 1) ^ -(value & 1)
        if tag in NAMES:
            event[NAMES[tag]] = value
    return event


def read_events(directory):
    for path in sorted(glob.glob(os.path.join(directory, "centres", "connect-demo", "journal", "*.db"))):
        connection = sqlite3.connect(f"file:{urllib.parse.quote(path)}?mode=ro", uri=True)
        for (records,) in connection.execute("SELECT records FROM commits ORDER BY first_seq"):
            at = 0
            while at < len(records):
                length = int.from_bytes(records[at:at + 4], "little")
                yield decode(records[at:at + length])
                at += length
        connection.close()


# ---- the naive count ----

class Agent:
    def __init__(self, at):
        self.type = OFFLINE
        self.status = 0
        self.legs = {}  # contact -> [state, dialled by the agent]; a listener's state is LISTENING
        self.stretches = []  # (from, to, status, activity)
        self.since = at
        self.hours = collections.defaultdict(lambda: collections.defaultdict(int))

    def spend(self, at):
        """Adds the time since the last change to the hours it lies in, as what it was."""
        states = [(state, dialled) for state, dialled in self.legs.values()]
        busy = [1 for state, dialled in states if state in (CONNECTED, ON_HOLD, PAUSED, ENDED) or (state == CONNECTING and dialled)]
        wrong = any(state in (MISSED, REJECTED, ERROR) for state, _ in states)
        if self.since < at:
            self.stretches.append((self.since, at, self.status, self.activity(states)))
        while self.since < at:
            end = min(at, (self.since // HOUR + 1) * HOUR)
            length = end - self.since
            hour = self.hours[self.since // HOUR * HOUR]
            if self.type != OFFLINE:
                hour["online"] += length
                hour["non_productive"] += length if self.type == CUSTOM else 0
                hour["contact"] += length if self.type == ROUTABLE and busy else 0
                hour["idle"] += length if self.type == ROUTABLE and not busy else 0
                hour["error"] += length if wrong else 0
                hour["load"] += length * len(busy) if self.type == ROUTABLE else 0
            self.since = end


    def activity(self, states):
        """The first that holds (connect.md 1.4), then the status."""
        for activity, holds in ((8, lambda state, _: state == ERROR), (7, lambda state, _: state == MISSED), (6, lambda state, _: state == REJECTED),
                                (5, lambda state, dialled: state in (CONNECTED, ON_HOLD, PAUSED) or (state == CONNECTING and dialled)),
                                (4, lambda state, _: state == ENDED), (3, lambda state, _: state != LISTENING), (9, lambda *_: True)):
            if any(holds(*one) for one in states):
                return activity
        return {ROUTABLE: 1, CUSTOM: 2, OFFLINE: 0}[self.type]


class Contact:
    def __init__(self, event, channel):
        self.__dict__.update(started=event["at"], channel=channel, initiation=event["initiation"], queue=event["queue"], enqueued=0, dequeued=0, connected=0, agent=0, ended=0,
                             wrapup=0, wrapup_ended=0, hold=0, held_at=0, pause=0, paused_at=0, holds=0, cause=0, transferred=False, by_agent=False, said=[0, 0], on_hold=False,
                             over=False)


class Day:
    def __init__(self, events):
        self.types, self.agents, self.live, self.contacts, self.offers, self.ringing = {}, {}, {}, [], [], {}
        self.last = 0
        for event in events:
            self.last = event["at"]
            self.take(event)

    def take(self, event):
        kind, at = event["kind"], event["at"]
        if kind == STATUS_CREATED:
            self.types[event["status"]] = event["status_type"]
        elif kind == AGENT_CREATED:
            self.agents[event["agent"]] = Agent(at)
            self.agents[event["agent"]].status = event["status"]
        agent = self.agents.get(event["agent"]) if kind in AGENT_KINDS else None
        if agent:
            agent.spend(at)
            self.take_of_agent(agent, event)
        if kind in (CONTACT_STARTED, CONTACT_TRANSFERRED) or (kind == CALL_PLACED and event["contact"] not in self.live):
            channel = self.live[event["previous"]].channel if kind == CONTACT_TRANSFERRED else event["channel"]
            contact = self.live[event["contact"]] = Contact(event, channel)
            self.contacts.append(contact)
        contact = self.live.get(event["contact"])
        if contact:
            self.take_of_contact(contact, event)

    def take_of_agent(self, agent, event):
        kind, contact = event["kind"], event["contact"]
        key = (event["agent"], contact)
        if kind == STATUS_SET:
            agent.type, agent.status = self.types[event["status"]], event["status"]
        elif kind in (OFFER_MADE, CALL_PLACED):
            agent.legs[contact] = [event["leg_state"], kind == CALL_PLACED]
            if kind == OFFER_MADE:
                self.ringing[key] = event["at"]
        elif kind == MONITOR_BEGUN:
            agent.legs[contact] = [LISTENING, False]
        elif kind in (LEG_CLEARED, OFFER_WITHDRAWN, MONITOR_ENDED):
            agent.legs.pop(contact, None)
        elif contact in agent.legs:
            agent.legs[contact][0] = {LEG_HELD: ON_HOLD, LEG_UNHELD: CONNECTED, TASK_PAUSED: PAUSED, TASK_RESUMED: CONNECTED, TAKEN_OVER: CONNECTED}.get(kind, event["leg_state"])
        if kind not in (OFFER_MADE, CALL_PLACED) and key in self.ringing:
            del self.ringing[key]
            self.offers.append((event["agent"], kind, event["at"]))

    def take_of_contact(self, one, event):
        kind, at = event["kind"], event["at"]
        if kind == CALL_PLACED:
            one.initiation = OUTBOUND
        elif kind == CONTACT_TRANSFERRED:
            former = self.live[event["previous"]]
            former.transferred, former.by_agent = True, event["actor"] == 1
        elif kind == CONTACT_QUEUED:
            one.queue, one.enqueued = event["queue"], one.enqueued or at
        elif kind in (OFFER_ACCEPTED, LEG_ANSWERED) and event["leg_state"] == CONNECTED:
            one.agent, one.connected = event["agent"], at
            one.dequeued = at if one.enqueued else 0
        elif kind == TAKEN_OVER:
            self.stop(one, at)
            one.agent = event["agent"]
        elif kind == LEG_HELD:
            one.holds, one.held_at = one.holds + 1, at
        elif kind == TASK_PAUSED:
            one.paused_at = at
        elif kind in (LEG_UNHELD, TASK_RESUMED):
            self.stop(one, at)
        elif kind in (WRAPUP_BEGUN, CONTACT_ENDED):
            one.on_hold = one.on_hold or bool(one.held_at)
            self.stop(one, at)
            if kind == WRAPUP_BEGUN and event["agent"] == one.agent:
                one.wrapup = at
            if kind == CONTACT_ENDED:
                one.ended, one.cause = at, event["cause"]
                one.dequeued = one.dequeued or (at if one.enqueued else 0)
        elif kind == LEG_CLEARED and event["agent"] == one.agent and one.wrapup:
            one.wrapup_ended = at
        elif kind == MESSAGE_SENT:
            one.said[0 if event["agent"] else 1] += 1
        elif kind == CONTACT_FORGOTTEN:
            one.over = True
            del self.live[event["contact"]]

    @staticmethod
    def stop(one, at):
        one.hold += at - one.held_at if one.held_at else 0
        one.pause += at - one.paused_at if one.paused_at else 0
        one.held_at = one.paused_at = 0


AGENT_KINDS = {STATUS_SET, OFFER_MADE, OFFER_ACCEPTED, OFFER_MISSED, OFFER_REJECTED, OFFER_WITHDRAWN, CALL_PLACED, LEG_ANSWERED, LEG_FAILED, LEG_HELD, LEG_UNHELD, TASK_PAUSED,
               TASK_RESUMED, WRAPUP_BEGUN, LEG_CLEARED, MONITOR_BEGUN, MONITOR_ENDED, TAKEN_OVER}


# ---- formulas, in milliseconds ----

def interaction(one):
    return max((one.wrapup or one.ended) - one.connected - one.hold - one.pause, 0) if one.connected else 0


def wrapup(one):
    return one.wrapup_ended - one.wrapup if one.connected and one.wrapup and one.wrapup_ended else 0


def queued(one):
    return one.dequeued - one.enqueued if one.enqueued else 0


def handle(one):
    return interaction(one) + one.hold + one.pause + wrapup(one) if one.connected else 0


def abandoned(one):
    return bool(one.enqueued) and not one.connected and not one.transferred


def mean(ones, above, below):
    count = sum(1 for one in ones if below(one))
    return sum(above(one) for one in ones if below(one)) / count / 1000 if count else None


def percent(ones, above, below):
    count = sum(1 for one in ones if below(one))
    return sum(1 for one in ones if above(one)) * 100 / count if count else None


CONNECTED_ONES, QUEUED_ONES = (lambda one: one.connected), (lambda one: one.enqueued)
OF_CONTACTS = {
    "CONTACTS_QUEUED": lambda ones: sum(1 for one in ones if one.enqueued),
    "CONTACTS_HANDLED": lambda ones: sum(1 for one in ones if one.connected),
    "CONTACTS_ABANDONED": lambda ones: sum(map(abandoned, ones)),
    "ABANDONMENT_RATE": lambda ones: percent(ones, abandoned, QUEUED_ONES),
    "AVG_ABANDON_TIME": lambda ones: mean(ones, queued, abandoned),
    "AVG_QUEUE_ANSWER_TIME": lambda ones: mean(ones, queued, lambda one: one.enqueued and one.connected),
    "MAX_QUEUED_TIME": lambda ones: max(map(queued, ones)) / 1000,
    "AVG_AFTER_CONTACT_WORK_TIME": lambda ones: mean(ones, wrapup, CONNECTED_ONES),
    "SUM_AFTER_CONTACT_WORK_TIME": lambda ones: sum(map(wrapup, ones)) / 1000,
    "AVG_HANDLE_TIME": lambda ones: mean(ones, handle, CONNECTED_ONES),
    "SUM_HANDLE_TIME": lambda ones: sum(map(handle, ones)) / 1000,
    "SUM_INTERACTION_TIME": lambda ones: sum(map(interaction, ones)) / 1000,
    "SUM_HOLD_TIME": lambda ones: sum(one.hold for one in ones if one.connected) / 1000,
    "AVG_HOLD_TIME": lambda ones: mean(ones, lambda one: one.hold, lambda one: one.connected and one.holds),
    "CONTACTS_PUT_ON_HOLD": lambda ones: sum(1 for one in ones if one.connected and one.holds),
    "CONTACTS_HOLD_ABANDONS": lambda ones: sum(1 for one in ones if one.on_hold),
    "AVG_AGENT_PAUSE_TIME": lambda ones: mean(ones, lambda one: one.pause, CONNECTED_ONES),
    "CONTACTS_TRANSFERRED_OUT": lambda ones: sum(one.transferred for one in ones),
    "CONTACTS_TRANSFERRED_OUT_BY_AGENT": lambda ones: sum(one.by_agent for one in ones),
    "SUM_CONTACTS_DISCONNECTED": len,
}
WITH_THRESHOLD = {
    "SERVICE_LEVEL": lambda ones, limit: percent(ones, lambda one: one.enqueued and queued(one) < limit, QUEUED_ONES),
    "SUM_CONTACTS_ANSWERED_IN_X": lambda ones, limit: sum(1 for one in ones if one.enqueued and one.connected and queued(one) < limit),
    "SUM_CONTACTS_ABANDONED_IN_X": lambda ones, limit: sum(1 for one in ones if abandoned(one) and queued(one) < limit),
}
OF_TIME = {"SUM_ONLINE_TIME_AGENT": "online", "SUM_NON_PRODUCTIVE_TIME_AGENT": "non_productive", "SUM_CONTACT_TIME_AGENT": "contact", "SUM_IDLE_TIME_AGENT": "idle",
           "SUM_ERROR_STATUS_TIME_AGENT": "error"}


# ---- the server ----

class Asked:
    def __init__(self, api, begin, end):
        self.api, self.begin, self.end = api, begin, end
        self.compared, self.known = 0, {}

    def rows(self, metrics, groupings, filters, interval="TOTAL"):
        """{(values of the groupings..., start in ms): {metric: value}}; the same question is asked once."""
        key = json.dumps([metrics, groupings, filters, interval])
        if key not in self.known:
            self.known[key] = self.ask(metrics, groupings, filters, interval)
        return self.known[key]

    def ask(self, metrics, groupings, filters, interval):
        found, token = {}, None
        while True:
            wish = {"ResourceArn": f"arn:aws:connect:us-east-1:000000000000:instance/{self.api.instance['id']}", "StartTime": self.begin / 1000, "EndTime": self.end / 1000,
                    "Interval": {"IntervalPeriod": interval, "TimeZone": "UTC"}, "Filters": filters, "Groupings": groupings, "Metrics": metrics, "MaxResults": 100}
            if token:
                wish["NextToken"] = token
            answer = self.api.call("POST", "/metrics/data", wish)
            for one in answer["MetricResults"]:
                key = tuple(one["Dimensions"][name] for name in groupings) + (round(one["MetricInterval"]["StartTime"] * 1000),)
                found[key] = {cell["Metric"]["Name"]: cell.get("Value") for cell in one["Collections"]}
            token = answer.get("NextToken")
            if not token:
                return found

    def same(self, what, got, expected):
        self.compared += 1
        if got != expected:
            raise AssertionError(f"{what}: the server says {got!r}, the events say {expected!r}")


def ids(instance, what):
    return [one["id"] for one in instance[what]]


def compare_times(asked, day, users):
    metrics = [{"Name": name} for name in list(OF_TIME) + ["AGENT_OCCUPANCY", "AVG_AGENT_CONCURRENCY"]]
    for groupings, interval in ((["AGENT"], "HOUR"), (["AGENT"], "TOTAL")):
        rows = asked.rows(metrics, groupings, [{"FilterKey": "AGENT", "FilterValues": [user for _, user in users]}], interval)
        expected = collections.defaultdict(lambda: collections.defaultdict(int))
        for number, user in users:
            for hour, sums in day.agents[number].hours.items():
                if asked.begin <= hour < asked.end:
                    for name, value in sums.items():
                        expected[user, hour if interval == "HOUR" else asked.begin][name] += value
        expected = {key: sums for key, sums in expected.items() if sums["online"] > 0}
        asked.same(f"agents and hours by {interval}", sorted(rows), sorted(expected))
        for key, sums in expected.items():
            for name, member in OF_TIME.items():
                asked.same(f"{name} of {key}", rows[key][name], sums[member] / 1000)
            staffed = sums["contact"] + sums["idle"]
            asked.same(f"occupancy of {key}", rows[key]["AGENT_OCCUPANCY"], sums["contact"] * 100 / staffed if staffed else None)
            asked.same(f"concurrency of {key}", rows[key]["AVG_AGENT_CONCURRENCY"], sums["load"] / sums["contact"] if sums["contact"] else None)
            asked.same("online is non-productive, contact and idle", sums["online"], sums["non_productive"] + staffed)


def compare_contacts(asked, day, users, queues):
    metrics = [{"Name": name} for name in OF_CONTACTS] + [{"Name": name, "Threshold": [{"Comparison": "LT", "ThresholdValue": 20}]} for name in WITH_THRESHOLD]
    records = [one for one in day.contacts if one.over and asked.begin <= one.ended < asked.end]
    user_of, queue_of = dict(users), dict(queues)
    for groupings, key_of, filters in (
            (["QUEUE", "CHANNEL"], lambda one: (queue_of.get(one.queue), CHANNELS[one.channel]), [{"FilterKey": "QUEUE", "FilterValues": list(queue_of.values())}]),
            (["AGENT"], lambda one: (user_of.get(one.agent),), [{"FilterKey": "AGENT", "FilterValues": list(user_of.values())}])):
        rows = asked.rows(metrics, groupings, filters)
        expected = collections.defaultdict(list)
        for one in records:
            if None not in key_of(one):
                expected[key_of(one) + (asked.begin,)].append(one)
        asked.same(f"groups by {groupings}", sorted(rows), sorted(expected))
        for key, ones in expected.items():
            for name, formula in OF_CONTACTS.items():
                asked.same(f"{name} of {key}", rows[key][name], formula(ones))
            for name, formula in WITH_THRESHOLD.items():
                asked.same(f"{name} of {key}", rows[key][name], formula(ones, 20000))


def compare_offers(asked, day, users):
    rows = asked.rows([{"Name": "AGENT_NON_RESPONSE"}, {"Name": "AGENT_ANSWER_RATE"}], ["AGENT"], [{"FilterKey": "AGENT", "FilterValues": [user for _, user in users]}])
    for number, user in users:
        offers = [kind for agent, kind, at in day.offers if agent == number and asked.begin <= at < asked.end]
        if not offers:
            continue
        missed = sum(1 for kind in offers if kind in (OFFER_MISSED, OFFER_REJECTED))
        made = sum(1 for kind in offers if kind != OFFER_WITHDRAWN)
        row = rows[user, asked.begin]
        asked.same(f"non-response of {user}", row["AGENT_NON_RESPONSE"], missed)
        asked.same(f"answer rate of {user}", row["AGENT_ANSWER_RATE"], offers.count(OFFER_ACCEPTED) * 100 / made if made else None)


def compare_events(asked, day, queues):
    rows = asked.rows([{"Name": "CONTACTS_CREATED"}, {"Name": "CONTACTS_QUEUED_BY_ENQUEUE"}, {"Name": "CONTACTS_HANDLED_BY_CONNECTED_TO_AGENT"}], ["QUEUE"],
                      [{"FilterKey": "QUEUE", "FilterValues": [queue for _, queue in queues]}])
    for number, queue in queues:
        ones = [one for one in day.contacts if one.queue == number]
        row = rows[queue, asked.begin]
        asked.same("created", row["CONTACTS_CREATED"], sum(1 for one in ones if asked.begin <= one.started < asked.end))
        asked.same("enqueued", row["CONTACTS_QUEUED_BY_ENQUEUE"], sum(1 for one in ones if asked.begin <= one.enqueued < asked.end))
        asked.same("connected", row["CONTACTS_HANDLED_BY_CONNECTED_TO_AGENT"], sum(1 for one in ones if asked.begin <= one.connected < asked.end))


def compare_spans(asked, day, to, directory):
    """What the supervisors' status and activity reports stand on: the time of each agent by status and by activity, as far as it is closed."""
    spans = read_spans(directory)  # after an answer that has seen all events
    for number, agent in day.agents.items():
        closed = [one for one in spans if one[0] == number]
        end = min(max((one[2] for one in closed), default=0), to)  # what came after the day is the server's own
        asked.same(f"gaps of agent {number}", [a[2] for a in closed[:-1]], [b[1] for b in closed[1:]])
        for member in (3, 4):
            got, expected = collections.Counter(), collections.Counter()
            for one in closed:
                got[one[member]] += max(min(one[2], end) - one[1], 0)
            for begun, ended, *what in agent.stretches:
                expected[what[member - 3]] += max(min(ended, end) - begun, 0)
            asked.same(f"time of agent {number} by {('status', 'activity')[member - 3]}", +got, +expected)


def read_spans(directory):
    path = os.path.join(directory, "centres", "connect-demo", "book.db")
    connection = sqlite3.connect(f"file:{urllib.parse.quote(path)}?mode=ro", uri=True)
    try:
        rows = connection.execute("SELECT agent, spans FROM spans ORDER BY agent, from_at").fetchall()
    finally:
        connection.close()
    return [(agent, begun, begun + ms, status, activity) for agent, spans in rows
            for begun, ms, _seq, _profile, status, _type, _code, _next, activity, *_ in entries(spans, 13)]


def entries(packed, width):
    """The spans of a row (book/spans_row.h): numbers of seven bits a byte, the least first; each span has `width` of them."""
    numbers, number, shift = [], 0, 0
    for byte in packed:
        number |= (byte & 0x7f) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number, shift = 0, 0
    return [numbers[place:place + width] for place in range(0, len(numbers), width)]


def compare_day(asked, events, to, directory):
    day = Day(events)
    for agent in day.agents.values():
        agent.spend(to)
    users = list(zip(sorted(day.agents), ids(asked.api.instance, "users")))
    queues = list(zip((2, 3), ids(asked.api.instance, "queues")))  # the first one is BasicQueue
    compare_times(asked, day, users)
    compare_contacts(asked, day, users, queues)
    compare_offers(asked, day, users)
    compare_events(asked, day, queues)
    compare_spans(asked, day, to, directory)


# Each is one wrong value in the middle of the day's events: the comparison must fail.
PLANTS = {"a status a millisecond later": (STATUS_SET, "at", 1), "an answer a millisecond earlier": (OFFER_ACCEPTED, "at", -1), "wrap-up a millisecond later": (WRAPUP_BEGUN, "at", 1),
          "a contact queued a millisecond earlier": (CONTACT_QUEUED, "at", -1), "a hold a millisecond later": (LEG_HELD, "at", 1), "a pause a millisecond later": (TASK_PAUSED, "at", 1),
          "an offer missed that was withdrawn": (OFFER_MISSED, "kind", OFFER_WITHDRAWN - OFFER_MISSED), "another status": (STATUS_SET, "status", -1), "somebody else took over": (TAKEN_OVER, "agent", -1)}


def plant(events, kind, member, difference):
    places, former = [], {}
    for place, event in enumerate(events):
        if event["kind"] == kind and event[member] > 1 and (kind != STATUS_SET or former.get(event["agent"]) != event["status"]):
            places.append(place)
        if event["kind"] == STATUS_SET:
            former[event["agent"]] = event["status"]
    place = places[len(places) // 2]
    wrong = collections.defaultdict(int, events[place])
    wrong[member] += difference
    return events[:place] + [wrong] + events[place + 1:]


def settle(directory):
    """What was due when the day ended, wrap-ups above all, is done by the first server that sees it; the events are read behind that."""
    with Server(directory) as server:
        api = Api(server, server.demo())
        Asked(api, server.demo()["from"], server.demo()["to"]).rows([{"Name": "CONTACTS_HANDLED"}], [], [{"FilterKey": "QUEUE", "FilterValues": ids(api.instance, "queues")}])
        server.terminate()


def compare_all(directory, begin, end):
    with Server(directory) as server:
        demo = server.demo()
        asked = Asked(Api(server, demo), begin, end)
        events = list(read_events(directory))
        compare_day(asked, events, demo["to"], directory)
        compared, unnoticed = asked.compared, []
        for name, what in PLANTS.items():
            try:
                compare_day(asked, plant(events, *what), demo["to"], directory)
                unnoticed.append(name)
            except AssertionError:
                pass
        asked.same("planted errors that nobody noticed", unnoticed, [])
        server.terminate()
        return compared


def main():
    program, seed = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "7"
    directory = tempfile.mkdtemp(prefix="nextup-recount-")
    try:
        subprocess.run([program, os.path.join(directory, "day"), seed, str(int(time.time()))], check=True, env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})
        day = os.path.join(directory, "day")
        with open(os.path.join(day, "demo.json"), encoding="utf-8") as file:
            demo = json.load(file)
        settle(day)
        print("1..2", flush=True)
        failed = 0
        for number, name, anew in ((1, "a_day_of_work_counted_again_from_its_events_agrees_exactly", False), (2, "so_does_a_history_made_anew_from_the_journal", True)):
            try:
                if anew:
                    os.remove(os.path.join(day, "centres", "connect-demo", "book.db"))
                compared = compare_all(day, demo["from"], demo["to"])
                print(f"ok {number} - {name}\n# {compared} values", flush=True)
            except Exception as error:  # told as TAP
                failed += 1
                print(f"# {type(error).__name__}: {error}\nnot ok {number} - {name}", flush=True)
        return 1 if failed else 0
    finally:
        shutil.rmtree(directory, ignore_errors=True)


sys.exit(main())
