"""Pictures on their way to a reader: asked for by hash, given only to members."""

import re
from typing import BinaryIO
from uuid import UUID

from asset_service.domain.errors import Invalid, NotFound
from asset_service.imaging.pictures import OTHER_SIZES, PREVIEW
from asset_service.models.stored_object import StoredObject
from asset_service.ports.objects import ObjectMissing, ObjectStore
from asset_service.services.files import original_key, rendition_key
from asset_service.services.views.pictures import ImageFile
from asset_service.store import attempts, projects
from asset_service.store.work import Database

SIZES = tuple(sorted((PREVIEW, *OTHER_SIZES)))
_SHA256 = re.compile("[0-9a-f]{64}")


class Images:
    """Trusts `user_id` as authenticated; a hash alone opens nothing.

    `rendition` and `original` say who may read what, from the database alone; a file that they
    gave is then read with `size` and `open`.
    """

    def __init__(self, database: Database, store: ObjectStore) -> None:
        self._database = database
        self._store = store

    def rendition(self, user_id: UUID, project_id: UUID, sha256: str, width: int) -> ImageFile:
        """Name the re-encoded picture whose longest side is `width` pixels at most.

        A size that is not made yet is answered with the 768 px one, under its own ETag.
        Raises Invalid for a size that is not listed, NotFound.
        """
        if width not in SIZES:
            listed = ", ".join(map(str, SIZES))
            raise Invalid("No such size.", fields={"width": [f"Must be one of {listed}."]})
        with self._database.as_user(user_id) as work:
            projects.for_pictures(work.session, user_id, project_id)
            named = _SHA256.fullmatch(sha256) is not None
            row = work.session.get(StoredObject, (project_id, sha256)) if named else None
        if row is None:
            raise NotFound("image")
        made = width if width in row.renditions else PREVIEW
        return ImageFile(
            key=rendition_key(project_id, sha256, made),
            mime="image/webp",
            etag=f"{sha256[:32]}-{made}",
        )

    def original(
        self, user_id: UUID, project_id: UUID, asset_id: UUID, attempt_id: UUID
    ) -> ImageFile:
        """Name the bytes as they came. Raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            attempts.get(work.session, project_id, asset_id, attempt_id)
            attempt, file = attempts.with_file(work.session, attempt_id)
        extension = file.mime.rsplit("/", 1)[-1].replace("jpeg", "jpg")
        return ImageFile(
            key=original_key(project_id, file.sha256),
            mime=file.mime,
            etag=file.sha256,
            size=file.size,
            file_name=attempt.original_name or f"attempt-{attempt.number}.{extension}",
        )

    def size(self, file: ImageFile) -> int:
        """Ask the store how many bytes there are. Raises NotFound, StoreUnavailable."""
        try:
            return self._store.stat(file.key).size
        except ObjectMissing:
            raise NotFound("image") from None

    def open(self, file: ImageFile, offset: int = 0, length: int | None = None) -> BinaryIO:
        """Open `length` bytes from `offset`, else all from there; the caller closes the stream.

        Raises NotFound, StoreUnavailable.
        """
        try:
            return self._store.open(file.key, offset, length)
        except ObjectMissing:
            raise NotFound("image") from None
