"""Real processes: what the runtime starts is looked at from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
HOUSE = Path(__file__).with_name("house.py")


def eventually(true: Callable[[], object], seconds: float = 8.0) -> bool:
    """Wait for something that another process does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return bool(true())


def alive(pid: int) -> bool:
    """A zombie waiting for its parent is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def clean_environment(**more: str) -> dict[str, str]:
    """Ours without the servers of this test run, which children would inherit."""
    named = {
        "DATABASE_URL",
        "REDIS_URL",
        "EMAIL_URL",
        "PORT",
        "MAKEFLAGS",
        "MAKELEVEL",
        "PYTEST_XDIST_WORKER",
    }
    kept = {name: value for name, value in os.environ.items() if name not in named}
    return {**kept, "PYTHONPATH": str(PROJECT), **more}


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """A process that the runtime did not start and must leave alone."""
    process = subprocess.Popen(["sleep", "120"])
    yield process
    process.kill()
    process.wait()


class House:
    """A supervisor in its own process, over children that do as they are told (see house.py)."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.runs: list[subprocess.Popen[str]] = []

    def open(self, *children: str, tied: bool = True) -> subprocess.Popen[str]:
        run = subprocess.Popen(
            [sys.executable, str(HOUSE), str(self.state), "tied" if tied else "loose", *children],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=clean_environment(),
        )
        self.runs.append(run)
        return run

    def pids(self, name: str) -> list[int]:
        """Those of each start of a child, oldest first."""
        path = self.state / f"{name}.pids"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def ended(self) -> list[str]:
        """In which order children said that they were asked to end."""
        path = self.state / "ended"
        return path.read_text().split() if path.exists() else []

    def started(self, *names: str) -> bool:
        return eventually(lambda: all(self.pids(name) for name in names))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    home = House(tmp_path)
    yield home
    for run in home.runs:
        if run.poll() is None:
            run.kill()
        run.wait()
        if run.stdout:
            run.stdout.close()
    for path in tmp_path.glob("*.pids"):
        for pid in home.pids(path.stem):
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
