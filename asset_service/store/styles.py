"""The style a project has now, the one that is written for it, and the pictures they follow."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.project import Project
from asset_service.models.stored_object import StoredObject
from asset_service.models.style_reference import StyleReference
from asset_service.models.style_version import StyleVersion


class Reference(NamedTuple):
    """A picture that a style follows; `place` counts from 1."""

    place: int
    sha256: str
    name: str
    created_by: UUID


def current(session: Session, project: Project) -> StyleVersion | None:
    """Return the version that counts; None while the project has no style."""
    return at(session, project.id, project.style_version)


def coming(session: Session, project: Project) -> StyleVersion | None:
    """Return the version that is written to replace a locked one, if somebody began to."""
    return at(session, project.id, project.style_version + 1)


def at(session: Session, project_id: UUID, version: int) -> StyleVersion | None:
    return session.scalar(
        select(StyleVersion)
        .where(StyleVersion.project_id == project_id, StyleVersion.version == version)
        .execution_options(populate_existing=True)
    )


def references(session: Session, project_id: UUID, version: int) -> list[Reference]:
    """Return the pictures that a version of the style follows, the one that counts most first."""
    found = session.execute(
        select(
            StyleReference.place,
            StyleReference.sha256,
            StyleReference.name,
            StyleReference.created_by,
        )
        .where(StyleReference.project_id == project_id, StyleReference.version == version)
        .order_by(StyleReference.place)
    )
    return [Reference(*row) for row in found]


def with_files(
    session: Session, project_id: UUID, versions: Iterable[int]
) -> list[tuple[StyleReference, StoredObject]]:
    """Return the references of these versions with their files, by version and place."""
    found = session.execute(
        select(StyleReference, StoredObject)
        .join(
            StoredObject,
            (StoredObject.project_id == StyleReference.project_id)
            & (StoredObject.sha256 == StyleReference.sha256),
        )
        .where(StyleReference.project_id == project_id, StyleReference.version.in_(list(versions)))
        .order_by(StyleReference.version, StyleReference.place)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in found]


def put_references(
    session: Session, project_id: UUID, version: int, wanted: Sequence[Reference]
) -> None:
    """Make these the references of a version, in this order, whatever their places say."""
    session.execute(
        delete(StyleReference)
        .where(StyleReference.project_id == project_id, StyleReference.version == version)
        .execution_options(synchronize_session=False)
    )
    rows = [
        {
            "project_id": project_id,
            "version": version,
            "place": place,
            "sha256": one.sha256,
            "name": one.name,
            "created_by": one.created_by,
        }
        for place, one in enumerate(wanted, start=1)
    ]
    if rows:
        session.execute(insert(StyleReference), rows)


def made_with(session: Session, project: Project) -> tuple[int, int]:
    """Return how many live attempts were made with the style of now, and of how many assets.

    Not of scenes: those are not what the style's change clears or the board shows as outdated.
    """
    attempts, assets = session.execute(
        select(func.count(), func.count(Attempt.asset_id.distinct()))
        .join(Asset, Asset.id == Attempt.asset_id)
        .where(
            Attempt.project_id == project.id,
            Attempt.style_version == project.style_version,
            Attempt.scene_asset_id.is_(None),
            Attempt.slot.is_not(None),
            Asset.binned_at.is_(None),
        )
    ).one()
    return attempts, assets
