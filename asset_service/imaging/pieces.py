"""What a picture file is cut into: chunks of PNG and WebP, segments of JPEG."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """`data[start:end]` is the whole of it, `data[inside:stop]` what it holds."""

    kind: bytes
    start: int
    inside: int
    stop: int
    end: int

    def body(self, data: bytes, most: int | None = None) -> bytes:
        """Return what it holds, of that the first `most` bytes."""
        return data[self.inside : self.stop if most is None else min(self.stop, self.inside + most)]


def spliced(data: bytes, at: int, new: bytes, without: Sequence[Piece]) -> bytes:
    """Return the file with `new` at `at` and `without` some pieces, all else as it was."""
    marks = sorted([(at, at, new), *((one.start, one.end, b"") for one in without)])
    made, done = [], 0
    for start, end, piece in marks:
        made += [data[done:start], piece]
        done = end
    return b"".join([*made, data[done:]])


class NoRoom(Exception):
    """The metadata is longer than the format lets it be."""
