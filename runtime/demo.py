"""`make demo`: the whole portal on this machine, with its own PostgreSQL, Valkey, SMTP server, worker and beat."""

import argparse
import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from runtime import preflight, processes
from runtime.errors import Refusal
from runtime.places import PROJECT, data_home, is_root, lost_homes, socket_folder, state_folder, write_once
from runtime.postgres import Postgres
from runtime.supervisor import Service, Stopped, Supervisor, tail
from runtime.valkey import Valkey

QUEUES = "default,mail"
NEEDED_MEGABYTES = 400


class Demo:
    def __init__(self, state: Path, port: int) -> None:
        self.state, self.port = state, port
        self.supervisor = Supervisor(state)
        self.address = f"http://127.0.0.1:{port}"
        self.mail = state / "mail"
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
            "PUBLIC_BASE_URL": self.address,
            "VIVIER_MAIL_DIR": str(self.mail),
            "MEDIA_ROOT": os.environ.get("MEDIA_ROOT") or str(state / "media"),
            "PYTHONPATH": str(PROJECT),
            "PYTHONUNBUFFERED": "1",
        }

    # -- the steps, in order -------------------------------------------------------------------------

    def run(self) -> None:
        with self.supervisor.listening(), self.supervisor.alone():
            with preflight.listen(self.port) as listening:
                try:
                    self._start(listening)
                    self.supervisor.keep()
                except Stopped:
                    print("\nArrêt de la démonstration…", flush=True)
                finally:
                    self.supervisor.stop()
            print("Tout ce qui avait été démarré est arrêté. Vos saisies sont gardées.")

    def _start(self, listening: socket.socket) -> None:
        began = time.monotonic()
        preflight.services_given()
        preflight.disk_space(self.state, NEEDED_MEGABYTES)
        self.env.setdefault("SECRET_KEY", self._secret())
        for folder in (self.mail, Path(self.env["MEDIA_ROOT"])):
            folder.mkdir(parents=True, exist_ok=True)
        with step("Services"):
            self._start_services()
        accounts = self._prepare()
        with step("Serveur web"):
            self.supervisor.start(self._web(listening))
            self._wait_for_web()
        with step("Worker et beat"):
            self.supervisor.start(self._celery("worker", "-P", "threads", "-c", "4", "-Q", QUEUES))
            schedule = self.state / "beat-schedule"
            self.supervisor.start(self._celery("beat", "--schedule", str(schedule), "--pidfile="))
        self.supervisor.announce(self.address)
        self._welcome(accounts, time.monotonic() - began)

    def _start_services(self) -> None:
        if not self.env.get("DATABASE_URL"):
            forget_lost_data(self.state)
            postgres = own_postgres(self.state)
            pause = self.supervisor.pause
            self.supervisor.start(
                Service("postgres", lambda out: postgres.start(out, pause), postgres.ending, rank=3)
            )
            self.env["DATABASE_URL"] = postgres.url
        if not self.env.get("REDIS_URL"):
            valkey = own_valkey(self.state)
            self.supervisor.start(Service("valkey", valkey.start, valkey.ending, rank=2))
            self.env["REDIS_URL"] = valkey.url
        if not self.env.get("EMAIL_URL"):
            # Bound here and inherited: the address stays the same when the server is restarted.
            self._smtp_socket = socket.create_server(("127.0.0.1", 0))
            self.env["EMAIL_URL"] = f"smtp://127.0.0.1:{self._smtp_socket.getsockname()[1]}"
            self.supervisor.start(self._smtp(self._smtp_socket))

    def _secret(self) -> str:
        path = self.state / "secret"
        if not path.exists():
            write_once(path, secrets.token_urlsafe(48))
        return path.read_text().strip()

    def _prepare(self) -> list[str]:
        """Tables and data; the lines that show the accounts."""
        accounts: list[str] = []
        titles: list[str] = []

        def hear(line: str) -> None:
            title, _, seconds = line.removeprefix("== ").partition(" = ")
            if line.startswith("== "):
                titles.append(title)
                if seconds:
                    print(f"  {title} ".ljust(34, "."), f"{seconds.replace('.', ',')} s", flush=True)
            elif titles[-1:] == ["Comptes"]:
                accounts.append(line)

        command = [sys.executable, str(PROJECT / "manage.py"), "prepare_demo"]
        if not self.supervisor.run("prepare", command, self.env, PROJECT, hear):
            path = self.supervisor.log("prepare")
            known = preflight.explain("\n".join(tail(path, 60)))
            last = (tail(path, 1) or ["aucune sortie"])[0]
            raise Refusal(known or f"La base n’a pas pu être préparée : {last} (journal : {path})")
        return accounts

    # -- processes -----------------------------------------------------------------------------------

    def _web(self, listening: socket.socket) -> Service:
        number = listening.fileno()
        command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"fd://{number}"]
        command += ["--worker-class", "gthread", "--workers", "1", "--threads", "8"]
        command += ["--graceful-timeout", "2", "--config", "python:portal.gunicorn"]
        return self._python("web", command, ((signal.SIGTERM, 3.0),), rank=1, fds=(number,))

    def _celery(self, kind: str, *options: str) -> Service:
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "portal.celery",
            kind,
            "--loglevel",
            "INFO",
            *options,
        ]
        return self._python(kind, command, ((signal.SIGTERM, 3.0), (signal.SIGQUIT, 0.5)), rank=1)

    def _smtp(self, listening: socket.socket) -> Service:
        number = listening.fileno()
        command = [sys.executable, "-m", "runtime.smtp_sink", "--fd", str(number), "--folder", str(self.mail)]
        return self._python("smtp", command, ((signal.SIGTERM, 1.0),), rank=2, fds=(number,))

    def _python(
        self, name: str, command: list[str], ending: processes.Steps, *, rank: int, fds: tuple[int, ...] = ()
    ) -> Service:
        def start(output: IO[Any]) -> subprocess.Popen[bytes]:
            return processes.spawn(command, env=self.env, cwd=PROJECT, output=output, pass_fds=fds)

        return Service(name, start, ending, rank)

    def _wait_for_web(self) -> None:
        deadline = time.monotonic() + 60
        while not self._ready():
            self.supervisor.check_alive()
            if time.monotonic() > deadline:
                raise Refusal(f"Le serveur web ne répond pas : lisez {self.supervisor.log('web')}")
            self.supervisor.pause(0.1)

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/sante/pret", timeout=2) as answer:  # noqa: S310
                return answer.status == 200
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False

    # -- what is said --------------------------------------------------------------------------------

    def _welcome(self, accounts: list[str], seconds: float) -> None:
        lines = ["", f"Vivier est ouvert ({french(seconds)} s) : {self.address}/", ""]
        if accounts:
            lines += [*accounts, ""]
        if "EMAIL_URL" not in os.environ:
            lines += [f"Le courrier envoyé se lit ici : {self.address}/demo/courrier/"]
        lines += [f"Journaux : {self.supervisor.logs}", "Pour tout arrêter : Ctrl-C", ""]
        print("\n".join(lines), flush=True)


def own_postgres(state: Path) -> Postgres:
    home = data_home(state)
    return Postgres(home, socket_folder(home))


def own_valkey(state: Path) -> Valkey:
    return Valkey(state, socket_folder(state))


def forget_lost_data(state: Path) -> None:
    for lost in lost_homes(state, data_home(state)):
        Postgres(lost, socket_folder(lost)).end_former_server()
        shutil.rmtree(lost, ignore_errors=True)


def french(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    print(f"  {title} ".ljust(34, "."), end=" ", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print("interrompu", flush=True)
        raise
    print(f"{time.monotonic() - began:.2f} s".replace(".", ","), flush=True)


def reset(state: Path) -> None:
    """Forget everything entered: the database, the mail, the pictures. A database given by address is not ours."""
    with Supervisor(state).alone():
        home = data_home(state)
        own_postgres(state).end_former_server()
        for name in ("postgres", "postgres.ebauche", "programmes", "run"):
            shutil.rmtree(home / name, ignore_errors=True)
        if is_root():
            shutil.rmtree(home, ignore_errors=True)
        for name in ("mail", "media", "valkey", "log"):
            shutil.rmtree(state / name, ignore_errors=True)
        for name in ("secret", "id", "beat-schedule"):
            (state / name).unlink(missing_ok=True)
    print("La démonstration est vidée : « make demo » repart de zéro.")
    if os.environ.get("DATABASE_URL"):
        print("La base nommée par DATABASE_URL n’a pas été touchée.")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reset", action="store_true", help="forget what was entered, start nothing")
    options = parser.parse_args()
    try:
        preflight.python_version()
        if "MAKELEVEL" in os.environ:  # a killed make would leave us without a terminal to stop us from
            processes.end_with_parent()
        state = state_folder()
        if options.reset:
            reset(state)
        else:
            Demo(state, preflight.port(os.environ.get("PORT") or "8000")).run()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as error:
        known = preflight.explain(str(error))
        print(known or f"La démonstration s’arrête : {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
