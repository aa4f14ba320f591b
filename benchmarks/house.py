"""A portal of its own for a measure: PostgreSQL, Valkey, two processes of gunicorn; and people who register."""

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

WORKERS = 2


def prepare() -> None:
    """Start the servers, make the tables. Django can be used from here on."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


@contextlib.contextmanager
def portal(application: str = "portal.wsgi") -> Iterator[int]:
    """The portal served by gunicorn as its image serves it, until the end of the block; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", "8", "--backlog", "2048"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError):
            for _worker in range(2 * WORKERS):
                status, _page, _cookie = ask(port, "GET", "/sante/vivant")
                if status != 200:
                    break
            else:
                return
        time.sleep(0.1)
    sys.exit("le portail ne démarre pas")


def ask(
    port: int, method: str, path: str, *, form: dict | None = None, cookie: str = "", place: str = "10.0.0.1"
) -> tuple[int, str, str]:
    """Status, page, cookie that was set. A connection each, as from five hundred telephones."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"X-Forwarded-For": place, "Cookie": cookie} if cookie else {"X-Forwarded-For": place}
    body = None
    if form is not None:
        body = urllib.parse.urlencode(form, doseq=True)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        return answer.status, page, (answer.getheader("Set-Cookie") or "").partition(";")[0]
    finally:
        connection.close()


@dataclass
class Resident:
    """Somebody with the form open, about to press the button."""

    number: int
    port: int
    path: str
    clicks: int = 1
    statuses: list[int] = field(default_factory=list)
    form: dict = field(default_factory=dict)
    cookie: str = ""

    @property
    def place(self) -> str:
        return f"10.{self.number // 62500}.{self.number // 250 % 250}.{self.number % 250 + 1}"

    def open_form(self) -> None:
        status, page, self.cookie = ask(self.port, "GET", self.path, place=self.place)
        if status != 200:
            sys.exit(f"{self.path} : {status}")
        hidden = re.findall(r'name="(csrfmiddlewaretoken|key)" value="([^"]+)"', page)
        self.form = dict(hidden) | {
            "first_name": "Ana",
            "last_name": f"Essai {self.number}",
            "email": f"personne{self.number}@exemple.fr",
            "consent": "on",
        }

    def press(self) -> None:
        status, _page, _cookie = ask(
            self.port, "POST", self.path, form=self.form, cookie=self.cookie, place=self.place
        )
        self.statuses.append(status)
