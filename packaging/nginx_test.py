"""packaging/nginx.conf with Debian's nginx and a self-signed certificate in front of a real server. It must not need the standard ports.

The shipped file is used as it is, but for ports, names and paths, which are replaced one by one.
"""
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import tap  # noqa: E402
import nextup_client  # noqa: E402
from nextup_client import PATIENCE_SECONDS, Panel, Refused, Server  # noqa: E402

place = tempfile.mkdtemp(prefix="nextup-nginx-")
nginx = shutil.which("nginx") or "/usr/sbin/nginx"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Front:
    """nginx on a free port, and the same words as nextup_client.Server, through it."""

    def __init__(self, inside_port, https_port):
        self.port, self.host = https_port, "127.0.0.1"
        self.url = f"https://contact.example.org:{self.port}"
        self.context = ssl.create_default_context(cafile=os.path.join(place, "cert.pem"))
        with open(os.path.join(ROOT, "packaging", "nginx.conf"), encoding="utf-8") as file:
            text = file.read()
        for shipped, here in (("server 127.0.0.1:8080;", f"server 127.0.0.1:{inside_port};"), ("    listen 80;\n", f"    listen 127.0.0.1:{free_port()};\n"),
                              ("    listen [::]:80;\n", ""), ("listen 443 ssl http2;", f"listen 127.0.0.1:{self.port} ssl http2;"),
                              ("    listen [::]:443 ssl http2;\n", ""), ("/etc/ssl/certs/contact.example.org.pem", os.path.join(place, "cert.pem")),
                              ("/etc/ssl/private/contact.example.org.key", os.path.join(place, "key.pem"))):
            assert text.count(shipped) == 1, shipped
            text = text.replace(shipped, here)
        whole = (f"daemon off; master_process off; pid {place}/nginx.pid; error_log {place}/error.log;\nevents {{ }}\nhttp {{\naccess_log off;\n"
                 + "".join(f"{name}_temp_path {place}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) + text + "}\n")
        with open(os.path.join(place, "whole.conf"), "w", encoding="utf-8") as file:
            file.write(whole)
        self.process = subprocess.Popen([nginx, "-p", place, "-c", os.path.join(place, "whole.conf"), "-e", os.path.join(place, "error.log")],
                                        stdin=subprocess.DEVNULL)
        self.await_listening()

    def await_listening(self):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                socket.create_connection((self.host, self.port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline, open(os.path.join(place, "error.log"), encoding="utf-8").read()
                time.sleep(0.05)

    def connect(self):
        plain = socket.create_connection((self.host, self.port), timeout=PATIENCE_SECONDS)
        return self.context.wrap_socket(plain, server_hostname="contact.example.org")

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("contact.example.org", self.port, timeout=PATIENCE_SECONDS)
        connection.sock = self.connect()
        own = {"Origin": self.url}
        if body is not None:
            own["Content-Type"] = "application/json"
            body = json.dumps(body)
        own.update(headers or {})
        connection.request(method, path, body, own)
        answer = connection.getresponse()
        try:
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)


def through(front):
    """nextup_client's WebSocket opens plain connections; here they go through the front."""
    class Secure:
        def __init__(self, original):
            self.original = original

        def create_connection(self, address, timeout=None):
            return front.connect()

        def __getattr__(self, name):
            return getattr(self.original, name)
    return Secure(socket)


@tap.claim
def the_shipped_nginx_file_carries_pages_sign_in_and_the_live_line_over_tls():
    if not os.path.exists(nginx) or not shutil.which("openssl"):
        raise tap.Skip("nginx or openssl is not installed")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=contact.example.org", "-addext",
                    "subjectAltName=DNS:contact.example.org", "-keyout", os.path.join(place, "key.pem"), "-out", os.path.join(place, "cert.pem")],
                   check=True, capture_output=True)
    https_port = free_port()
    config = os.path.join(place, "nextup.ini")
    with open(config, "w", encoding="utf-8") as file:
        file.write(f"[server]\ntrusted_proxy = 127.0.0.1\npublic_url = https://contact.example.org:{https_port}\n")
    inside_port = free_port()
    server = Server.__new__(Server)
    server.__init__(os.path.join(place, "data"), "--config", config, port=inside_port, wait=False)
    front = Front(inside_port, https_port)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS * 2
        while front.request("GET", "/healthz")[0] != 200:
            assert time.monotonic() < deadline and server.process.poll() is None, server.log_text()
            time.sleep(0.1)
        status, _, page = front.request("GET", "/ccp-v2/")
        assert status == 200 and b"<" in page
        assert front.request("GET", "/metrics")[0] == 403
        assert front.request("GET", "//healthz")[0] == 404, "a slash was folded on the way"
        body = {"username": "alice", "password": server.password("alice")}
        assert front.request("POST", "/login", body, {"Origin": f"http://contact.example.org:{https_port}"})[0] == 403
        status, headers, answer = front.request("POST", "/login", body)
        assert status == 200, answer
        assert "Secure" in headers["Set-Cookie"], headers["Set-Cookie"]
        nextup_client.socket = through(front)
        try:
            outside = type("Outside", (), {"host": "contact.example.org", "port": https_port, "url": front.url, "lines": []})()
            alice = Panel(outside, "alice", cookie=headers["Set-Cookie"].split(";")[0])
            alice.set_status("Training")
            assert alice.status() == "Training"
            try:
                outside.url = "https://evil.example"
                Panel(outside, "alice", cookie=alice.cookie)
                raise AssertionError("a foreign page opened a line")
            except Refused as error:
                assert error.code == 403, error
        finally:
            nextup_client.socket = socket
    finally:
        front.stop()
        server.kill()


tap.run(lambda: shutil.rmtree(place, ignore_errors=True))
