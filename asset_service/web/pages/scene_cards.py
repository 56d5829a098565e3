"""An asset in a scene as a card: its pictures there, the project's, and what its jobs do. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from asset_service.domain.attempts import SCENE_CAP
from asset_service.services.job_views import JobView
from asset_service.services.views.pictures import AttemptView, ImageView
from asset_service.services.views.scenes import SceneAssetView
from asset_service.web.pages import cards
from asset_service.web.pages.cards import Asked, Card


@dataclass(frozen=True)
class SceneSlide:
    """A picture that the scene shows or could show, the `place`th of `count`.

    `source` says whose it is: `Master`, `Inherited from scene 3`, `Generated`, `Uploaded`. One of
    the scene's own has a `number`. `leaves`: the next picture evicts it.
    """

    key: str
    attempt_id: UUID
    width: int
    height: int
    thumbhash: str
    source: str
    picture: AttemptView | ImageView
    number: int | None
    is_shown: bool
    is_master: bool
    leaves: bool
    place: int = 0
    count: int = 0


@dataclass(frozen=True)
class SceneCard:
    """`card` has the scene's own attempts and jobs, as the board has the asset's."""

    member: SceneAssetView
    card: Card
    slides: Sequence[SceneSlide]

    @property
    def evicts(self) -> AttemptView | None:
        return self.card.evicts

    @property
    def may_take_master(self) -> bool:
        """Whether the project has an image that the scene does not show as it is now."""
        image = self.member.asset.image
        if image is None or self.member.asset.deferred:
            return False
        shown = self.member.image
        return shown is None or shown.attempt_id != image.attempt_id or bool(self.member.changed)

    @property
    def is_special(self) -> bool:
        """Whether something is written for the scene."""
        return bool(self.member.override_text or self.member.status_tags)


def deal(
    members: Sequence[SceneAssetView],
    own: Mapping[UUID, Sequence[AttemptView]],
    asked: Asked,
    *,
    may_change: bool,
) -> list[SceneCard]:
    """Return a card for each asset in the scene; asked are the newest jobs of the scene."""
    jobs: dict[UUID, list[JobView]] = {}
    for job in asked.jobs:
        jobs.setdefault(job.asset_id, []).append(job)
    return [
        _card(
            member,
            own.get(member.asset.id, ()),
            replace(asked, jobs=jobs.get(member.asset.id, ())),
            may_change=may_change,
        )
        for member in members
    ]


def _card(
    member: SceneAssetView, own: Sequence[AttemptView], asked: Asked, *, may_change: bool
) -> SceneCard:
    shown = member.image.attempt_id if member.image is not None else None
    marked = [replace(one, is_selected=one.id == shown) for one in own]
    card = cards.card(member.asset, marked, asked, editable=may_change, cap=SCENE_CAP)
    found = [*_elsewhere(member), *(_own(one, card.evicts) for one in marked)]
    slides = [
        replace(slide, place=place, count=len(found)) for place, slide in enumerate(found, start=1)
    ]
    return SceneCard(member, card, slides)


def _elsewhere(member: SceneAssetView) -> list[SceneSlide]:
    """Return the master's picture, and one that is shown and neither that nor of this scene."""
    master = member.asset.image if not member.asset.deferred else None
    shown = member.image
    found = []
    if master is not None:
        is_shown = shown is not None and shown.attempt_id == master.attempt_id
        found.append(_image(master, "Master", is_shown=is_shown, is_master=True))
    is_other = master is None or (shown is not None and shown.attempt_id != master.attempt_id)
    if shown is not None and is_other and member.origin != "own":
        found.append(_image(shown, _came_from(member), is_shown=True, is_master=False))
    return found


def _came_from(member: SceneAssetView) -> str:
    if not member.chain:
        return "From another scene" if member.origin == "inherited" else "Master, as it was"
    number = member.chain[0].scene_number
    return f"Inherited from scene {number}" if number else "Inherited from a scene that was cut"


def _image(image: ImageView, source: str, *, is_shown: bool, is_master: bool) -> SceneSlide:
    return SceneSlide(
        key=image.key,
        attempt_id=image.attempt_id,
        width=image.width,
        height=image.height,
        thumbhash=image.thumbhash,
        source=source,
        picture=image,
        number=None,
        is_shown=is_shown,
        is_master=is_master,
        leaves=False,
    )


def _own(attempt: AttemptView, evicts: AttemptView | None) -> SceneSlide:
    return SceneSlide(
        key=attempt.image_key,
        attempt_id=attempt.id,
        width=attempt.width,
        height=attempt.height,
        thumbhash=attempt.thumbhash,
        source=attempt.source.capitalize(),
        picture=attempt,
        number=attempt.number,
        is_shown=attempt.is_selected,
        is_master=False,
        leaves=evicts is not None and evicts.id == attempt.id,
    )
