"""Where picture bytes live: a flat store of whole objects under text keys.

Keys are made by the services (`<project id>/<sha256>` and renditions beside it), never from
what a client sent. Putting the same key twice is harmless: same key, same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol


class ObjectMissing(Exception):
    """No object has this key."""


class StoreUnavailable(Exception):
    """The store did not answer, or refused; trying again later may help."""


@dataclass(frozen=True)
class ObjectInfo:
    """`size` in bytes; `modified` is aware."""

    key: str
    size: int
    modified: datetime


class ObjectStore(Protocol):
    """Every method may raise StoreUnavailable."""

    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Store `data` whole or not at all; durable when this returns."""
        ...

    def put_stream(self, key: str, stream: BinaryIO, size: int, content_type: str) -> None:
        """As `put`, of the `size` bytes that `stream` has from where it stands.

        For what is too large for memory. Raises ValueError when there are fewer.
        """
        ...

    def get(self, key: str) -> bytes:
        """Return the whole object; raises ObjectMissing."""
        ...

    def open(self, key: str, offset: int = 0, length: int | None = None) -> BinaryIO:
        """Return a stream of `length` bytes (1 or more) from `offset`, else of all from there.

        What lies beyond the end is left out, and no other bytes are fetched. The caller closes
        the stream; reading it may raise StoreUnavailable. Raises ObjectMissing.
        """
        ...

    def stat(self, key: str) -> ObjectInfo:
        """Raises ObjectMissing."""
        ...

    def delete(self, key: str) -> None:
        """Remove the object; a key that is not there is no error."""
        ...

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        """Yield every object whose key starts with `prefix`, in key order."""
        ...

    def check(self) -> None:
        """Return quietly when the store can be used; raises StoreUnavailable."""
        ...
