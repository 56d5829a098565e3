"""The way back from a picture that pushed another one into the bin (R10).

Restoring the evicted one would push out a third: here the two change places again.
"""

from uuid import UUID

from asset_service.domain import stage
from asset_service.domain.errors import Conflict
from asset_service.domain.vocabulary import BinReason
from asset_service.services.presenting import present_attempt
from asset_service.services.views.pictures import AddedAttempt
from asset_service.store import assets, attempts, projects
from asset_service.store.work import Database


class Evictions:
    """Refuses strangers, viewers and what a locked stage holds back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def undo(  # noqa: PLR0913 - which one goes, which one comes, and which one was in use
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        attempt_id: UUID,
        evicted_id: UUID,
        *,
        selected_id: UUID | None = None,
    ) -> AddedAttempt:
        """Put the evicted attempt where the one is that came for it, which goes to the bin.

        If that one is in use, `selected_id` is again, else the one that comes back. Again is no
        error. Raises NotFound, and Conflict `nothing_to_undo` when either went another way since.
        """
        with self._database.as_user(user_id) as work:
            session = work.session
            project = projects.for_change(session, user_id, project_id)
            asset = assets.lock(session, project_id, asset_id)
            stage.check(stage.Act.CHANGE_ASSET, project.stage, asset_held=asset.is_held)
            coming = attempts.own(session, project_id, asset_id, evicted_id)
            going = attempts.own(session, project_id, asset_id, attempt_id)
            if coming.slot is None:
                if going.slot is None or coming.binned_because != BinReason.EVICTED:
                    raise Conflict(
                        "That cannot be taken back from here any more: look in the bin.",
                        code="nothing_to_undo",
                    )
                slot, was_selected = going.slot, going.is_selected
                attempts.to_bin(session, going.id, BinReason.DELETED)
                coming.slot = slot
                coming.binned_at = coming.binned_because = None
                session.flush()
                if was_selected:
                    live = {one.id for one in attempts.live(session, asset_id)}
                    chosen = selected_id if selected_id in live else evicted_id
                    attempts.get(session, project_id, asset_id, chosen).is_selected = True
                    asset.choice_counter += 1
                session.flush()
            added = AddedAttempt(
                attempt=present_attempt(*attempts.with_file(session, evicted_id)),
                evicted=present_attempt(*attempts.with_file(session, attempt_id)),
            )
            work.commit()
            return added
