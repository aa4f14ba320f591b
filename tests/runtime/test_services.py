"""The servers of the tests are started once, shared, and never left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

from runtime.services import PREFIX, numbered, remove_if_abandoned
from tests.runtime.conftest import alive, clean_environment, eventually

START = (
    "import os; from runtime.services import for_tests; for_tests(); "
    "print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'], flush=True)"
)


def folder_in(address: str) -> Path:
    path = address.split()[1].removeprefix("unix://")
    assert PREFIX in path
    return Path(path).parent


def servers_of(home: Path) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(home) in path.read_text():
                found.append(int(path.parent.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def test_a_run_leaves_nothing_behind_and_inherits_to_its_children() -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]], check=True)"
    answer = subprocess.run(
        [sys.executable, "-c", f"{START}; {child}", START],
        capture_output=True,
        text=True,
        check=True,
        env=clean_environment(),
    )
    own, inherited = answer.stdout.splitlines()
    assert own == inherited
    assert not folder_in(own).exists()
    assert not servers_of(folder_in(own))


def test_named_servers_are_used_and_none_is_started() -> None:
    env = clean_environment(DATABASE_URL="postgres://there/base", REDIS_URL="redis://there")
    began = time.monotonic()
    answer = subprocess.run(
        [sys.executable, "-c", START], capture_output=True, text=True, check=True, env=env
    )
    assert answer.stdout.split() == ["postgres://there/base", "redis://there"]
    assert time.monotonic() - began < 2


def test_side_by_side_runs_share_no_queue() -> None:
    env = clean_environment(
        DATABASE_URL="postgres://there/base", REDIS_URL="redis://there/0", PYTEST_XDIST_WORKER="gw1"
    )
    answer = subprocess.run(
        [sys.executable, "-c", START], capture_output=True, text=True, check=True, env=env
    )
    assert answer.stdout.split()[1] == "redis://there/2"
    assert numbered("unix:///a/valkey.sock?db=4", 2) == "unix:///a/valkey.sock?db=2"


def test_a_killed_run_leaves_no_server_and_the_next_one_clears_its_folder() -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", f"{START}; import time; time.sleep(60)"],
        stdout=subprocess.PIPE,
        text=True,
        env=clean_environment(),
    )
    assert run.stdout is not None
    home = folder_in(run.stdout.readline())
    servers = servers_of(home)
    assert len(servers) >= 2
    assert not remove_if_abandoned(home)  # it lives: hands off
    run.kill()
    run.communicate()
    assert eventually(lambda: not any(alive(pid) for pid in servers))
    assert remove_if_abandoned(home)
    assert not home.exists()


def test_the_settings_of_this_very_run_name_the_servers() -> None:
    assert os.environ["DATABASE_URL"].startswith("postgres")
    assert os.environ["REDIS_URL"]
