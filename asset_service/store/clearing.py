"""Attempts that a change of style clears away together, and their way back.

Those of the assets themselves: what scenes have of their own stays. Few statements, whatever the
number of assets. Trusts that the caller holds the project's row.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    SmallInteger,
    Uuid,
    cast,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from asset_service.domain.attempts import LiveAttempt
from asset_service.domain.clearing import Cleared, PutBack
from asset_service.domain.vocabulary import AttemptSource, BinReason
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.base import table_of

_ATTEMPTS = table_of(Attempt)


class Held(NamedTuple):
    """An asset with its attempts, as many as are or were live.

    `version` is the one that they were cleared with, 0 for those that are live; `sha256` names
    the picture that is, or was, in use.
    """

    version: int
    asset_id: UUID
    name: str
    type: str
    attempts: int
    sha256: str | None
    since: datetime | None


def affected(session: Session, project_id: UUID) -> list[Held]:
    """Return the assets that a clearing would empty: those with a live generated attempt."""
    live = Attempt.slot.is_not(None) & Attempt.scene_asset_id.is_(None)
    found = session.execute(
        select(
            Asset.id,
            Asset.name,
            Asset.type,
            func.count(),
            func.max(Attempt.sha256).filter(Attempt.is_selected),
        )
        .join(Attempt, Attempt.asset_id == Asset.id)
        .where(*_is_affected(project_id), live)
        .group_by(Asset.id)
        .order_by(Asset.created_at, Asset.id)
    )
    return [Held(0, *row, since=None) for row in found]


def lock_affected(session: Session, project_id: UUID) -> list[UUID]:
    """Lock the assets that a clearing empties, in the order of their ids, and return those."""
    return list(
        session.scalars(
            select(Asset.id)
            .where(*_is_affected(project_id))
            .order_by(Asset.id)
            .with_for_update(of=Asset)
        )
    )


def clear(session: Session, project_id: UUID, locked: Collection[UUID], version: int) -> int:
    """Move every live attempt of the locked assets to the bin together; return how many."""
    found = session.execute(
        update(_ATTEMPTS)
        .where(
            _ATTEMPTS.c.project_id == project_id,
            _ATTEMPTS.c.asset_id == func.any(cast(list(locked), ARRAY(Uuid))),
            _ATTEMPTS.c.scene_asset_id.is_(None),
            _ATTEMPTS.c.slot.is_not(None),
        )
        .values(
            cleared_with=version,
            cleared_slot=_ATTEMPTS.c.slot,
            cleared_selected=_ATTEMPTS.c.is_selected,
            slot=None,
            is_selected=False,
            # one moment for all: they leave the bin for good together, too
            binned_at=func.statement_timestamp(),
            binned_because=BinReason.CLEARED.value,
        )
        .returning(_ATTEMPTS.c.id)
    )
    return len(found.all())


def groups(session: Session, project_id: UUID) -> list[Held]:
    """Return what was cleared and can come back, by asset, the last clearing first."""
    found = session.execute(
        select(
            Attempt.cleared_with,
            Asset.id,
            Asset.name,
            Asset.type,
            func.count(),
            func.max(Attempt.sha256).filter(Attempt.cleared_selected),
            func.min(Attempt.binned_at),
        )
        .join(Asset, Asset.id == Attempt.asset_id)
        .where(
            Attempt.project_id == project_id,
            Attempt.cleared_with.is_not(None),
            Asset.binned_at.is_(None),
        )
        .group_by(Attempt.cleared_with, Asset.id)
        .order_by(Attempt.cleared_with.desc(), Asset.created_at, Asset.id)
    )
    return [Held(row[0] or 0, *row[1:]) for row in found]


def lock_cleared(session: Session, project_id: UUID, version: int) -> list[Asset]:
    """Lock the assets that something was cleared of with this version, in the bin too."""
    of_them = exists().where(
        Attempt.asset_id == Asset.id,
        Attempt.project_id == project_id,
        Attempt.cleared_with == version,
    )
    return list(
        session.scalars(
            select(Asset)
            .where(Asset.project_id == project_id, of_them)
            .order_by(Asset.id)
            .with_for_update(of=Asset)
            .execution_options(populate_existing=True)
        )
    )


def of_version(
    session: Session, project_id: UUID, locked: Collection[UUID], version: int
) -> dict[UUID, list[Cleared]]:
    """Return what is still cleared of the locked assets, as it was, by asset."""
    found: dict[UUID, list[Cleared]] = {}
    rows = session.execute(
        select(
            _ATTEMPTS.c.asset_id,
            _ATTEMPTS.c.id,
            _ATTEMPTS.c.number,
            _ATTEMPTS.c.cleared_slot,
            _ATTEMPTS.c.cleared_selected,
        ).where(
            _ATTEMPTS.c.project_id == project_id,
            _ATTEMPTS.c.cleared_with == version,
            _ATTEMPTS.c.asset_id == func.any(cast(list(locked), ARRAY(Uuid))),
        )
    )
    for asset_id, *facts in rows:
        found.setdefault(asset_id, []).append(Cleared(*facts))
    return found


def live(
    session: Session, project_id: UUID, locked: Collection[UUID]
) -> dict[UUID, list[LiveAttempt]]:
    """Return the live attempts of the locked assets, by asset."""
    found: dict[UUID, list[LiveAttempt]] = {}
    rows = session.execute(
        select(
            _ATTEMPTS.c.asset_id,
            _ATTEMPTS.c.id,
            _ATTEMPTS.c.number,
            _ATTEMPTS.c.slot,
            _ATTEMPTS.c.is_selected,
        ).where(
            _ATTEMPTS.c.project_id == project_id,
            _ATTEMPTS.c.scene_asset_id.is_(None),
            _ATTEMPTS.c.slot.is_not(None),
            _ATTEMPTS.c.asset_id == func.any(cast(list(locked), ARRAY(Uuid))),
        )
    )
    for asset_id, *facts in rows:
        found.setdefault(asset_id, []).append(LiveAttempt(*facts))
    return found


def put_back(session: Session, places: Sequence[PutBack]) -> None:
    """Take these attempts out of the bin, each to its place, in one statement."""
    if not places:
        return
    columns = (
        func.unnest(
            cast([one.id for one in places], ARRAY(Uuid)),
            cast([one.slot for one in places], ARRAY(SmallInteger)),
            cast([one.is_selected for one in places], ARRAY(Boolean)),
        )
        .table_valued("id", "slot", "is_selected")
        .render_derived("places")
    )
    session.execute(
        update(_ATTEMPTS)
        .where(_ATTEMPTS.c.id == columns.c.id)
        .values(
            slot=columns.c.slot,
            is_selected=columns.c.is_selected,
            binned_at=None,
            binned_because=None,
            cleared_with=None,
            cleared_slot=None,
            cleared_selected=False,
        )
    )


def _is_affected(project_id: UUID) -> tuple[ColumnElement[bool], ...]:
    made = aliased(Attempt)
    generated = exists().where(
        made.asset_id == Asset.id,
        made.scene_asset_id.is_(None),
        made.slot.is_not(None),
        made.source == AttemptSource.GENERATED.value,
    )
    return (Asset.project_id == project_id, Asset.binned_at.is_(None), generated)
