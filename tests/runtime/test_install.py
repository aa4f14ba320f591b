"""`make` on machines where something is missing, and the installation that is not repeated."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from runtime.errors import Refusal
from runtime.install import LOCKS, Installation, uv_settings
from tests.runtime.conftest import PROJECT, clean_environment

MAKE = shutil.which("make") or "make"


def program(path: Path, script: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A project folder, with a space in its path, with locks and without an environment."""
    folder = tmp_path / "mon projet"
    folder.mkdir()
    for lock in (*LOCKS["demo"], "requirements-uv.txt"):
        (folder / lock).write_text("nothing==1\n")
    return folder


def environment(clone: Path, *, install: str) -> None:
    """A `.venv` whose Python runs, and whose pip does what is said."""
    script = f'case "$*" in "-c import pip") exit 0;; *install*) {install};; esac'
    program(clone / ".venv" / "bin" / "python", script)
    (clone / ".venv" / "pyvenv.cfg").write_text("")


def test_no_recent_python_is_told_in_one_line(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3", "exit 1")  # answers that it is too old
    answer = subprocess.run(
        [MAKE, "-C", str(PROJECT), "-s", "demo"],
        env={**clean_environment(), "PATH": str(tmp_path / "bin"), "VIVIER_PYTHON": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
    first, *rest = answer.stderr.splitlines()
    assert first.startswith("Il faut Python 3.11 ou plus : installez-le (apt install python3 python3-venv)")
    assert [line for line in rest if not line.startswith("make")] == []


def test_no_venv_module_is_told_with_the_package_to_install(clone: Path) -> None:
    python = program(clone / "python3", 'echo "ensurepip is not available" >&2; exit 1')
    with pytest.raises(Refusal, match=r"Il manque le module venv .*\(apt install python3-venv"):
        Installation("demo", clone, python).run()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("Temporary failure in name resolution", "pas de réseau"),
        ("[Errno 28] No space left on device", "Disque plein"),
        ("ERROR: No matching distribution found for nothing==1", "No matching distribution"),
    ],
)
def test_a_failed_installation_is_told_in_one_line(clone: Path, output: str, sentence: str) -> None:
    environment(clone, install=f'echo "{output}" >&2; exit 1')
    with pytest.raises(Refusal, match=sentence) as refusal:
        Installation("demo", clone).run()
    assert "\n" not in str(refusal.value)


def test_without_uv_pip_installs_the_same_lock(clone: Path) -> None:
    log = clone / "log"
    environment(clone, install=f'echo "$*" >> "{log}"; case "$*" in "-m uv "*) exit 1;; *) exit 0;; esac')
    Installation("demo", clone).run()
    assert (
        log.read_text()
        .splitlines()[-1]
        .endswith(f"-m pip install -q --require-hashes -r {clone}/requirements-demo.txt")
    )


def test_an_installation_is_not_repeated_until_the_lock_changes(clone: Path) -> None:
    log = clone / "log"
    environment(clone, install=f'echo "$*" >> "{log}"')
    Installation("demo", clone).run()
    done = log.read_text()
    Installation("demo", clone).run()
    assert log.read_text() == done
    (clone / "requirements-demo.txt").write_text("nothing==2\n")
    Installation("demo", clone).run()
    assert log.read_text() != done


def test_what_the_tests_need_will_do_for_the_demonstration(clone: Path) -> None:
    log = clone / "log"
    environment(clone, install=f'echo "$*" >> "{log}"')
    Installation("dev", clone).run()
    done = log.read_text()
    Installation("demo", clone).run()
    assert log.read_text() == done


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    absent = tmp_path / "absent"
    with pytest.raises(Refusal, match=f"Impossible d’écrire dans {absent}"):
        Installation("demo", absent).run()


def test_pips_settings_are_said_again_to_uv() -> None:
    config = "global.cert='/etc/ca.crt'\n:env:.extra-index-url='a b'\nglobal.timeout='60'\n"
    every_server = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    assert uv_settings(config, {}) == {"SSL_CERT_FILE": "/etc/ca.crt", "UV_INDEX": "a b", **every_server}
    already = {"UV_INDEX": "mine", "UV_INDEX_STRATEGY": "first-index"}
    assert uv_settings(config, already) == {"SSL_CERT_FILE": "/etc/ca.crt"}


def test_make_alone_shows_every_command_with_what_it_does() -> None:
    answer = subprocess.run(
        [MAKE, "-C", str(PROJECT), "-s"],
        env={**clean_environment(), "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    shown = {line.split()[1] for line in answer.stdout.splitlines() if line.startswith("  make ")}
    commands = {"demo", "demo-reset", "test", "check", "browser", "bench", "lock", "fmt", "shell"}
    assert shown == commands | {"aide"}
