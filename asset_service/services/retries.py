"""Asking again for pictures that did not come: a new job that names the old one.

An old job is asked for again once. Whoever asks for it holds the lock of its asset, so that two
at once find each other's job; the index of the database is the wall behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from asset_service.domain.errors import Conflict, DomainError
from asset_service.domain.jobs import check_may_be_asked_again
from asset_service.models.asset import Asset
from asset_service.models.job import Job
from asset_service.models.job_reference import JobReference
from asset_service.models.maker import Maker as Chosen
from asset_service.models.project import Project
from asset_service.models.scene_asset import SceneAsset
from asset_service.ports.providers import ImageProvider
from asset_service.services import orders, spending
from asset_service.services.admission import ANY_NUMBER, Admission
from asset_service.services.attempts import check_not_deferred, check_open_for_images
from asset_service.services.batches import summary
from asset_service.services.generation import ACCEPTED, NOTHING_TO_DO
from asset_service.services.idempotency import Answer, Idempotency, begin, conclude
from asset_service.services.job_views import BatchRetried, LeftOut, present_job
from asset_service.services.orders import Followed, Order, Orders
from asset_service.services.recipes import Maker, Recipes, as_before
from asset_service.services.style_words import locked_style
from asset_service.store import (
    assets,
    batches,
    job_references,
    job_rows,
    makers,
    projects,
    scene_attempts,
)
from asset_service.store.work import Database, Work


class Retries:
    """Trusts `user_id` as authenticated; refuses what asking for the first time refuses.

    A job that still waits after `queue_seconds` ends as failed.
    """

    def __init__(
        self,
        database: Database,
        providers: Mapping[str, ImageProvider],
        *,
        queue_seconds: float,
        admission: Admission = ANY_NUMBER,
    ) -> None:
        self._database = database
        self._recipes = Recipes(providers, usual=Maker("", ""))
        self._wait = timedelta(seconds=queue_seconds)
        self._admission = admission

    def job(
        self,
        user_id: UUID,
        project_id: UUID,
        job_id: UUID,
        idempotency: Idempotency | None = None,
    ) -> Answer:
        """Ask again for a job that ended without a picture; the answer's body is a JobView.

        The new job is of the same batch, asset, scene, provider, model and seed, follows the same
        pictures of the asset, and is made with the text and the style of now. Asked again
        already, the answer is 200 with that job instead of 202. Raises NotFound, also for an
        asset in the bin; Conflict `job_not_finished`, `job_succeeded`, `not_in_scene` where the
        asset was taken out of the scene, and those of `Generation.request`; and what
        `idempotency.begin` raises.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            stored = begin(work, idempotency)
            if stored is not None:
                return stored
            old = job_rows.one(work.session, project_id, job_id).job
            purse = spending.open_purse(work, project_id)
            there = job_rows.retry_of(work.session, job_id)
            if there is None:
                check_may_be_asked_again(old.status)
                asset = assets.lock(work.session, project_id, old.asset_id)
                there = job_rows.retry_of(work.session, job_id)
            if there is not None:
                view = present_job(there.job, there.attempt, there.retry_id)
                answer = conclude(work, idempotency, NOTHING_TO_DO, view)
            else:
                wanted = self._asking(work, project, [old]).of(old, asset)
                own = _own(old, work.user_id, "images")
                self._admission.check(work, project_id, 1)
                (made,) = orders.record(work, purse, [wanted], self._wait, [own])
                answer = conclude(work, idempotency, ACCEPTED, present_job(made, None))
            work.commit()
            return answer

    def batch(
        self,
        user_id: UUID,
        project_id: UUID,
        batch_id: UUID,
        idempotency: Idempotency | None = None,
    ) -> Answer:
        """Ask again for every job of the batch that ended without a picture and was not yet.

        The answer's body is a BatchRetried, 202, or 200 when nothing is asked for. What cannot
        be asked for is left out, and the answer says why: `asset_binned`, `asset_deferred`,
        `stage_locked`, `not_in_scene`, `provider_not_configured`. Raises NotFound, Conflict
        `style_not_locked`, and what `idempotency.begin` raises.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            stored = begin(work, idempotency)
            if stored is not None:
                return stored
            batches.get(work.session, project_id, batch_id)
            purse = spending.open_purse(work, project_id)
            locked = batches.lock_unfulfilled_assets(work.session, batch_id)
            wanted, own, left_out = [], [], []
            unfulfilled = batches.unfulfilled(work.session, batch_id)
            asking = self._asking(work, project, unfulfilled)
            for old in unfulfilled:
                # One that ended since the locks were taken is for the next time.
                asset = locked.get(old.asset_id)
                if asset is None:
                    continue
                try:
                    wanted.append(asking.of(old, asset))
                    own.append(_own(old, work.user_id, "background"))
                except DomainError as error:
                    left_out.append(LeftOut(old.id, old.asset_id, error.code))
            self._admission.check(work, project_id, len(wanted))
            recorded = orders.record(work, purse, wanted, self._wait, own)
            made = [present_job(job, None) for job in recorded]
            view = BatchRetried(summary(work, project_id, batch_id), made, left_out)
            answer = conclude(work, idempotency, ACCEPTED if made else NOTHING_TO_DO, view)
            work.commit()
            return answer

    def _asking(self, work: Work, project: Project, jobs: Sequence[Job]) -> "_Again":
        return _Again(
            Orders(project, locked_style(work, project), self._recipes.providers),
            self._recipes,
            makers.of_project(work.session, project.id),
            job_references.of_jobs(work.session, [old.id for old in jobs]),
            scene_attempts.lock_some(
                work.session, project.id, {old.scene_asset_id for old in jobs} - {None}
            ),
        )


@dataclass(frozen=True)
class _Again:
    """What is asked for again: `chosen` by asset type, `followed` by old job.

    `places` are the scene assets, locked, that are still in their scenes.
    """

    orders: Orders
    recipes: Recipes
    chosen: Mapping[str, Chosen]
    followed: Mapping[UUID, Sequence[JobReference]]
    places: Mapping[UUID | None, SceneAsset]

    def of(self, old: Job, asset: Asset) -> Order:
        """Raises Conflict."""
        if asset.binned_at is not None:
            raise Conflict("The asset is in the bin.", code="asset_binned")
        place = self.places.get(old.scene_asset_id)
        if old.scene_id is None:
            check_open_for_images(self.orders.project.stage, asset)
        elif place is None:
            raise Conflict("The asset was taken out of the scene.", code="not_in_scene")
        else:
            check_not_deferred(asset)
        maker = Maker(old.provider, old.model)
        capabilities = self.recipes.capabilities(maker)
        chosen = self.chosen.get(asset.type)
        recipe = as_before(maker, capabilities, asset.type, old, chosen)
        identity = [
            Followed(one.sha256, one.role, one.name)
            for one in self.followed.get(old.id, ())
            if one.role == "identity"
        ]
        seed = old.seed if capabilities.seed else None
        return self.orders.of(asset, recipe, seed, identity[: capabilities.max_refs], place)


def _own(old: Job, user_id: UUID, lane: str) -> dict[str, Any]:
    return {
        "project_id": old.project_id,
        "batch_id": old.batch_id,
        "requested_by": user_id,
        "retry_of": old.id,
        "lane": lane,
    }
