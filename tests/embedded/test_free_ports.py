"""Two starts on one machine never choose the same port."""

import socket

import pytest

from asset_service.embedded import ports as ports_module
from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.ports import Ports


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_free_port_is_taken_as_wished(free_port):
    with Ports() as ports:
        assert ports.choose(free_port) == free_port


def test_a_port_that_somebody_listens_on_is_passed_over(free_port):
    with socket.socket() as busy, Ports() as ports:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        assert ports.choose(busy.getsockname()[1], free_port) == free_port


def test_one_start_never_gives_a_port_twice(free_port):
    with Ports() as ports:
        assert ports.choose(free_port) != ports.choose(free_port)


@pytest.mark.skipif("sys.platform != 'linux'", reason="only Linux has sockets without a file")
def test_two_starts_never_choose_the_same_before_they_bind_it(free_port):
    with Ports() as one, Ports() as other:
        assert one.choose(free_port) == free_port
        assert other.choose(free_port) != free_port


def test_a_port_is_free_again_afterwards(free_port):
    for _ in range(2):
        with Ports() as ports:
            assert ports.choose(free_port) == free_port


def test_other_systems_do_without_the_claim(free_port, monkeypatch):
    monkeypatch.setattr(ports_module.sys, "platform", "darwin")
    with Ports() as ports:
        assert ports.choose(free_port) == free_port


def test_a_machine_without_free_ports_is_told(monkeypatch):
    monkeypatch.setattr(ports_module, "_is_free", lambda _: False)
    with Ports() as ports, pytest.raises(EmbeddedError, match="no free port"):
        ports.choose(8000)
