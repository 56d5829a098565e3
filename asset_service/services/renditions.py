"""The sizes beside the 768 px one, made by a task after the upload was answered."""

from uuid import UUID

from sqlalchemy import update

from asset_service.domain.errors import NotFound
from asset_service.imaging.pictures import Pictures
from asset_service.models.stored_object import StoredObject
from asset_service.ports.objects import ObjectMissing, ObjectStore
from asset_service.services.files import original_key, rendition_key
from asset_service.services.images import SIZES
from asset_service.store import projects
from asset_service.store.work import Database


class Renditions:
    """Doing it twice, or after the row is gone, does no harm."""

    def __init__(self, database: Database, pictures: Pictures, store: ObjectStore) -> None:
        self._database = database
        self._pictures = pictures
        self._store = store

    def render(self, user_id: UUID, project_id: UUID, sha256: str) -> None:
        """Make and store what is missing. Raises NotFound, PictureRefused, StoreUnavailable.

        What was deleted meanwhile, and perhaps put again, is somebody else's: then nothing is
        said of the sizes, and the collector finds what was stored too late.
        """
        with self._database.as_user(user_id) as work:
            projects.for_pictures(work.session, user_id, project_id)
            row = work.session.get(StoredObject, (project_id, sha256))
        if row is None or row.removed_at is not None:
            raise NotFound("file")
        missing = [width for width in SIZES if width not in row.renditions]
        if not missing:
            return
        try:
            data = self._store.get(original_key(project_id, sha256))
        except ObjectMissing:
            raise NotFound("file") from None
        made = self._pictures.renditions(data, missing)
        for width, data in made.items():
            self._store.put(rendition_key(project_id, sha256, width), data, "image/webp")
        with self._database.as_user(user_id) as work:
            work.session.execute(
                update(StoredObject)
                .where(
                    StoredObject.project_id == project_id,
                    StoredObject.sha256 == sha256,
                    StoredObject.removed_at.is_(None),
                    StoredObject.created_at == row.created_at,
                )
                .values(renditions=sorted({*row.renditions, *made}))
            )
            work.commit()
