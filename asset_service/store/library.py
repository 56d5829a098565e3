"""Library assets with what they say now, and the assets of films that follow them.

Always of one library, whose id the caller has from `projects.library`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased, undefer

from asset_service.domain.errors import NotFound
from asset_service.domain.names import fold
from asset_service.domain.vocabulary import ProjectKind
from asset_service.models.asset import Asset
from asset_service.models.library_asset import LibraryAsset
from asset_service.models.library_version import LibraryVersion
from asset_service.models.membership import Membership
from asset_service.models.project import Project
from asset_service.models.stored_object import StoredObject

TERMS_MOST = 8


@dataclass(frozen=True)
class LibraryRow:
    """A library asset with its current version, and how many assets of films follow it."""

    asset: LibraryAsset
    version: LibraryVersion
    file: StoredObject | None
    uses: int


@dataclass(frozen=True)
class Use:
    """An asset of a film that follows a library asset, of which it last met `version`."""

    asset: Asset
    title: str


@dataclass(frozen=True)
class Link:
    """What an asset of a film follows, as `LibraryLink` shows it."""

    asset_id: UUID
    synced_version: int
    library_asset_id: UUID
    version: int
    name: str
    newer: bool


def page(  # noqa: PLR0913 - each is one filter of the list
    session: Session,
    user_id: UUID,
    library_id: UUID,
    *,
    text: str,
    asset_type: str | None,
    binned: bool,
    limit: int,
    after: tuple[datetime, UUID] | None,
) -> list[LibraryRow]:
    """Return up to `limit` library assets that every word of `text` is in, changed last first."""
    conditions: list[ColumnElement[bool]] = [
        LibraryAsset.binned_at.is_not(None) if binned else LibraryAsset.binned_at.is_(None),
        *(_speaks_of(term) for term in text.split()[:TERMS_MOST]),
    ]
    if asset_type is not None:
        conditions.append(LibraryAsset.type == asset_type)
    if after is not None:
        conditions.append(tuple_(LibraryAsset.updated_at, LibraryAsset.id) < tuple_(*after))
    newest = (LibraryAsset.updated_at.desc(), LibraryAsset.id.desc())
    wanted = _rows(user_id, library_id).where(*conditions).order_by(*newest).limit(limit)
    return [LibraryRow(*row) for row in session.execute(wanted)]


def one(session: Session, user_id: UUID, library_id: UUID | None, asset_id: UUID) -> LibraryRow:
    """Return one, in the bin too, as it is now; raises NotFound."""
    found = some(session, user_id, library_id, [asset_id], binned=True)
    if asset_id not in found:
        raise NotFound("library asset")
    return found[asset_id]


def some(
    session: Session,
    user_id: UUID,
    library_id: UUID | None,
    ids: Iterable[UUID],
    *,
    binned: bool = False,
) -> dict[UUID, LibraryRow]:
    """Return the named library assets by id, with their claims; in the bin if `binned`."""
    if library_id is None:
        return {}
    wanted = _rows(user_id, library_id).where(LibraryAsset.id.in_(list(ids)))
    if not binned:
        wanted = wanted.where(LibraryAsset.binned_at.is_(None))
    options = {"populate_existing": True}
    wanted = wanted.options(undefer(LibraryVersion.claims)).execution_options(**options)
    return {row[0].id: LibraryRow(*row) for row in session.execute(wanted)}


def lock(session: Session, library_id: UUID | None, asset_id: UUID) -> LibraryAsset:
    """Hold the library asset until the transaction ends; raises NotFound."""
    found = session.scalar(
        select(LibraryAsset)
        .where(LibraryAsset.id == asset_id, LibraryAsset.project_id == library_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("library asset")
    return found


def named(
    session: Session, library_id: UUID, asset_type: str, name_folded: str
) -> LibraryAsset | None:
    """Return the library asset of that type and name that is not in the bin."""
    return session.scalar(
        select(LibraryAsset).where(
            LibraryAsset.project_id == library_id,
            LibraryAsset.type == asset_type,
            LibraryAsset.name_folded == name_folded,
            LibraryAsset.binned_at.is_(None),
        )
    )


def version(
    session: Session, library_id: UUID | None, asset_id: UUID, number: int
) -> LibraryVersion:
    """Return one version with its claims; raises NotFound."""
    found = session.scalar(
        select(LibraryVersion)
        .where(
            LibraryVersion.project_id == library_id,
            LibraryVersion.library_asset_id == asset_id,
            LibraryVersion.version == number,
        )
        .options(undefer(LibraryVersion.claims))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("version")
    return found


def versions(
    session: Session, library_id: UUID | None, asset_id: UUID
) -> Sequence[tuple[LibraryVersion, StoredObject | None]]:
    """Return every version with its file, newest first."""
    found = session.execute(
        select(LibraryVersion, StoredObject)
        .outerjoin(StoredObject, _file_of_version())
        .where(LibraryVersion.project_id == library_id, LibraryVersion.library_asset_id == asset_id)
        .order_by(LibraryVersion.version.desc())
    )
    return [(row[0], row[1]) for row in found]


def uses(session: Session, user_id: UUID, asset_id: UUID) -> list[Use]:
    """Return the assets that follow it, in the films that the user sees, by film and name."""
    found = session.execute(
        select(Asset, Project.title)
        .join(Project, Project.id == Asset.project_id)
        .where(*_followed_by(user_id, asset_id))
        .order_by(Project.title, Project.id, Asset.name, Asset.id)
    )
    return [Use(*row) for row in found]


def links(
    session: Session, library_id: UUID | None, project_id: UUID, asset_id: UUID | None = None
) -> list[Link]:
    """Return what the assets of a film, or one of them, follow in this library.

    `newer` compares the version that an asset last met with the current one, in what a film
    could take: tags do not count.
    """
    met = aliased(LibraryVersion)
    newer = or_(
        *(
            getattr(LibraryVersion, name).is_distinct_from(getattr(met, name))
            for name in ("name", "description", "image_prompt", "sha256")
        )
    )
    wanted = (
        select(Asset.id, met.version, LibraryAsset.id, LibraryAsset.version)
        .add_columns(LibraryVersion.name, newer)
        .join(LibraryAsset, LibraryAsset.id == Asset.library_asset_id)
        .join(LibraryVersion, _current())
        .join(
            met,
            and_(met.library_asset_id == LibraryAsset.id, met.version == Asset.library_version),
        )
        .where(
            Asset.project_id == project_id,
            Asset.binned_at.is_(None),
            LibraryAsset.project_id == library_id,
            LibraryAsset.binned_at.is_(None),
        )
        .order_by(Asset.created_at, Asset.id)
    )
    if asset_id is not None:
        wanted = wanted.where(Asset.id == asset_id)
    return [Link(*row) for row in session.execute(wanted)]


def files(
    session: Session, wanted: Iterable[tuple[UUID, str]]
) -> dict[tuple[UUID, str], StoredObject]:
    """Return the rows of stored files by project and hash."""
    keys = list(wanted)
    if not keys:
        return {}
    found = session.scalars(
        select(StoredObject)
        .where(tuple_(StoredObject.project_id, StoredObject.sha256).in_(keys))
        .execution_options(populate_existing=True)
    )
    return {(row.project_id, row.sha256): row for row in found}


def _rows(
    user_id: UUID, library_id: UUID
) -> Select[LibraryAsset, LibraryVersion, StoredObject, int]:
    count: Any = (
        select(func.count())
        .select_from(Asset)
        .join(Project, Project.id == Asset.project_id)
        .where(*_followed_by(user_id, LibraryAsset.id))
        .correlate(LibraryAsset)
        .scalar_subquery()
    )
    return (
        select(LibraryAsset, LibraryVersion, StoredObject, count)
        .join(LibraryVersion, _current())
        .outerjoin(StoredObject, _file_of_version())
        .where(LibraryAsset.project_id == library_id)
    )


def _followed_by(user_id: UUID, asset_id: Any) -> tuple[ColumnElement[bool], ...]:
    mine = select(Membership.project_id).where(Membership.user_id == user_id)
    return (
        Asset.library_asset_id == asset_id,
        Asset.binned_at.is_(None),
        Asset.project_id.in_(mine),
        Project.kind == ProjectKind.FILM.value,
    )


def _current() -> ColumnElement[bool]:
    return and_(
        LibraryVersion.library_asset_id == LibraryAsset.id,
        LibraryVersion.version == LibraryAsset.version,
    )


def _file_of_version() -> ColumnElement[bool]:
    return and_(
        StoredObject.project_id == LibraryVersion.project_id,
        StoredObject.sha256 == LibraryVersion.sha256,
    )


def _speaks_of(term: str) -> ColumnElement[bool]:
    return or_(
        LibraryAsset.name_folded.contains(fold(term), autoescape=True),
        LibraryVersion.description.icontains(term, autoescape=True),
        func.array_to_string(LibraryVersion.tags, "\n").icontains(term, autoescape=True),
    )
