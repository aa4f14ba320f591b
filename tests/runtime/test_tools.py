"""The locks follow pyproject.toml, and the compiled catalogues their source."""

import shutil
from pathlib import Path

import pytest

from tests.runtime.conftest import PROJECT
from tools import check_catalogues, check_locks


def test_every_dependency_is_locked_and_no_package_server_is_named() -> None:
    assert check_locks.problems() == []


def test_a_missing_pin_a_wrong_one_and_a_host_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyproject.toml", *(path.name for path in PROJECT.glob("requirements*.txt"))):
        shutil.copy(PROJECT / name, tmp_path / name)
    lock = tmp_path / "requirements.txt"
    text = lock.read_text()
    django = next(line for line in text.splitlines() if line.startswith("django=="))
    segno = next(line for line in text.splitlines() if line.startswith("segno=="))
    text = text.replace(django, "django==4.2 \\").replace(segno, "other==1 \\")
    lock.write_text(f"--index-url https://packages.example/simple\n{text}")
    monkeypatch.setattr(check_locks, "ROOT", tmp_path)
    assert [problem.split(": ", 1)[1] for problem in check_locks.problems()] == [
        "names a package server",
        "django 4.2 is outside <5.3,>=5.2",
        "segno is missing",
    ]


def test_a_catalogue_changed_and_not_compiled_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_catalogues, "LOCALE", tmp_path)
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "django.po").write_text(header + 'msgid "Inscription"\nmsgstr "Registration"\n')
    assert [problem.rpartition(": ")[2] for problem in check_catalogues.problems()] == ["never compiled"]
    check_catalogues.write()
    assert check_catalogues.problems() == []
    (folder / "django.po").write_text(header + 'msgid "Inscription"\nmsgstr "Sign-up"\n')
    assert [problem.rpartition(": ")[2] for problem in check_catalogues.problems()] == [
        "changed since it was compiled"
    ]
