"""One picture that is asked for, complete before it is recorded: prompt, size, references, price.

What `record` writes is what the worker sends, word for word; the same order can be shown to a
person before, and costs nothing then.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from asset_service.domain import prompts
from asset_service.domain.attempts import CAP
from asset_service.domain.errors import Invalid
from asset_service.domain.money import Money
from asset_service.models.asset import Asset
from asset_service.models.job import Job
from asset_service.models.project import Project
from asset_service.models.scene_asset import SceneAsset
from asset_service.ports.providers import ImageProvider, ImageRequest, Reference
from asset_service.services import spending
from asset_service.services.drawing import subject_of
from asset_service.services.recipes import Recipe
from asset_service.services.spending import Purse
from asset_service.store import job_references, jobs, outbox
from asset_service.store.work import Work

SEEDS = 2**31


@dataclass(frozen=True)
class Followed:
    """A stored picture that the new one shall follow; `role` is `identity` or `style`."""

    sha256: str
    role: str
    name: str = ""


@dataclass(frozen=True)
class Style:
    """The style that pictures are made in: its version, its words, the pictures it goes by.

    `strength` is how much those count, 0 to 1; None leaves it to the provider.
    """

    version: int
    words: str
    references: Sequence[Followed] = ()
    strength: float | None = None


@dataclass(frozen=True)
class Order:
    """`facts` are columns of a job. `estimate` is None where no price is known."""

    facts: Mapping[str, Any]
    references: Sequence[Followed]
    estimate: Money | None


def seeds(recipe: Recipe, candidates: int, seed: int | None) -> list[int | None]:
    """Return one seed a candidate: where the model takes one it is always known (R15).

    Candidate k is made with `seed` + k. Raises Invalid for too many or too few candidates, for
    a seed out of range, and `seed_unsupported` for one that the model does not take.
    """
    if not 1 <= candidates <= CAP:
        raise Invalid(
            "A request is for 1 to 4 candidates.",
            fields={"candidates": [f"Must be between 1 and {CAP}."]},
        )
    if not recipe.capabilities.seed:
        if seed is None:
            return [None] * candidates
        raise Invalid(
            "The model takes no seed.",
            code="seed_unsupported",
            fields={"seed": ["The model takes none: leave it out."]},
        )
    first = recipe.seed if seed is None else seed
    if first is None:
        return [secrets.randbelow(SEEDS) for _ in range(candidates)]
    if not 0 <= first < SEEDS:
        message = f"Must be between 0 and {SEEDS - 1}."
        raise Invalid("The seed is out of range.", fields={"seed": [message]})
    return [(first + k) % SEEDS for k in range(candidates)]


@dataclass(frozen=True)
class Orders:
    """What a project's orders have in common."""

    project: Project
    style: Style
    providers: Mapping[str, ImageProvider]

    def of(
        self,
        asset: Asset,
        recipe: Recipe,
        seed: int | None = None,
        identity: Sequence[Followed] = (),
        scene: SceneAsset | None = None,
    ) -> Order:
        """Return the order of one picture of the asset, from its text as it is now.

        With a `scene` it is the asset as it is there. Raises Invalid `references_unsupported`
        for more pictures of the thing itself than the model takes. Those of the style give way,
        and the job's warnings say so.
        """
        takes = recipe.capabilities.max_refs
        if len(identity) > takes:
            takes_none = "The model takes no reference pictures."
            message = f"The model takes {takes} at most." if takes else takes_none
            raise Invalid(message, code="references_unsupported", fields={"like": [message]})
        followed = [*identity, *self.style.references][:takes]
        left_out = len(identity) + len(self.style.references) - len(followed)
        prompt = prompts.compose(
            image_prompt=asset.image_prompt,
            description=asset.description,
            name=asset.name,
            style_text=self.style.words,
            asset_type=asset.type,
            plain_background=self.project.plain_background,
            in_scene=(prompts.scene_words(scene.override_text, scene.status_tags) if scene else ""),
        )
        strength = self._strength(recipe, followed)
        request = ImageRequest(
            prompt=prompt,
            aspect=recipe.aspect,
            size=recipe.size,
            model=recipe.maker.model,
            subject=subject_of(asset),
            negative=recipe.negative,
            seed=seed,
            options=recipe.options,
            refs=tuple(Reference(b"", "", one.role, one.name) for one in followed),
            strength=strength,
        )
        facts = {
            "asset_id": asset.id,
            "scene_asset_id": scene.id if scene else None,
            "scene_id": scene.scene_id if scene else None,
            "choice_counter": (scene or asset).choice_counter,
            "provider": recipe.maker.provider,
            "model": recipe.maker.model,
            "paid": recipe.capabilities.paid,
            "style_version": self.style.version,
            "prompt": prompt,
            "negative": recipe.negative,
            "aspect": recipe.aspect,
            "width": recipe.size[0],
            "height": recipe.size[1],
            "options": dict(recipe.options),
            "strength": strength,
            "seed": seed,
            "warnings": _warnings(left_out, recipe),
        }
        provider = self.providers[recipe.maker.provider]
        return Order(facts, followed, provider.estimate(request))

    def _strength(self, recipe: Recipe, followed: Sequence[Followed]) -> float | None:
        """Return the style's, where the model heeds one and follows some picture of the style."""
        of_style = any(one.role == "style" for one in followed)
        return self.style.strength if recipe.capabilities.strength and of_style else None


def record(
    work: Work,
    purse: Purse,
    orders: Sequence[Order],
    wait: timedelta,
    each: Sequence[Mapping[str, Any]],
) -> list[Job]:
    """Write jobs, references, what is held for them, and messages: a handful of statements.

    `each` has the columns that are the request's and not the order's. Raises Conflict as
    `budgets.check` does.
    """
    if not orders:
        return []
    rows = [{**one.facts, **own} for one, own in zip(orders, each, strict=True)]
    made = jobs.add(work.session, rows, wait)
    spending.hold(work, purse, made, [one.estimate for one in orders])
    job_references.add(
        work.session,
        [
            {
                "project_id": job.project_id,
                "job_id": job.id,
                "place": place,
                "sha256": one.sha256,
                "role": one.role,
                "name": one.name,
            }
            for job, order in zip(made, orders, strict=True)
            for place, one in enumerate(order.references, start=1)
        ],
    )
    outbox.add_jobs(work.session, made)
    return made


def _warnings(left_out: int, recipe: Recipe) -> list[str]:
    said = [f"No longer offered, the usual one was taken: {word}." for word in recipe.gone]
    if left_out:
        which = (
            "one reference picture was" if left_out == 1 else f"{left_out} reference pictures were"
        )
        said.append(f"The model takes {recipe.capabilities.max_refs}: {which} left out.")
    return said
