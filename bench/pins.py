"""On which cores a server and the clients that load it run. It must not choose: unless told, nothing is pinned.

    pins = Pins("0,1:1")            the server on cores 0 and 1, the clients on core 1
    with pins.server(): start it    what is started inside inherits the cores
    with pins.clients(): start them
"""
import contextlib
import os


class Pins:
    def __init__(self, text=None):
        self.text = text
        if text is not None:
            server, clients = text.split(":")
            self.server_cores = {int(core) for core in server.split(",")}
            self.clients_cores = {int(core) for core in clients.split(",")}

    def words(self):
        if self.text is None:
            return "nothing is pinned: server and clients each run on any core"
        return f"server on cores {sorted(self.server_cores)}, clients on {sorted(self.clients_cores)}, nothing else kept away"

    def server(self):
        return contextlib.nullcontext() if self.text is None else inherited(self.server_cores)

    def clients(self):
        return contextlib.nullcontext() if self.text is None else inherited(self.clients_cores)


@contextlib.contextmanager
def inherited(cores):
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
