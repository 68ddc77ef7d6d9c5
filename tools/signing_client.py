"""A signing client of the Amazon Connect API in Python's standard library alone (Signature Version 4), for measurements and for load. It must not judge an answer beyond "not 200".

    api = Api(server, server.demo())
    api.call("PUT", f"/users/{api.instance['id']}", {...})
    api.signed("POST", path, document)      the bytes of a whole request, good for five minutes, to be sent as often as one likes
"""
import datetime
import hashlib
import hmac
import http.client
import json


class Api:
    """The connect-demo centre of a server, by its administrator's key."""

    def __init__(self, server, demo):
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
        self.host = f"{server.host}:{server.port}"
        self.region = demo["region"]
        self.instance = next(one for one in demo["instances"] if one["alias"] == "connect-demo")
        self.agent_role = None

    def authorization(self, method, path, body, moment):
        def keyed(key, text):
            return hmac.new(key, text.encode(), hashlib.sha256).digest()
        names = "content-type;host;x-amz-date"
        canonical = "\n".join([method, path, "", "content-type:application/json", f"host:{self.host}", f"x-amz-date:{moment}", "",
                               names, hashlib.sha256(body).hexdigest()])
        scope = f"{moment[:8]}/{self.region}/connect/aws4_request"
        to_sign = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = ("AWS4" + self.instance["secretAccessKey"]).encode()
        for part in scope.split("/"):
            key = keyed(key, part)
        return (f"AWS4-HMAC-SHA256 Credential={self.instance['accessKeyId']}/{scope}, SignedHeaders={names}, "
                f"Signature={keyed(key, to_sign).hex()}")

    def call(self, method, path, document):
        body = json.dumps(document).encode()
        return self.answer(method, path, body)

    def get(self, path):
        return self.answer("GET", path, b"")

    def answer(self, method, path, body):
        for last in (False, True):
            try:
                self.connection.request(method, path, body or None, self.headers(method, path, body))
                answer = self.connection.getresponse()
                break
            except ConnectionError:  # it was idle for too long
                self.connection.close()
                if last:
                    raise
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text)

    def headers(self, method, path, body):
        moment = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        return {"Content-Type": "application/json", "X-Amz-Date": moment, "Authorization": self.authorization(method, path, body, moment)}

    def signed(self, method, path, document):
        body = json.dumps(document).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", f"Content-Length: {len(body)}",
                 *(f"{name}: {value}" for name, value in self.headers(method, path, body).items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body

    def make_agent(self, username, password):
        """A new agent's id."""
        if not self.agent_role:
            listed = self.get(f"/security-profiles-summary/{self.instance['id']}")["SecurityProfileSummaryList"]
            self.agent_role = next(one["Id"] for one in listed if one["Name"] == "Agent")
        return self.call("PUT", f"/users/{self.instance['id']}", {
            "Username": username, "Password": password, "IdentityInfo": {"FirstName": "Load", "LastName": username},
            "PhoneConfig": {"PhoneType": "SOFT_PHONE"}, "RoutingProfileId": self.instance["routingProfiles"][0]["id"],
            "SecurityProfileIds": [self.agent_role]})["UserId"]
