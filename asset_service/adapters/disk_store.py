"""Objects as files under one folder, for a single machine.

An object appears whole under its name or not at all, whatever dies in between: it is written
aside on the same file system, forced to the disk, and renamed. Content types are not kept, since
the database knows them.
"""

import contextlib
import io
import os
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from asset_service.adapters.object_keys import checked_key, checked_prefix, is_segment
from asset_service.ports.objects import ObjectInfo, ObjectMissing, StoreUnavailable

# Names with a leading dot cannot be keys.
_INCOMING = ".incoming"
_LEFT_BEHIND_SECONDS = 3600
_PIECE = 1 << 20
# A proxy that is to read the files itself joins their group.
_FOLDER_MODE, _FILE_MODE = 0o750, 0o640


class DiskStore:
    """An `ObjectStore` on the file system; folders are made when the first object comes.

    Opening one removes what a killed process left half-written an hour ago or earlier. Every
    method raises ValueError for a key that no service makes.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / _INCOMING
        with contextlib.suppress(OSError):
            _remove_older(self._incoming, time.time() - _LEFT_BEHIND_SECONDS)

    def put(self, key: str, data: bytes, content_type: str) -> None:
        self.put_stream(key, io.BytesIO(data), len(data), content_type)

    def put_stream(
        self,
        key: str,
        stream: BinaryIO,
        size: int,
        content_type: str,  # noqa: ARG002 - see above
    ) -> None:
        place = self._root / checked_key(key)
        with _writing(), self._aside() as (descriptor, path):
            with os.fdopen(descriptor, "wb") as file:
                _copy(stream, file, size)
                file.flush()
                os.fsync(descriptor)
            _make_folder(place.parent)
            path.replace(place)
            _force_to_disk(place.parent)

    def get(self, key: str) -> bytes:
        with self.open(key) as file, _reading():
            return file.read()

    def open(self, key: str, offset: int = 0, length: int | None = None) -> BinaryIO:
        with _reading():
            file = (self._root / checked_key(key)).open("rb")
        file.seek(offset)
        return file if length is None else io.BufferedReader(_Stretch(file, length))

    def stat(self, key: str) -> ObjectInfo:
        place = self._root / checked_key(key)
        with _reading():
            if not place.is_file():
                raise ObjectMissing(key)
            facts = place.stat()
        return ObjectInfo(key, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))

    def delete(self, key: str) -> None:
        place = self._root / checked_key(key)
        with contextlib.suppress(ObjectMissing), _reading():
            if place.is_file():
                place.unlink()

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        return self._walk("", checked_prefix(prefix))

    def check(self) -> None:
        """Write and remove one byte, so that a full or read-only disk shows."""
        with _writing(), self._aside() as (descriptor, _), os.fdopen(descriptor, "wb") as file:
            file.write(b"x")

    @contextlib.contextmanager
    def _aside(self) -> Iterator[tuple[int, Path]]:
        """Give a new file to write, as descriptor and path; what stays there is removed."""
        _make_folder(self._incoming)
        path = self._incoming / uuid4().hex
        try:
            yield os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE), path
        finally:
            path.unlink(missing_ok=True)

    def _walk(self, folder: str, prefix: str) -> Iterator[ObjectInfo]:
        """Yield in key order: a folder sorts as its name with the slash that its keys have."""
        for name in self._names(folder):
            key = folder + name
            if name.endswith("/"):
                if key.startswith(prefix) or prefix.startswith(key):
                    yield from self._walk(key, prefix)
            elif key.startswith(prefix):
                with contextlib.suppress(ObjectMissing):
                    yield self.stat(key)

    def _names(self, folder: str) -> Sequence[str]:
        names: Sequence[str] = ()
        with (
            contextlib.suppress(ObjectMissing),
            _reading(),
            os.scandir(self._root / folder) as entries,
        ):
            names = sorted(
                entry.name + "/" * entry.is_dir() for entry in entries if is_segment(entry.name)
            )
        return names


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    """Copy exactly `size` bytes; raises ValueError when there are fewer."""
    left = size
    while left:
        piece = source.read(min(left, _PIECE))
        if not piece:
            raise ValueError(f"{left} bytes are missing")
        target.write(piece)
        left -= len(piece)


class _Stretch(io.RawIOBase):
    """The next `length` bytes of a file, which it closes."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file = file
        self._left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._file.read(min(len(buffer), self._left))
        self._left -= len(piece)
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise ObjectMissing(str(error.filename)) from error
    except OSError as error:
        raise StoreUnavailable(f"the disk refused: {error.strerror}") from error


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"the disk refused: {error.strerror}") from error


def _make_folder(folder: Path) -> None:
    """Make it and what is missing above it, each new name forced to the disk."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(_FOLDER_MODE, exist_ok=True)
        _force_to_disk(folder.parent)


def _force_to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_older(folder: Path, moment: float) -> None:
    for path in folder.iterdir():
        if path.stat().st_mtime < moment:
            path.unlink()
