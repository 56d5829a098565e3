"""Pictures that a style follows: uploaded, or taken from the attempts of the project.

Of a locked style the next version gets them, which a change makes the style.
"""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from asset_service import failpoints
from asset_service.domain import stage, texts
from asset_service.domain.errors import Conflict, NotFound
from asset_service.domain.styles import REFERENCES_MOST
from asset_service.imaging.pictures import Pictures
from asset_service.models.project import Project
from asset_service.services.files import Files, until_named
from asset_service.services.idempotency import CREATED, Idempotency, conclude, look, start
from asset_service.services.styles import being_written, done, for_style, seen, written
from asset_service.services.views.styles import StyleView
from asset_service.store import assets, attempts, projects, styles
from asset_service.store.styles import Reference
from asset_service.store.work import Database, Work


class StyleReferences:
    """Refuses strangers, viewers and a locked stage; trusts nothing about the bytes.

    Every verb raises Conflict `style_locked` for a locked style unless it may write `ahead`.
    """

    def __init__(self, database: Database, pictures: Pictures, files: Files) -> None:
        self._database = database
        self._pictures = pictures
        self._files = files

    def add(  # noqa: PLR0913 - the parts of one request
        self,
        user_id: UUID,
        project_id: UUID,
        data: bytes,
        file_name: str,
        *,
        ahead: bool = False,
        idempotency: Idempotency | None = None,
    ) -> StyleView:
        """Store the picture and let the style follow it, after the others; again is no error.

        Raises PictureRefused or UnsupportedType for bytes that are no picture we take, Conflict
        `references_full` for a ninth or `quota_exceeded`, TooMany, StoreUnavailable, and what
        `idempotency.start` raises. The state is asked before the bytes are decoded, and again
        when the row is written.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            look(work, idempotency)
            stage.check(stage.Act.CHANGE_STYLE, project.stage)
            version = being_written(work, project, ahead=ahead)
            if version is not None:
                there = styles.references(work.session, project_id, version.version)
                _check_room(there, hashlib.sha256(data).hexdigest())
            self._files.quotas.check_bytes(work, project_id, data)
        picture = self._pictures.read(data, str(user_id))

        def keep() -> StyleView:
            stored = self._files.put(project_id, data, picture)
            failpoints.reach("upload.put")
            with self._database.as_user(user_id) as work:
                project = projects.for_stage(work.session, user_id, project_id)
                start(work, idempotency)
                stage.check(stage.Act.CHANGE_STYLE, project.stage)
                version = written(work, project, ahead=ahead).version
                self._files.name(work, project_id, stored)
                name = texts.clean_file_name(file_name)
                _add(work, project_id, version, stored.sha256, name)
                return _created(work, project, idempotency)

        return until_named(keep)

    def pick(  # noqa: PLR0913 - the address of an attempt
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        attempt_id: UUID,
        *,
        ahead: bool = False,
        idempotency: Idempotency | None = None,
    ) -> StyleView:
        """Let the style follow an attempt's picture, which stays an attempt; again is no error.

        It may be in the bin, its asset not. Raises NotFound, Conflict `references_full`, and
        what `idempotency.start` raises.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_stage(work.session, user_id, project_id)
            start(work, idempotency)
            stage.check(stage.Act.CHANGE_STYLE, project.stage)
            # held, so that the attempt is not emptied from the bin before its file has two names
            asset = assets.lock(work.session, project_id, asset_id)
            attempt = attempts.get(work.session, project_id, asset_id, attempt_id)
            version = written(work, project, ahead=ahead).version
            name = texts.clean_file_name(f"{asset.name}, attempt {attempt.number}")
            _add(work, project_id, version, attempt.sha256, name)
            return _created(work, project, idempotency)

    def remove(
        self, user_id: UUID, project_id: UUID, sha256: str, *, ahead: bool = False
    ) -> StyleView:
        """Let the style follow this picture no more; raises NotFound where it does not."""
        with self._database.as_user(user_id) as work:
            project = for_style(work, project_id)
            version = written(work, project, ahead=ahead).version
            there = styles.references(work.session, project_id, version)
            kept = [one for one in there if one.sha256 != sha256]
            if len(kept) == len(there):
                raise NotFound("reference")
            styles.put_references(work.session, project_id, version, kept)
            return done(work, project)

    def arrange(
        self, user_id: UUID, project_id: UUID, order: Sequence[str], *, ahead: bool = False
    ) -> StyleView:
        """Put the pictures in this order, by hash, the one that counts most first.

        Raises Conflict `references_changed` when these are not all of them, each once.
        """
        with self._database.as_user(user_id) as work:
            project = for_style(work, project_id)
            version = written(work, project, ahead=ahead).version
            there = {
                one.sha256: one for one in styles.references(work.session, project_id, version)
            }
            if sorted(there) != sorted(order):
                raise Conflict(
                    "These are not the reference pictures of the style: read it again.",
                    code="references_changed",
                )
            wanted = [there[sha256] for sha256 in order]
            styles.put_references(work.session, project_id, version, wanted)
            return done(work, project)


def _created(work: Work, project: Project, idempotency: Idempotency | None) -> StyleView:
    work.session.flush()
    view = seen(work, project)
    conclude(work, idempotency, CREATED, view)
    work.commit()
    return view


def _add(work: Work, project_id: UUID, version: int, sha256: str, name: str) -> None:
    there = styles.references(work.session, project_id, version)
    if sha256 in {one.sha256 for one in there}:
        return
    _check_room(there, sha256)
    added = Reference(len(there) + 1, sha256, name, work.user_id)
    styles.put_references(work.session, project_id, version, [*there, added])


def _check_room(there: Sequence[Reference], sha256: str) -> None:
    if len(there) >= REFERENCES_MOST and sha256 not in {one.sha256 for one in there}:
        raise Conflict(
            f"A style follows {REFERENCES_MOST} pictures at most: take one away first.",
            code="references_full",
        )
