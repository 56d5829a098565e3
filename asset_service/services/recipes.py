"""How the pictures of a type of asset are made in a project: what it chose, made complete.

What a project chose was offered then. A size or a word that the installation offers no more is
left for the usual one, and `gone` says so; a provider or a model that is gone is an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from asset_service.domain import prompts
from asset_service.domain.errors import Conflict
from asset_service.domain.vocabulary import AssetType
from asset_service.models.job import Job
from asset_service.models.maker import Maker as Chosen
from asset_service.ports.providers import Capabilities, ImageProvider, Size, Unsupported
from asset_service.store import makers


@dataclass(frozen=True)
class Maker:
    """Which provider draws, with which of its models."""

    provider: str
    model: str


@dataclass(frozen=True)
class Recipe:
    """Complete: nothing is left for a provider to choose but the seed, where it takes none.

    `size` is in pixels. `seed` is that of the first candidate, None for a new one each time.
    `gone` names what was chosen and is not offered any more.
    """

    maker: Maker
    capabilities: Capabilities
    aspect: str
    size: Size
    options: Mapping[str, str]
    negative: str
    seed: int | None
    candidates: int
    gone: tuple[str, ...] = ()


class Recipes:
    """`usual` draws what a project has chosen nothing for."""

    def __init__(self, providers: Mapping[str, ImageProvider], usual: Maker) -> None:
        self.providers = providers
        self.usual = usual

    def of_project(self, session: Session, project_id: UUID) -> "ProjectRecipes":
        return ProjectRecipes(self, makers.of_project(session, project_id))

    def capabilities(self, maker: Maker) -> Capabilities:
        """Raises Conflict `provider_not_configured`."""
        provider = self.providers.get(maker.provider)
        if provider is None:
            raise Conflict(
                f"{maker.provider} is not set up here: choose what draws the pictures.",
                code="provider_not_configured",
                provider=maker.provider,
            )
        try:
            return provider.capabilities(maker.model)
        except Unsupported as error:
            raise Conflict(
                f"{error.message} Choose another model.",
                code="provider_not_configured",
                provider=maker.provider,
            ) from error


class ProjectRecipes:
    """The recipes of one project, each made when it is asked for."""

    def __init__(self, recipes: Recipes, chosen: Mapping[str, Chosen]) -> None:
        self._recipes = recipes
        self._chosen = chosen
        self._made: dict[str, Recipe] = {}

    def of(self, asset_type: str) -> Recipe:
        """Raises Conflict `provider_not_configured`."""
        if asset_type not in self._made:
            self._made[asset_type] = self._make(asset_type)
        return self._made[asset_type]

    @property
    def any_paid(self) -> bool:
        """Whether some type is drawn for money, as far as what draws it is set up."""
        for kind in AssetType:
            try:
                if self.of(kind).capabilities.paid:
                    return True
            except Conflict:
                continue
        return False

    def _make(self, asset_type: str) -> Recipe:
        chosen = self._chosen.get(asset_type)
        if chosen is None:
            maker = self._recipes.usual
            return complete(maker, self._recipes.capabilities(maker), asset_type)
        maker = Maker(chosen.provider, chosen.model)
        return complete(maker, self._recipes.capabilities(maker), asset_type, _choice(chosen))


@dataclass(frozen=True)
class Choice:
    """What somebody chose; an empty word, None or nothing where it is left to the usual."""

    aspect: str = ""
    width: int | None = None
    height: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    negative: str = ""
    seed: int | None = None
    candidates: int = 1


def as_before(
    maker: Maker, capabilities: Capabilities, asset_type: str, old: Job, chosen: Chosen | None
) -> Recipe:
    """Return the recipe for asking again for an older job, by what drew it then.

    Where the project still has that for the type, as it has it now; else with the size and the
    words of then, as far as they are still offered and fit the type. Raises Conflict.
    """
    if chosen is not None and (chosen.provider, chosen.model) == (maker.provider, maker.model):
        return complete(maker, capabilities, asset_type, _choice(chosen))
    same_shape = old.aspect == usual_aspect(capabilities, asset_type)
    return complete(
        maker,
        capabilities,
        asset_type,
        Choice(
            width=old.width if same_shape else None,
            height=old.height if same_shape else None,
            options=old.options,
            negative=old.negative,
        ),
    )


def _choice(chosen: Chosen) -> Choice:
    return Choice(
        chosen.aspect,
        chosen.width,
        chosen.height,
        chosen.options,
        chosen.negative,
        chosen.seed,
        chosen.candidates,
    )


USUAL = Choice()


def complete(
    maker: Maker, capabilities: Capabilities, asset_type: str, choice: Choice = USUAL
) -> Recipe:
    """Return the recipe of a choice. Pure.

    Raises Conflict `provider_not_configured` for a model that draws no shape at all.
    """
    gone: list[str] = []
    aspect = choice.aspect
    if aspect and aspect not in capabilities.sizes:
        gone.append(aspect)
    if aspect not in capabilities.sizes:
        aspect = usual_aspect(capabilities, asset_type)
    sizes = capabilities.sizes[aspect]
    size = (choice.width or 0, choice.height or 0)
    if all(size) and size not in sizes:
        gone.append(f"{size[0]}x{size[1]}")
    gone += [
        f"{name}: {word}"
        for name, word in choice.options.items()
        if word not in capabilities.options.get(name, ())
    ]
    return Recipe(
        maker=maker,
        capabilities=capabilities,
        aspect=aspect,
        size=size if size in sizes else sizes[0],
        options={
            name: choice.options[name] if choice.options.get(name) in offered else offered[0]
            for name, offered in capabilities.options.items()
        },
        negative=choice.negative if capabilities.negative else "",
        seed=choice.seed if capabilities.seed else None,
        candidates=choice.candidates,
        gone=tuple(gone),
    )


def usual_aspect(capabilities: Capabilities, asset_type: str) -> str:
    """Return the shape of the type (R17), or the one that is nearest to it where it is missing."""
    wanted = prompts.aspect(asset_type)
    if wanted in capabilities.sizes:
        return wanted
    if not capabilities.sizes:
        raise Conflict("The model draws no pictures.", code="provider_not_configured")
    ratio = prompts.ratio(wanted)
    return min(capabilities.sizes, key=lambda one: (abs(prompts.ratio(one) / ratio - 1), one))
