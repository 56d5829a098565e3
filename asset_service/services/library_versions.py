"""What a library asset says, written: one version after the other, none ever changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError

from asset_service.domain.attempts import Arrival
from asset_service.domain.claims import from_json
from asset_service.domain.errors import Conflict
from asset_service.domain.library import Field, Values
from asset_service.domain.names import fold
from asset_service.domain.provenance import SaidType
from asset_service.domain.vocabulary import AttemptSource
from asset_service.models.attempt import Attempt
from asset_service.models.library_asset import LibraryAsset
from asset_service.models.library_version import LibraryVersion
from asset_service.services.attempts import NewAttempt, Origin
from asset_service.store.work import Work

_TEXTS = ("name", "description", "image_prompt", "tags")
# What an attempt and a version both know of their picture. Not what it cost: it was paid once.
_PICTURE = (
    "sha256",
    "source",
    "original_name",
    "prompt",
    "provider",
    "model",
    "seed",
    "digital_source_type",
    "said_source_type",
    "claims",
)
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """All that a version says: texts, and facts of the picture (none of them without one)."""

    name: str
    description: str
    image_prompt: str
    tags: list[str] = field(default_factory=list)
    picture: Facts = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _TEXTS}


def said_by(version: LibraryVersion) -> Said:
    """Return what a version says; its claims must be loaded."""
    picture = {name: getattr(version, name) for name in (*_PICTURE, "copy_of")}
    texts = {name: getattr(version, name) for name in _TEXTS}
    return Said(**texts, picture=picture if version.sha256 is not None else {})


def picture_of(attempt: Attempt, claims: Mapping[str, Any] | None) -> Facts:
    """Return what a version says of the picture of an attempt."""
    facts = {name: getattr(attempt, name) for name in _PICTURE if name != "claims"}
    return {**facts, "claims": claims, "copy_of": attempt.id}


def values_of(version: LibraryVersion) -> Values:
    """Return the fields that a film may take."""
    return {
        Field.NAME: version.name,
        Field.DESCRIPTION: version.description,
        Field.IMAGE_PROMPT: version.image_prompt,
        Field.IMAGE: version.sha256,
    }


def attempt_of(version: LibraryVersion, user_id: UUID, arrival: Arrival) -> NewAttempt:
    """Return the picture of a version as an attempt of a film; its claims must be loaded.

    Raises ValueError for a version without a picture.
    """
    if version.sha256 is None or version.source is None:
        raise ValueError("the version has no picture")
    said = version.said_source_type
    return NewAttempt(
        source=AttemptSource(version.source),
        sha256=version.sha256,
        created_by=user_id,
        arrival=arrival,
        original_name=version.original_name,
        origin=Origin(
            prompt=version.prompt,
            provider=version.provider,
            model=version.model,
            seed=version.seed,
        ),
        claims=from_json(version.claims) if version.claims is not None else None,
        said=SaidType(said) if said is not None else None,
        copy_of=version.copy_of,
    )


def write(  # noqa: PLR0913 - what it says, and where that is from
    work: Work,
    asset: LibraryAsset,
    said: Said,
    why: str,
    *,
    restored_from: int | None = None,
    came_from: tuple[UUID, UUID] | None = None,
) -> LibraryVersion:
    """Make `said` what the library asset says, as its next version; the first if it is new.

    Trusts that the caller holds the row, or made it. Raises Conflict `name_taken`.
    """
    is_new = asset not in work.session or asset in work.session.new
    asset.version = 1 if is_new else asset.version + 1
    asset.name_folded = fold(said.name)
    version = LibraryVersion(
        library_asset_id=asset.id,
        project_id=asset.project_id,
        version=asset.version,
        **said.texts,
        **said.picture,
        why=why,
        restored_from=restored_from,
        from_project_id=came_from[0] if came_from else None,
        from_asset_id=came_from[1] if came_from else None,
        created_by=work.user_id,
    )
    work.session.add_all([asset, version])
    take_name(work, said.name)
    return version


def take_name(work: Work, name: str) -> None:
    """Flush; raises Conflict `name_taken` when another one of its type has the name."""
    try:
        work.session.flush()
    except IntegrityError as error:
        # Only this one index speaks of names; anything else is a defect and stays an error.
        if "uq_library_assets_live_name" not in str(error.orig):
            raise
        raise Conflict(
            f"The library has another asset of this type that is called {name!r}.",
            code="name_taken",
            name=name,
        ) from None


def to_bin(asset: LibraryAsset) -> None:
    asset.binned_at = func.clock_timestamp()
