"""Asking for pictures: the request records the jobs, and the workers do the rest (R17-R19).

Trusts `user_id` as authenticated. Refuses strangers (as absent), viewers, deferred assets, a
style that is not locked, what a locked stage holds back, and what a budget has no room for. No
provider is called here: only its pure `capabilities` and `estimate`. What asks for pictures also
raises what `Admission.check` raises: Conflict `quota_exceeded`, TooMany `too_many_jobs`.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from asset_service.domain.errors import Conflict
from asset_service.domain.vocabulary import StageState
from asset_service.models.asset import Asset
from asset_service.models.project import Project
from asset_service.ports.providers import ImageProvider
from asset_service.services import orders, spending
from asset_service.services.admission import ANY_NUMBER, Admission
from asset_service.services.asking import Asking, followed, open_purse
from asset_service.services.attempts import check_open_for_images
from asset_service.services.idempotency import Answer, Idempotency, begin, conclude
from asset_service.services.job_views import ManyAsked
from asset_service.services.orders import Order, Orders
from asset_service.services.recipes import Maker, Recipe, Recipes
from asset_service.services.views.assets import AssetLeftOut
from asset_service.services.will_be_sent import Estimate, WillBeSent, estimate_of, will_be_sent
from asset_service.store import assets, missing, projects
from asset_service.store.work import Database

ACCEPTED = 202
NOTHING_TO_DO = 200


class Generation:
    """A job that still waits after `queue_seconds` ends as failed.

    `usual` draws for projects that chose nothing else.
    """

    def __init__(
        self,
        database: Database,
        providers: Mapping[str, ImageProvider],
        usual: Maker,
        *,
        queue_seconds: float,
        admission: Admission = ANY_NUMBER,
    ) -> None:
        self._database = database
        self._recipes = Recipes(providers, usual)
        self._asking = Asking(providers, timedelta(seconds=queue_seconds), admission)

    def request(  # noqa: PLR0913 - the parts of one request
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        *,
        candidates: int | None = None,
        seed: int | None = None,
        like: Sequence[UUID] = (),
        idempotency: Idempotency | None = None,
    ) -> Answer:
        """Record a batch of 1 to 4 jobs for one asset; the answer's body is a BatchView.

        Without `candidates` or `seed` the project's choice for the type counts. Candidate k is
        made with `seed` + k. `like` are attempts of the asset that the new ones shall follow,
        the most important first. Raises Invalid; NotFound; Conflict `style_not_locked`,
        `asset_deferred`, `stage_locked`, `provider_not_configured` and those of
        `budgets.check`; and what `idempotency.begin` raises.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            stored = begin(work, idempotency)
            if stored is not None:
                return stored
            recipes = self._recipes.of_project(work.session, project_id)
            purse = open_purse(work, project_id, recipes)
            asset = assets.lock(work.session, project_id, asset_id)
            check_open_for_images(project.stage, asset)
            asking = self._asking.orders(work, project)
            recipe = recipes.of(asset.type)
            identity = followed(work, project_id, asset, like)
            count = recipe.candidates if candidates is None else candidates
            wanted = [
                asking.of(asset, recipe, one, identity) for one in orders.seeds(recipe, count, seed)
            ]
            view = self._asking.record(work, project, purse, "candidates", wanted, lane="images")
            answer = conclude(work, idempotency, ACCEPTED, view)
            work.commit()
            return answer

    def missing(
        self, user_id: UUID, project_id: UUID, idempotency: Idempotency | None = None
    ) -> Answer:
        """Record a job for every active asset without an image and without a job (R19).

        In a locked stage these are the assets restored since. With nothing to do the answer
        is 200 with an empty batch instead of 202. Raises Conflict as `request` does, and what
        `idempotency.begin` raises.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            stored = begin(work, idempotency)
            if stored is not None:
                return stored
            recipes = self._recipes.of_project(work.session, project_id)
            purse = open_purse(work, project_id, recipes)
            asking = self._asking.orders(work, project)
            found = _open(project, missing.lock(work.session, project_id))
            wanted = [_one(asking, asset, recipes.of(asset.type)) for asset in found]
            view = self._asking.record(work, project, purse, "missing", wanted, lane="background")
            answer = conclude(work, idempotency, ACCEPTED if found else NOTHING_TO_DO, view)
            work.commit()
            return answer

    def several(
        self,
        user_id: UUID,
        project_id: UUID,
        asset_ids: Collection[UUID],
        idempotency: Idempotency | None = None,
    ) -> Answer:
        """Record one batch with a job for each of the assets; the answer's body is a ManyAsked.

        What cannot be asked for is left out, and the answer says why: `not_found` (also in the
        bin), `asset_deferred`, `stage_locked`, `provider_not_configured`. With nothing to do
        the answer is 200 with an empty batch instead of 202. Raises Conflict
        `style_not_locked` and those of `budgets.check`, and what `idempotency.begin` raises.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            stored = begin(work, idempotency)
            if stored is not None:
                return stored
            recipes = self._recipes.of_project(work.session, project_id)
            purse = open_purse(work, project_id, recipes)
            asking = self._asking.orders(work, project)
            found = {
                asset.id: asset for asset in assets.lock_some(work.session, project_id, asset_ids)
            }
            wanted, left_out = [], []
            for asset_id in dict.fromkeys(asset_ids):
                asset = found.get(asset_id)
                if asset is None or asset.binned_at is not None:
                    left_out.append(AssetLeftOut(asset_id, "", "not_found"))
                    continue
                try:
                    check_open_for_images(project.stage, asset)
                    wanted.append(_one(asking, asset, recipes.of(asset.type)))
                except Conflict as error:
                    left_out.append(AssetLeftOut(asset_id, asset.name, error.code))
            lane = "background" if len(wanted) > 1 else "images"
            batch = self._asking.record(work, project, purse, "candidates", wanted, lane=lane)
            view = ManyAsked(batch, left_out)
            answer = conclude(work, idempotency, ACCEPTED if wanted else NOTHING_TO_DO, view)
            work.commit()
            return answer

    def prices(self, user_id: UUID, project_id: UUID) -> dict[UUID, Estimate]:
        """Say what `request` would cost for each active asset; empty where none costs anything.

        An asset whose provider is not set up is left out. Writes nothing; the number of
        statements does not depend on the number of assets.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_reading(work.session, user_id, project_id)
            recipes = self._recipes.of_project(work.session, project_id)
            if not recipes.any_paid:
                return {}
            asking = self._asking.orders(work, project, locked=False)
            found: dict[UUID, Estimate] = {}
            for asset in assets.active(work.session, project_id):
                try:
                    recipe = recipes.of(asset.type)
                except Conflict:
                    continue
                one = _one(asking, asset, recipe)
                found[asset.id] = estimate_of([one] * recipe.candidates)
            return found

    def estimate(
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID | None = None,
        candidates: int | None = None,
    ) -> Estimate:
        """Say what `request`, or without an asset `missing`, would cost. Writes nothing.

        Raises Conflict `provider_not_configured`.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_reading(work.session, user_id, project_id)
            recipes = self._recipes.of_project(work.session, project_id)
            asking = self._asking.orders(work, project, locked=False)
            if asset_id is None:
                found = _open(project, missing.find(work.session, project_id))
                return estimate_of([_one(asking, one, recipes.of(one.type)) for one in found])
            asset = assets.get(work.session, project_id, asset_id)
            recipe = recipes.of(asset.type)
            count = recipe.candidates if candidates is None else candidates
            return estimate_of(
                [asking.of(asset, recipe, one) for one in orders.seeds(recipe, count, None)]
            )

    def preview(
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        *,
        candidates: int | None = None,
        like: Sequence[UUID] = (),
    ) -> WillBeSent:
        """Show what `request` would send, word for word, and what it would cost.

        Also while the style is not locked. Writes nothing. Raises as `request` does, but for
        states and budgets, which the answer tells instead.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_reading(work.session, user_id, project_id)
            recipe = self._recipes.of_project(work.session, project_id).of(
                (asset := assets.get(work.session, project_id, asset_id)).type
            )
            asking = self._asking.orders(work, project, locked=False)
            identity = followed(work, project_id, asset, like)
            count = recipe.candidates if candidates is None else candidates
            asked = [
                asking.of(asset, recipe, one, identity) for one in orders.seeds(recipe, count, None)
            ]
            limits = spending.limits_for_reading(work, project_id)
            return will_be_sent(asset, recipe, asked, limits)


def _one(asking: Orders, asset: Asset, recipe: Recipe) -> Order:
    (seed,) = orders.seeds(recipe, 1, None)
    return asking.of(asset, recipe, seed)


def _open(project: Project, found: list[Asset]) -> list[Asset]:
    """Leave out what a locked stage holds: only assets restored there may get an image."""
    if project.stage == StageState.OPEN:
        return found
    return [asset for asset in found if not asset.locked]
