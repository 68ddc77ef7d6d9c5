"""What an administrator's page asks of a running server (docs/reference/admin.md): each request works, is refused where it cannot be, and is nobody else's. It must not look into a journal."""
import json
import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
import tap  # noqa: E402
from nextup_client import Server, command  # noqa: E402

place = tempfile.mkdtemp(prefix="nextup-admin-")
PASSWORD = "a good long password"


class Admin:
    """A signed-in user's page."""

    def __init__(self, server, username, password=None):
        self.server = server
        status, headers, body = server.request("POST", "/login", {"username": username, "password": password or server.password(username)})
        assert status == 200, body
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def ask(self, method, path, body=None, headers=None):
        status, head, text = self.server.request(method, path, body, {"Cookie": self.cookie, **(headers or {})})
        return status, head, json.loads(text) if text else {}

    def do(self, name, /, **members):
        status, _, answer = self.ask("POST", "/admin/api/do", {"do": name, **members})
        assert status == 200 and answer["ok"] is True, (name, members, status, answer)
        return answer

    def refused(self, name, status=409, /, saying="", **members):
        got, _, answer = self.ask("POST", "/admin/api/do", {"do": name, **members})
        assert got == status, (name, members, got, answer)
        assert saying in answer["error"]["message"], answer
        return answer["error"]

    def connect(self, method, path, body=None, wanted=200):
        status, _, answer = self.ask(method, "/admin/api/connect" + path, body)
        assert status == wanted, (method, path, status, answer)
        return answer


class World:
    server = None

    def __enter__(self):
        if World.server is None:
            World.server = Server(os.path.join(place, "demo"))
            World.ada = Admin(World.server, "ada")
        return World

    def __exit__(self, *_):
        return False


def user(admin, name):
    return admin.do("user_show", username=name)["user"]


# ---- who may ask ----


@tap.claim
def the_session_tells_who_and_where():
    with World() as world:
        status, _, answer = world.ada.ask("GET", "/admin/api/session")
        instance = world.server.demo()["instances"][0]
        assert status == 200 and answer["user"]["username"] == "ada" and answer["user"]["role"] == "admin"
        assert answer["centre"] == {"id": instance["id"], "alias": "connect-demo", "model": "connect"}
        assert answer["url"] == world.server.url and answer["mustChangePassword"] is False
        assert world.server.request("GET", "/admin/api/session")[0] == 401


@tap.claim
def only_administrators_do_and_others_ask_what_their_role_may():
    with World() as world:
        for name in ("sam", "alice"):
            page = Admin(world.server, name)
            assert page.refused("user_list", 403)["code"] == "not_allowed"
            page.connect("PUT", "/agent-status/-", {"Name": "Nap", "State": "ENABLED"}, wanted=403)
        Admin(world.server, "sam").connect("GET", "/agent-status/-")
        alice = Admin(world.server, "alice")
        alice.connect("GET", "/agent-status/-", wanted=403)
        ids = {one["username"]: one["id"] for one in world.server.demo()["instances"][0]["users"]}
        lunch = next(one["id"] for one in world.server.demo()["instances"][0]["statuses"] if one["name"] == "Lunch")
        alice.connect("PUT", f"/users/-/{ids['alice']}/status", {"AgentStatusId": lunch})
        alice.connect("PUT", f"/users/-/{ids['bob']}/status", {"AgentStatusId": lunch}, wanted=403)


@tap.claim
def pages_of_other_sites_change_and_read_nothing():
    with World() as world:
        ada = world.ada
        for origin in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": world.server.url + ".evil.example"}):
            assert ada.ask("POST", "/admin/api/do", {"do": "user_list"}, origin)[0] == 403, origin
            assert ada.ask("PUT", "/admin/api/connect/agent-status/-", {"Name": "X", "State": "ENABLED"}, origin)[0] == 403
            assert ada.ask("GET", "/admin/api/connect/agent-status/-", headers=origin)[0] == 403
            assert ada.ask("GET", "/admin/api/session", headers=origin)[0] == 403
        for site in ("cross-site", "same-site"):
            assert ada.ask("GET", "/admin/api/connect/agent-status/-", headers={"Sec-Fetch-Site": site, "Origin": world.server.url})[0] == 403
        status, _, answer = ada.ask("POST", "/admin/api/do", {"do": "user_list"}, {"Content-Type": "text/plain"})
        assert status == 403 and answer["error"]["code"] == "content_type"
        framed = ada.cookie.replace("nextup_session=", "nextup_session_framed=")
        assert ada.ask("POST", "/admin/api/do", {"do": "user_list"}, {"Cookie": framed})[0] == 401
        assert ada.ask("GET", "/admin/api/session", headers={"Cookie": framed + "; nextup_session=" + "x" * 43})[0] == 401
        status, headers, _ = world.server.request("GET", "/admin/")
        assert status == 200 and "frame-ancestors 'self';" in headers["Content-Security-Policy"] + ";", headers["Content-Security-Policy"]


@tap.claim
def another_centres_users_and_keys_are_nobodys():
    with World() as world:
        ada = world.ada
        other = world.server.demo()["instances"][1]
        for name in ("user_show", "user_enable", "user_disable", "user_sign_out", "key_create"):
            ada.refused(name, username="vera", saying="no user")
        ada.refused("key_revoke", accessKeyId=other["accessKeyId"], saying="no access key")
        ada.refused("group_add", name="X", centre="vcc-demo", saying="no centre")
        ada.connect("GET", f"/users-summary/{other['id']}", wanted=404)
        assert {one["centre"] for one in ada.do("user_list")["users"]} == {"connect-demo"}
        ada.refused("user_add", username="Vera", role="agent", firstName="", lastName="", password=PASSWORD, mustChange=False, saying="already")


@tap.claim
def who_must_change_the_password_or_is_signed_out_does_nothing():
    with World() as world:
        world.ada.do("user_add", username="eve", role="admin", firstName="Eve", lastName="", password=PASSWORD, mustChange=True)
        eve = Admin(world.server, "eve", PASSWORD)
        assert eve.ask("GET", "/admin/api/session")[2]["mustChangePassword"] is True
        assert eve.refused("user_list", 403)["code"] == "must_change_password"
        assert eve.ask("GET", "/admin/api/connect/agent-status/-")[0] == 403
        assert eve.ask("POST", "/password", {"current": PASSWORD, "new": PASSWORD + "2"})[0] == 200
        eve.do("user_list")
        world.ada.do("user_disable", username="eve")
        assert eve.refused("user_list", 401)["code"] == "signed_out"


@tap.claim
def what_is_no_request_is_told():
    with World() as world:
        ada = world.ada
        for body in ({}, {"do": 1}, {"do": "no_such"}, {"do": "ping"}, {"do": "user_find", "username": "ada"}, {"do": "user_list", "why": ""}, []):
            status, _, answer = ada.ask("POST", "/admin/api/do", body)
            assert status == 400 and answer["error"]["code"] == "bad_request", (body, status, answer)
        assert ada.ask("GET", "/admin/api/do")[0] == 405 and ada.ask("GET", "/admin/api/nothing")[0] == 404
        ada.connect("GET", "/no/such/path", wanted=404)
        ada.refused("user_password", 400, username="bob", passwordHash="$argon2id$x", mustChange=False)


# ---- users ----


@tap.claim
def users_are_made_changed_and_shown():
    with World() as world:
        ada = world.ada
        ada.do("group_add", name="Night")
        made = ada.do("user_add", username="zoe", role="agent", firstName="Zoe", lastName="Zola", password=PASSWORD, mustChange=False, routingProfile="Blended",
                      group="Night", why="new in May")
        assert user(ada, "zoe")["id"] == made["id"] and user(ada, "zoe")["routingProfile"] == "Blended" and user(ada, "zoe")["group"] == "Night"
        Admin(world.server, "zoe", PASSWORD)
        ada.do("user_set", username="zoe", firstName="Zoé", lastName="Z", routingProfile="Basic Routing Profile", wrapUp=["30", "chat=60"],
               autoAccept=["chat=on"], offerTime="25", limits=["chat=2", "total=4"], blends=["voice:chat=1"])
        shown = user(ada, "zoe")
        assert (shown["firstName"], shown["lastName"], shown["routingProfile"]) == ("Zoé", "Z", "Basic Routing Profile")
        assert shown["wrapUp"] == {"voice": 30, "chat": 60, "task": 30} and shown["autoAccept"] == {"voice": False, "chat": True, "task": False}
        assert shown["offerTime"] == 25 and shown["limits"] == {"total": 4, "voice": None, "chat": 2, "task": None}
        assert shown["blends"]["voice"] == {"chat": 1, "task": None}
        ada.do("user_set", username="zoe", offerTime="centre", limits=["chat=profile", "total=profile"], autoAccept=["off"])
        assert user(ada, "zoe")["offerTime"] is None and user(ada, "zoe")["limits"]["chat"] is None and not user(ada, "zoe")["autoAccept"]["chat"]
        before = user(ada, "zoe")
        ada.refused("user_set", username="zoe", firstName="Not", offerTime="5", saying="offer time")
        ada.refused("user_set", username="zoe", firstName="Not", routingProfile="None", saying="no routing profile")
        ada.refused("user_set", username="zoe", firstName="Not", limits=["fax=1"], saying="no limit")
        assert user(ada, "zoe") == before
        ada.refused("user_set", username="nobody", saying="no user")
        ada.refused("user_add", username="zoe", role="agent", firstName="", lastName="", password=PASSWORD, mustChange=False, saying="already")
        ada.refused("user_add", username="z z", role="agent", firstName="", lastName="", password=PASSWORD, mustChange=False, saying="letters")
        ada.refused("user_add", username="yan", role="king", firstName="", lastName="", password=PASSWORD, mustChange=False, saying="A role is")
        assert ada.refused("user_add", 400, username="yan", role="agent", firstName="", lastName="", password="short", mustChange=False)["code"] == "weak_password"


@tap.claim
def roles_passwords_groups_and_sessions_follow_at_once():
    with World() as world:
        ada = world.ada
        ada.do("group_add", name="Day")
        ada.do("user_add", username="max", role="agent", firstName="", lastName="", password=PASSWORD, mustChange=False)
        page = Admin(world.server, "max", PASSWORD)
        ada.do("user_role", username="max", role="supervisor")
        assert page.ask("GET", "/admin/api/session")[2]["user"]["role"] == "supervisor"
        ada.do("user_groups", username="max", group="Day", supervises=["Day"])
        assert user(ada, "max")["group"] == "Day" and user(ada, "max")["supervises"] == ["Day"]
        ada.do("user_groups", username="max", group="", supervises=[""])
        assert user(ada, "max")["group"] == "" and user(ada, "max")["supervises"] == []
        ada.refused("user_groups", username="max", group="None", saying="no group")
        ada.do("user_sign_out", username="max")
        assert page.ask("GET", "/admin/api/session")[0] == 401
        page = Admin(world.server, "max", PASSWORD)
        ada.do("user_password", username="max", password=PASSWORD + " 2", mustChange=False)
        assert page.ask("GET", "/admin/api/session")[0] == 401
        Admin(world.server, "max", PASSWORD + " 2")
        ada.do("user_disable", username="max")
        assert user(ada, "max")["enabled"] is False
        assert world.server.request("POST", "/login", {"username": "max", "password": PASSWORD + " 2"})[0] != 200
        ada.do("user_enable", username="max")
        Admin(world.server, "max", PASSWORD + " 2")
        ada.refused("user_role", username="ada", role="agent", saying="own role")
        ada.refused("user_disable", username="ada", saying="themselves")
        assert {"ada", "alice", "max"} <= {one["username"] for one in ada.do("user_list")["users"]}


@tap.claim
def groups_are_made_renamed_and_removed():
    with World() as world:
        ada = world.ada
        ada.do("group_add", name="Left")
        ada.do("group_rename", name="Left", newName="Right")
        names = lambda: [one["name"] for one in ada.do("group_list")["groups"]]  # noqa: E731
        assert "Right" in names() and "Left" not in names()
        ada.refused("group_add", name="Right", saying="already")
        ada.refused("group_rename", name="Left", newName="X", saying="no group")
        ada.do("group_add", name="Left")
        ada.refused("group_rename", name="Left", newName="Right", saying="already")
        ada.do("group_remove", name="Right")
        assert "Right" not in names()
        ada.refused("group_remove", name="Right", saying="no group")


# ---- queues, entry points, codes ----


@tap.claim
def queues_have_their_own_times():
    with World() as world:
        ada = world.ada
        queue = lambda: next(one for one in ada.do("queue_list")["queues"] if one["name"] == "Sales")  # noqa: E731
        assert queue()["wrapUp"] == {"voice": None, "chat": None, "task": None} and queue()["offerTime"]["chat"] is None and queue()["hours"] == "Basic Hours"
        ada.do("queue_set", name="Sales", wrapUp=["30", "chat=0"], offerTime=["chat=45"])
        assert queue()["wrapUp"] == {"voice": 30, "chat": 0, "task": 30} and queue()["offerTime"] == {"voice": None, "chat": 45, "task": None}
        ada.do("queue_set", name="Sales", offerTime=["centre"], wrapUp=["agent"])
        assert queue()["wrapUp"]["chat"] is None and queue()["offerTime"]["chat"] is None
        ada.refused("queue_set", name="Nothing", wrapUp=["30"], saying="no queue")
        ada.refused("queue_set", name="Sales", offerTime=["4"], saying="offer time")
        ada.refused("queue_set", 400, name="Sales")


@tap.claim
def entry_points_lead_where_they_are_told():
    with World() as world:
        ada = world.ada
        made = ada.do("entry_point_add", name="Sales chat", channel="CHAT", queue="Sales", welcome="Hello!", origins=["https://shop.example"])
        entry = lambda: next(one for one in ada.do("entry_point_list")["entryPoints"] if one["id"] == made["id"])  # noqa: E731
        assert entry()["queue"] == "Sales" and entry()["welcome"] == "Hello!" and entry()["origins"] == ["https://shop.example"] and entry()["channel"] == "CHAT"
        ada.do("entry_point_set", id=made["id"], queue="Support", welcome="", origins=[], name="Shop chat", description="of the shop")
        assert (entry()["queue"], entry()["welcome"], entry()["origins"], entry()["name"], entry()["description"]) == ("Support", "", [], "Shop chat", "of the shop")
        status, _, body = world.server.request("GET", "/chat/api/flow?flow=" + made["id"])
        assert status == 200 and json.loads(body)["flow"]["id"] == made["id"], body
        flow = ada.connect("GET", "/contact-flows/-/" + made["id"])["ContactFlow"]
        support = next(one["id"] for one in world.server.demo()["instances"][0]["queues"] if one["name"] == "Support")
        assert flow["Name"] == "Shop chat" and support in flow["Content"]
        ada.refused("entry_point_set", id=made["id"], origins=["ftp://x"], saying="no origin")
        ada.refused("entry_point_set", id="0", saying="no entry point")
        ada.refused("entry_point_add", name="Shop chat", channel="CHAT", queue="Sales", saying="already")
        ada.refused("entry_point_add", 400, name="Fax", channel="FAX", queue="Sales")


@tap.claim
def codes_are_offered_as_they_are_set():
    with World() as world:
        ada = world.ada
        ada.do("group_add", name="Coded")
        ada.do("reason_list_add", name="Breaks", actions=["BREAK"], mandatory=False, groups=["Coded"])
        ada.do("reason_add", list="Breaks", name="Coffee", shortCode="C", description="Ten minutes", order=2)
        show = lambda: next(one for one in ada.do("reasons_show")["lists"] if one["name"] in ("Breaks", "Pauses"))  # noqa: E731
        code = show()["codes"][0]
        assert show()["groups"] == ["Coded"] and show()["actions"] == ["BREAK"] and show()["mandatory"] is False
        assert (code["name"], code["shortCode"], code["description"], code["order"], code["enabled"]) == ("Coffee", "C", "Ten minutes", 2, True)
        ada.do("reason_list_set", name="Breaks", newName="Pauses", mandatory=True, actions=["BREAK", "LOG_OUT"], groups=[])
        assert show()["mandatory"] is True and show()["actions"] == ["BREAK", "LOG_OUT"] and show()["groups"] == []
        ada.do("reason_set", list="Pauses", name="Coffee", newName="Tea", shortCode="T", enabled=False)
        code = show()["codes"][0]
        assert (code["name"], code["shortCode"], code["description"], code["enabled"]) == ("Tea", "T", "Ten minutes", False)
        ada.refused("reason_list_add", name="Pauses", actions=[], mandatory=False, groups=[], saying="already")
        ada.refused("reason_list_set", name="Pauses", actions=["SLEEP"], saying="no action")
        ada.refused("reason_add", list="None", name="X", saying="no list")
        ada.refused("reason_add", list="Pauses", name="Tea", saying="already")
        ada.refused("reason_set", list="Pauses", name="Coffee", saying="no status code")


# ---- policy ----


@tap.claim
def a_policy_is_checked_compared_applied_and_rolled_back():
    with World() as world:
        ada = world.ada
        shown = ada.do("policy_show")
        document = {"version": 1, "model": "connect", "offers": {"reject_allowed": False}}
        checked = ada.do("policy_check", document=document)
        assert checked["errors"] == 0, checked
        assert ada.do("policy_check", text='{"version": 1,')["errors"] == 1
        assert ada.do("policy_check", document={"version": 1, "model": "vcc"})["errors"] > 0
        changes = ada.do("policy_diff", document=document)["changes"]
        assert any("/offers" in one["pointer"] for one in changes), changes
        assert ada.do("policy_diff", document=shown["document"])["changes"] == []
        assert ada.do("policy_diff", document=document, **{"from": "vcc"})["changes"]
        applied = ada.do("policy_apply", document=document, why="agreed in May")
        assert applied["number"] == 2 and applied["changes"], applied
        assert ada.do("policy_apply", document=document)["number"] == 0
        versions = ada.do("policy_history")["versions"]
        assert [one["number"] for one in versions] == [2, 1] and versions[0]["by"] == "ada"
        assert ada.do("policy_version", number=2)["document"]["offers"]["reject_allowed"] is False
        assert ada.do("policy_rollback", number=1)["number"] == 3
        assert ada.do("policy_show")["document"]["offers"] == shown["document"]["offers"]
        ada.refused("policy_rollback", number=99, saying="no version")
        ada.refused("policy_apply", document={"version": 9}, saying="/")
        ada.refused("policy_apply", 400)
        assert "$schema" in ada.do("policy_schema")["schema"]


@tap.claim
def a_policy_is_tried_on_the_recorded_days_while_the_server_serves():
    with World() as world:
        ada = world.ada
        report = ada.do("policy_try", document={"version": 1, "model": "connect", "offers": {"reject_allowed": False}})["report"]
        assert isinstance(report, dict) and report, report
        ada.refused("policy_try", document={"version": 1, "model": "connect"}, **{"from": "yesterday"}, saying="no day")
        ada.refused("policy_try", document={"version": 9}, saying="/")
        ada.refused("policy_try", 400)


# ---- programs and sites ----


@tap.claim
def keys_tokens_origins_and_quotas_hold_at_once():
    with World() as world:
        ada = world.ada
        key = ada.do("key_create", username="ada")
        assert key["accessKeyId"] in [one["accessKeyId"] for one in ada.do("key_list")["keys"]] and key["secretAccessKey"]
        assert "secretAccessKey" not in json.dumps(ada.do("key_list"))
        fresh = ada.do("key_rotate", accessKeyId=key["accessKeyId"])
        listed = [one["accessKeyId"] for one in ada.do("key_list")["keys"]]
        assert fresh["accessKeyId"] in listed and key["accessKeyId"] not in listed
        ada.do("key_revoke", accessKeyId=fresh["accessKeyId"])
        ada.refused("key_revoke", accessKeyId=fresh["accessKeyId"], saying="no access key")
        token = ada.do("token_add", name="crm", streams="agent-events")["token"]
        one = next(one for one in ada.do("token_list")["tokens"] if one["name"] == "crm")
        assert one["streams"] == ["agent-events"] and world.server.request("GET", "/streams/contact-events", headers={"Authorization": "Bearer " + token})[0] in (401, 403)
        ada.do("token_revoke", id=one["id"])
        assert world.server.request("GET", "/streams/agent-events", headers={"Authorization": "Bearer " + token})[0] == 401
        ada.refused("token_revoke", id=one["id"], saying="no token")
        ada.refused("token_add", name="x", streams="everything", saying="A stream is")
        ada.do("origin_add", origin="https://crm.example")
        assert "https://crm.example" in world.server.request("GET", "/ccp-v2/")[1]["Content-Security-Policy"]
        ada.refused("origin_add", origin="https://crm.example", saying="already")
        ada.do("origin_remove", origin="https://crm.example")
        assert "https://crm.example" not in world.server.request("GET", "/ccp-v2/")[1]["Content-Security-Policy"]
        ada.refused("origin_remove", origin="https://crm.example", saying="not among")
        ada.refused("origin_add", origin="crm.example", saying="no origin")
        ada.do("quota_set", operation="ListQueues", perSecond=1, burst=1)
        assert ada.do("quota_show")["quotas"]["ListQueues"] == {"perSecond": 1, "burst": 1} and "ListQueues" in ada.do("quota_show")["operations"]
        codes = [ada.ask("GET", "/admin/api/connect/queues-summary/-")[0] for _ in range(4)]
        assert codes[0] == 200 and 429 in codes, codes
        ada.do("quota_reset", operation="ListQueues")
        ada.connect("GET", "/queues-summary/-")
        ada.refused("quota_reset", operation="ListQueues", saying="No quota")
        ada.refused("quota_set", operation="Nothing", perSecond=1, burst=1, saying="no operation")


# ---- the API's operations ----


@tap.claim
def the_operations_of_the_api_answer_the_session():
    with World() as world:
        ada = world.ada
        made = ada.connect("PUT", "/agent-status/-", {"Name": "Coaching", "State": "ENABLED", "DisplayOrder": 7})
        ada.connect("POST", f"/agent-status/-/{made['AgentStatusId']}", {"Name": "Coaching 2", "State": "DISABLED"})
        shown = ada.connect("GET", f"/agent-status/-/{made['AgentStatusId']}")["AgentStatus"]
        assert shown["Name"] == "Coaching 2" and shown["State"] == "DISABLED" and shown["DisplayOrder"] == 7
        page = ada.connect("GET", "/agent-status/-?maxResults=2")
        more = ada.connect("GET", "/agent-status/-?maxResults=2&nextToken=" + page["NextToken"].replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"))
        assert len(page["AgentStatusSummaryList"]) == 2 and more["AgentStatusSummaryList"]
        found = ada.connect("POST", "/search-queues", {"MaxResults": 10})
        assert {"Support", "Sales"} <= {one["Name"] for one in found["Queues"]}
        hours = ada.connect("PUT", "/hours-of-operations/-", {"Name": "Shop", "TimeZone": "Europe/Berlin", "Config": [
            {"Day": "MONDAY", "StartTime": {"Hours": 9, "Minutes": 0}, "EndTime": {"Hours": 17, "Minutes": 0}}]})
        ada.connect("PUT", f"/hours-of-operations/-/{hours['HoursOfOperationId']}/overrides", {"Name": "Inventory", "Config": [], "EffectiveFrom": "2030-01-01",
                    "EffectiveTill": "2030-01-02"})
        queue = ada.connect("PUT", "/queues/-", {"Name": "Shop", "HoursOfOperationId": hours["HoursOfOperationId"]})
        ada.connect("POST", f"/queues/-/{queue['QueueId']}/status", {"Status": "DISABLED"})
        assert next(one for one in ada.do("queue_list")["queues"] if one["name"] == "Shop")["enabled"] is False
        ada.connect("PUT", "/quick-connects/-", {"Name": "To sales", "QuickConnectConfig": {"QuickConnectType": "QUEUE", "QueueConfig": {
            "QueueId": queue["QueueId"], "ContactFlowId": ada.do("entry_point_list")["entryPoints"][0]["id"]}}})
        status, headers, answer = ada.ask("GET", "/admin/api/connect/agent-status/-/" + queue["QueueId"])
        assert status == 404 and headers["x-amzn-ErrorType"] == "ResourceNotFoundException" and "Message" in answer


# ---- who did it, and what is kept ----


@tap.claim
def every_change_names_who_made_it_and_why():
    with World() as world:
        ada = world.ada
        ada.do("group_add", name="Audited", why="a pilot")
        ada.ask("PUT", "/admin/api/connect/agent-status/-", {"Name": "Audited", "State": "ENABLED"}, {"x-nextup-why": "caf%C3%A9 time"})
        assert ada.ask("PUT", "/admin/api/connect/agent-status/-", {"Name": "No", "State": "ENABLED"}, {"x-nextup-why": "%zz"})[0] == 400
        now = int(time.time() * 1000)
        status, _, answer = ada.ask("GET", f"/admin/api/audit?from={now - 3600 * 1000}&to={now + 60 * 1000}")
        assert status == 200, answer
        assert answer["entries"], "nothing was written down"
        assert any(one["why"] == "a pilot" for one in answer["entries"]), json.dumps(answer["entries"][:4])
        whys = {one["why"]: one["by"] for one in answer["entries"]}
        assert whys["a pilot"]["name"] and whys["a pilot"]["kind"] == whys["café time"]["kind"] == "admin", answer["entries"][:4]
        late = [one for one in answer["entries"] if one["by"]["kind"] == "operator" and "Audited" in json.dumps(one)]
        assert late == [], late


@tap.claim
def retention_is_shown_and_set():
    with World() as world:
        ada = world.ada
        assert ada.do("retention_show")["contactDays"] == 0
        ada.do("retention_set", contactDays=30)
        assert ada.do("retention_show")["contactDays"] == 30
        ada.do("retention_set", contactDays=0)
        ada.refused("retention_set", 400, contactDays=-1)
        ada.refused("erase", username="alice")
        ada.refused("erase", contact="00000000-0000-4000-8000-000000000000")


# ---- centres of the other model, older directories ----


@tap.claim
def a_new_vcc_centre_has_a_group_that_its_users_are_in():
    directory = os.path.join(place, "vcc")
    code, out, err = command("init", "--data", directory, "--alias", "acme", "--admin", "root", "--model", "vcc")
    assert code == 0, err
    password = next(line.split()[1] for line in out.splitlines() if line.startswith("Password: "))
    with Server(directory, demo=False) as server:
        root = Admin(server, "root", password)
        assert [one["name"] for one in root.do("group_list")["groups"]] == ["Everyone"]
        add = lambda name, role: root.do("user_add", username=name, role=role, firstName="", lastName="", password=PASSWORD, mustChange=False)  # noqa: E731
        agent = add("ann", "agent")["id"]
        add("sue", "supervisor")
        assert user(root, "ann")["group"] == "Everyone" and user(root, "sue")["supervises"] == ["Everyone"]
        away = next(one["Id"] for one in root.connect("GET", "/agent-status/-")["AgentStatusSummaryList"] if one["Name"] == "Working Offline")
        Admin(server, "ann", PASSWORD)
        Admin(server, "sue", PASSWORD).connect("PUT", f"/users/-/{agent}/status", {"AgentStatusId": away})
        root.do("group_add", name="Second")
        add("amy", "agent")
        assert user(root, "amy")["group"] == ""
        assert server.terminate() == 0


@tap.claim
def the_token_of_an_older_demo_is_known_after_the_next_start():
    directory = os.path.join(place, "older")
    with Server(directory) as server:
        token = server.demo()["instances"][0]["streamToken"]
        ada = Admin(server, "ada")
        for one in ada.do("token_list")["tokens"]:
            ada.do("token_revoke", id=one["id"])
        assert server.request("GET", "/streams/agent-events", headers={"Authorization": "Bearer " + token})[0] == 401
        assert server.terminate() == 0
    with Server(directory) as server:
        assert [one["name"] for one in Admin(server, "ada").do("token_list")["tokens"]] == ["demo"]
        assert server.terminate() == 0


def clean_up():
    if World.server is not None:
        World.server.terminate()
    shutil.rmtree(place, ignore_errors=True)


tap.run(clean_up)
