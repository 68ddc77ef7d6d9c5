"""The status API as an 8x8 integration uses it, on a running demo server: by urllib alone. It must not look inside the server."""
import base64
import datetime
import hashlib
import hmac
import json
import os
import shutil
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
import tap  # noqa: E402
from nextup_client import PATIENCE_SECONDS, Customer, Panel, Server, command  # noqa: E402

place = tempfile.mkdtemp(prefix="nextup-vcc-")
ON_BREAK, AVAILABLE, WORK_OFFLINE, LOGGED_OUT = 3, 4, 5, 1
OFFERED, PROCESS, POST_PROCESS = 6, 7, 8


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.json = json.loads(body) if body else None


def request(url, method, body, headers):
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    asked = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as answer:
        with answer:
            return Answer(answer.code, answer.headers, answer.read())


class Tenant:
    """What an integration is configured with: an address, a key, a secret."""

    def __init__(self, server, key, secret, alias="vcc-demo"):
        self.base = f"{server.url}/vcc/v1/tenants/{alias}/agentstatus/agents"
        self.basic = "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()

    def ask(self, method, path="", body=None, **headers):
        return request(self.base + path, method, body, {"Authorization": self.basic, "Content-Type": "application/json"} | headers)

    def status(self, agent):
        answer = self.ask("GET", "/" + agent)
        assert answer.status == 200, answer.json
        return answer.json["agent-status"]

    def put(self, agent, status, **code):
        return self.ask("PUT", "/" + agent, {"agent-status": status} | code)


def instance_of(server, alias="vcc-demo"):
    return next(one for one in server.demo()["instances"] if one["alias"] == alias)


def admin(server):
    instance = instance_of(server)
    return Tenant(server, instance["accessKeyId"], instance["secretAccessKey"])


def key_of(directory, username):
    code, out, err = command("keys", "create", "--data", directory, username)
    assert code == 0, err
    told = dict(line.split(":", 1) for line in out.splitlines() if ":" in line)
    return told["Access key"].strip(), told["Secret"].strip()


def demo(name):
    directory = os.path.join(place, name)
    return directory, Server(directory)


def problem(answer, status, code):
    assert answer.status == status, (answer.status, answer.json)
    assert answer.json["status"] == status and answer.json["code"] == code and answer.json["detail"].endswith("."), answer.json
    assert answer.headers["Content-Type"] == "application/problem+json", answer.headers["Content-Type"]
    return answer.json


def chat(server, name):
    return Customer(server, name, instance_of(server)["contactFlows"][0]["id"])


# ---- the tour ----


@tap.claim
def a_full_tour_of_a_day():
    _, server = demo("tour")
    with server:
        api = admin(server)
        listed = api.ask("GET").json["data"]
        assert {one["username"] for one in listed} == {"vera", "victor", "sue", "adam"}
        assert all(one["agent-status"] == 0 and one["agent-sub-status"] == "none" and one["allowed"] == [] for one in listed), listed
        problem(api.put("vera", AVAILABLE), 409, "not_allowed")  # nobody is logged in by a program

        vera = Panel(server, "vera")  # signing in lands On Break
        assert api.status("vera") == ON_BREAK
        one = api.ask("GET", "/" + listed[0]["agent-id"]).json
        assert one["username"] == "vera" and one["allowed"] == [1, 4, 5] and one["agent-status-time"].endswith("Z"), one

        done = api.put("vera", WORK_OFFLINE)
        assert done.status == 200 and done.json == {"reason": "OK", "change-status": 200, "message": "Agent status change successful"}, done.json
        vera.until(lambda: vera.status() == "Working Offline", "the agent's page follows")
        assert problem(api.put("vera", WORK_OFFLINE), 409, "already_in_status")["allowed"] == [1, 3, 4]

        code = {"status-code-item-short-code": "Lunch"}
        assert api.put("vera", ON_BREAK, **code).status == 200
        shown = api.ask("GET", "/vera").json
        assert shown["status-code-item-short-code"] == "Lunch" and shown["status-code-list-id"] == 1 and shown["status-code-item-id"] == 1, shown
        problem(api.put("vera", WORK_OFFLINE, **code), 400, "unknown_reason")
        problem(api.put("vera", AVAILABLE, **{"status-code-item-id": 99}), 400, "unknown_code")

        assert api.put("vera", AVAILABLE).status == 200
        assert "status-code-item-id" not in api.ask("GET", "/vera").json
        maria = chat(server, "Maria")
        vera.until(lambda: vera.legs("CONNECTING"), "an offer")
        assert api.status("vera") == OFFERED
        for wanted in (1, 3, 4, 5):
            assert problem(api.put("vera", wanted), 409, "not_allowed")["allowed"] == []
        vera.ask("accept", contactId=vera.legs("CONNECTING")[0]["contactId"])
        assert api.status("vera") == PROCESS
        for wanted in (1, 3, 4, 5):
            assert problem(api.put("vera", wanted), 409, "not_allowed")["allowed"] == []
        contact = vera.legs("CONNECTED")[0]["contactId"]
        vera.ask("stop_new")
        assert api.ask("GET", "/vera").json["agent-sub-status"] == "stopnew"
        vera.ask("end", contactId=contact)
        assert api.status("vera") == POST_PROCESS
        problem(api.put("vera", AVAILABLE), 409, "not_allowed")
        vera.until(lambda: vera.status() == "Working Offline", "the end of post processing")  # after Stop New
        assert api.status("vera") == WORK_OFFLINE
        assert api.put("vera", LOGGED_OUT).status == 200
        assert api.status("vera") == LOGGED_OUT
        problem(api.put("vera", AVAILABLE), 409, "not_allowed")
        metrics = dict(line.split() for line in server.request("GET", "/metrics")[2].decode().splitlines() if not line.startswith("#") and len(line.split()) == 2)
        assert metrics["nextup_agent_status_changes_total"] == "4", metrics
        maria.close()


@tap.claim
def many_at_once_are_answered_each_in_order():
    _, server = demo("bulk")
    with server:
        api = admin(server)
        Panel(server, "vera")
        Panel(server, "victor")
        ids = {one["username"]: one["agent-id"] for one in api.ask("GET").json["data"]}
        body = {"agents": [{"agent-id": ids["victor"], "agent-status": 5}, {"agent-id": "nobody", "agent-status": 5},
                           {"agent-id": ids["vera"], "agent-status": 3}, {"agent-id": ids["vera"].upper(), "agent-status": 4},
                           {"agent-id": "sue", "agent-status": "5"}]}
        for method, expected in (("PUT", [200, 404, 409, 409, 400]), ("POST", [409, 404, 409, 409, 400])):
            answer = api.ask(method, "/bulk", body)
            assert answer.status == 207, answer.json
            data = answer.json["data"]
            assert [one["change-status"] for one in data] == expected, data
            assert [one["agent-id"] for one in data] == [one["agent-id"] for one in body["agents"]], data
            assert data[3]["code"] == "duplicate" and data[2]["allowed"] == [1, 4, 5], data
        assert api.status("victor") == WORK_OFFLINE and api.status("vera") == ON_BREAK
        problem(api.ask("PUT", "/bulk", {"agents": [{"agent-id": "vera", "agent-status": 4}] * 101}), 400, "bad_request")
        answer = api.ask("PUT", "/bulk", {"agents": [{"agent-id": f"user{number}", "agent-status": 4} for number in range(100)]})
        assert answer.status == 207 and len(answer.json["data"]) == 100
        for body in (b"", b"[]", b"{", b'{"agents":{}}', b'{"agents":[]}', b'{"agents":[1]', b"\xff"):
            problem(api.ask("PUT", "/bulk", body), 400, "bad_request")


@tap.claim
def the_list_can_be_of_one_group():
    _, server = demo("groups")
    with server:
        api = admin(server)
        assert [one["username"] for one in api.ask("GET", "?groupId=1").json["data"]] == ["vera", "victor"]
        group = instance_of(server)["groups"][0]["id"]
        assert [one["username"] for one in api.ask("GET", "?groupId=" + group).json["data"]] == ["vera", "victor"]
        problem(api.ask("GET", "?groupId=2"), 404, "unknown_group")


# ---- who may ----


@tap.claim
def without_the_right_key_nothing_is_told():
    _, server = demo("keys")
    with server:
        instance = instance_of(server)
        other = instance_of(server, "connect-demo")
        key, secret = instance["accessKeyId"], instance["secretAccessKey"]
        for tenant in (Tenant(server, key, secret + "x"), Tenant(server, key, secret[:-1]), Tenant(server, key.lower(), secret),
                       Tenant(server, "AKIANOBODY", secret), Tenant(server, "vera", server.password("vera"))):
            answer = tenant.ask("GET")
            problem(answer, 401, "unauthorized")
            assert answer.headers["WWW-Authenticate"].startswith("Basic ")
        for header in ("", "Basic", "Basic !", "Bearer " + secret, "Basic " + base64.b64encode(b"no colon").decode()):
            problem(request(admin(server).base, "GET", None, {"Authorization": header}), 401, "unauthorized")
        problem(request(admin(server).base, "GET", None, {}), 401, "unauthorized")
        problem(Tenant(server, other["accessKeyId"], other["secretAccessKey"]).ask("GET"), 404, "unknown_tenant")
        problem(Tenant(server, other["accessKeyId"], other["secretAccessKey"], "connect-demo").ask("GET"), 403, "off")
        assert server.terminate() == 0
    log = server.log_text()
    assert "agent_status_unproven" in log and secret not in log


@tap.claim
def a_sealed_secret_opens_the_door_and_changes_are_in_the_log():
    directory = os.path.join(place, "sealed")
    settings = os.path.join(place, "sealed.ini")
    master = os.path.join(place, "master.key")
    with open(master, "w", encoding="ascii") as file:
        file.write(os.urandom(32).hex() + "\n")
    os.chmod(master, 0o600)
    with open(settings, "w", encoding="utf-8") as file:
        file.write(f"[server]\nmaster_key_file = {master}\n")
    with Server(directory, "--config", settings) as server:
        key, secret = key_of(directory, "adam")
        Panel(server, "vera")
        assert Tenant(server, key, secret).put("vera", AVAILABLE).status == 200
        assert server.terminate() == 0
    log = server.log_text()
    line = next(line for line in log.splitlines() if "agent_status_asked" in line)
    assert f"key={key}" in line and "agent=vera" in line and "status=4" in line and secret not in log, line
    without = Server(directory, wait=False)  # nothing can be read without the master key, so nothing is served
    assert without.wait() == 1 and "master_key_file" in without.log_text(), without.log_text()[-500:]


@tap.claim
def what_is_asked_wrongly_is_refused_by_name():
    _, server = demo("wrong")
    with server:
        api = admin(server)
        problem(api.ask("GET", "/nobody"), 404, "unknown_agent")
        problem(api.ask("GET", "/vera/more"), 404, "unknown_address")
        for method, path, allow in (("POST", "", "GET, HEAD"), ("DELETE", "/vera", "GET, HEAD, PUT"), ("GET", "/bulk", "PUT, POST")):
            answer = api.ask(method, path, b"{}" if method == "POST" else None)
            problem(answer, 405, "method_not_allowed")
            assert answer.headers["Allow"] == allow
        problem(api.ask("PUT", "/vera", {"agent-status": 4}, **{"Content-Type": "text/plain"}), 415, "content_type")
        problem(api.ask("PUT", "/vera", b'{"agent-status":4' + b" " * 9000 + b"}"), 413, "too_large")
        for status in (-1, 0, 2, 6, 7, 8, 9, 10, 11, 12, "4", 4.5, None, True, [4]):
            problem(api.ask("PUT", "/vera", {"agent-status": status}), 400, "bad_request")


def sign(server, key, secret, method, path, body):
    """A request signed with version 4 for the service connect."""
    host = urllib.parse.urlsplit(server.url).netloc
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{now[:8]}/us-east-1/connect/aws4_request"
    digest = hashlib.sha256(body).hexdigest()
    canonical = "\n".join([method, path, "", f"host:{host}", f"x-amz-date:{now}", "", "host;x-amz-date", digest])
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    signing = ("AWS4" + secret).encode()
    for piece in (now[:8], "us-east-1", "connect", "aws4_request"):
        signing = hmac.new(signing, piece.encode(), hashlib.sha256).digest()
    signature = hmac.new(signing, text.encode(), hashlib.sha256).hexdigest()
    return {"X-Amz-Date": now, "Content-Type": "application/json", "Host": host,
            "Authorization": f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}"}


def put_user_status(server, key, secret, username, status_name):
    instance = instance_of(server)
    user = next(one["id"] for one in instance["users"] if one["username"] == username)
    wanted = next(one["id"] for one in instance["statuses"] if one["name"] == status_name)
    path = f"/users/{instance['id']}/{user}/status"
    body = json.dumps({"AgentStatusId": wanted}).encode()
    return request(server.url + path, "PUT", body, sign(server, key, secret, "PUT", path, body))


@tap.claim
def a_supervisor_moves_the_agents_of_the_group_and_the_agent_is_told_who():
    directory, server = demo("supervisor")
    with server:
        api = admin(server)
        key, secret = key_of(directory, "sue")
        sue = Tenant(server, key, secret)
        vera = Panel(server, "vera")
        Panel(server, "victor")
        assert {one["username"] for one in sue.ask("GET").json["data"]} == {"vera", "victor", "sue"}
        assert sue.put("vera", AVAILABLE).status == 200
        vera.until(lambda: vera.status() == "Available", "the change")
        by = [event for event in vera.events if event["kind"] == "status"][-1]["changed"]["by"]
        assert by["kind"] == "api" and by["name"] == "Sue", by

        # what the model refuses it refuses supervisors too, by either API
        chat(server, "Maria")
        vera.until(lambda: vera.legs("CONNECTING"), "an offer")
        problem(sue.put("vera", ON_BREAK), 409, "not_allowed")
        assert put_user_status(server, key, secret, "vera", "On Break").status == 400
        vera.ask("accept", contactId=vera.legs("CONNECTING")[0]["contactId"])
        problem(sue.put("vera", ON_BREAK), 409, "not_allowed")
        assert put_user_status(server, key, secret, "vera", "On Break").status == 400
        assert api.status("vera") == PROCESS

        # victor leaves the group
        assert put_user_status(server, key, secret, "victor", "Working Offline").status == 200
        assert command("user", "groups", "--data", directory, "--group", "", "victor")[0] == 0
        problem(sue.put("victor", ON_BREAK), 403, "not_your_group")
        problem(sue.ask("GET", "/victor"), 403, "not_your_group")
        assert sue.ask("PUT", "/bulk", {"agents": [{"agent-id": "victor", "agent-status": 3}]}).json["data"][0]["change-status"] == 403
        assert put_user_status(server, key, secret, "victor", "On Break").status == 403
        assert api.status("victor") == WORK_OFFLINE


@tap.claim
def an_agents_key_acts_for_nobody_else():
    directory, server = demo("agent")
    with server:
        vera = Tenant(server, *key_of(directory, "vera"))
        Panel(server, "vera")
        assert vera.put("vera", AVAILABLE).status == 200
        assert [one["username"] for one in vera.ask("GET").json["data"]] == ["vera"]
        problem(vera.put("victor", AVAILABLE), 403, "not_yourself")
        problem(vera.ask("GET", "/victor"), 403, "not_yourself")


@tap.claim
def what_was_answered_is_there_after_a_kill():
    directory, server = demo("kill")
    with server:
        api = admin(server)
        Panel(server, "vera")
        assert api.put("vera", ON_BREAK).status == 409
        assert api.put("vera", AVAILABLE).status == 200
        assert api.put("vera", ON_BREAK, **{"status-code-list-id": 1, "status-code-item-id": 2}).status == 200
        before = api.ask("GET", "/vera").json
        server.kill()
    with Server(directory) as again:
        after = admin(again).ask("GET", "/vera").json
        assert after == before, (before, after)
        assert after["status-code-item-short-code"] == "Coffee"


if __name__ == "__main__":
    tap.run(lambda: shutil.rmtree(place, ignore_errors=True))
