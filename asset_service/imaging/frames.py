"""Lists of byte strings over a stream socket: a count, the lengths, then the bytes.

Both ends are ours, but the far end may have been taken over by a hostile picture: the reader
believes neither count nor lengths beyond the limits it was given.
"""

import socket
import struct
import time
from collections.abc import Sequence

MOST_PARTS = 16

_COUNT = struct.Struct("!I")
_LENGTH = struct.Struct("!Q")


class Nonsense(Exception):
    """The far end closed too early or sent what is no list of byte strings."""


def send(line: socket.socket, parts: Sequence[bytes]) -> None:
    """Send all of `parts`; raises OSError as the socket does."""
    head = _COUNT.pack(len(parts)) + b"".join(_LENGTH.pack(len(part)) for part in parts)
    line.sendall(head)
    for part in parts:
        line.sendall(part)


def receive(line: socket.socket, *, most: int, deadline: float | None) -> list[bytes]:
    """Return the next list, of at most `most` bytes in all, before monotonic time `deadline`.

    Without a deadline the socket is not touched but for reading, which is all that a confined
    process may do. Raises Nonsense, TimeoutError, or OSError as the socket does.
    """
    (count,) = _COUNT.unpack(_exactly(line, _COUNT.size, deadline))
    if count > MOST_PARTS:
        raise Nonsense(f"{count} parts")
    lengths = [_LENGTH.unpack(_exactly(line, _LENGTH.size, deadline))[0] for _ in range(count)]
    if sum(lengths) > most:
        raise Nonsense(f"{sum(lengths)} bytes")
    return [_exactly(line, length, deadline) for length in lengths]


def _exactly(line: socket.socket, length: int, deadline: float | None) -> bytes:
    held = bytearray(length)
    view, filled = memoryview(held), 0
    while filled < length:
        if deadline is not None:
            line.settimeout(seconds_until(deadline))
        got = line.recv_into(view[filled:])
        if not got:
            raise Nonsense("the line was closed")
        filled += got
    return bytes(held)


def seconds_until(deadline: float) -> float:
    """Return what is left until monotonic time `deadline`; raises TimeoutError when nothing is."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return left
