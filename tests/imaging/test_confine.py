import os
import resource
import socket
import sys

import hostile_work
import pytest

from asset_service.imaging import confine
from asset_service.imaging.confine import Confinement, Prepared

LIMITS = Confinement(memory=256 << 20, cpu_seconds=2, wall_seconds=20.0)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="these limits are Linux's")

pytestmark = pytest.mark.promise("B32")


def tried_in_a_fork(name, **prepared):
    """What comes of one hostile try under the limits alone, without a filter of calls."""
    near, far = socket.socketpair()
    parent = prepared.pop("parent", os.getpid())
    facts = {"base_memory": confine._address_space(), "filter": None, "nobody": None} | prepared
    pid = os.fork()
    if pid == 0:
        try:
            line = confine.confine(far, LIMITS, Prepared(**facts), parent)
            try:
                line.sendall(f"done {hostile_work.TRIES[name]()}".encode())
            except (Exception, MemoryError) as error:  # noqa: BLE001 - it is the answer
                line.sendall(type(error).__name__.encode())
        finally:
            os._exit(0)
    far.close()
    with near:
        said = near.recv(100).decode()
    os.waitpid(pid, 0)
    return said


@LINUX
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("open_socket", "OSError"),
        ("write_a_file", "OSError"),
        ("read_a_file", "OSError"),
        ("fork", "BlockingIOError"),
        ("raise_a_limit", "ValueError"),
        ("take_all_memory", "MemoryError"),
    ],
)
def test_the_limits_hold_where_the_kernel_has_no_filter(name, said):
    nobody = confine._nobody() if os.geteuid() == 0 else None
    assert tried_in_a_fork(name, nobody=nobody) == said


def test_a_child_whose_parent_is_gone_does_no_work():
    assert tried_in_a_fork("who_am_i", parent=1) == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_root_that_cannot_change_its_user_works_only_behind_the_filter():
    impossible = (-1, -1)
    assert tried_in_a_fork("who_am_i", nobody=impossible) == ""
    filtered = confine.seccomp.for_this_machine()
    assert tried_in_a_fork("who_am_i", nobody=impossible, filter=filtered).startswith("done (0,")


def test_a_system_without_the_user_nobody_gets_the_usual_number(monkeypatch):
    monkeypatch.setattr(confine.pwd, "getpwnam", {}.__getitem__)
    assert confine._nobody() == (65534, 65534)


def test_memory_in_use_is_measured():
    assert 1 << 20 < confine._address_space() < 1 << 40


def test_a_limit_is_never_raised(monkeypatch):
    asked = []
    monkeypatch.setattr(resource, "getrlimit", lambda which: (10, 10))
    monkeypatch.setattr(resource, "setrlimit", lambda which, both: asked.append(both))
    confine._limit(resource.RLIMIT_CPU, 20)
    confine._limit(resource.RLIMIT_CPU, 5)
    assert asked == [(10, 10), (5, 5)]


def test_memory_in_use_is_unknown_where_the_kernel_does_not_say(monkeypatch):
    def absent(*_, **__):
        raise FileNotFoundError

    monkeypatch.setattr(confine.Path, "read_text", absent)
    assert confine._address_space() == 0
