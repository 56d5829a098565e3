"""The look book of a film: its rows as a book, its pictures as JPEG."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

import structlog

from asset_service.documents.book import Book, Entry, Paper, Picture, Scene, Section
from asset_service.domain import provenance
from asset_service.domain.errors import DomainError, Unavailable
from asset_service.domain.provenance import PLACEHOLDER
from asset_service.domain.vocabulary import AttemptSource
from asset_service.imaging.pictures import Pictures
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.stored_object import StoredObject
from asset_service.models.style_version import StyleVersion
from asset_service.ports.objects import ObjectMissing
from asset_service.services.export_making import Made, Progress, Task, unread_words
from asset_service.services.files import Files
from asset_service.store import export_contents, projects, scenes, styles
from asset_service.store.export_contents import Pictured
from asset_service.store.work import Database

log = structlog.get_logger(__name__)

_KINDS = {
    "character": ("Character", "Characters"),
    "location": ("Location", "Locations"),
    "prop": ("Prop", "Props"),
    "extra_archetype": ("Extra", "Extras"),
}
EVERYWHERE = "Every scene"
NOWHERE = "No scene any more"


@dataclass(frozen=True)
class _Film:
    title: str
    style: StyleVersion | None
    assets: list[Asset]
    pictures: Mapping[UUID, list[Pictured]]
    scenes: Mapping[int, Scene]


class _Album:
    """Pictures as JPEG, made in the sandbox from their largest rendition; remembers the unread."""

    def __init__(self, files: Files, pictures: Pictures, project_id: UUID) -> None:
        self._files = files
        self._pictures = pictures
        self._project_id = project_id
        self.unread: set[str] = set()

    def picture(self, sha256: str, side: int) -> bytes | None:
        if sha256 in self.unread:
            return None
        try:
            shown = self._files.shown(self._project_id, sha256)
            return self._pictures.for_paper(shown, [side])[side]
        except Unavailable:
            raise
        except (ObjectMissing, DomainError) as error:
            log.warning("a picture of a look book cannot be read", sha256=sha256, exc_info=error)
            self.unread.add(sha256)
            return None


class LookBookMaker:
    def __init__(self, database: Database, files: Files, pictures: Pictures) -> None:
        self._database = database
        self._files = files
        self._pictures = pictures

    def make(self, task: Task, file: BinaryIO, progress: Progress) -> Made:
        # What writes PDF takes a fifth of the start of a process, and one of them all needs it.
        from asset_service.documents import look_book  # noqa: PLC0415 - see above

        film = self._film(task)
        book = _book(film, task)
        album = _Album(self._files, self._pictures, task.project_id)
        progress.begin(len(book.entries))
        look_book.write(book, album, file, progress.step)
        unread = len(album.unread)
        return Made(film.title, [unread_words(unread)] if unread else [])

    def _film(self, task: Task) -> _Film:
        options, project_id = task.options, task.project_id
        with self._database.as_user(task.user_id) as work:
            session = work.session
            project = projects.for_reading(session, task.user_id, project_id)
            return _Film(
                project.title,
                styles.current(session, project),
                list(
                    export_contents.assets(
                        session, project_id, options.types, deferred=options.deferred
                    )
                ),
                export_contents.pictures(
                    session,
                    project_id,
                    options.types,
                    deferred=options.deferred,
                    selected=not options.candidates,
                ),
                {
                    number: Scene(label or str(number), heading)
                    for number, label, heading in scenes.headings(session, project_id)
                },
            )


def _book(film: _Film, task: Task) -> Book:
    entries = [(asset, _entry(asset, film)) for asset in film.assets]
    sections = [
        Section(plural, [entry for asset, entry in entries if asset.type == kind])
        for kind, (_, plural) in _KINDS.items()
    ]
    filled = [section for section in sections if section.entries]
    return Book(
        title=film.title,
        made_at=task.asked_at,
        style=film.style.text if film.style is not None else "",
        pillars=list(film.style.pillars) if film.style is not None else [],
        counts=_counts(film.assets),
        origins=_origins(film),
        sections=filled,
        paper=Paper(task.options.paper.value),
    )


def _entry(asset: Asset, film: _Film) -> Entry:
    kind, _ = _KINDS.get(asset.type, (asset.type, ""))
    pictured = film.pictures.get(asset.id, [])
    selected = next((one for one in pictured if one[0].is_selected), None)
    others = [one for one in pictured if not one[0].is_selected]
    told = EVERYWHERE if asset.is_everywhere else NOWHERE
    numbers = [number for number in asset.scene_numbers if number in film.scenes]
    return Entry(
        kind=kind,
        name=asset.name,
        description=asset.description,
        scenes=[film.scenes[number] for number in numbers],
        scenes_told="" if numbers else told,
        state=_state(asset),
        deferred=asset.deferred,
        picture=_picture(asset, *selected) if selected is not None else None,
        origin=_origin(selected[0]) if selected is not None else "",
        candidates=[_picture(asset, *one) for one in others],
    )


def _state(asset: Asset) -> str:
    if asset.deferred:
        return "Deferred"
    return "Locked" if asset.locked else ""


def _picture(asset: Asset, attempt: Attempt, stored: StoredObject) -> Picture:
    told = f"{asset.name}, attempt {attempt.number}"
    return Picture(stored.sha256, stored.width, stored.height, told)


def _origin(attempt: Attempt) -> str:
    """Say in one line where the picture is from; a placeholder is called nothing else."""
    number = f"Attempt {attempt.number}"
    if attempt.provider == PLACEHOLDER:
        return f"Placeholder, drawn by rules. {number}."
    is_ai = provenance.is_ai(attempt.digital_source_type)
    if attempt.source == AttemptSource.GENERATED:
        maker = " ".join(filter(None, (attempt.provider, attempt.model)))
        return f"Made by generative AI: {maker}. {number}." if is_ai else f"By {maker}. {number}."
    said = " Made by generative AI, wholly or in part." if is_ai else ""
    named = f" ({attempt.original_name})" if attempt.original_name else ""
    return f"Uploaded{named}.{said} {number}."


def _counts(assets: Sequence[Asset]) -> list[str]:
    counted = Counter(asset.type for asset in assets)
    return [
        f"{counted[kind]} {(one if counted[kind] == 1 else many).lower()}"
        for kind, (one, many) in _KINDS.items()
        if counted[kind]
    ]


def _origins(film: _Film) -> str:
    shown = [
        attempt
        for asset in film.assets
        for attempt, _ in film.pictures.get(asset.id, ())
        if attempt.is_selected
    ]
    said = [f"{len(shown)} of {len(film.assets)} assets have an image"]
    made = sum(1 for one in shown if provenance.is_ai(one.digital_source_type))
    drawn = sum(1 for one in shown if one.provider == PLACEHOLDER)
    if made:
        said.append(f"{made} made by generative AI")
    if drawn:
        said.append(f"{drawn} {'is a placeholder' if drawn == 1 else 'are placeholders'}")
    return "; ".join(said) + "."
