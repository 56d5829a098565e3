"""Which provider draws what: chosen for each type of asset, from what is offered here.

Trusts `user_id` as authenticated. Refuses strangers (as absent) and, for changes, viewers. A
locked stage holds assets, not the choice of who draws: that may change at any time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from asset_service.domain.attempts import CAP
from asset_service.domain.errors import Conflict, Invalid
from asset_service.domain.texts import clean_text
from asset_service.domain.vocabulary import AssetType
from asset_service.ports.providers import Capabilities, ImageProvider, Offer, Size
from asset_service.services.orders import SEEDS
from asset_service.services.recipes import Maker, Recipe, Recipes, usual_aspect
from asset_service.store import makers, projects
from asset_service.store.work import Database, Work

NEGATIVE_MOST = 2000


@dataclass(frozen=True)
class MakerView:
    """What draws the assets of one type; `is_usual` where the project chose nothing.

    `recipe` is None where that is not set up here, and `problem` says it. What was chosen and
    is not offered any more is named in the recipe's `gone`.
    """

    asset_type: str
    provider: str
    model: str
    is_usual: bool
    recipe: Recipe | None
    problem: str

    @property
    def aspect(self) -> str:
        return self.recipe.aspect if self.recipe is not None else ""

    @property
    def width(self) -> int | None:
        return self.recipe.size[0] if self.recipe is not None else None

    @property
    def height(self) -> int | None:
        return self.recipe.size[1] if self.recipe is not None else None

    @property
    def options(self) -> dict[str, str]:
        return dict(self.recipe.options) if self.recipe is not None else {}

    @property
    def negative(self) -> str:
        return self.recipe.negative if self.recipe is not None else ""

    @property
    def seed(self) -> int | None:
        return self.recipe.seed if self.recipe is not None else None

    @property
    def candidates(self) -> int:
        return self.recipe.candidates if self.recipe is not None else 1

    @property
    def gone(self) -> list[str]:
        return list(self.recipe.gone) if self.recipe is not None else []


@dataclass(frozen=True)
class ModelView:
    name: str
    label: str
    capabilities: Capabilities


@dataclass(frozen=True)
class ProviderView:
    id: str
    label: str
    models: list[ModelView]


@dataclass(frozen=True)
class NewMaker:
    """What is chosen for a type; what is left out is the usual of the model."""

    provider: str
    model: str
    aspect: str = ""
    size: Size | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    negative: str = ""
    seed: int | None = None
    candidates: int = 1


class Makers:
    """`offers` says which models of the `providers` people may choose, by provider."""

    def __init__(
        self,
        database: Database,
        providers: Mapping[str, ImageProvider],
        offers: Sequence[Offer],
        usual: Maker,
    ) -> None:
        self._database = database
        self._recipes = Recipes(providers, usual)
        self._offers = offers

    def offered(self) -> list[ProviderView]:
        """Return what this installation has, with what each model can do."""
        return [
            ProviderView(
                offer.provider,
                offer.label,
                [
                    ModelView(name, label, self._recipes.capabilities(Maker(offer.provider, name)))
                    for name, label in offer.models
                ],
            )
            for offer in self._offers
        ]

    def of_project(self, user_id: UUID, project_id: UUID) -> list[MakerView]:
        """Return what draws each type of asset."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return self._views(work, project_id)

    def choose(
        self, user_id: UUID, project_id: UUID, asset_type: AssetType, new: NewMaker
    ) -> MakerView:
        """Have the assets of the type drawn by this from now on; jobs under way stay as they are.

        Raises Invalid, with the field, for what is not offered.
        """
        facts = {
            "provider": new.provider,
            "model": new.model,
            "aspect": new.aspect,
            "width": new.size[0] if new.size is not None else None,
            "height": new.size[1] if new.size is not None else None,
            "options": dict(new.options),
            "negative": clean_text(new.negative, "negative"),
            "seed": new.seed,
            "candidates": new.candidates,
        }
        self._check(asset_type, new)
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            makers.put(work.session, project_id, asset_type.value, facts)
            view = self._view_of(work, project_id, asset_type)
            work.commit()
            return view

    def reset(self, user_id: UUID, project_id: UUID, asset_type: AssetType) -> MakerView:
        """Leave the type to what this installation takes for granted; again is no error."""
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            makers.remove(work.session, project_id, asset_type.value)
            view = self._view_of(work, project_id, asset_type)
            work.commit()
            return view

    def _check(self, asset_type: AssetType, new: NewMaker) -> None:
        capabilities = self._offered(new)
        wrong = {
            **_wrong_size(capabilities, asset_type, new),
            **_wrong_options(capabilities, new),
            **_wrong_texts(capabilities, new),
        }
        if wrong:
            raise Invalid("That is not offered.", fields=wrong)

    def _offered(self, new: NewMaker) -> Capabilities:
        for offer in self._offers:
            if offer.provider == new.provider and new.model in dict(offer.models):
                return self._recipes.capabilities(Maker(new.provider, new.model))
        raise Invalid(
            "That is not set up here.",
            fields={"model": ["Must be one of those that are offered."]},
        )

    def _views(self, work: Work, project_id: UUID) -> list[MakerView]:
        chosen = makers.of_project(work.session, project_id)
        recipes = self._recipes.of_project(work.session, project_id)
        found = []
        for kind in AssetType:
            row = chosen.get(kind)
            usual = self._recipes.usual
            maker = Maker(row.provider, row.model) if row is not None else usual
            try:
                recipe, problem = recipes.of(kind), ""
            except Conflict as error:
                recipe, problem = None, error.detail
            found.append(
                MakerView(kind.value, maker.provider, maker.model, row is None, recipe, problem)
            )
        return found

    def _view_of(self, work: Work, project_id: UUID, asset_type: AssetType) -> MakerView:
        work.session.flush()
        views = self._views(work, project_id)
        return next(view for view in views if view.asset_type == asset_type)


def _wrong_size(
    capabilities: Capabilities, asset_type: AssetType, new: NewMaker
) -> dict[str, list[str]]:
    if new.aspect and new.aspect not in capabilities.sizes:
        return {"aspect": [f"Must be one of {', '.join(capabilities.sizes)}."]}
    sizes = capabilities.sizes[new.aspect or usual_aspect(capabilities, asset_type)]
    if new.size is not None and new.size not in sizes:
        listed = ", ".join(f"{width}x{height}" for width, height in sizes)
        return {"size": [f"Must be one of {listed}."]}
    return {}


def _wrong_options(capabilities: Capabilities, new: NewMaker) -> dict[str, list[str]]:
    wrong = {}
    for name, word in new.options.items():
        offered = capabilities.options.get(name, ())
        if word not in offered:
            listed = f"Must be one of {', '.join(offered)}." if offered else "Is not offered."
            wrong[f"options.{name}"] = [listed]
    return wrong


def _wrong_texts(capabilities: Capabilities, new: NewMaker) -> dict[str, list[str]]:
    wrong = {}
    if new.negative.strip() and not capabilities.negative:
        wrong["negative"] = ["The model takes none."]
    elif len(new.negative) > NEGATIVE_MOST:
        wrong["negative"] = [f"Must have {NEGATIVE_MOST} characters at most."]
    if new.seed is not None and not capabilities.seed:
        wrong["seed"] = ["The model takes none."]
    elif new.seed is not None and not 0 <= new.seed < SEEDS:
        wrong["seed"] = [f"Must be between 0 and {SEEDS - 1}."]
    if not 1 <= new.candidates <= CAP:
        wrong["candidates"] = [f"Must be between 1 and {CAP}."]
    return wrong
