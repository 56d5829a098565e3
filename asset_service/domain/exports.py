"""What can be taken out of a project as one file, how it may be asked for, and what ends it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from asset_service.domain.errors import Invalid
from asset_service.domain.vocabulary import AssetType


class ExportKind(StrEnum):
    ORIGINALS = "originals"
    LOOK_BOOK = "look_book"
    MATRIX = "matrix"


class ExportState(StrEnum):
    """`queued -> running -> succeeded | failed | canceled`; an end is never left."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


class Attempts(StrEnum):
    """Which pictures of an asset: the one in use, or every candidate."""

    SELECTED = "selected"
    LIVE = "live"


class Files(StrEnum):
    """Copies that say where they come from, or the bytes as they came."""

    MARKED = "marked"
    ORIGINAL = "original"


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


DELIVERIES = 3
"""How often in a row an export may come to nothing with its worker."""
WAITING_MOST = 10
"""How many exports one person may have under way in one project."""
KEPT = timedelta(days=7)
"""How long the file is there."""
REMEMBERED = timedelta(days=30)
"""How long an export is listed after its file went, or after it ended without one."""

_MIMES = {
    ExportKind.ORIGINALS: ("application/zip", "zip"),
    ExportKind.LOOK_BOOK: ("application/pdf", "pdf"),
    ExportKind.MATRIX: ("text/csv; charset=utf-8", "csv"),
}
_NAMES = {
    ExportKind.ORIGINALS: "originals",
    ExportKind.LOOK_BOOK: "look book",
    ExportKind.MATRIX: "scenes",
}
_TITLE_MOST = 100


@dataclass(frozen=True)
class Options:
    """How an export is made; each kind looks at some of them (`OPTIONS`).

    `types` are those of assets, none for all. `deferred` ones are left out unless wanted.
    `prompts` are written into the manifest, never into a picture. `candidates` are shown small
    beside the picture in use. `excel` marks a table as UTF-8 the way that Excel looks for.
    """

    types: tuple[AssetType, ...] = ()
    deferred: bool = False
    attempts: Attempts = Attempts.SELECTED
    files: Files = Files.MARKED
    prompts: bool = True
    candidates: bool = True
    paper: Paper = Paper.A4
    excel: bool = True

    def of(self, kind: ExportKind) -> dict[str, Any]:
        """Return what matters for the kind, as JSON values."""
        said = asdict(self) | {"types": [one.value for one in self.types]}
        return {name: said[name] for name in OPTIONS[kind]}


OPTIONS: Mapping[ExportKind, tuple[str, ...]] = {
    ExportKind.ORIGINALS: ("types", "deferred", "attempts", "files", "prompts"),
    ExportKind.LOOK_BOOK: ("types", "deferred", "candidates", "paper"),
    ExportKind.MATRIX: ("types", "deferred", "excel"),
}


def read_options(kind: ExportKind, said: Mapping[str, Any]) -> Options:
    """Return the options that `said` names, which is of the right types; the others are usual.

    A matrix has the deferred ones too unless told otherwise. Raises Invalid for an option that
    the kind does not have.
    """
    strange = sorted(set(said) - set(OPTIONS[kind]))
    if strange:
        message = f"This kind of export has no such option: {', '.join(OPTIONS[kind])}."
        raise Invalid(
            "An option does not belong to this kind of export.",
            fields={name: [message] for name in strange},
        )
    chosen: dict[str, Any] = {"deferred": kind is ExportKind.MATRIX} | dict(said)
    for name, words in _WORDS.items():
        if name in chosen:
            chosen[name] = words(chosen[name])
    if "types" in chosen:
        wanted = {AssetType(one) for one in chosen["types"]}
        chosen["types"] = tuple(one for one in AssetType if one in wanted)
    return Options(**chosen)


_WORDS: Mapping[str, type[StrEnum]] = {"attempts": Attempts, "files": Files, "paper": Paper}


def mime(kind: ExportKind) -> str:
    return _MIMES[kind][0]


def file_name(title: str, kind: ExportKind, day: date) -> str:
    """Return `The Last Lamp - look book 2026-11-30.pdf`: a name that every system takes."""
    kept = "".join(
        " " if letter in '<>:"/\\|?*' or unicodedata.category(letter)[0] in "CZ" else letter
        for letter in unicodedata.normalize("NFC", title)
    )
    film = " ".join(kept.split())[:_TITLE_MOST].strip(" .") or "film"
    return f"{film} - {_NAMES[kind]} {day:%Y-%m-%d}.{_MIMES[kind][1]}"


@dataclass(frozen=True)
class Abandoned:
    """What is known of a running export whose worker let the lease run out."""

    deliveries: int
    cancel_requested: bool
    has_access: bool


@dataclass(frozen=True)
class Ended:
    """How an export ends without a file; no code for one that somebody called off."""

    state: ExportState
    code: str | None = None
    message: str | None = None


CALLED_OFF = Ended(ExportState.CANCELED)
ACCESS_WITHDRAWN = Ended(
    ExportState.FAILED,
    "access_withdrawn",
    "Who asked for the export may no longer look at this project.",
)
POISON = Ended(
    ExportState.FAILED,
    "poison",
    f"The export was lost with its worker {DELIVERIES} times: it is not tried again.",
)


def after_lease(export: Abandoned) -> Ended | None:
    """Return how an export ends whose worker was lost, None when it is tried again."""
    if not export.has_access:
        return ACCESS_WITHDRAWN
    if export.cancel_requested:
        return CALLED_OFF
    return POISON if export.deliveries >= DELIVERIES else None
