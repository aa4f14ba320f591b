"""Each refusal says in one line, in French, what is wrong and how to mend it."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from runtime import preflight
from runtime.errors import Refusal
from tests.runtime.conftest import clean_environment


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def demo(state: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "runtime.demo"],
        env=clean_environment(VIVIER_STATE=str(state), **env),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def only_line(answer: subprocess.CompletedProcess[str]) -> str:
    assert answer.returncode == 1
    assert answer.stdout.strip() == ""
    assert answer.stderr.count("\n") == 1
    return answer.stderr.strip()


def test_a_taken_port_is_named_and_another_proposed(tmp_path: Path, taken: int) -> None:
    line = only_line(demo(tmp_path, PORT=str(taken)))
    assert line.startswith(f"Le port {taken} est déjà pris")
    assert f"make demo PORT={taken + 1}" in line


@pytest.mark.parametrize("text", ["quatre-vingts", "0", "65536", "-1", "80 80"])
def test_what_is_not_a_port_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="n’est pas un port"):
        preflight.port(text)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "postgres://u:secret@127.0.0.1:{port}/vivier"),
        ("REDIS_URL", "redis://:secret@127.0.0.1:{port}/0"),
        ("EMAIL_URL", "smtp://u:secret@127.0.0.1:{port}"),
    ],
)
def test_a_service_that_does_not_answer_is_named_without_its_password(
    tmp_path: Path, name: str, url: str
) -> None:
    with socket.socket() as reserved:  # bound but not listening: refused, and no one else takes it
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
        line = only_line(demo(tmp_path, PORT="45871", **{name: url.format(port=port)}))
    assert line.startswith(f"{name} : 127.0.0.1:{port} ne répond pas")
    assert f"retirez {name}" in line
    assert "secret" not in line


def test_a_database_socket_that_is_absent_is_named(tmp_path: Path) -> None:
    url = f"postgres://portal@:5432/vivier?host={tmp_path}"
    with pytest.raises(Refusal, match=r"\.s\.PGSQL\.5432 ne répond pas"):
        preflight.services_given({"DATABASE_URL": url})


@pytest.mark.parametrize("url", ["sqlite:///x", "vivier", "postgres://server:port/base"])
def test_an_address_that_cannot_be_read_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(Refusal, match=r"ne se lit pas .* DATABASE_URL=postgres://nom"):
        preflight.services_given({"DATABASE_URL": url})


def test_services_that_answer_are_accepted(taken: int) -> None:
    preflight.services_given(
        {"DATABASE_URL": f"postgres://a@127.0.0.1:{taken}/b", "REDIS_URL": "", "EMAIL_URL": "console:"}
    )


def test_a_full_disk_is_told_in_megabytes(tmp_path: Path) -> None:
    def usage(_: Path) -> Any:
        return SimpleNamespace(free=12_000_000)

    with pytest.raises(Refusal, match=r"il reste 12 Mo .* il en faut 400"):
        preflight.disk_space(tmp_path, 400, usage)
    preflight.disk_space(tmp_path, 12, usage)


def test_an_old_python_is_refused() -> None:
    with pytest.raises(Refusal, match=r"Python 3\.9 est trop ancien"):
        preflight.python_version((3, 9))


def test_a_state_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    line = only_line(demo(tmp_path / "file" / "state"))
    assert line.startswith("Impossible d’écrire dans")
    assert "VIVIER_STATE" in line


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ('FATAL:  password authentication failed for user "x"', "mot de passe refusé"),
        ('FATAL:  database "vivier" does not exist', "createdb vivier"),
        ('FATAL:  role "portail" does not exist', "createuser portail"),
        ("could not write to file: No space left on device", "Disque plein"),
        ('permission denied to create extension "unaccent"', "extension « unaccent »"),
        ('extension "pg_trgm" is not available', "postgresql-contrib"),
        ("connection to server failed: Connection refused", "ne répond pas"),
        ("ModuleNotFoundError: No module named 'celery'", "« celery »"),
    ],
)
def test_known_causes_of_a_failed_step_are_said_in_french(output: str, sentence: str) -> None:
    assert sentence in (preflight.explain(f"Traceback…\n{output}\n") or "")


def test_an_unknown_cause_is_not_guessed() -> None:
    assert preflight.explain("ValueError: something else") is None
