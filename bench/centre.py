"""A started server to be measured: a new directory, quotas lifted, and the plan that bench_load is told. It must not measure.

    with started(run) as centre:
        centre.server       tools/nextup_client.py's Server: url, host, port, process, demo(), password()
        centre.api          tools/signing_client.py's Api: the signed door
        centre.plan(256)    the path of a plan with so many agents of their own (made once)
"""
import contextlib
import os

from nextup_client import Server
from signing_client import Api

QUOTAS = "[api]\nrequests_per_s_max = 1000000\nrequests_burst_max = 1000000\n"
PASSWORD = "Correct1Horse"


class Centre:
    def __init__(self, place, server):
        self.place = place
        self.server = server
        self.api = Api(server, server.demo())
        self.users = []

    def plan(self, count):
        """Making an agent takes a while (a password is hashed for each); it is not what is measured."""
        while len(self.users) < count:
            self.users.append(self.api.make_agent(f"load{len(self.users)}", PASSWORD))
        instance = self.api.instance
        statuses = {one["name"]: one["id"] for one in instance["statuses"]}
        lines = [f"address {self.server.host}", f"port {self.server.port}", f"region {self.api.region}",
                 f"access_key_id {instance['accessKeyId']}", f"secret {instance['secretAccessKey']}", f"instance {instance['id']}",
                 f"available {statuses['Available']}", f"lunch {statuses['Lunch']}"] + [f"user {user}" for user in self.users[:count]]
        path = os.path.join(self.place, f"plan-{count}")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return path


@contextlib.contextmanager
def started(run, name="data", settings=""):
    """name: of its data directory inside run.place. settings: more lines of the configuration. Raises when the server does not end well."""
    config = os.path.join(run.place, name + ".ini")
    with open(config, "w", encoding="utf-8") as file:
        file.write(QUOTAS + settings)
    with run.pins.server():
        server = Server(os.path.join(run.place, name), "--config", config, binary=run.program("server", "nextup"))
    with server:
        yield Centre(run.place, server)
        if server.terminate() != 0:
            raise RuntimeError("the server did not end well: " + server.log_text()[-2000:])
