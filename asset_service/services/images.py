"""Pictures on their way to a reader: asked for by hash, given only to members."""

import re
from uuid import UUID

from asset_service.domain.errors import Invalid, NotFound
from asset_service.imaging.pictures import OTHER_SIZES, PREVIEW
from asset_service.models.stored_object import StoredObject
from asset_service.ports.objects import ObjectMissing, ObjectStore
from asset_service.services.files import original_key, rendition_key
from asset_service.services.views import ImageFile, OriginalFile
from asset_service.store import attempts, projects
from asset_service.store.work import Database

SIZES = tuple(sorted((PREVIEW, *OTHER_SIZES)))
_SHA256 = re.compile("[0-9a-f]{64}")


class Images:
    """Trusts `user_id` as authenticated; a hash alone opens nothing."""

    def __init__(self, database: Database, store: ObjectStore) -> None:
        self._database = database
        self._store = store

    def rendition(self, user_id: UUID, project_id: UUID, sha256: str, width: int) -> ImageFile:
        """Return the re-encoded picture whose longest side is `width` pixels at most.

        A size that is not made yet is answered with the 768 px one, under its own ETag.
        Raises Invalid for a size that is not listed, NotFound, StoreUnavailable.
        """
        if width not in SIZES:
            listed = ", ".join(map(str, SIZES))
            raise Invalid("No such size.", fields={"width": [f"Must be one of {listed}."]})
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            named = _SHA256.fullmatch(sha256) is not None
            row = work.session.get(StoredObject, (project_id, sha256)) if named else None
        if row is None:
            raise NotFound("image")
        made = width if width in row.renditions else PREVIEW
        try:
            data = self._store.get(rendition_key(project_id, sha256, made))
        except ObjectMissing:
            raise NotFound("image") from None
        return ImageFile(data=data, mime="image/webp", etag=f"{sha256[:32]}-{made}")

    def original(
        self, user_id: UUID, project_id: UUID, asset_id: UUID, attempt_id: UUID
    ) -> OriginalFile:
        """Open the bytes as they came. Raises NotFound, StoreUnavailable."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            attempts.get(work.session, project_id, asset_id, attempt_id)
            attempt, file = attempts.with_file(work.session, attempt_id)
        try:
            stream = self._store.open(original_key(project_id, file.sha256))
        except ObjectMissing:
            raise NotFound("image") from None
        extension = file.mime.rsplit("/", 1)[-1].replace("jpeg", "jpg")
        return OriginalFile(
            stream=stream,
            size=file.size,
            mime=file.mime,
            file_name=attempt.original_name or f"attempt-{attempt.number}.{extension}",
            sha256=file.sha256,
        )
