"""Make `.venv` and install the locked dependencies in it, once for each lock.

Run by the machine's Python, before anything is installed.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from runtime import preflight
from runtime.errors import Refusal
from runtime.places import PROJECT, write_once

LOCKS = {"demo": ("requirements-demo.txt", "requirements-dev.txt"), "dev": ("requirements-dev.txt",)}
MEGABYTES = {"demo": 500, "dev": 900}
NETWORK = ("Connection", "resolve", "Temporary failure", "Network is unreachable", "timed out", "dns error")


class Installation:
    def __init__(self, kind: str, project: Path = PROJECT, python: str = sys.executable) -> None:
        self.kind, self.project, self.base_python = kind, project, python
        self.venv = project / ".venv"
        self.python = self.venv / "bin" / "python"
        self.output = ""  # of the last command

    def run(self) -> None:
        # `dev` holds all that `demo` needs: either will do.
        if self._works() and any(self._done(lock) for lock in LOCKS[self.kind]):
            return
        try:
            self.venv.mkdir(exist_ok=True)
        except OSError as error:
            raise Refusal(
                f"Impossible d’écrire dans {self.project} ({error.strerror}) : "
                "clonez le projet dans un dossier à vous."
            ) from error
        preflight.disk_space(self.project, MEGABYTES[self.kind])
        with (self.venv / "verrou").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two commands at once: the second finds the work done
            if not self._works():
                self._timed("Environnement Python", self._make)
            if not any(self._done(name) for name in LOCKS[self.kind]):
                self._timed("Bibliothèques", self._fill)

    # -- state ---------------------------------------------------------------------------------------

    def _works(self) -> bool:
        """Whether the environment's Python still runs: moved folders and upgraded systems break it."""
        if not self.python.exists() or not (self.venv / "pyvenv.cfg").exists():
            return False
        return self._run([self.python, "-c", "import pip"]) == 0

    def _stamp(self, lock: str) -> tuple[Path, str]:
        content = (self.project / lock).read_bytes()
        return self.venv / f".{lock}.installed", hashlib.sha256(content).hexdigest()

    def _done(self, lock: str) -> bool:
        path, digest = self._stamp(lock)
        return path.exists() and path.read_text() == digest

    # -- work ----------------------------------------------------------------------------------------

    def _make(self) -> None:
        # Emptied only when a broken one is there: the lock lies in it.
        fresh = ["--clear"] if (self.venv / "pyvenv.cfg").exists() else []
        if self._run([self.base_python, "-m", "venv", *fresh, self.venv]) != 0:
            if "ensurepip" in self.output or "No module named" in self.output:
                version = "{}.{}".format(*sys.version_info[:2])
                raise Refusal(
                    "Il manque le module venv de Python : installez-le "
                    f"(apt install python3-venv, ou python{version}-venv), puis recommencez."
                )
            raise Refusal(self._reason("L’environnement Python ne peut pas être créé"))

    def _fill(self) -> None:
        lock = LOCKS[self.kind][0]
        wanted = ["--require-hashes", "-r", str(self.project / lock)]
        if not self._fill_with_uv(wanted) and self._pip("install", "-q", *wanted) != 0:
            raise Refusal(self._reason("Les bibliothèques n’ont pas pu être installées"))
        path, digest = self._stamp(lock)
        write_once(path, digest)

    def _fill_with_uv(self, wanted: Sequence[str]) -> bool:
        """Several times quicker than pip; whatever hinders it, pip will do."""
        uv_lock = ["--require-hashes", "-r", str(self.project / "requirements-uv.txt")]
        if self._pip("install", "-q", *uv_lock) != 0 or self._pip("config", "list") != 0:
            return False
        settings = uv_settings(self.output, os.environ)
        return self._run([self.python, "-m", "uv", "pip", "install", "-q", *wanted], settings) == 0

    def _pip(self, *arguments: str) -> int:
        return self._run([self.python, "-m", "pip", *arguments])

    def _run(self, command: Sequence[str | Path], extra: dict[str, str] | None = None) -> int:
        env = {**os.environ, "VIRTUAL_ENV": str(self.venv)}
        env.pop("PYTHONPATH", None)
        env |= extra or {}
        answer = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env=env,
            cwd="/",
        )
        self.output = answer.stdout + answer.stderr
        return answer.returncode

    def _reason(self, what: str) -> str:
        output = self.output
        if known := preflight.explain(output):
            return known
        if any(sign in output for sign in NETWORK):
            return (
                f"{what} : pas de réseau. Vérifiez la connexion (ou le serveur mandataire : HTTPS_PROXY), "
                "puis recommencez."
            )
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        errors = [line for line in lines if "error" in line.lower()]
        return f"{what} : {(errors or lines or ['cause inconnue'])[-1]}"

    def _timed(self, title: str, work: Callable[[], None]) -> None:
        print(f"  {title} ".ljust(34, "."), end=" ", flush=True)
        began = time.monotonic()
        try:
            work()
        except Refusal:
            print("échec", flush=True)
            raise
        print(f"{time.monotonic() - began:.1f} s".replace(".", ","), flush=True)


def uv_settings(pip_config: str, environ: Mapping[str, str]) -> dict[str, str]:
    """uv does not read pip's settings: say again those that matter behind a company's mirror or proxy."""
    same = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
    }
    # As pip does: every server is looked at. The hashes of the lock say what is genuine.
    found = {} if environ.get("UV_INDEX_STRATEGY") else {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    for line in pip_config.splitlines():
        name, _, value = line.partition("=")
        variable = same.get(name.rpartition(".")[2])
        if variable and not environ.get(variable):
            found[variable] = value.strip("'\"").replace("\\n", " ").strip()
    return found


def main() -> int:
    try:
        preflight.python_version()
        Installation(sys.argv[1] if len(sys.argv) > 1 else "demo").run()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as error:
        print(preflight.explain(str(error)) or f"L’installation s’arrête : {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInstallation interrompue : recommencez quand vous voulez.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
