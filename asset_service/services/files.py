"""Stored files: bytes first, then the row that names them, so that no row points at nothing."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from asset_service.imaging.pictures import OTHER_SIZES, PREVIEW, Picture
from asset_service.models.outbox import OutboxMessage
from asset_service.models.stored_object import StoredObject
from asset_service.ports.objects import ObjectStore
from asset_service.store.work import Work


@dataclass(frozen=True)
class StoredFile:
    """What is known of a file once it is stored; sizes are bytes and upright pixels."""

    sha256: str
    size: int
    mime: str
    width: int
    height: int
    thumbhash: bytes


def original_key(project_id: UUID, sha256: str) -> str:
    """Files are content-addressed within a project: two projects never share one."""
    return f"{project_id}/{sha256}"


def rendition_key(project_id: UUID, sha256: str, width: int) -> str:
    return f"{project_id}/{sha256}.w{width}.webp"


class Files:
    """Puts files; trusts that the picture was read from the very bytes it is given."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, project_id: UUID, data: bytes, picture: Picture) -> StoredFile:
        """Store the original untouched and its 768 px rendition. No database here.

        Always puts, also when the key exists: the collector may be removing it right now.
        Raises StoreUnavailable.
        """
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
        )

    def name(self, work: Work, project_id: UUID, stored: StoredFile) -> None:
        """Write the row of a stored file, and ask for the sizes it lacks.

        Naming it again takes it back from the collector. The caller commits.
        """
        renditions = work.session.execute(
            insert(StoredObject)
            .values(
                project_id=project_id,
                sha256=stored.sha256,
                size=stored.size,
                mime=stored.mime,
                width=stored.width,
                height=stored.height,
                thumbhash=stored.thumbhash,
                renditions=[PREVIEW],
            )
            .on_conflict_do_update(
                index_elements=["project_id", "sha256"], set_={"condemned_at": None}
            )
            .returning(StoredObject.renditions)
        ).scalar_one()
        if not set(OTHER_SIZES) <= set(renditions):
            work.session.add(
                OutboxMessage(
                    project_id=project_id,
                    kind="render",
                    sha256=stored.sha256,
                    user_id=work.user_id,
                )
            )
