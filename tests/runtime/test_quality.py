"""`make test` without a browser says so; continuous integration refuses it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from runtime import chromium, quality
from runtime.errors import Refusal


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What pytest would have been run with."""
    runs: list[list[str]] = []

    def run(arguments: Sequence[str]) -> int:
        runs.append(list(arguments))
        return 0

    monkeypatch.setattr(quality, "pytest", run)
    return runs


def test_browser_tests_run_where_there_is_a_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[list[str]]
) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("VIVIER_CHROMIUM", str(program))
    assert chromium.find() == program
    assert quality.test(["tests/events"]) == 0
    assert [run[run.index("-m") + 1 :] for run in asked] == [
        ["not browser", "tests/events"],
        ["browser", "tests/events"],
    ]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([0, 0], 0), ([0, 5], 0), ([5, 0], 0), ([5, 5], 5), ([1, 0], 1), ([0, 1], 1), ([5, 1], 1)],
)
def test_a_failure_of_either_kind_is_one_and_a_word_may_choose_tests_of_one_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codes: list[int], expected: int
) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("VIVIER_CHROMIUM", str(program))
    waiting = iter(codes)
    monkeypatch.setattr(quality, "pytest", lambda arguments: next(waiting))
    assert quality.test([]) == expected


def test_browser_tests_are_left_out_in_so_many_words(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: list[list[str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("VIVIER_CHROMIUM", str(tmp_path / "absent"))
    monkeypatch.delenv("CI", raising=False)
    quality.test([])
    assert [run[run.index("-m") + 1 :] for run in asked] == [["not browser"]]
    assert "les tests du navigateur sont laissés de côté" in capsys.readouterr().out


def test_continuous_integration_never_leaves_them_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[list[str]]
) -> None:
    monkeypatch.setenv("VIVIER_CHROMIUM", str(tmp_path / "absent"))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Refusal, match="ne laisse pas de côté"):
        quality.test([])
    assert asked == []
