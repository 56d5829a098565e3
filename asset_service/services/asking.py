"""What every request for pictures does alike, whatever they are of."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from asset_service.domain.errors import NotFound
from asset_service.models.asset import Asset
from asset_service.models.batch import Batch
from asset_service.models.project import Project
from asset_service.models.scene_asset import SceneAsset
from asset_service.ports.providers import ImageProvider
from asset_service.services import orders, spending
from asset_service.services.admission import Admission
from asset_service.services.job_views import BatchView, present_batch, present_job
from asset_service.services.orders import Followed, Order, Orders
from asset_service.services.recipes import ProjectRecipes
from asset_service.services.spending import Purse
from asset_service.services.style_words import current_style, locked_style
from asset_service.store import attempts
from asset_service.store.work import Work


class Asking:
    """A job that still waits after `wait` ends as failed; `admission` says how many may."""

    def __init__(
        self, providers: Mapping[str, ImageProvider], wait: timedelta, admission: Admission
    ) -> None:
        self._providers = providers
        self._wait = wait
        self._admission = admission

    def orders(self, work: Work, project: Project, *, locked: bool = True) -> Orders:
        """Raises Conflict `style_not_locked`, unless the style need not be `locked`."""
        style = locked_style(work, project) if locked else current_style(work, project)
        return Orders(project, style, self._providers)

    def record(  # noqa: PLR0913 - the parts of one batch
        self,
        work: Work,
        project: Project,
        purse: Purse,
        kind: str,
        wanted: Sequence[Order],
        *,
        lane: str,
    ) -> BatchView:
        """Write the batch with its jobs.

        Raises Conflict as `budgets.check` does, and what `Admission.check` raises.
        """
        self._admission.check(work, project.id, len(wanted))
        batch = Batch(project_id=project.id, kind=kind, requested_by=work.user_id)
        work.session.add(batch)
        work.session.flush()
        own = {
            "project_id": project.id,
            "batch_id": batch.id,
            # What one person waits for must not stand behind a thousand others.
            "lane": lane,
            "requested_by": work.user_id,
        }
        made = orders.record(work, purse, wanted, self._wait, [own] * len(wanted))
        return present_batch(batch, [present_job(job, None) for job in made])


def open_purse(work: Work, project_id: UUID, recipes: ProjectRecipes) -> Purse:
    """What is drawn for nothing needs no look at budgets."""
    return spending.open_purse(work, project_id) if recipes.any_paid else spending.NO_LIMITS


def followed(
    work: Work,
    project_id: UUID,
    asset: Asset,
    like: Sequence[UUID],
    scene: SceneAsset | None = None,
) -> list[Followed]:
    """Return these pictures of the asset, or of it in the `scene`, as references.

    Raises NotFound for what is no live attempt of theirs.
    """
    found = []
    for attempt_id in dict.fromkeys(like):
        attempt = attempts.get(work.session, project_id, asset.id, attempt_id)
        elsewhere = attempt.scene_asset_id not in {None, scene.id if scene else None}
        if attempt.slot is None or elsewhere:
            raise NotFound("attempt")
        name = f"{asset.name}, {attempt.number}"[:255]
        found.append(Followed(attempt.sha256, "identity", name))
    return found
