"""Asking for pictures of an asset in one scene, with the master's picture to go by (R29).

Allowed whatever the stage (R26). Otherwise as `Generation`: trusts `user_id` as authenticated;
refuses strangers (as absent), viewers, deferred assets, a style that is not locked, and what a
budget has no room for. No provider is called here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from asset_service.models.asset import Asset
from asset_service.models.project import Project
from asset_service.models.scene_asset import SceneAsset
from asset_service.ports.providers import ImageProvider
from asset_service.services import orders, spending
from asset_service.services.admission import ANY_NUMBER, Admission
from asset_service.services.asking import Asking, followed, open_purse
from asset_service.services.attempts import check_not_deferred
from asset_service.services.generation import ACCEPTED
from asset_service.services.idempotency import Answer, Idempotency, begin, conclude
from asset_service.services.orders import Followed, Order
from asset_service.services.recipes import Maker, Recipe, Recipes
from asset_service.services.will_be_sent import Estimate, WillBeSent, estimate_of, will_be_sent
from asset_service.store import assets, projects, scene_attempts, scenes
from asset_service.store.work import Database, Work


class SceneGeneration:
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
        scene_id: UUID,
        asset_id: UUID,
        *,
        candidates: int | None = None,
        seed: int | None = None,
        like: Sequence[UUID] = (),
        idempotency: Idempotency | None = None,
    ) -> Answer:
        """Record a batch of 1 to 4 jobs for the asset in the scene; the answer is a BatchView.

        `like` are attempts of the asset, or of it in this scene, that the new ones shall follow;
        the master's selected one comes after them, where the model takes one more. Raises as
        `Generation.request` does, but never `stage_locked`.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            stored = begin(work, idempotency)
            if stored is not None:
                return stored
            recipes = self._recipes.of_project(work.session, project_id)
            purse = open_purse(work, project_id, recipes)
            there, asset = scene_attempts.lock(work.session, project_id, scene_id, asset_id)
            check_not_deferred(asset)
            wanted = self._wanted(
                work,
                project,
                _Drawn(asset, there, recipes.of(asset.type)),
                _Wish(candidates, seed, like),
            )
            view = self._asking.record(work, project, purse, "candidates", wanted, lane="images")
            answer = conclude(work, idempotency, ACCEPTED, view)
            work.commit()
            return answer

    def estimate(
        self,
        user_id: UUID,
        project_id: UUID,
        scene_id: UUID,
        asset_id: UUID,
        candidates: int | None = None,
    ) -> Estimate:
        """Say what `request` would cost. Writes nothing.

        Raises Conflict `provider_not_configured`.
        """
        with self._database.as_user(user_id) as work:
            _, wanted = self._looked_at(work, (project_id, scene_id, asset_id), _Wish(candidates))
            return estimate_of(wanted)

    def preview(  # noqa: PLR0913 - the parts of one request
        self,
        user_id: UUID,
        project_id: UUID,
        scene_id: UUID,
        asset_id: UUID,
        *,
        candidates: int | None = None,
        like: Sequence[UUID] = (),
    ) -> WillBeSent:
        """Show what `request` would send, word for word, and what it would cost.

        As `Generation.preview`.
        """
        with self._database.as_user(user_id) as work:
            wish = _Wish(candidates, like=like)
            drawn, wanted = self._looked_at(work, (project_id, scene_id, asset_id), wish)
            limits = spending.limits_for_reading(work, project_id)
            return will_be_sent(drawn.asset, drawn.recipe, wanted, limits)

    def _looked_at(
        self, work: Work, where: tuple[UUID, UUID, UUID], wish: "_Wish"
    ) -> tuple["_Drawn", list[Order]]:
        project_id, scene_id, asset_id = where
        project = projects.for_reading(work.session, work.user_id, project_id)
        asset = assets.get(work.session, project_id, asset_id)
        there = scene_attempts.find(work.session, project_id, scene_id, asset_id)
        recipe = self._recipes.of_project(work.session, project_id).of(asset.type)
        drawn = _Drawn(asset, there, recipe)
        return drawn, self._wanted(work, project, drawn, wish, locked=False)

    def _wanted(
        self, work: Work, project: Project, drawn: "_Drawn", wish: "_Wish", *, locked: bool = True
    ) -> list[Order]:
        asking = self._asking.orders(work, project, locked=locked)
        asset, there, recipe = drawn.asset, drawn.there, drawn.recipe
        identity = _identity(work, drawn, wish.like)
        count = recipe.candidates if wish.candidates is None else wish.candidates
        return [
            asking.of(asset, recipe, one, identity, there)
            for one in orders.seeds(recipe, count, wish.seed)
        ]


@dataclass(frozen=True)
class _Drawn:
    """What is drawn, and how its type is."""

    asset: Asset
    there: SceneAsset
    recipe: Recipe


@dataclass(frozen=True)
class _Wish:
    """What whoever asks says; what is left out is the project's choice."""

    candidates: int | None = None
    seed: int | None = None
    like: Sequence[UUID] = ()


def _identity(work: Work, drawn: _Drawn, like: Sequence[UUID]) -> list[Followed]:
    """Return the pictures of the thing itself: those asked for, then the master's if it fits."""
    asset = drawn.asset
    found = followed(work, asset.project_id, asset, like, drawn.there)
    master = scenes.selected_attempt(work.session, asset.id)
    if master is None or master in like or len(found) >= drawn.recipe.capabilities.max_refs:
        return found
    return [*found, *followed(work, asset.project_id, asset, [master])]
