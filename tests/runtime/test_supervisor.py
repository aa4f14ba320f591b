"""The supervisor keeps what it started, stops all of it, and touches nothing else."""

import json
import os
import signal
import subprocess
import time

from tests.runtime.conftest import House, alive, eventually


def test_a_dead_process_is_started_again_and_its_last_lines_are_shown(house: House) -> None:
    run = house.open("web:1:dies-once")
    assert eventually(lambda: len(house.pids("web")) == 2)
    run.send_signal(signal.SIGINT)
    output, _ = run.communicate(timeout=10)
    assert "« web » s’est arrêté (code 3)" in output
    assert "web | the reason is written here" in output
    assert run.returncode == 0


def test_a_process_that_keeps_dying_stops_everything(house: House) -> None:
    run = house.open("quiet:1:lives", "web:1:dies")
    output, _ = run.communicate(timeout=15)
    assert run.returncode == 1
    assert len(house.pids("web")) == 3
    assert "« web » s’est arrêté 3 fois en une minute" in output.splitlines()[-1]
    assert not any(alive(pid) for pid in house.pids("quiet"))


def test_ctrl_c_stops_in_order_and_leaves_others_alone(
    house: House, bystander: subprocess.Popen[bytes]
) -> None:
    run = house.open("database:3:lives", "queue:2:lives", "web:1:lives")
    assert house.started("database", "queue", "web")
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=10)
    assert house.ended() == ["web", "queue", "database"]
    assert not any(alive(house.pids(name)[0]) for name in ("database", "queue", "web"))
    assert bystander.poll() is None
    assert run.returncode == 0


def test_the_order_to_end_is_obeyed_like_ctrl_c(house: House) -> None:
    run = house.open("web:1:lives")
    assert house.started("web")
    run.terminate()
    run.communicate(timeout=10)
    assert house.ended() == ["web"]


def test_a_second_ctrl_c_does_not_wait(house: House) -> None:
    run = house.open("stubborn:1:deaf")
    assert house.started("stubborn")
    run.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert alive(house.pids("stubborn")[0])
    began = time.monotonic()
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=10)
    assert time.monotonic() - began < 3
    assert not alive(house.pids("stubborn")[0])


def test_a_second_instance_is_refused_with_the_address_of_the_first(house: House) -> None:
    first = house.open("web:1:lives")
    assert eventually(
        lambda: "12345" in (house.state / "demo.json").read_text() if house.pids("web") else False
    )
    second = house.open("web:1:lives")
    output, _ = second.communicate(timeout=10)
    assert second.returncode == 1
    assert output.startswith("La démonstration tourne déjà : http://127.0.0.1:12345")
    assert output.count("\n") == 1
    assert first.poll() is None
    assert len(house.pids("web")) == 1


def test_children_do_not_outlive_a_killed_supervisor(house: House) -> None:
    run = house.open("database:3:lives", "web:1:lives")
    assert house.started("database", "web")
    run.kill()
    run.communicate()
    assert eventually(lambda: not any(alive(house.pids(name)[0]) for name in ("database", "web")))


def test_where_the_kernel_does_not_watch_the_next_run_ends_what_was_left(house: House) -> None:
    killed = house.open("web:1:lives", tied=False)
    assert house.started("web")
    assert eventually(lambda: len(json.loads((house.state / "demo.json").read_text())["children"]) == 1)
    killed.kill()
    killed.communicate()
    left = house.pids("web")[0]
    assert alive(left)
    again = house.open("web:1:lives")
    assert eventually(lambda: len(house.pids("web")) == 2)
    assert not alive(left)
    assert again.poll() is None


def test_a_number_given_to_another_process_since_is_left_alone(
    house: House, bystander: subprocess.Popen[bytes]
) -> None:
    child = {"pid": bystander.pid, "birth": "1", "signal": int(signal.SIGKILL)}
    (house.state / "demo.json").write_text(json.dumps({"pid": os.getpid(), "children": [child]}))
    house.open("web:1:lives")
    assert house.started("web")
    assert bystander.poll() is None
