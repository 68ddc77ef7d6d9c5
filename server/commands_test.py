"""The binary's commands from outside: what they make, what they refuse and how clearly they say so. It must not look into a journal."""
import json
import os
import pty
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
import tap  # noqa: E402
from nextup_client import BINARY, Customer, Panel, Refused, Server, command  # noqa: E402

place = tempfile.mkdtemp(prefix="nextup-commands-")


def new_directory(name):
    return os.path.join(place, name)


def init(directory, alias="acme", admin="ada", *options):
    code, out, err = command("init", "--data", directory, "--alias", alias, "--admin", admin, *options)
    assert code == 0, err
    return next((line.split()[1] for line in out.splitlines() if line.startswith("Password: ")), None)


def refused(*words, saying, code=1):
    got, out, err = command(*words)
    assert got == code, f"exit code {got}, wanted {code}: {out}{err}"
    assert out == "" and err.startswith("nextup"), (out, err)
    assert saying in err, err
    if code == 1:
        assert err.count("\n") == 1, f"more than one line: {err}"


@tap.claim
def every_command_has_help_and_wrong_words_end_with_2():
    for words in (["serve"], ["init"], ["user", "add"], ["user", "passwd"], ["user", "role"], ["user", "disable"], ["user", "enable"],
                  ["user", "list"], ["user", "set"], ["queue", "set"], ["hours", "set"], ["backup"], ["restore"], ["verify"], ["replay"]):
        code, out, _ = command(*words, "--help")
        assert code == 0 and "SYNOPSIS" in out and "EXIT STATUS" in out, words
    assert command("--help")[0] == 0 and command("--version")[0] == 0 and command("user", "--help")[0] == 0
    for words in ([], ["nonsense"], ["serve"], ["serve", "--nonsense"], ["serve", "--data"], ["backup", "one"], ["verify", "a", "b"], ["user", "add"]):
        assert command(*words)[0] == 2, words


@tap.claim
def help_has_no_blanks_at_the_end_of_a_line():
    for words in (["--help"], ["policy", "--help"], ["policy", "schema", "--help"], ["user", "--help"], ["serve", "--help"]):
        code, out, _ = command(*words)
        assert code == 0 and all(line == line.rstrip() for line in out.splitlines()), words
    _, _, err = command("policy", "schema", "--nonsense")
    assert all(line == line.rstrip() for line in err.splitlines()), err


@tap.claim
def the_readmes_centre_of_ones_own_comes_up_as_it_is_written():
    directory = new_directory("readme")
    with open(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "README.md"), encoding="utf-8") as file:
        block = file.read().split("## A centre of your own")[1].split("```")[1]
    lines = [line.split("#")[0].replace("/var/lib/nextup", directory).replace("acme.backup", directory + ".backup") for line in block.splitlines()]
    commands = [line.split()[1:] for line in lines if line.startswith("nextup ")]
    assert [words[0] for words in commands] == ["init", "user", "queue", "serve", "backup"], commands
    for words in commands:
        if words[0] == "serve":
            continue
        code, _, err = command(*words)
        assert code == 0, (words, err)


@tap.claim
def an_empty_directory_says_which_command_to_run():
    empty = new_directory("empty")
    os.mkdir(empty)
    refused("serve", "--data", empty, saying="nextup init --data")
    refused("serve", "--data", new_directory("not-there"), saying="nextup init --data")
    assert os.listdir(empty) == []


@tap.claim
def init_makes_a_centre_one_can_work_in():
    directory = new_directory("fresh")
    password = init(directory)
    with Server(directory, demo=False) as server:
        panel = Panel(server, "ada", password)
        assert [one["name"] for one in panel.state["statuses"]] == ["Available", "Offline"]
        assert panel.status() == "Offline" and panel.state["centre"]["alias"] == "acme" and panel.state["user"]["role"] == "admin"
        panel.set_status("Available")
        status, _, body = server.request("GET", "/chat/api/flow")
        assert status == 200, body
        customer = Customer(server, "Kim", json.loads(body)["flow"]["id"])
        panel.until(lambda: panel.legs("CONNECTING"), "the offer")
        panel.ask("accept", contactId=customer.contact)
        customer.until(lambda: customer.state["place"] == "connected", "the agent")
        assert server.terminate() == 0


@tap.claim
def init_refuses_what_cannot_be():
    directory = new_directory("refusals")
    init(directory)
    refused("init", "--data", directory, "--alias", "acme", "--admin", "other", saying="already")
    refused("init", "--data", directory, "--alias", "second", "--admin", "ADA", saying="already")
    refused("init", "--data", directory, "--alias", "Not Good", "--admin", "x", saying="alias", code=2)
    refused("init", "--data", directory, "--alias", "good", "--admin", "a b", saying="user name", code=2)
    refused("init", "--data", directory, "--alias", "good", "--admin", "x", "--model", "other", saying="connect or vcc", code=2)
    init(directory, "second", "other", "--model", "vcc")
    foreign = new_directory("foreign")
    os.mkdir(foreign)
    open(os.path.join(foreign, "thesis.txt"), "w", encoding="utf-8").close()
    refused("init", "--data", foreign, "--alias", "a", "--admin", "b", saying="holds other things")


@tap.claim
def on_a_terminal_the_password_is_asked_for_twice_and_not_shown():
    directory = new_directory("terminal")
    number, terminal = pty.fork()
    if number == 0:
        os.execv(BINARY, [BINARY, "init", "--data", directory, "--alias", "acme", "--admin", "ada"])
    seen = b""
    for wanted in (b"Password for ada: ", b"Once more: "):
        while wanted not in seen:
            seen += os.read(terminal, 1024)
        os.write(terminal, b"correct horse battery\n")
    try:
        while True:
            piece = os.read(terminal, 1024)
            if not piece:
                break
            seen += piece
    except OSError:  # what Linux says when the other end of a terminal is gone
        pass
    _, status = os.waitpid(number, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0, seen
    assert b"correct horse" not in seen, seen
    with Server(directory, demo=False) as server:
        Panel(server, "ada", "correct horse battery")


def user_round(directory, server):
    """The same commands, with a server running or without; each is told by its effect."""
    code, out, err = command("user", "add", "--data", directory, "--first-name", "Zoe", "--password-stdin", "zoe", stdin="first password\n")
    assert code == 0, err
    assert "Password:" not in out
    refused("user", "add", "--data", directory, "ZOE", saying="already")
    refused("user", "passwd", "--data", directory, "nobody", saying="no user")
    refused("user", "role", "--data", directory, "zoe", "king", saying="agent, supervisor or admin")
    assert command("user", "role", "--data", directory, "zoe", "supervisor")[0] == 0
    code, out, err = command("user", "passwd", "--data", directory, "zoe")
    assert code == 0, err
    second = next(line.split()[1] for line in out.splitlines() if line.startswith("Password: "))
    listed = command("user", "list", "--data", directory)[1]
    assert any(line.split()[:4] == ["zoe", "supervisor", "acme", "yes"] for line in listed.splitlines()), listed
    if server:
        assert_sign_in(server, "zoe", "first password", "bad_credentials")
        assert_sign_in(server, "zoe", second, None)
    assert command("user", "disable", "--data", directory, "zoe")[0] == 0
    if server:
        assert_sign_in(server, "zoe", second, "disabled")
    assert command("user", "enable", "--data", directory, "zoe")[0] == 0
    return second


def assert_sign_in(server, username, password, refusal):
    try:
        Panel.sign_in(server, username, password)
        assert refusal is None, f"{username} was let in"
    except Refused as error:
        assert error.code == refusal, error


def groups_of(directory, username):
    listed = command("user", "list", "--data", directory)[1]
    line = next(line for line in listed.splitlines() if line.split()[0] == username)
    return line[67:87].strip()


def group_round(directory):
    """Groups, with a server running or without."""
    for name in ("Team", "Night"):
        code, out, err = command("group", "add", "--data", directory, name)
        assert code == 0 and out == f"Group {name} of acme is there.\n", err
    refused("group", "add", "--data", directory, "Team", saying="already")
    assert command("user", "add", "--data", directory, "--group", "Team", "--password-stdin", "vera", stdin="first password\n")[0] == 0
    assert command("user", "add", "--data", directory, "--role", "supervisor", "--supervises", "Team", "--supervises", "Night", "--password-stdin", "sue",
                   stdin="first password\n")[0] == 0
    refused("user", "add", "--data", directory, "--group", "Nobody's", "eve", saying="no group")
    assert "eve" not in command("user", "list", "--data", directory)[1]
    assert groups_of(directory, "vera") == "Team" and groups_of(directory, "sue") == "over Team,Night"
    listed = command("group", "list", "--data", directory)[1].splitlines()
    assert [line.split()[0] for line in listed] == ["GROUP", "Team", "Night"], listed
    assert listed[1].endswith(" agents vera supervisors sue") and listed[2].endswith(" agents - supervisors sue"), listed
    assert command("user", "groups", "--data", directory, "--group", "Night", "--supervises", "Night", "vera")[0] == 0
    assert groups_of(directory, "vera") == "Night, over Night"
    assert command("user", "groups", "--data", directory)[0] == 2
    refused("user", "groups", "--data", directory, "--group", "Day", "vera", saying="no group")
    assert command("group", "remove", "--data", directory, "Night")[0] == 0
    assert groups_of(directory, "vera") == "-" and groups_of(directory, "sue") == "over Team"
    refused("group", "remove", "--data", directory, "Night", saying="no group")
    assert command("user", "groups", "--data", directory, "--supervises", "", "sue")[0] == 0
    assert groups_of(directory, "sue") == "-"


@tap.claim
def groups_are_managed_while_no_server_runs():
    directory = new_directory("groups-offline")
    init(directory)
    group_round(directory)


@tap.claim
def groups_are_managed_while_a_server_runs():
    directory = new_directory("groups-online")
    init(directory)
    with Server(directory, demo=False):
        group_round(directory)


def vcc_flow(server):
    return next(one for one in server.demo()["instances"] if one["alias"] == "vcc-demo")["contactFlows"][0]["id"]


def until_leg(vera, state):
    vera.until(lambda: vera.legs(state), f"a contact {state}")
    return vera.legs(state)[0]


def chat_to_its_end(server, vera, last=False):
    """A chat of vera's from its offer on, the last one she takes or not. Answers for how long it was offered and, in ms, wrap-up lasts; None without any."""
    customer = Customer(server, "Nina", vcc_flow(server))
    offered = until_leg(vera, "CONNECTING")
    assert vera.ask("accept", contactId=offered["contactId"])["is"] == "done"
    until_leg(vera, "CONNECTED")
    if last:
        vera.ask("stop_new")
    assert vera.ask("end", contactId=offered["contactId"])["is"] == "done"
    customer.close()
    vera.until(lambda: not vera.legs() or vera.legs("ENDED"), "the end")
    ended = vera.legs("ENDED")
    return offered["deadline"] - offered["offeredAt"], ended[0]["deadline"] - ended[0]["since"] if ended else None


@tap.claim
def wrap_up_offer_time_and_limits_are_set_while_a_server_runs():
    directory = new_directory("work-online")

    def set_queue(*lengths):
        words = [word for length in lengths for word in ("--wrap-up", length)]
        code, out, err = command("queue", "set", "--data", directory, "--centre", "vcc-demo", *words, "Support")
        assert code == 0 and out == "Support: set.\n", err

    def set_user(*words):
        code, out, err = command("user", "set", "--data", directory, *words, "vera")
        assert code == 0 and out == "vera: set.\n", err

    with Server(directory) as server:
        victor = Panel(server, "victor")  # whose wrap-up need not be waited for
        victor.set_status("Available")
        assert chat_to_its_end(server, victor, last=True) == (30000, 10000)
        vera = Panel(server, "vera")
        vera.set_status("Available")
        set_queue("300", "chat=0")
        set_user("--offer-time", "15")
        assert chat_to_its_end(server, vera) == (15000, None)
        set_user("--limit", "chat=1", "--offer-time", "centre")
        first = Customer(server, "Ann", vcc_flow(server))
        taken = until_leg(vera, "CONNECTING")
        vera.ask("accept", contactId=taken["contactId"])
        until_leg(vera, "CONNECTED")
        second = Customer(server, "Ben", vcc_flow(server))
        assert vera.ask("note", contactId=taken["contactId"], text="x")["is"] == "done" and len(vera.legs()) == 1
        set_user("--limit", "chat=profile", "--limit", "total=6", "--blend", "chat:voice=0")
        until_leg(vera, "CONNECTING")
        set_queue("7")
        vera.ask("end", contactId=taken["contactId"])
        ended = until_leg(vera, "ENDED")
        assert ended["deadline"] - ended["since"] == 7000
        for one in (first, second, vera, victor):
            one.close()


@tap.claim
def what_cannot_be_set_is_refused_and_changes_nothing():
    directory = new_directory("work-offline")
    init(directory)
    assert command("queue", "set", "--data", directory, "--wrap-up", "agent", "--wrap-up", "VOICE=30", "BasicQueue")[0] == 0
    assert command("user", "set", "--data", directory, "--offer-time", "60", "--limit", "voice=1", "--blend", "chat:task=6", "ada")[0] == 0
    for length in ("", "-1", "x", "1.5", "2000001", "99999999999999999999", "chat=", "a:chat=1", "voice=30s"):
        refused("queue", "set", "--data", directory, "--wrap-up", length, "BasicQueue", saying="is no wrap-up length")
    refused("queue", "set", "--data", directory, "--wrap-up", "fax=3", "BasicQueue", saying='no channel "fax"')
    refused("queue", "set", "--data", directory, "--wrap-up", "3" * 70, "BasicQueue", saying="short text")
    refused("queue", "set", "--data", directory, "--wrap-up", "3", "Nowhere", saying='no queue "Nowhere"')
    refused("queue", "set", "--data", directory, "--centre", "no", "--wrap-up", "3", "BasicQueue", saying='no centre "no"')
    refused("queue", "set", "--data", directory, "BasicQueue", saying="--wrap-up", code=2)
    refused("user", "set", "--data", directory, "ada", saying="--offer-time", code=2)
    refused("user", "set", "--data", directory, "--limit", "chat=1", "eve", saying='no user "eve"')
    for seconds in ("14", "61", "0", "x"):
        refused("user", "set", "--data", directory, "--offer-time", seconds, "ada", saying="15 to 60")
    for limit in ("chat", "chat=7", "voice=2", "fax=1", "=1", "chat=-1", "on:chat=1"):
        refused("user", "set", "--data", directory, "--limit", limit, "ada", saying="is no limit")
    for blend in ("chat=1", "chat:chat=1", "chat:voice=2", "fax:chat=1", "chat:fax=1", "voice:chat=7", "voice:chat="):
        refused("user", "set", "--data", directory, "--blend", blend, "ada", saying="is no blend")


@tap.claim
def users_are_managed_while_no_server_runs():
    directory = new_directory("users-offline")
    init(directory)
    second = user_round(directory, None)
    with Server(directory, demo=False) as server:
        assert_sign_in(server, "zoe", second, None)


@tap.claim
def users_are_managed_while_the_server_runs():
    directory = new_directory("users-online")
    init(directory)
    with Server(directory, demo=False) as server:
        second = user_round(directory, server)
        assert server.terminate() == 0
    with Server(directory, demo=False) as server:
        assert_sign_in(server, "zoe", second, None)


@tap.claim
def a_user_given_a_password_must_change_it_first():
    directory = new_directory("must-change")
    init(directory)
    with Server(directory, demo=False) as server:
        command("user", "add", "--data", directory, "--password-stdin", "zoe", stdin="first password\n")
        cookie = Panel.sign_in(server, "zoe", "first password")
        try:
            Panel(server, "zoe", cookie=cookie)
            raise AssertionError("the line was opened")
        except Refused as error:
            assert error.code == 403, error
        status, _, body = server.request("POST", "/password", {"current": "first password", "new": "second password"}, {"Cookie": cookie})
        assert status == 200, body
        Panel(server, "zoe", cookie=cookie)


@tap.claim
def a_second_server_on_the_directory_is_refused():
    directory = new_directory("second-server")
    init(directory)
    with Server(directory, demo=False) as server:
        refused("serve", "--data", directory, "--listen", "127.0.0.1:0", saying="Another Nextup")
        refused("verify", directory, saying="Another Nextup")
        refused("init", "--data", directory, "--alias", "more", "--admin", "x", saying="stop it")
        assert server.request("GET", "/healthz")[0] == 200


@tap.claim
def a_port_in_use_is_told():
    directory = new_directory("port")
    init(directory)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused("serve", "--data", directory, "--listen", f"127.0.0.1:{taken.getsockname()[1]}", saying="is in use")


@tap.claim
def an_address_others_can_reach_needs_a_proxy_or_a_word():
    directory = new_directory("insecure")
    init(directory)
    refused("serve", "--data", directory, "--listen", "0.0.0.0:0", saying="--insecure")
    refused("serve", "--data", directory, "--listen", "nonsense", saying="ADDRESS:PORT")
    config = new_directory("proxy.ini")
    with open(config, "w", encoding="utf-8") as file:
        file.write("[server]\ntrusted_proxy = 127.0.0.1\n")
    with Server(directory, "--listen", "0.0.0.0:0", "--config", config, demo=False) as server:
        assert server.terminate() == 0


@tap.claim
def an_unknown_or_wrong_setting_names_file_and_line():
    directory = new_directory("settings")
    init(directory)
    config = new_directory("wrong.ini")
    for text, saying in (("[server]\nlisten = 127.0.0.1:0\nlisen = x\n", ":3: unknown key [server] lisen"),
                         ("[http]\n\nheaders_max = many\n", ":3: [http] headers_max must be a whole number"),
                         ("[log]\nlevel = loud\n", "level must be"), ("nonsense\n", ":1:")):
        with open(config, "w", encoding="utf-8") as file:
            file.write(text)
        refused("serve", "--data", directory, "--config", config, saying=saying)
    refused("serve", "--data", directory, "--config", new_directory("none.ini"), saying="Cannot read")


@tap.claim
def a_read_only_directory_is_told_and_not_harmed():
    directory = new_directory("read-only")
    init(directory)
    if os.getuid() != 0:
        os.chmod(directory, 0o500)
        refused("serve", "--data", directory, "--listen", "127.0.0.1:0", saying="may not be written")
        os.chmod(directory, 0o700)
    else:
        if subprocess.run(["mount", "--bind", directory, directory], capture_output=True).returncode != 0:
            raise tap.Skip("this machine does not let us mount")
        try:
            subprocess.run(["mount", "-o", "remount,ro,bind", directory], check=True, capture_output=True)
            refused("serve", "--data", directory, "--listen", "127.0.0.1:0", saying="may not be written")
        finally:
            subprocess.run(["umount", directory], check=True, capture_output=True)
    assert command("verify", directory)[0] == 0


@tap.claim
def a_full_disk_is_told_and_not_harmed():
    if os.getuid() != 0:
        raise tap.Skip("needs root to mount a small disk")
    disk = new_directory("small-disk")
    os.mkdir(disk)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk], capture_output=True).returncode != 0:
        raise tap.Skip("this machine does not let us mount")
    try:
        directory = os.path.join(disk, "data")
        init(directory)
        filler = os.path.join(disk, "filler")
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 65536)
            except OSError:
                pass
        code, _, err = command("serve", "--data", directory, "--listen", "127.0.0.1:0")
        assert code == 1 and "full" in err.lower(), (code, err)
        assert err.count("nextup: ") == 1, err
        os.unlink(filler)
        assert command("verify", directory)[0] == 0
        with Server(directory, demo=False) as server:
            assert server.terminate() == 0
    finally:
        subprocess.run(["umount", disk], capture_output=True)


@tap.claim
def a_newer_version_is_refused():
    directory = new_directory("newer")
    init(directory)
    with open(os.path.join(directory, "format"), "w", encoding="utf-8") as file:
        file.write("nextup data 2\n")
    refused("serve", "--data", directory, "--listen", "127.0.0.1:0", saying="newer Nextup")
    with open(os.path.join(directory, "format"), "w", encoding="utf-8") as file:
        file.write("nextup data 1\n")
    journal = os.path.join(directory, "centres", "acme", "journal", "000001.db")
    with sqlite3.connect(journal) as database:
        database.execute("UPDATE header SET format = 9999")
    database.close()
    refused("serve", "--data", directory, "--listen", "127.0.0.1:0", saying="newer")


@tap.claim
def a_backup_of_a_running_server_restores_everything_acknowledged_before_it():
    directory, file = new_directory("live"), new_directory("live.tar")
    with Server(directory) as server:
        alice = Panel(server, "alice")
        alice.set_status("Available")
        customer = Customer(server, "Kim")
        alice.until(lambda: alice.legs("CONNECTING"), "the offer")
        alice.ask("accept", contactId=customer.contact)
        for number in range(50):
            customer.tell("send", text=f"line {number}")
        customer.until(lambda: len(customer.texts()) >= 50, "the texts")
        alice.set_status("Lunch")
        code, out, err = command("backup", directory, file)
        assert code == 0, err
        refused("backup", directory, file, saying="there already")
        alice.ask("send", contactId=customer.contact, text="after the backup")
        password, token = server.password("alice"), customer.token
        assert server.terminate() == 0
    restored = new_directory("restored")
    code, out_restored, err = command("restore", file, restored)
    assert code == 0 and out == out_restored, (out, out_restored, err)
    assert command("verify", restored)[0] == 0 and command("replay", restored)[0] == 0
    refused("restore", file, restored, saying="holds a centre already")
    with Server(restored, demo=False) as server:
        alice = Panel(server, "alice", password)
        assert alice.status() == "Available" and alice.next() == "Lunch" and len(alice.legs("CONNECTED")) == 1
        customer.token = token
        customer.messages.clear()
        customer.open(server)
        assert customer.texts() == [f"line {number}" for number in range(50)], customer.texts()


@tap.claim
def a_damaged_backup_restores_nothing():
    directory, file = new_directory("to-damage"), new_directory("damaged.tar")
    init(directory)
    assert command("backup", directory, file)[0] == 0
    with open(file, "rb") as whole:
        content = whole.read()
    into = new_directory("into")
    for cut in (0, 100, 512, 5000, len(content) - 2048):
        with open(file, "wb") as part:
            part.write(content[:cut])
        assert command("restore", file, into)[0] == 1, cut
        assert not os.path.isdir(os.path.join(into, "centres")) or os.listdir(os.path.join(into, "centres")) == [], cut
    with open(file, "wb") as part:
        part.write(content)
    assert command("restore", file, into)[0] == 0


@tap.claim
def the_demo_is_made_once_and_goes_on():
    directory = new_directory("demo")
    with Server(directory) as server:
        first = server.demo()
        assert first["url"] == server.url and first["region"] == "us-east-1" and first["accountId"] == "000000000000"
        assert os.stat(os.path.join(directory, "demo.json")).st_mode & 0o777 == 0o600
        assert [one["alias"] for one in first["instances"]] == ["connect-demo", "vcc-demo"]
        for instance in first["instances"]:
            for name in ("id", "statusModel", "accessKeyId", "secretAccessKey", "streamToken", "users", "statuses", "queues",
                         "routingProfiles", "contactFlows"):
                assert instance[name], (instance["alias"], name)
            assert [user["role"] for user in instance["users"]] == ["agent", "agent", "supervisor", "admin"]
            assert instance["routingProfiles"][0]["concurrency"] == {"VOICE": 1, "CHAT": 3, "TASK": 2}
            assert instance["contactFlows"][0]["queueId"] == instance["queues"][0]["id"]
        panel = Panel(server, "alice")
        ids = {one["name"]: one["id"] for one in panel.state["statuses"]}
        assert ids == {one["name"]: one["id"] for one in first["instances"][0]["statuses"]}
        panel.set_status("Training")
        assert server.terminate() == 0
    with Server(directory, demo=False) as server:
        second = server.demo()
        assert second["url"] == server.url
        first["url"] = second["url"] = ""
        assert first == second
        assert Panel(server, "alice").status() == "Training"


@tap.claim
def opening_times_close_and_open_the_entry_point():
    directory = new_directory("hours")
    with Server(directory) as server:
        flow = server.demo()["instances"][0]["contactFlows"][0]["id"]
        code, _, err = command("hours", "set", "--data", directory, "--centre", "connect-demo", "--week", "mon 03:00-03:01", "Basic Hours")
        assert code == 0, err
        answer = json.loads(server.request("GET", f"/chat/api/flow?flow={flow}")[2])
        assert answer["open"] is False and answer["opensAt"] > 0, answer
        try:
            Customer(server, "Kim", flow)
            raise AssertionError("a chat was started while closed")
        except Refused as error:
            assert error.code == "closed", error
        refused("hours", "set", "--data", directory, "--centre", "connect-demo", "--week", "sometimes", "Basic Hours", saying="not a weekly plan")
        refused("hours", "set", "--data", directory, "--week", "always", "Basic Hours", saying="--centre")
        assert command("hours", "set", "--data", directory, "--centre", "connect-demo", "--week", "always", "Basic Hours")[0] == 0
        assert json.loads(server.request("GET", f"/chat/api/flow?flow={flow}")[2])["open"] is True


def origin_round(directory):
    def shown():
        code, out, err = command("origins", "list", "--data", directory)
        assert code == 0, err
        return [line.split()[0] for line in out.splitlines()[1:]]

    def changed(how, origin):
        code, _, err = command("origins", how, "--data", directory, origin)
        assert code == 0, err

    before = shown()
    changed("add", "https://crm.example")
    changed("add", "http://localhost:*")
    assert shown() == before + ["https://crm.example", "http://localhost:*"], shown()
    refused("origins", "add", "--data", directory, "https://crm.example", saying="already")
    for wrong in ("http://crm.example", "https://*.example", "https://crm.example/x", "crm.example"):
        refused("origins", "add", "--data", directory, wrong, saying="is no origin")
    changed("remove", "https://crm.example")
    refused("origins", "remove", "--data", directory, "https://crm.example", saying="not among")
    changed("remove", "http://localhost:*")
    assert shown() == before


@tap.claim
def origins_are_approved_while_no_server_runs():
    directory = new_directory("origins-offline")
    init(directory)
    origin_round(directory)


@tap.claim
def origins_are_approved_while_the_server_runs_and_hold_at_once():
    directory = new_directory("origins-online")
    init(directory)
    with Server(directory, demo=False) as server:
        origin_round(directory)
        assert command("origins", "add", "--data", directory, "https://crm.example")[0] == 0
        policy = server.request("GET", "/login")[1].get("Content-Security-Policy", "")
        assert policy == "" or policy.endswith("frame-ancestors 'self' https://crm.example"), policy


@tap.claim
def health_and_metrics_answer_machines():
    directory = new_directory("health")
    init(directory)
    with Server(directory, demo=False) as server:
        assert server.request("GET", "/healthz")[0] == 200 and server.request("GET", "/readyz")[0] == 200
        status, headers, body = server.request("GET", "/metrics")
        assert status == 200 and headers["Content-Type"].startswith("application/openmetrics-text") and body.endswith(b"# EOF\n")
        assert server.request("GET", "/metrics", headers={"X-Forwarded-For": "192.0.2.7"})[0] == 403
        status, headers, body = server.request("GET", "/no/such/page")
        assert status == 404 and headers["Content-Type"].startswith("text/html")
        status, headers, body = server.request("GET", "/no/such/page", headers={"Authorization": "AWS4-HMAC-SHA256 Credential=x"})
        assert status == 403 and headers["x-amzn-ErrorType"] == "IncompleteSignatureException" and "Message" in json.loads(body)


tap.run(lambda: shutil.rmtree(place, ignore_errors=True))
