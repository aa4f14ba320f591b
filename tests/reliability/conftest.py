"""A real worker, a real broker, a real SMTP server, and ways to break them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
from django.conf import settings
from django.db import connection

from tests.mail.sink import Sink

LEASE_SECONDS = 2


class Worker:
    """`celery worker` on the test database, in a process group of its own, with two children."""

    def __init__(self, port: int, journal: Path) -> None:
        name = connection.settings_dict["NAME"]
        # The path of the address alone names the database: an embedded server's socket follows it as a parameter.
        address = urlsplit(os.environ["DATABASE_URL"])
        self.environment = os.environ | {
            "DATABASE_URL": urlunsplit(address._replace(path=f"/{name}")),
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "MAIL_LEASE_SECONDS": str(LEASE_SECONDS),
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        }
        self.journal = journal
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        if self.is_alive:
            return
        self.journal.write_bytes(b"")
        command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-c", "2", "-Q", "mail,default"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "INFO"]
        with self.journal.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, *quiet], env=self.environment, stdout=output, stderr=output, process_group=0
            )
        wait_until(lambda: b" ready." in self.journal.read_bytes(), what="the worker to be ready", seconds=60)

    def kill(self) -> None:
        """kill -9, the parent and its children, at once."""
        if self.process is not None and self.is_alive:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def kill_children(self) -> None:
        """kill -9 of those who run the tasks; their parent starts others."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=True
        )
        for child in found.stdout.split():
            os.kill(int(child), signal.SIGKILL)

    def freeze(self) -> None:
        """As a machine that stops answering."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.killpg(self.process.pid, signal.SIGCONT)


def wait_until(condition: Callable[[], object], *, what: str, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds} s for {what}")
        time.sleep(0.05)


@pytest.fixture(scope="module")
def _server() -> Iterator[Sink]:
    server = Sink().start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def _worker(_server, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Worker]:
    """One for the module, since it takes seconds to start; whoever kills it starts it again."""
    with django_db_blocker.unblock():
        made = Worker(_server.port, tmp_path_factory.mktemp("worker") / "worker.log")
    yield made
    made.kill()


@pytest.fixture
def sink(_server) -> Sink:
    _server.forget()
    return _server


@pytest.fixture
def broker() -> redis.Redis:
    """The real broker, with nothing waiting in it."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete("mail", "default")
    return client


@pytest.fixture
def worker(transactional_db, sink, broker, _worker) -> Worker:
    _worker.start()
    return _worker
