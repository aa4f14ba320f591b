"""Keeps the demonstration's processes alive, and stops them all: those it started, no other."""

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from runtime import processes
from runtime.errors import Refusal
from runtime.places import write_once

Start = Callable[[IO[Any]], subprocess.Popen[bytes]]
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A process that dies this many times within this many seconds will not get better by itself.
DEATHS, WITHIN = 3, 60.0
BACK_OFF = 1.0  # seconds before the first restart, doubled each time


class Stopped(Exception):  # noqa: N818 — an order received, not a fault
    """Ctrl-C, or the order to end, came while starting."""


@dataclass(eq=False)
class Service:
    """One process to keep alive: its name at the console, and how to end it."""

    name: str
    start: Start
    ending: processes.Steps
    rank: int  # those of the lowest rank are stopped first
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=DEATHS))
    start_again_at: float | None = None


class Supervisor:
    """Starts services in the order given, restarts what dies, stops everything in the reverse order."""

    def __init__(self, state: Path, say: Callable[[str], None] = print) -> None:
        self.say = say
        self.logs = state / "log"
        self.note = state / "demo.json"
        self.lock_file = state / "demo.lock"
        self.services: list[Service] = []
        self.address = ""
        self.orders = 0
        self.logs.mkdir(exist_ok=True)

    # -- one at a time -------------------------------------------------------------------------------

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock of this folder; end what a killed supervisor left."""
        with self.lock_file.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                known = self._read_note()
                where = f" : {known['address']}" if known.get("address") else ", elle démarre"
                raise Refusal(
                    f"La démonstration tourne déjà{where} (processus {known.get('pid', '?')} ; "
                    "Ctrl-C dans son terminal l’arrête)."
                ) from error
            self._end_former()
            self._write_note()
            try:
                yield
            finally:
                self.note.unlink(missing_ok=True)

    def _read_note(self) -> dict[str, Any]:
        try:
            found = json.loads(self.note.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write_note(self) -> None:
        children = [
            {"pid": service.process.pid, "birth": processes.born(service.process.pid), "signal": int(order)}
            for service in self._to_stop()
            if service.process and service.process.poll() is None
            for order in [service.ending[0][0]]
        ]
        note = {"pid": os.getpid(), "address": self.address, "children": children}
        write_once(self.note, json.dumps(note), mode=0o644)

    def announce(self, address: str) -> None:
        """From now on, a second instance is told where this one answers."""
        self.address = address
        self._write_note()

    def _end_former(self) -> None:
        for child in self._read_note().get("children", []):
            if child["birth"]:
                processes.end_former(
                    child["pid"], child["birth"], with_signal=signal.Signals(child["signal"])
                )

    # -- orders --------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Note the orders to stop instead of being cut anywhere; wake up when a child dies."""
        reader, writer = socket.socketpair()
        for end in (reader, writer):
            end.setblocking(False)
        self._wake = reader
        former_wake = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        former = {signal.SIGCHLD: signal.signal(signal.SIGCHLD, lambda *_: None)}
        for order in STOPPING:
            if signal.getsignal(order) is not signal.SIG_IGN or order is not signal.SIGHUP:  # nohup
                former[order] = signal.signal(order, self._note_order)
        try:
            yield
        finally:
            signal.set_wakeup_fd(former_wake)
            for order, handler in former.items():
                signal.signal(order, handler)
            reader.close()
            writer.close()

    def _note_order(self, *_: object) -> None:
        self.orders += 1

    def pause(self, seconds: float) -> None:
        """Sleep, but not through an order to stop."""
        self.check()
        if select.select([self._wake], [], [], seconds)[0]:
            with contextlib.suppress(BlockingIOError):
                while self._wake.recv(4096):
                    pass
        self.check()

    def check(self) -> None:
        if self.orders:
            raise Stopped

    # -- starting and keeping ------------------------------------------------------------------------

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def start(self, service: Service) -> None:
        self.check()
        path = self.log(service.name)
        if service not in self.services:
            if path.exists():
                path.replace(path.with_suffix(".log.1"))
            self.services.append(service)
        with path.open("ab") as output:
            service.process = service.start(output)
        service.start_again_at = None
        self._write_note()

    def run(
        self, name: str, command: list[str], env: dict[str, str], cwd: Path, hear: Callable[[str], None]
    ) -> bool:
        """Run a step to its end, its output in a log and each line told to `hear`. False when it fails."""
        self.check()
        with self.log(name).open("wb") as output:
            step = processes.spawn(command, env=env, cwd=cwd, output=output)
        try:
            with self.log(name).open(errors="replace") as lines:
                ended, rest = False, ""
                while not ended:
                    ended = step.poll() is not None
                    *whole, rest = (rest + lines.read()).split("\n")
                    for line in whole:
                        hear(line)
                    if not ended:
                        self.pause(0.2)
        finally:
            processes.stop(step, ((signal.SIGTERM, 1.0),))
        return step.returncode == 0

    def check_alive(self) -> None:
        """While starting, a death is not mended: something is wrong with what was just asked."""
        for service in self.services:
            if service.process and service.process.poll() is not None:
                last = (tail(self.log(service.name), 1) or ["aucune sortie"])[0]
                raise Refusal(
                    f"« {service.name} » s’est arrêté au démarrage ({reason(service.process)}) : {last} "
                    f"(journal : {self.log(service.name)})"
                )

    def keep(self) -> None:
        """Watch until an order to stop (`Stopped`), or until a process dies too often (`Refusal`)."""
        while True:
            for service in self.services:
                self._look_after(service)
            self.pause(0.5)

    def _look_after(self, service: Service) -> None:
        now = time.monotonic()
        if service.start_again_at is not None:
            if now >= service.start_again_at:
                self.start(service)
        elif service.process and service.process.poll() is not None:
            service.deaths.append(now)
            self.say(f"« {service.name} » s’est arrêté ({reason(service.process)}). Ses dernières lignes :")
            for line in tail(self.log(service.name)):
                self.say(f"    {service.name} | {line}")
            if len(service.deaths) == DEATHS and now - service.deaths[0] < WITHIN:
                raise Refusal(
                    f"« {service.name} » s’est arrêté {DEATHS} fois en une minute : tout s’arrête. "
                    f"Son journal : {self.log(service.name)}"
                )
            delay = BACK_OFF * 2 ** (len(service.deaths) - 1)
            self.say(f"Il repart dans {delay:.0f} s.")
            service.start_again_at = now + delay

    # -- stopping ------------------------------------------------------------------------------------

    def _to_stop(self) -> list[Service]:
        return sorted(self.services, key=lambda service: service.rank)

    def stop(self) -> None:
        """Those who use before those who are used. One more order while we wait: no more patience."""
        already = self.orders
        for rank in sorted({service.rank for service in self.services}):
            processes.stop_together(
                [(s.process, s.ending) for s in self.services if s.rank == rank and s.process],
                forced=lambda: self.orders > max(already, 1),
            )


def reason(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return f"code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def tail(path: Path, lines: int = 8) -> list[str]:
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - 8192))
            return log.read().decode(errors="replace").splitlines()[-lines:]
    except FileNotFoundError:
        return []
