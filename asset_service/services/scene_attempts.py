"""What people do to the pictures that an asset has of its own in one scene (R29).

Allowed whatever the stage (R26). Trusts `user_id` as authenticated; refuses strangers and, for
changes, viewers. What the scene shows may also be the master's or an earlier scene's picture:
that is not listed here, and taking it is `Scenes.take_master`.
"""

import builtins
from uuid import UUID

from asset_service.domain.attempts import SCENE_CAP
from asset_service.domain.errors import Conflict
from asset_service.domain.vocabulary import BinReason
from asset_service.models.asset import Asset
from asset_service.models.scene_asset import SceneAsset
from asset_service.services.attempts import check_not_deferred, make_room, restore_at
from asset_service.services.presenting import present_attempt
from asset_service.services.views.pictures import AddedAttempt, AttemptView
from asset_service.store import attempts, projects, scene_attempts
from asset_service.store.work import Database, Work


class SceneAttempts:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self,
        user_id: UUID,
        project_id: UUID,
        scene_id: UUID,
        asset_id: UUID,
        state: str = "live",
    ) -> builtins.list[AttemptView]:
        """Return the scene's own ones that are `live`, `binned` or `all`, by number."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            there = scene_attempts.find(work.session, project_id, scene_id, asset_id)
            shown = there.image_attempt_id
            found = scene_attempts.with_files(work.session, there)
            views = [present_attempt(attempt, file, shown) for attempt, file in found]
            return [view for view in views if state in {"all", view.state}]

    def of_scene(
        self, user_id: UUID, project_id: UUID, scene_id: UUID
    ) -> dict[UUID, builtins.list[AttemptView]]:
        """Return the live ones of every asset in the scene by asset, in one statement.

        None of them says whether it is shown: the scene's own answer does.
        """
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found: dict[UUID, builtins.list[AttemptView]] = {}
            for attempt, file in scene_attempts.live_of_scene(work.session, project_id, scene_id):
                found.setdefault(attempt.asset_id, []).append(present_attempt(attempt, file))
            return found

    def select(
        self, user_id: UUID, project_id: UUID, scene_id: UUID, asset_id: UUID, attempt_id: UUID
    ) -> AttemptView:
        """Let the scene show this one; later scenes keep what they have.

        A wrong id changes nothing. Raises Conflict `attempt_binned`, `asset_deferred`.
        """
        with self._database.as_user(user_id) as work:
            there, asset = _for_change(work, project_id, scene_id, asset_id)
            attempt = scene_attempts.get(work.session, there, attempt_id)
            check_not_deferred(asset)
            if attempt.slot is None:
                raise Conflict(
                    "The attempt is in the bin: restore it before it is selected.",
                    code="attempt_binned",
                )
            there.image_attempt_id = attempt.id
            there.inherited_from = None
            # Also when it was shown already: the person confirmed it (R13).
            there.choice_counter += 1
            work.session.flush()
            view = _view(work, attempt_id, attempt_id)
            work.commit()
            return view

    def delete(
        self, user_id: UUID, project_id: UUID, scene_id: UUID, asset_id: UUID, attempt_id: UUID
    ) -> AttemptView:
        """Move it to the bin; again is no error. Raises Conflict for the one that is shown.

        Another scene that shows it goes on doing so.
        """
        with self._database.as_user(user_id) as work:
            there, _ = _for_change(work, project_id, scene_id, asset_id)
            attempt = scene_attempts.get(work.session, there, attempt_id)
            if attempt.slot is not None and attempt.id == there.image_attempt_id:
                raise Conflict(
                    "The scene shows this one: let it show another first.",
                    code="attempt_selected",
                )
            if attempt.slot is not None:
                attempts.to_bin(work.session, attempt.id, BinReason.DELETED)
            view = _view(work, attempt_id, there.image_attempt_id)
            work.commit()
            return view

    def restore(
        self, user_id: UUID, project_id: UUID, scene_id: UUID, asset_id: UUID, attempt_id: UUID
    ) -> AddedAttempt:
        """Take it out of the bin, as a candidate, within the cap; again is no error."""
        with self._database.as_user(user_id) as work:
            there, _ = _for_change(work, project_id, scene_id, asset_id)
            attempt = scene_attempts.get(work.session, there, attempt_id)
            evicted = None
            if attempt.slot is None:
                live = scene_attempts.live(work.session, there.id)
                placement = make_room(work, live, SCENE_CAP)
                evicted = placement.evict
                restore_at(work, attempt, placement, selected=False)
            shown = there.image_attempt_id
            added = AddedAttempt(
                attempt=_view(work, attempt_id, shown),
                evicted=_view(work, evicted.id, shown) if evicted is not None else None,
            )
            work.commit()
            return added


def _for_change(
    work: Work, project_id: UUID, scene_id: UUID, asset_id: UUID
) -> tuple[SceneAsset, Asset]:
    projects.for_change(work.session, work.user_id, project_id)
    return scene_attempts.lock(work.session, project_id, scene_id, asset_id)


def _view(work: Work, attempt_id: UUID, shown: UUID | None) -> AttemptView:
    return present_attempt(*attempts.with_file(work.session, attempt_id), shown)
