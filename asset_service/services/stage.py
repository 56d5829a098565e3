"""The asset stage as a whole: gate, lock-all, unlock (R24-R27)."""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import func, select, update

from asset_service.domain import stage
from asset_service.domain.errors import Conflict
from asset_service.domain.gate import Gate, judge
from asset_service.domain.vocabulary import StageState
from asset_service.models.asset import Asset
from asset_service.models.project import Project
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.services.views.stages import GateView, MissingAsset, UnlockImpact
from asset_service.store import assets, projects, scenes, styles
from asset_service.store.work import Database, Work


@dataclass(frozen=True)
class _Counted:
    asset: Asset
    has_image: bool

    @property
    def deferred(self) -> bool:
        return self.asset.deferred

    @property
    def locked(self) -> bool:
        return self.asset.locked


class Stage:
    """Trusts `user_id` as authenticated; refuses strangers and, for changes, viewers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def gate(self, user_id: UUID, project_id: UUID) -> GateView:
        """Say what is missing before the stage can be locked."""
        with self._database.as_user(user_id) as work:
            project = projects.for_reading(work.session, user_id, project_id)
            found = work.session.scalars(
                select(Asset)
                .where(Asset.project_id == project_id, Asset.binned_at.is_(None))
                .order_by(Asset.created_at, Asset.id)
            )
            return _present(project, _judge(work, project, list(found)))

    def lock_all(self, user_id: UUID, project_id: UUID) -> GateView:
        """Lock every active asset and the stage in one transaction, or change nothing.

        Again it takes in what was restored since. Raises Conflict `gate_closed` with the list
        of what is missing.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_stage(work.session, user_id, project_id)
            found = assets.lock_live(work.session, project_id)
            found.sort(key=lambda asset: (asset.created_at, asset.id))
            view = _present(project, _judge(work, project, found))
            if not view.ready:
                raise Conflict(
                    "The stage cannot be locked yet.",
                    code="gate_closed",
                    problems=view.problems,
                    missing=[asdict(missing) for missing in view.missing],
                )
            for asset in found:
                asset.locked = not asset.deferred
            project.locked_script_version = project.script_version
            if project.stage != StageState.LOCKED:
                project.stage = StageState.LOCKED.value
                project.stage_locked_at = func.clock_timestamp()
                project.stage_locked_by = user_id
            work.session.flush()
            view = _present(project, _judge(work, project, found))
            work.commit()
            return view

    def unlock_impact(self, user_id: UUID, project_id: UUID) -> UnlockImpact:
        """Say what hangs on the locked stage, before it is unlocked."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return _impact(work, project_id)

    def unlock(self, user_id: UUID, project_id: UUID, *, confirmed: bool) -> GateView:
        """Open the stage and clear every lock; an open stage stays as it is.

        Raises Conflict `unlock_unconfirmed` with the impact unless `confirmed`.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_stage(work.session, user_id, project_id)
            if project.stage != StageState.OPEN and not confirmed:
                raise Conflict(
                    "Unlocking makes everything editable again: confirm it.",
                    code="unlock_unconfirmed",
                    impact=asdict(_impact(work, project_id)),
                )
            found = assets.lock_live(work.session, project_id)
            work.session.execute(
                update(Asset)
                .where(Asset.project_id == project_id, Asset.locked)
                .values(locked=False)
            )
            project.stage = StageState.OPEN.value
            project.stage_locked_at = None
            project.stage_locked_by = None
            project.locked_script_version = None
            work.session.flush()
            view = _present(project, _judge(work, project, found))
            work.commit()
            return view


def _judge(work: Work, project: Project, found: list[Asset]) -> Gate[_Counted]:
    selected = scenes.selected_attempts(work.session, project.id)
    style = styles.current(work.session, project)
    return judge(
        [_Counted(asset, asset.id in selected) for asset in found],
        style_locked=style is not None and style.locked_at is not None,
    )


def _present(project: Project, gate: Gate[_Counted]) -> GateView:
    return GateView(
        ready=gate.ready,
        stage=stage.state(
            project.stage, project.locked_script_version, project.script_version
        ).value,
        style_locked="style_not_locked" not in gate.problems,
        active=gate.active,
        with_images=gate.with_images,
        deferred=gate.deferred,
        unlocked=gate.unlocked,
        missing=[
            MissingAsset(missing.asset.id, missing.asset.name, missing.asset.type)
            for missing in gate.missing
        ],
        problems=gate.problems,
    )


def _impact(work: Work, project_id: UUID) -> UnlockImpact:
    # Of the scenes the script has now: nobody sees the others.
    populated = work.session.scalar(
        select(func.count()).where(
            Scene.project_id == project_id,
            Scene.scene_number.is_not(None),
            Scene.populated_at.is_not(None),
        )
    )
    images = work.session.scalar(
        select(func.count())
        .select_from(SceneAsset)
        .join(Scene, Scene.id == SceneAsset.scene_id)
        .where(
            SceneAsset.project_id == project_id,
            Scene.scene_number.is_not(None),
            SceneAsset.unlinked_at.is_(None),
            SceneAsset.image_attempt_id.is_not(None),
        )
    )
    return UnlockImpact(scenes=populated or 0, images=images or 0)
