"""nextup policy from outside: documents looked at, compared, applied to a stopped and a running centre, taken back, tried on recorded days. It must not look into a journal."""
import hashlib
import json
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
import tap  # noqa: E402
from nextup_client import Customer, Panel, Refused, Server, command  # noqa: E402

place = tempfile.mkdtemp(prefix="nextup-policy-")
copies = os.path.join(place, "copies")
os.mkdir(copies)
os.environ["TMPDIR"] = copies  # where policy try copies journals to


def policy(*words, code=0):
    got, out, err = command("policy", *words)
    assert got == code, f"policy {words}: exit code {got}, wanted {code}: {out}{err}"
    return out if code == 0 or not err else out + err


def document(name, content):
    path = os.path.join(place, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(content if isinstance(content, str) else json.dumps(content))
    return path


def show(*words):
    return json.loads(policy("show", *words))


@tap.claim
def every_command_has_help():
    for name in ("show", "check", "diff", "try", "apply", "history", "rollback", "schema"):
        code, out, _ = command("policy", name, "--help")
        assert code == 0 and "SYNOPSIS" in out and "DESCRIPTION" in out, name
    assert "policy rollback" in command("policy", "--help")[1]
    for words in (["check"], ["diff", "vcc"], ["try", "vcc"], ["apply", "vcc"], ["show"], ["rollback", "--data", place, "x"], ["history"]):
        assert command("policy", *words)[0] == 2, words


@tap.claim
def presets_are_sound_shown_whole_and_differ():
    for name in ("connect", "vcc"):
        assert policy("check", name) == f"{name}: sound\n"
        assert show(name)["model"] == name and policy("diff", name, name) == ""
        assert policy("check", document("shown.json", policy("show", name))).endswith("sound\n")
    text = policy("diff", "connect", "vcc", code=1)
    assert "agent, from Available: may no longer become Available, Log Out\n" in text, text
    assert "An offer that is not answered leads to On Break (was: changes no status)\n" in text
    assert json.loads(policy("diff", "--json", "connect", "vcc", code=1))["differences"]
    assert json.loads(policy("schema"))["$schema"].endswith("2020-12/schema")


@tap.claim
def check_names_the_place_and_ends_with_0_1_or_2():
    wrong = document("wrong.json", {"version": 1, "model": "vcc", "moves": {"agent": {"ON_BREAK": ["AVAILABLE", "LOG_OUT", "FLY"]}}, "colour": 1})
    text = policy("check", wrong, code=1)
    assert f'{wrong}: error: /moves/agent/ON_BREAK/2: "FLY" is no move; one of AVAILABLE, WORK_OFFLINE' in text, text
    assert f"{wrong}: error: /colour: there is no such member; one of version, model" in text, text
    stuck = document("stuck.json", {"version": 1, "model": "vcc", "moves": {"agent": {}}})
    text = policy("check", stuck, code=1)
    assert f"{stuck}: warning: /moves/agent/ON_BREAK: dead end" in text, text
    report = json.loads(policy("check", "--json", stuck, code=1))
    assert report["errors"] == 0 and report["warnings"] >= 1 and report["problems"][0]["pointer"].startswith("/moves")
    worth = document("worth.json", {"version": 1, "model": "vcc", "wrapup": {"may_be_ended_early": True}})
    assert "note: /wrapup/may_be_ended_early" in policy("check", worth)
    assert "is no JSON: line 1, column" in policy("check", document("no.json", "{,}"), code=1)
    assert "Cannot read" in policy("check", os.path.join(place, "nowhere.json"), code=2)
    assert "Cannot read" in policy("diff", "vcc", os.path.join(place, "nowhere.json"), code=2)


CHANGED = {"version": 1, "model": "vcc", "name": "No Log Out on a break",
           "moves": {"agent": {"AVAILABLE": ["WORK_OFFLINE", "BREAK"], "BUSY": ["STOP_NEW"], "BUSY_STOP_NEW": ["RESUME"],
                               "WORKING_OFFLINE": ["AVAILABLE", "BREAK", "LOG_OUT"], "ON_BREAK": ["AVAILABLE", "WORK_OFFLINE"]}},
           "offers": {"reject_allowed": True},
           "reasons": {"groups": ["Night"], "lists": [{"name": "Night breaks", "actions": ["BREAK"], "groups": ["Night"],
                                                       "codes": [{"name": "Meal", "short": "ME"}, {"name": "Nap", "active": False}]}]}}


@tap.claim
def a_document_is_applied_to_a_stopped_centre_kept_and_taken_back():
    data = os.path.join(place, "stopped")
    assert command("init", "--data", data, "--alias", "acme", "--admin", "ada", "--model", "vcc")[0] == 0
    before = show("--data", data)
    assert before["moves"]["agent"]["ON_BREAK"] == ["AVAILABLE", "WORK_OFFLINE", "LOG_OUT"]
    changed = document("changed.json", CHANGED)
    text = policy("apply", changed, "--data", data)
    assert "agent, from On Break: may no longer Log Out\n" in text and text.endswith("acme: in force as version 2.\n"), text
    assert policy("apply", changed, "--data", data) == "acme: it was so already; nothing has changed.\n"
    after = show("--data", data)
    assert after["moves"]["agent"]["ON_BREAK"] == ["AVAILABLE", "WORK_OFFLINE"] and after["offers"]["reject_allowed"] is True
    # The model may bring groups and reasons of its own with it.
    night = [one for one in after["reasons"]["lists"] if one["name"] == "Night breaks"]
    assert night == [{"name": "Night breaks", "actions": ["BREAK"], "mandatory": False, "groups": ["Night"],
                      "codes": [{"name": "Meal", "short": "ME", "description": "", "active": True, "order": 1},
                                {"name": "Nap", "short": "", "description": "", "active": False, "order": 2}]}], after["reasons"]
    lines = policy("history", "--data", data).splitlines()
    assert [line.split()[0] for line in lines] == ["VERSION", "2", "1"] and "command line" in lines[1], lines
    assert "may now Log Out" in policy("rollback", "1", "--data", data)
    restored = show("--data", data)
    assert restored["moves"] == before["moves"] and restored["offers"] == before["offers"]
    assert not any(one["name"] == "Night breaks" for one in restored["reasons"]["lists"])
    assert policy("history", "--data", data).splitlines()[1].startswith("3 ")
    assert command("verify", data)[0] == 0 and command("replay", data)[0] == 0


@tap.claim
def what_cannot_be_applied_changes_nothing_and_says_why():
    data = os.path.join(place, "refusals")
    assert command("init", "--data", data, "--alias", "acme", "--admin", "ada")[0] == 0
    before = show("--data", data)
    assert "the centre's model is connect" in policy("apply", "vcc", "--data", data, code=1)
    siesta = document("siesta.json", {"version": 1, "model": "connect", "statuses": {"on_break": "Siesta"}, "offers": {"chat_ms": 1000}})
    assert '/statuses/on_break: the centre has no status named "Siesta"' in policy("apply", siesta, "--data", data, code=1)
    wrong = document("wrong.json", {"version": 1, "model": "connect", "offers": {"chat_ms": 0}})
    text = policy("apply", wrong, "--data", data, code=1)
    assert "error: /offers/chat_ms: must be a whole number of milliseconds" in text and "is no policy: 1 errors" in text, text
    assert "There is no version 7" in policy("rollback", "7", "--data", data, code=1)
    assert show("--data", data) == before and len(policy("history", "--data", data).splitlines()) == 1


@tap.claim
def a_running_server_follows_a_document_at_once_and_after_a_restart():
    data = os.path.join(place, "running")
    with Server(data) as server:
        panel = Panel(server, "alice")
        panel.set_status("Available")
        only_back = document("only_back.json", {"version": 1, "model": "connect", "moves": {"agent": {
            "SIGNED_OUT": ["AVAILABLE"], "AVAILABLE": ["LOG_OUT"], "OTHER": ["AVAILABLE"]}}})
        assert "agent, from Available: may no longer" in policy("apply", only_back, "--data", data, "--centre", "connect-demo")
        try:
            panel.set_status("Lunch")
            raise AssertionError("Lunch was not refused")
        except Refused as refusal:
            assert refusal.code == "not_allowed", refusal.code
        assert "name it with --centre" in policy("show", "--data", data, code=1)
        assert server.terminate() == 0
    with Server(data) as server:
        panel = Panel(server, "alice")
        try:
            panel.set_status("Lunch")
            raise AssertionError("Lunch was not refused")
        except Refused as refusal:
            assert refusal.code == "not_allowed", refusal.code
        assert "may now" in policy("rollback", "1", "--data", data, "--centre", "connect-demo")
        panel.set_status("Lunch")
        assert panel.status() == "Lunch"
        assert server.terminate() == 0


def digest(directory):
    whole = hashlib.sha256()
    for path, names, files in sorted(os.walk(directory)):
        for name in sorted(files):
            if name.endswith("-shm") or (name.endswith("-wal") and os.path.getsize(os.path.join(path, name)) == 0):
                continue  # what SQLite leaves beside a file that was read, as after a backup
            with open(os.path.join(path, name), "rb") as file:
                whole.update(os.path.join(path, name).encode() + file.read())
    return whole.hexdigest()


@tap.claim
def a_policy_is_tried_on_recorded_days_while_the_server_runs_and_while_it_does_not():
    data = os.path.join(place, "recorded")
    stricter = document("stricter.json", {"version": 1, "model": "connect", "statuses": {"on_break": "Break", "working_offline": "Training"},
                                          "moves": {"agent": {"SIGNED_OUT": ["AVAILABLE"], "AVAILABLE": ["BREAK", "LOG_OUT"], "OTHER": ["AVAILABLE"],
                                                              "ON_BREAK": ["AVAILABLE"]}}})
    with Server(data) as server:
        flow = next(one for one in server.demo()["instances"] if one["alias"] == "connect-demo")["contactFlows"][0]["id"]
        panel = Panel(server, "alice")
        panel.set_status("Available")
        customer = Customer(server, "Kim", flow)
        panel.until(lambda: panel.legs("CONNECTING"), "the offer")
        panel.ask("accept", contactId=customer.contact)
        panel.set_status("Lunch")  # on a contact: the next status
        assert panel.next() == "Lunch"
        panel.ask("end", contactId=customer.contact)
        panel.ask("clear", contactId=customer.contact)
        panel.until(lambda: panel.status() == "Lunch", "Lunch")
        same = json.loads(policy("try", "connect", "--journal", data, "--centre", "connect-demo", "--json"))
        assert same["wishes"] == same["outcomes"]["SAME"] >= 6, same
        assert same["recorded"] == same["tried"] and same["recorded"]["answered"] == 1, same
        found = json.loads(policy("try", stricter, "--journal", data, "--centre", "connect-demo", "--json"))
        assert found["outcomes"]["REFUSED"] == 1, found
        assert found["kinds"][0] == {"wish": "SET_STATUS", "actor": "agent", "from": "BUSY", "status": "Lunch", "outcome": "REFUSED",
                                     "refusal": "NOT_ALLOWED", "count": 1}, found["kinds"]
        assert found["examples"][0]["agent"] == "alice"
        assert server.terminate() == 0
    centre = os.path.join(data, "centres", "connect-demo")
    before = digest(data)
    text = policy("try", stricter, "--journal", centre)
    assert 'agent, from Busy: choose "Lunch" (NOT_ALLOWED)' in text and "recorded          tried" in text, text
    assert digest(data) == before, "the journal that was tried has changed"
    assert "nobody signed in" in policy("try", stricter, "--journal", centre, "--from", "2199-01-01")
    assert "is no day" in policy("try", stricter, "--journal", centre, "--to", "yesterday", code=1)
    assert "no status named" in policy("try", "vcc", "--journal", centre, code=1)
    assert "holds no centre" in policy("try", "vcc", "--journal", place, code=1)
    assert os.listdir(copies) == [], "a copy was left behind"


tap.run(lambda: shutil.rmtree(place, ignore_errors=True))
