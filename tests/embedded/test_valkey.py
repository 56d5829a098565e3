"""The embedded broker: reachable by its socket alone, and it remembers."""

import signal
import stat
from dataclasses import replace

import pytest
from redis import Redis

from asset_service.embedded.binaries import valkey_server as valkey_binary
from asset_service.embedded.errors import AlreadyRunning, EmbeddedError
from asset_service.embedded.launch import end, spawn
from asset_service.embedded.valkey import Valkey


@pytest.fixture
def server(short_folder):
    return Valkey(valkey_binary(), short_folder / "valkey", short_folder / "v")


def start(server, short_folder):
    with (short_folder / "log").open("ab") as log:
        process = spawn(server.program(), log.fileno())
    server.wait_until_ready(lambda: None)
    return process


def test_it_has_no_port_and_drops_no_message(valkey_server):
    with Redis.from_url(valkey_server.url) as client:
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("append*")["appendfsync"] == "everysec"


def test_only_its_user_may_enter(valkey_server):
    assert stat.S_IMODE(valkey_server.socket.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(valkey_server.socket.stat().st_mode) == 0o700


def test_a_killed_broker_remembers_what_was_on_disk(server, short_folder):
    process = start(server, short_folder)
    with Redis.from_url(server.url) as client:
        client.rpush("images", "job")
        client.waitaof(1, 0, 10_000)
    end(process, signal.SIGKILL, grace=10)
    process = start(server, short_folder)
    with Redis.from_url(server.url) as client:
        assert client.lrange("images", 0, -1) == [b"job"]
    end(process, signal.SIGTERM, grace=10)


def test_two_brokers_never_share_their_files(server, short_folder):
    process = start(server, short_folder)
    with pytest.raises(AlreadyRunning):
        spawn(replace(server, sockets=short_folder / "w").program())
    end(process, signal.SIGTERM, grace=10)


def test_waiting_ends_when_it_never_answers(server):
    with pytest.raises(EmbeddedError, match="did not become ready"):
        server.wait_until_ready(lambda: None, patience=0)
