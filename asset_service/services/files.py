"""Stored files: bytes first, then the row that names them, so that no row points at nothing."""

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from asset_service.domain.claims import NO_CLAIMS, Claims
from asset_service.domain.files import PUT_SERVES
from asset_service.imaging.pictures import OTHER_SIZES, PREVIEW, Picture
from asset_service.models.stored_object import StoredObject
from asset_service.ports.objects import ObjectMissing, ObjectStore, StoreUnavailable
from asset_service.services.quotas import NO_QUOTAS, Quotas
from asset_service.store import files, outbox
from asset_service.store.work import Work

SHOWN_MIME = "image/webp"
"""Of every rendition."""

PATIENCE = (0.1, 0.3, 1.0, 2.0, 4.0)
"""Seconds between the tries to put and name a file that is being deleted."""

# One that goes on while the machine sleeps, where there is one to be had by name.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

T = TypeVar("T")


class PutAgain(Exception):
    """The file may have been deleted since it was put; nothing was written."""


@dataclass(frozen=True)
class StoredFile:
    """What is known of a file once it is stored; sizes are bytes and upright pixels.

    `began` is what the elapsed clock said before the first byte was put. `claims` are what the
    file says of itself.
    """

    sha256: str
    size: int
    mime: str
    width: int
    height: int
    thumbhash: bytes
    began: float
    claims: Claims


def elapsed_clock() -> float:
    """Return seconds since some moment; only differences within one machine mean anything."""
    return time.clock_gettime(_CLOCK)


def original_key(project_id: UUID, sha256: str) -> str:
    """Files are content-addressed within a project: two projects never share one."""
    return f"{project_id}/{sha256}"


def rendition_key(project_id: UUID, sha256: str, width: int) -> str:
    return f"{project_id}/{sha256}.w{width}.webp"


@dataclass(frozen=True)
class FileKey:
    """What a key of ours names; `width` is None for the original."""

    project_id: UUID
    sha256: str
    width: int | None


_KEY = re.compile(r"([0-9a-f-]{36})/([0-9a-f]{64})(?:\.w([1-9][0-9]{0,4})\.webp)?")


def read_key(key: str) -> FileKey | None:
    """Return what the key names, None for one that is not made here."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    project, sha256, width = found.groups()
    try:
        project_id = UUID(project)
    except ValueError:
        return None
    # only the one way that it is written here
    if str(project_id) != project:
        return None
    return FileKey(project_id, sha256, int(width) if width else None)


class Files:
    """Puts files; trusts that the picture was read from the very bytes it is given."""

    def __init__(self, store: ObjectStore, quotas: Quotas = NO_QUOTAS) -> None:
        self._store = store
        self.quotas = quotas

    def put(self, project_id: UUID, data: bytes, picture: Picture) -> StoredFile:
        """Store the original untouched and its 768 px rendition. No database here.

        Always puts, also when the key exists: the collector may be removing it right now.
        Raises StoreUnavailable.
        """
        began = elapsed_clock()
        sha256 = hashlib.sha256(data).hexdigest()
        self._store.put(original_key(project_id, sha256), data, picture.mime)
        self._store.put(rendition_key(project_id, sha256, PREVIEW), picture.preview, "image/webp")
        return StoredFile(
            sha256=sha256,
            size=len(data),
            mime=picture.mime,
            width=picture.width,
            height=picture.height,
            thumbhash=picture.thumbhash,
            began=began,
            claims=picture.claims,
        )

    def copy(self, file: StoredObject, project_id: UUID) -> StoredFile:
        """Store a file of one project in another, with its 768 px rendition. No database here.

        As `put`, always. Raises StoreUnavailable, also when the file is gone or broken: it was
        being removed, or is looked after by the next inspection.
        """
        began = elapsed_clock()
        try:
            data = self._store.get(original_key(file.project_id, file.sha256))
            preview = self._store.get(rendition_key(file.project_id, file.sha256, PREVIEW))
        except ObjectMissing:
            raise StoreUnavailable("the picture cannot be read") from None
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise StoreUnavailable("the picture is not what was stored")
        self._store.put(original_key(project_id, file.sha256), data, file.mime)
        self._store.put(rendition_key(project_id, file.sha256, PREVIEW), preview, SHOWN_MIME)
        return StoredFile(
            sha256=file.sha256,
            size=file.size,
            mime=file.mime,
            width=file.width,
            height=file.height,
            thumbhash=file.thumbhash,
            began=began,
            claims=NO_CLAIMS,
        )

    def shown(self, project_id: UUID, sha256: str) -> bytes:
        """Return the largest re-encoded picture there is of a stored file.

        Raises ObjectMissing, StoreUnavailable.
        """
        try:
            return self._store.get(rendition_key(project_id, sha256, max(OTHER_SIZES)))
        except ObjectMissing:
            return self._store.get(rendition_key(project_id, sha256, PREVIEW))

    def name(
        self, work: Work, project_id: UUID, stored: StoredFile, *, in_any_case: bool = False
    ) -> None:
        """Write the row of a stored file, and ask for the sizes it lacks.

        Naming it again takes it back from the collector, also after it was deleted, if these
        bytes were put after that. Raises PutAgain when that is not sure, writing nothing, and
        Conflict `quota_exceeded` unless it is stored `in_any_case`. The transaction must have
        begun before, by any statement; the caller commits.
        """
        if not in_any_case:
            self.quotas.check_file(work, project_id, stored.sha256, stored.size)
        elapsed = timedelta(seconds=elapsed_clock() - stored.began)
        if elapsed >= PUT_SERVES:
            raise PutAgain
        facts = {
            "project_id": project_id,
            "sha256": stored.sha256,
            "size": stored.size,
            "mime": stored.mime,
            "width": stored.width,
            "height": stored.height,
            "thumbhash": stored.thumbhash,
            "renditions": [PREVIEW],
        }
        renditions = files.name(work.session, facts, elapsed)
        if renditions is None:
            raise PutAgain
        if not set(OTHER_SIZES) <= set(renditions):
            outbox.add_render(work.session, project_id, stored.sha256, work.user_id)


def until_named(act: Callable[[], T], patience: Sequence[float] = PATIENCE) -> T:
    """Return what `act` does, which puts a file and names it: again while it is being deleted.

    Raises StoreUnavailable when that takes too long.
    """
    for pause in patience:
        try:
            return act()
        except PutAgain:
            time.sleep(pause)
    try:
        return act()
    except PutAgain:
        raise StoreUnavailable("this file is being deleted") from None
