"""A person's picture, from bytes to the selected attempt."""

from uuid import UUID

from asset_service.domain import texts
from asset_service.domain.attempts import Arrival
from asset_service.domain.vocabulary import AttemptSource
from asset_service.imaging.pictures import Pictures
from asset_service.models.asset import Asset
from asset_service.services.attempts import NewAttempt, add, check_open_for_images
from asset_service.services.files import Files
from asset_service.services.presenting import present_attempt
from asset_service.services.views import AddedAttempt, AttemptView
from asset_service.store import assets, attempts, projects
from asset_service.store.work import Database, Work


class Uploads:
    """Trusts `user_id` as authenticated; trusts nothing about the bytes or the name."""

    def __init__(self, database: Database, pictures: Pictures, files: Files) -> None:
        self._database = database
        self._pictures = pictures
        self._files = files

    def receive(
        self, user_id: UUID, project_id: UUID, asset_id: UUID, data: bytes, file_name: str
    ) -> AddedAttempt:
        """Store the picture and select it; answers once the 768 px rendition exists.

        Raises PictureRefused or UnsupportedType for bytes that are no picture we take,
        Conflict `asset_deferred` or `stage_locked`, StoreUnavailable. What is refused leaves
        nothing: the state is asked before the bytes are decoded, and again when the row is
        written, since no transaction is held while a picture is decoded and stored.
        """
        with self._database.as_user(user_id) as work:
            _open_asset(work, project_id, asset_id)
        picture = self._pictures.read(data)
        stored = self._files.put(project_id, data, picture)
        with self._database.as_user(user_id) as work:
            asset = _open_asset(work, project_id, asset_id)
            self._files.name(work, project_id, stored)
            added = add(
                work,
                asset,
                NewAttempt(
                    source=AttemptSource.UPLOADED,
                    sha256=stored.sha256,
                    created_by=user_id,
                    arrival=Arrival(by_person=True),
                    original_name=texts.clean_file_name(file_name),
                ),
            )
            answer = AddedAttempt(
                attempt=_view(work, added.attempt.id),
                evicted=_view(work, added.evicted.id) if added.evicted is not None else None,
            )
            work.commit()
            return answer


def _open_asset(work: Work, project_id: UUID, asset_id: UUID) -> Asset:
    project = projects.for_change(work.session, work.user_id, project_id)
    asset = assets.lock(work.session, project_id, asset_id)
    check_open_for_images(project.stage, asset)
    return asset


def _view(work: Work, attempt_id: UUID) -> AttemptView:
    return present_attempt(*attempts.with_file(work.session, attempt_id))
