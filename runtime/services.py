"""PostgreSQL and Valkey for the tests, started once, thrown away at the end."""

import atexit
import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from runtime.errors import Refusal
from runtime.places import is_root
from runtime.postgres import Postgres
from runtime.valkey import Valkey

PREFIX = "vivier-test-"
_closing = contextlib.ExitStack()


def for_tests() -> None:
    """Set DATABASE_URL and REDIS_URL to throw-away servers, unless the environment names real ones.

    What is set is inherited: xdist's workers, and any program the tests start, find the same servers and
    start none. Calling again does nothing.
    """
    needed = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if needed:
        _start_missing(needed)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker.startswith("gw"):
        os.environ["REDIS_URL"] = numbered(os.environ["REDIS_URL"], 1 + int(worker[2:]) % 15)


def numbered(url: str, number: int) -> str:
    """The same Valkey, another of its sixteen databases: tests that run side by side share no queue and no cache.

    PostgreSQL's databases are parted by pytest-django.
    """
    if url.startswith("unix://"):  # which urlunsplit would not give back as it was
        return f"{url.partition('?')[0]}?db={number}"
    return urlunsplit(urlsplit(url)._replace(path=f"/{number}"))


def _start_missing(needed: list[str]) -> None:
    try:
        home = _closing.enter_context(throw_away_folder())
        owner = os.getpid()
        atexit.register(lambda: _closing.close() if os.getpid() == owner else None)
        if "DATABASE_URL" in needed:
            postgres = Postgres(home, home, throw_away=True)
            _start(postgres, home / "postgres.log")
            os.environ["DATABASE_URL"] = postgres.url
        if "REDIS_URL" in needed:
            valkey = Valkey(home, home)
            _start(valkey, home / "valkey.log")
            os.environ["REDIS_URL"] = valkey.url
    except Refusal as refusal:
        raise SystemExit(str(refusal)) from refusal


def _start(service: Postgres | Valkey, journal: Path) -> None:
    with journal.open("ab") as output:
        server: subprocess.Popen[bytes] = service.start(output)
    _closing.callback(service.stop, server)


@contextlib.contextmanager
def throw_away_folder() -> Iterator[Path]:
    """A folder removed at the end. Those of killed runs are recognised by their free lock, and removed."""
    parent = Path("/var/tmp") if is_root() else _short_temporary_folder()  # noqa: S108 — mkdtemp makes it ours
    for former in parent.glob(f"{PREFIX}*"):
        remove_if_abandoned(former)
    # Under its public name once locked only: seen before, it would pass for abandoned.
    draft = Path(tempfile.mkdtemp(prefix=f".{PREFIX}", dir=parent))
    draft.chmod(0o711)  # `nobody`, who runs PostgreSQL for root, passes through
    lock = (draft / "verrou").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    home = draft.rename(draft.with_name(draft.name.removeprefix(".")))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
        lock.close()


def _short_temporary_folder() -> Path:
    folder = Path(tempfile.gettempdir())
    return folder if len(os.fsencode(folder)) < 60 else Path("/tmp")  # noqa: S108 — mkdtemp makes it ours


def remove_if_abandoned(home: Path) -> bool:
    """Its owner holds the lock as long as it lives; the kernel lets go of it when the owner is killed."""
    if home.lstat().st_uid != os.geteuid():
        return False
    try:
        lock = (home / "verrou").open("r+")
    except OSError:  # being made or removed by another run
        return False
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        Postgres(home, home, throw_away=True).end_former_server()
        shutil.rmtree(home, ignore_errors=True)
    return True
