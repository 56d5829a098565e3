import socket
import threading
import time

import pytest

from asset_service.imaging import frames


@pytest.fixture
def ends():
    near, far = socket.socketpair()
    with near, far:
        yield near, far


def soon():
    return time.monotonic() + 20


@pytest.mark.parametrize("parts", [[], [b""], [b"a", b"", b"bc"], [b"x" * 3_000_000]])
def test_a_list_arrives_as_it_was_sent(ends, parts):
    near, far = ends
    sender = threading.Thread(target=frames.send, args=(far, parts))
    sender.start()
    assert frames.receive(near, most=4_000_000, deadline=soon()) == parts
    sender.join()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00",
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x01" + (11).to_bytes(8, "big") + bytes(11),
        b"\x00\x00\x00\x01" + (10).to_bytes(8, "big") + bytes(9),
    ],
)
def test_what_is_no_list_or_too_long_is_nonsense(ends, said):
    near, far = ends
    far.sendall(said)
    far.close()
    with pytest.raises(frames.Nonsense):
        frames.receive(near, most=10, deadline=soon())


def test_nothing_is_waited_for_past_the_deadline(ends):
    near, _ = ends
    with pytest.raises(TimeoutError):
        frames.receive(near, most=10, deadline=time.monotonic() - 1)
    with pytest.raises(TimeoutError):
        frames.receive(near, most=10, deadline=time.monotonic() + 0.01)


def test_without_a_deadline_the_socket_is_only_read(ends):
    near, far = ends
    frames.send(far, [b"word"])
    near.settimeout(5)
    assert frames.receive(near, most=10, deadline=None) == [b"word"]
    assert near.gettimeout() == 5
