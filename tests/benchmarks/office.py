"""A Hufu of one's own: its folder, its server, and somebody logged in."""

import html
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.parse

from machine import HUFU

HOST = "localhost"


class Office:
    """A demonstration in a folder, with `orders` and without the limit on requests: one client here asks for everybody."""

    def __init__(self, folder, orders):
        self.folder = folder
        self.config = folder / "hufu.toml"
        self.port = free_port()
        self.start("demo", "--data", folder, "--listen", f"{HOST}:{self.port}", "--orders", str(orders))
        self.stop()
        self.description = json.loads((folder / "demo.json").read_text())
        settings = re.sub("requests_per_second = .*", "requests_per_second = 1000000", self.config.read_text())
        # Two offices at once cannot both have the usual port of the plain listener.
        self.config.write_text(re.sub("(?m)^redirect = .*", "", settings))

    def move_log(self, folder):
        """Moves the audit log to another folder. SQLite follows the link and keeps its journal beside the file."""
        for file in list(self.folder.glob("audit.sqlite*")):
            shutil.move(file, folder)
        (self.folder / "audit.sqlite").symlink_to(folder / "audit.sqlite")

    def __enter__(self):
        self.start("serve", "--config", self.config)
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self, *arguments):
        """Starts the server and waits until it answers."""
        with open(self.folder.with_suffix(".log"), "ab") as log:
            self.server = subprocess.Popen([HUFU, *arguments], stdout=log, stderr=log)
        while not self.answers():
            if self.server.poll() is not None:
                raise SystemExit(self.folder.with_suffix(".log").read_text())
            time.sleep(0.1)

    def stop(self):
        self.server.terminate()
        self.server.wait()

    def answers(self):
        try:
            with socket.create_connection((HOST, self.port), timeout=1):
                # It listens before it is seeded, and answers after.
                return Browser(self).get("/health").status == 200
        except OSError:
            return False

    def memory(self, name):
        """A line of the server's memory in MB, such as VmHWM: the most that was resident."""
        status = open(f"/proc/{self.server.pid}/status").read()
        return int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) * 1024 / 1e6

    def processor_time(self):
        """Seconds that the server's threads have run, in the program and in the kernel on its behalf."""
        fields = open(f"/proc/{self.server.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def forget_peak(self):
        with open(f"/proc/{self.server.pid}/clear_refs", "w") as file:
            file.write("5")

    def codes(self, phone):
        """The codes sent to a phone so far."""
        outbox = self.folder / "sms.jsonl"
        lines = outbox.read_text().splitlines() if outbox.exists() else []
        sent = [json.loads(line) for line in lines]
        return [message["code"] for message in sent if message["phone"] == phone and message["code"]]

    def logged_in(self, role):
        return Browser(self).log_in(next(person for person in self.description["staff"] if person["role"] == role))


class Page:
    def __init__(self, response, body):
        self.status, self.bytes = response.status, body
        self.text = body.decode(errors="replace")
        self.location = response.getheader("location", "")


class Browser:
    """Keeps cookies and fills in the CSRF token of the page before, like somebody at a desk."""

    def __init__(self, office):
        self.office, self.cookies, self.csrf = office, {}, ""

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, fields=()):
        return self.send("POST", path, urllib.parse.urlencode([*fields, ("csrf", self.csrf)]))

    def send(self, method, path, body=None):
        trust = ssl.create_default_context(cafile=self.office.folder / "ca.pem")
        connection = http.client.HTTPSConnection(HOST, self.office.port, context=trust, timeout=60)
        headers = {"cookie": self.cookie(), "accept-language": "en"}
        if body is not None:
            headers["origin"] = f"https://{HOST}:{self.office.port}"
            headers["content-type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        page = Page(response, response.read())
        connection.close()
        for cookie in response.headers.get_all("set-cookie", []):
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        token = re.search(r'name="csrf" value="([^"]+)"', page.text)
        if token:
            self.csrf = html.unescape(token[1])
        return page

    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def log_in(self, person):
        known = len(self.office.codes(person["phone"]))
        self.get("/login")
        self.expect(self.post("/login", [("phone", person["phone"])]), "/login/code")
        self.get("/login/code")
        answer = self.post("/login/code", [("code", self.next_code(person, known))])
        if answer.location == "/login/password":
            self.get("/login/password")
            answer = self.post("/login/password", [("password", person["password"])])
        self.expect(answer, "/")
        return self

    def next_code(self, person, known):
        """The code that is sent after the first `known` ones."""
        for _ in range(100):
            codes = self.office.codes(person["phone"])
            if len(codes) > known:
                return codes[-1]
            time.sleep(0.1)
        raise SystemExit("no code was sent")

    @staticmethod
    def expect(page, location):
        if not page.location.startswith(location):
            raise SystemExit(f"expected to be sent to {location}, got {page.status} {page.location}")
        return page.location


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
