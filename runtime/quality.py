"""`make test`, `make check`, `make browser`, `make bench`, `make lock`, `make fmt`, `make shell`."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from runtime import chromium
from runtime.demo import own_postgres, own_valkey
from runtime.errors import Refusal
from runtime.places import PROJECT, is_root, state_folder
from runtime.valkey import answers

PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]
TEMPLATES = ("templates", "portal", "networks", "talents", "events", "labels")
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "only-to-let-the-deployment-checks-read-the-settings-0123456789",
    "ALLOWED_HOSTS": "vivier.example",
    "PUBLIC_BASE_URL": "https://vivier.example",
}
# Servers named but never reached: reading the settings must not start any.
NO_SERVER = {"DATABASE_URL": "postgres:///nowhere", "REDIS_URL": "redis://127.0.0.1:1/0"}


# -- make test, make browser -----------------------------------------------------------------------------


def test(arguments: Sequence[str]) -> int:
    """The whole suite; browser tests are left out, in so many words, where there is no browser."""
    found = chromium.find()
    if not found and os.environ.get("CI"):
        raise Refusal(
            "Aucun Chromium : l’intégration continue ne laisse pas de côté les tests du navigateur."
        )
    began = time.monotonic()
    codes = [everyday(arguments)]
    everyday_took = time.monotonic() - began
    if found:
        print(f"Navigateur : {found}", flush=True)
        codes.append(in_browser(arguments))
    else:
        print(
            "Aucun Chromium : les tests du navigateur sont laissés de côté (« make browser » l’installe).",
            flush=True,
        )
    print(
        f"Tests du quotidien : {everyday_took:.0f} s ; en tout : {time.monotonic() - began:.0f} s.",
        flush=True,
    )
    # Words given to pytest may choose tests of one kind only.
    told = [code for code in codes if code != NOTHING_CHOSEN] or [NOTHING_CHOSEN]
    return max(told)


def browser(arguments: Sequence[str]) -> int:
    if chromium.find() is None:
        install_chromium()
    return in_browser(arguments)


# What pytest answers when no test was chosen.
NOTHING_CHOSEN = 5
# As many processes as cores, up to four: each makes a database of its own.
PARALLEL = ("-n", "auto", "--maxprocesses", "4")


def everyday(arguments: Sequence[str]) -> int:
    """A module stays in one process, which loads what its tests share once."""
    return pytest([*PARALLEL, "--dist", "loadfile", "-m", "not browser", *arguments])


def in_browser(arguments: Sequence[str]) -> int:
    return pytest([*PARALLEL, "--dist", "loadfile", "-m", "browser", *arguments])


def install_chromium() -> None:
    apt = shutil.which("apt-get")
    by_root = [] if is_root() else ["sudo", "-n"]
    if not apt or (by_root and not shutil.which("sudo")):
        raise Refusal(
            "Aucun Chromium, et apt n’est pas utilisable : installez chromium, ou VIVIER_CHROMIUM=/chemin"
        )
    print("Installation de Chromium par apt…", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for order in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
        answer = subprocess.run([*by_root, apt, *order], env=env, capture_output=True, text=True, check=False)
        if answer.returncode != 0:
            last = (answer.stderr.strip().splitlines() or ["cause inconnue"])[-1]
            raise Refusal(
                f"Chromium n’a pas pu être installé ({last}) : lancez « apt install chromium » en root."
            )


def pytest(arguments: Sequence[str]) -> int:
    return subprocess.run([PYTHON, "-m", "pytest", *arguments], cwd=PROJECT, check=False).returncode


# -- make check ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    title: str
    command: Sequence[str]
    env: dict[str, str] = field(default_factory=dict)
    mend: str = ""

    def run(self) -> tuple[int, str, float]:
        began = time.monotonic()
        env = {**os.environ, "PYTHONPATH": str(PROJECT), **self.env}
        answer = subprocess.run(
            self.command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False
        )
        return answer.returncode, answer.stdout + answer.stderr, time.monotonic() - began


def checks() -> list[Check]:
    templates = [name for name in TEMPLATES if any((PROJECT / name).rglob("*.html"))]
    found = [
        Check("Code (ruff)", [PYTHON, "-m", "ruff", "check", "."], mend="make fmt"),
        Check("Mise en forme", [PYTHON, "-m", "ruff", "format", "--check", "."], mend="make fmt"),
        Check("Types (mypy)", [PYTHON, "-m", "mypy", "."], NO_SERVER),
        Check(
            "Contrats d’import", [PYTHON, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
        ),
        Check(
            "Migrations complètes",
            [*MANAGE, "makemigrations", "--check", "--dry-run"],
            {"DJANGO_SETTINGS_MODULE": "portal.settings.test"},
            mend="manage.py makemigrations",
        ),
        Check(
            "Réglages de production",
            [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
            NO_SERVER | PRODUCTION,
        ),
        Check("Dépendances verrouillées", [PYTHON, "tools/check_locks.py"], mend="make lock"),
        Check(
            "Traductions compilées",
            [PYTHON, "tools/check_catalogues.py"],
            mend="python tools/check_catalogues.py --write",
        ),
    ]
    if templates:
        found.insert(2, Check("Gabarits (djlint)", [PYTHON, "-m", "djlint", "--lint", "--quiet", *templates]))
    return found


def check() -> int:
    """All of them, two at a time; what failed is told at the end."""
    failed: list[str] = []
    began = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        for one, answer in [(one, pool.submit(one.run)) for one in checks()]:
            code, output, seconds = answer.result()
            print(f"  {one.title} ".ljust(34, "."), "bon" if code == 0 else "NON", end="", flush=True)
            print(f" ({seconds:.1f} s)".replace(".", ","), flush=True)
            if code != 0:
                failed.append(one.title + (f" ({one.mend})" if one.mend else ""))
                print(output.rstrip(), flush=True)
    seconds_in_all = f"{time.monotonic() - began:.1f}".replace(".", ",")
    if failed:
        print(f"À reprendre : {', '.join(failed)}.", file=sys.stderr)
        return 1
    print(f"Tout est bon ({seconds_in_all} s).")
    return 0


# -- the others ------------------------------------------------------------------------------------------


def bench(arguments: Sequence[str]) -> int:
    if not (PROJECT / "benchmarks" / "__main__.py").exists():
        raise Refusal("Aucune mesure n’est écrite : il manque benchmarks/__main__.py.")
    return subprocess.run([PYTHON, "-m", "benchmarks", *arguments], cwd=PROJECT, check=False).returncode


def lock() -> int:
    """One lock for each use. They name no package server: whoever installs chooses it."""
    base = [PYTHON, "-m", "uv", "pip", "compile", "--universal", "--generate-hashes", "--no-header"]
    base += ["--no-annotate", "--quiet", "--no-emit-index-url", "--python-version", "3.11"]
    for extra, name in (([], ""), (["--extra", "demo"], "-demo"), (["--extra", "dev"], "-dev")):
        command = [*base, *extra, "pyproject.toml", "-o", f"requirements{name}.txt"]
        if subprocess.run(command, cwd=PROJECT, check=False).returncode:
            return 1
    command = [*base, "-", "-o", "requirements-uv.txt"]
    return subprocess.run(command, cwd=PROJECT, input=b"uv\n", check=False).returncode


def fmt() -> int:
    fixed = subprocess.run([PYTHON, "-m", "ruff", "check", "--fix", "."], cwd=PROJECT, check=False)
    formed = subprocess.run([PYTHON, "-m", "ruff", "format", "."], cwd=PROJECT, check=False)
    folded = subprocess.run([PYTHON, "tools/fold_constraints.py"], cwd=PROJECT, check=False)
    return fixed.returncode or formed.returncode or folded.returncode


def shell() -> int:
    """Django's console on the data of the running demonstration."""
    state = state_folder()
    postgres, valkey = own_postgres(state), own_valkey(state)
    if not os.environ.get("DATABASE_URL") and not postgres.running():
        raise Refusal("La démonstration ne tourne pas : lancez « make demo » dans un autre terminal.")
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.demo"}
    env.setdefault("DATABASE_URL", postgres.url)
    if answers(valkey.socket):
        env.setdefault("REDIS_URL", valkey.url)
    secret = state / "secret"
    if secret.exists():
        env.setdefault("SECRET_KEY", secret.read_text().strip())
    return subprocess.run([*MANAGE, "shell"], cwd=PROJECT, env=env, check=False).returncode


def main() -> int:
    what, arguments = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    verbs: dict[str, Callable[[], int]] = {
        "test": lambda: test(arguments),
        "browser": lambda: browser(arguments),
        "check": check,
        "bench": lambda: bench(arguments),
        "lock": lock,
        "fmt": fmt,
        "shell": shell,
    }
    if what not in verbs:
        print(f"Au choix : {', '.join(verbs)}", file=sys.stderr)
        return 2
    try:
        return verbs[what]()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
