"""Objects in any S3-compatible store, through the minio SDK.

Time-outs are short and retries few, so that a store that is away shows within ten seconds.
"""

import contextlib
import io
import time
from collections.abc import Iterator
from typing import BinaryIO

import certifi
import urllib3
from minio import Minio
from minio.datatypes import Object
from minio.error import MinioException, S3Error

from asset_service.adapters.object_keys import checked_key, checked_prefix
from asset_service.config import S3Settings
from asset_service.ports.objects import ObjectInfo, ObjectMissing, StoreUnavailable

_CONNECT_SECONDS, _READ_SECONDS = 2.0, 4.5
_WHOLE_READ_SECONDS = 20.0
_CONNECTIONS = 16
_PIECE = 1 << 20
# One request whatever the size: a put of several parts could leave some of them behind.
_SMALLEST_PART = 5 << 20
_MISSING = frozenset({"NoSuchKey", "NoSuchObject", "NoSuchBucket", "ResourceNotFound"})
_OURS_ALREADY = frozenset({"BucketAlreadyOwnedByYou", "BucketAlreadyExists"})


class S3Store:
    """An `ObjectStore` in one bucket, which is made when it is not there.

    Every method raises ValueError for a key that no service makes.
    """

    def __init__(self, settings: S3Settings) -> None:
        self._bucket = settings.bucket
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
            retries=urllib3.Retry(total=1, backoff_factor=0.1, status_forcelist=(500, 502, 503)),
            maxsize=_CONNECTIONS,
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
        checked_key(key)
        with _told(missing=StoreUnavailable):
            try:
                self._put(key, data, content_type)
            except S3Error as error:
                if error.code != "NoSuchBucket":
                    raise
                self._make_bucket()
                self._put(key, data, content_type)

    def get(self, key: str) -> bytes:
        deadline = time.monotonic() + _WHOLE_READ_SECONDS
        whole = io.BytesIO()
        with self.open(key) as stream:
            while piece := stream.read(_PIECE):
                whole.write(piece)
                if time.monotonic() > deadline:
                    raise StoreUnavailable("the object store is too slow")
        return whole.getvalue()

    def open(self, key: str) -> BinaryIO:
        with _told():
            answer = self._client.get_object(self._bucket, checked_key(key))
        return io.BufferedReader(_Stream(answer), buffer_size=_PIECE)

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

    def _put(self, key: str, data: bytes, content_type: str) -> None:
        self._client.put_object(
            self._bucket,
            key,
            io.BytesIO(data),
            len(data),
            content_type=content_type,
            part_size=max(_SMALLEST_PART, len(data)),
        )

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


class _Stream(io.RawIOBase):
    """The body of an answer; closing it gives the connection back."""

    def __init__(self, answer: urllib3.BaseHTTPResponse) -> None:
        self._answer = answer

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with _told():
            piece = self._answer.read(len(buffer))
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
