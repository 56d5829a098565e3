import os
import signal
import socket
import threading
import time

import pytest

from asset_service.imaging import zygote


@pytest.fixture
def control():
    """Our end of a control line whose far end is being served."""
    started = []

    def start(child, wall_seconds=20.0):
        ours, theirs = socket.socketpair()
        served = threading.Thread(target=zygote.serve, args=(theirs, child, wall_seconds))
        served.start()
        started.append((ours, theirs, served))
        return ours

    yield start
    for ours, theirs, served in started:
        ours.close()
        served.join()
        theirs.close()


def ask(control):
    near, far = socket.socketpair()
    with far:
        socket.send_fds(control, [b"+"], [far.fileno()])
    return near


def greet(line):
    line.sendall(b"hello")
    os._exit(0)


def repeat_one_word(line):
    line.sendall(line.recv(10))
    os._exit(0)


def wait_for_ever(line):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    time.sleep(600)


def raise_something(line):
    raise OSError("confinement failed")


def test_every_socket_gets_a_child_of_its_own(control):
    line = control(greet)
    for _ in range(3):
        with ask(line) as near:
            assert near.recv(10) == b"hello"
            assert near.recv(10) == b""


def test_a_child_at_work_is_left_alone_when_another_comes(control):
    line = control(repeat_one_word)
    with ask(line) as first, ask(line) as second:
        for near in (second, first):
            near.sendall(b"word")
            assert near.recv(10) == b"word"


def test_a_child_past_its_time_is_killed(control):
    with ask(control(wait_for_ever, wall_seconds=0.05)) as near:
        assert near.recv(10) == b""


def test_a_child_that_cannot_be_confined_ends_without_a_word(control, capfd):
    with ask(control(raise_something)) as near:
        assert near.recv(10) == b""


def test_when_no_process_can_be_had_the_line_is_closed(control, monkeypatch):
    def no_fork():
        raise BlockingIOError

    line = control(greet)
    monkeypatch.setattr(os, "fork", no_fork)
    with ask(line) as near:
        assert near.recv(10) == b""
