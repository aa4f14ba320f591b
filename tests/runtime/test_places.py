"""Where the runtime writes: short sockets, no trap in shared folders, no ghost of a former clone."""

import os
from pathlib import Path

import pytest

from runtime import places
from runtime.errors import Refusal


def test_a_long_path_gets_a_short_socket_folder_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / ("très-long-" * 12)
    home.mkdir()
    monkeypatch.setattr(places.tempfile, "gettempdir", lambda: "/var/tmp")
    found = places.socket_folder(home)
    try:
        assert found == places.socket_folder(home)
        assert len(os.fsencode(found)) <= places.LONGEST_SOCKET_FOLDER
    finally:
        found.rmdir()


def test_nobody_can_pass_through_whatever_the_umask(tmp_path: Path) -> None:
    former = os.umask(0o077)
    try:
        home = places.own_folder(tmp_path / "home")
        folders = (home, places.socket_folder(home))
    finally:
        os.umask(former)
    assert {oct(folder.stat().st_mode & 0o777) for folder in folders} <= {"0o711"}


def test_a_trap_laid_in_a_shared_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "trap").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refusal, match="appartient à un autre compte"):
        places.own_folder(tmp_path / "trap")


def test_the_data_of_a_former_clone_in_the_same_folder_are_known_as_lost(tmp_path: Path) -> None:
    state = tmp_path / "project" / ".vivier"
    for name, origin in (("mine", state), ("former", state), ("neighbour", tmp_path / "other" / ".vivier")):
        home = tmp_path / f"vivier-{name}"
        home.mkdir()
        (home / "origine").write_text(str(origin))
    assert places.lost_homes(state, tmp_path / "vivier-mine") == [tmp_path / "vivier-former"]


def test_a_file_is_written_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    places.write_once(tmp_path / "secret", "clé")
    assert (tmp_path / "secret").read_text() == "clé"
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
