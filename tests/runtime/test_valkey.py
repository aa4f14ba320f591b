"""A real Valkey, on a socket."""

import signal
from pathlib import Path

import pytest
import redis
from kombu import Connection

from runtime import valkey as valkey_module
from runtime.errors import Refusal
from runtime.services import throw_away_folder
from runtime.valkey import Valkey, answers


def test_it_serves_the_cache_and_the_broker_then_stops() -> None:
    with throw_away_folder() as home:
        service = Valkey(home, home)
        server = service.start()
        try:
            client = redis.Redis.from_url(service.url)
            assert client.ping()
            policy = client.config_get("*")
            wanted = {"maxmemory-policy": "noeviction", "appendonly": "no", "save": "", "port": "0"}
            assert {name: policy[name] for name in wanted} == wanted
            with Connection("redis+socket://" + service.url.removeprefix("unix://")) as broker:
                queue = broker.SimpleQueue("essai")
                queue.put({"id": 1})
                assert queue.get(timeout=2).payload == {"id": 1}
                queue.close()
        finally:
            service.stop(server)
        assert server.returncode == 0
        assert not answers(service.socket)


def test_a_dead_servers_socket_does_not_hinder_the_next() -> None:
    with throw_away_folder() as home:
        service = Valkey(home, home)
        first = service.start()
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert service.socket.exists()
        second = service.start()
        assert answers(service.socket)
        service.stop(second)


def test_a_machine_without_valkey_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey_module, "programs", lambda: iter([tmp_path / "absent"]))
    with pytest.raises(Refusal, match=r"apt install redis-server.*REDIS_URL"):
        Valkey(tmp_path, tmp_path).start()
