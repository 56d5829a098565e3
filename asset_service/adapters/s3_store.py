"""Objects in any S3-compatible store, through the minio SDK.

A store that is away shows within ten seconds: time-outs are short, none is tried again for long
(`s3_retries.py`), and a transfer that has begun must keep a pace.
"""

import contextlib
import io
import shutil
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

import certifi
import urllib3
from minio import Minio
from minio.datatypes import Object
from minio.error import MinioException, S3Error

from asset_service.adapters.object_keys import checked_key, checked_prefix
from asset_service.adapters.s3_retries import retries
from asset_service.config import S3Settings
from asset_service.ports.objects import ObjectInfo, ObjectMissing, StoreUnavailable

_CONNECT_SECONDS, _READ_SECONDS = 2.0, 4.5
_HEAD_START_SECONDS, _SLOWEST_BYTES_PER_SECOND = 5.0, 500_000
_CONNECTIONS = 16
_BUFFER = 1 << 18
_PIECE = 1 << 16
_SMALLEST_PART = 5 << 20
_PART = 16 << 20
_PARTIAL = 206
_MISSING = frozenset({"NoSuchKey", "NoSuchObject", "NoSuchBucket", "ResourceNotFound"})
_OURS_ALREADY = frozenset({"BucketAlreadyOwnedByYou", "BucketAlreadyExists"})


class S3Store:
    """An `ObjectStore` in one bucket, which is made when it is not there.

    Every method raises ValueError for a key that no service makes.
    """

    def __init__(self, settings: S3Settings) -> None:
        self._bucket = settings.bucket
        self._pool = _Pool(
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
            maxsize=_CONNECTIONS,
            blocksize=_PIECE,
            ca_certs=certifi.where(),
        )
        self._client = Minio(
            endpoint=settings.endpoint,
            access_key=settings.access_key,
            secret_key=settings.secret_key,
            secure=settings.secure,
            region=settings.region,
            http_client=self._pool,
        )

    def put(self, key: str, data: bytes, content_type: str) -> None:
        # One request whatever the size: a put of several parts could leave some of them behind.
        part = max(_SMALLEST_PART, len(data))
        self._put(key, io.BytesIO(data), len(data), content_type, part)

    def put_stream(self, key: str, stream: BinaryIO, size: int, content_type: str) -> None:
        """In parts of 16 MiB, of which one is in memory.

        A process that is killed half-way leaves parts that nobody sees; a rule of the bucket
        removes them (`docs/operations.md`).
        """
        self._put(key, stream, size, content_type, _PART)

    def get(self, key: str) -> bytes:
        whole = io.BytesIO()
        with self.open(key) as stream:
            shutil.copyfileobj(stream, whole, _BUFFER)
        return whole.getvalue()

    def open(self, key: str, offset: int = 0, length: int | None = None) -> BinaryIO:
        checked_key(key)
        with _told():
            try:
                answer = self._client.get_object(self._bucket, key, offset, length or 0)
            except S3Error as error:
                if error.code == "InvalidRange":
                    return io.BytesIO()  # it ends before
                raise
        stream = io.BufferedReader(_Stream(answer), buffer_size=_BUFFER)
        if (offset or length) and answer.status != _PARTIAL:
            stream.close()
            raise StoreUnavailable("the object store gives no parts of objects")
        return stream

    def stat(self, key: str) -> ObjectInfo:
        with _told():
            return _info(self._client.stat_object(self._bucket, checked_key(key)))

    def delete(self, key: str) -> None:
        checked_key(key)
        with contextlib.suppress(ObjectMissing), _told():
            self._client.remove_object(self._bucket, key)

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        """In the server's order: key order on all but SeaweedFS, which sorts folder by folder."""
        return self._list(checked_prefix(prefix))

    def check(self) -> None:
        with _told(missing=StoreUnavailable):
            if not self._client.bucket_exists(self._bucket):
                self._make_bucket()

    def _put(self, key: str, stream: BinaryIO, size: int, content_type: str, part: int) -> None:
        checked_key(key)
        start = stream.tell()
        with _told(missing=StoreUnavailable):
            try:
                self._send(key, stream, size, content_type, part)
            except S3Error as error:
                if error.code != "NoSuchBucket":
                    raise
                self._make_bucket()
                stream.seek(start)
                self._send(key, stream, size, content_type, part)

    def _send(self, key: str, stream: BinaryIO, size: int, content_type: str, part: int) -> None:
        try:
            self._client.put_object(
                self._bucket, key, stream, size, content_type=content_type, part_size=part
            )
        except OSError as error:  # the SDK's word for a stream that ends before its time
            if "stream having not enough data" in str(error):
                raise ValueError("bytes are missing") from error
            raise

    def _make_bucket(self) -> None:
        try:
            self._client.make_bucket(self._bucket)
        except S3Error as error:
            # Another process was first; should it be a stranger's, the next put is refused.
            if error.code not in _OURS_ALREADY:
                raise

    def _list(self, prefix: str) -> Iterator[ObjectInfo]:
        found = self._client.list_objects(self._bucket, prefix=prefix, recursive=True)
        with contextlib.suppress(ObjectMissing), _told():
            yield from (_info(one) for one in found)


class _Pace:
    """Counts the time that is spent waiting for the store, not for the reader of a download."""

    def __init__(self) -> None:
        self._waited = 0.0
        self._moved = 0

    def keep(self, since: float, moved: int) -> None:
        """Count bytes that took from monotonic time `since` until now; raises StoreUnavailable."""
        self._waited += time.monotonic() - since
        self._moved += moved
        if self._waited > _HEAD_START_SECONDS + self._moved / _SLOWEST_BYTES_PER_SECOND:
            raise StoreUnavailable("the object store is too slow")


class _Pool(urllib3.PoolManager):
    """Sends a body piece by piece, and what a busy store did not take again.

    In one piece the time-out of the socket, two seconds, would hold for all of it.
    """

    def urlopen(  # type: ignore[override] # as its parent has it
        self, method: str, url: str, **options: Any
    ) -> urllib3.BaseHTTPResponse:
        body = options.pop("body", None)
        options.setdefault("retries", retries())
        return super().urlopen(method, url, body=body and _Body(body), **options)


class _Body(io.BytesIO):
    """What is sent; starting again, as a retry does, begins a new count."""

    _since: float
    _sent: int

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._begin()

    def read(self, size: int | None = -1, /) -> bytes:
        self._pace.keep(self._since, self._sent)
        piece = super().read(size)
        self._since, self._sent = time.monotonic(), len(piece)
        return piece

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._begin()
        return super().seek(offset, whence)

    def _begin(self) -> None:
        self._pace, self._since, self._sent = _Pace(), time.monotonic(), 0


class _Stream(io.RawIOBase):
    """The body of an answer; closing it gives the connection back."""

    def __init__(self, answer: urllib3.BaseHTTPResponse) -> None:
        self._answer = answer
        self._pace = _Pace()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        since = time.monotonic()
        with _told():
            # what has arrived, not all that was asked for: else a trickle would hold us for hours
            piece = self._answer.read1(len(buffer))
        self._pace.keep(since, len(piece))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._answer.close()
        self._answer.release_conn()
        super().close()


def _info(found: Object) -> ObjectInfo:
    if found.size is None or found.last_modified is None:
        raise StoreUnavailable("the object store left out size or date")
    return ObjectInfo(str(found.object_name), found.size, found.last_modified)


@contextlib.contextmanager
def _told(missing: type[Exception] = ObjectMissing) -> Iterator[None]:
    """Put what goes wrong in the port's words."""
    try:
        yield
    except S3Error as error:
        if error.code in _MISSING:
            raise missing(f"{error.code}: {error.object_name}") from error
        raise StoreUnavailable(f"the object store answered {error.code}") from error
    except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
        raise StoreUnavailable(f"the object store is away: {type(error).__name__}") from error
