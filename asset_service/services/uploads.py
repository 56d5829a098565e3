"""A person's picture, from bytes to the selected attempt, of an asset or of it in one scene."""

from dataclasses import dataclass
from uuid import UUID

from asset_service import failpoints
from asset_service.domain import texts
from asset_service.domain.attempts import Arrival
from asset_service.domain.provenance import SaidType
from asset_service.domain.vocabulary import AttemptSource
from asset_service.imaging.pictures import Pictures
from asset_service.models.asset import Asset
from asset_service.models.project import Project
from asset_service.models.scene_asset import SceneAsset
from asset_service.services.attempts import (
    NewAttempt,
    add,
    check_not_deferred,
    check_open_for_images,
)
from asset_service.services.files import Files, StoredFile, until_named
from asset_service.services.idempotency import CREATED, Idempotency, conclude, look, start
from asset_service.services.presenting import present_attempt
from asset_service.services.views.pictures import AddedAttempt, AttemptView
from asset_service.store import assets, attempts, projects, scene_attempts
from asset_service.store.work import Database, Work


class Uploads:
    """Trusts `user_id` as authenticated; trusts nothing about the bytes or the name."""

    def __init__(self, database: Database, pictures: Pictures, files: Files) -> None:
        self._database = database
        self._pictures = pictures
        self._files = files

    def receive(  # noqa: PLR0913 - the parts of one request
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        data: bytes,
        file_name: str,
        *,
        said: SaidType | None = None,
        scene_id: UUID | None = None,
        idempotency: Idempotency | None = None,
    ) -> AddedAttempt:
        """Store the picture and select it; answers once the 768 px rendition exists.

        `said` is where the person says that it comes from. With a `scene_id` it is the asset's
        picture in that scene, whatever the stage, and the scene shows it.

        Raises PictureRefused or UnsupportedType for bytes that are no picture we take,
        Conflict `asset_deferred`, `stage_locked` or `quota_exceeded`, TooMany `too_many_pictures`
        while too many of the user's are read, StoreUnavailable, and what
        `idempotency.start` raises, before anything is decoded. What is refused leaves
        nothing: the state is asked before the bytes are decoded, and again when the row is
        written, since no transaction is held while a picture is decoded and stored.
        """
        where = _Where(project_id, asset_id, scene_id)
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            look(work, idempotency)
            where.lock(work, project)
            self._files.quotas.check_bytes(work, project_id, data)
        picture = self._pictures.read(data, str(user_id))

        def keep() -> AddedAttempt:
            stored = self._files.put(project_id, data, picture)
            failpoints.reach("upload.put")
            new = NewAttempt(
                source=AttemptSource.UPLOADED,
                sha256=stored.sha256,
                created_by=user_id,
                arrival=Arrival(by_person=True),
                original_name=texts.clean_file_name(file_name),
                claims=stored.claims,
                said=said,
            )
            return self._add(where, stored, new, idempotency)

        return until_named(keep)

    def _add(
        self,
        where: "_Where",
        stored: StoredFile,
        new: NewAttempt,
        idempotency: Idempotency | None,
    ) -> AddedAttempt:
        with self._database.as_user(new.created_by) as work:
            project = projects.for_change(work.session, new.created_by, where.project_id)
            start(work, idempotency)
            asset, scene = where.lock(work, project)
            self._files.name(work, where.project_id, stored)
            added = add(work, asset, new, scene)
            answer = AddedAttempt(
                attempt=_view(work, added.attempt.id, shown=added.attempt.id),
                evicted=_view(work, added.evicted.id) if added.evicted is not None else None,
            )
            conclude(work, idempotency, CREATED, answer)
            work.commit()
            return answer


@dataclass(frozen=True)
class _Where:
    """What the picture is of: an asset, or it in one scene."""

    project_id: UUID
    asset_id: UUID
    scene_id: UUID | None

    def lock(self, work: Work, project: Project) -> tuple[Asset, SceneAsset | None]:
        """Lock it; raises NotFound, and Conflict where no picture may be added now."""
        if self.scene_id is None:
            asset = assets.lock(work.session, project.id, self.asset_id)
            check_open_for_images(project.stage, asset)
            return asset, None
        there, asset = scene_attempts.lock(work.session, project.id, self.scene_id, self.asset_id)
        check_not_deferred(asset)
        return asset, there


def _view(work: Work, attempt_id: UUID, shown: UUID | None = None) -> AttemptView:
    return present_attempt(*attempts.with_file(work.session, attempt_id), shown)
