"""Attempts of an asset, with the file each one shows.

Those of its scenes are `store/scene_attempts`'; only `get`, `in_bin` and `with_file` find both.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Select, bindparam, case, func, insert, select, update
from sqlalchemy.orm import Session

from asset_service.domain.attempts import LiveAttempt
from asset_service.domain.errors import NotFound
from asset_service.domain.vocabulary import BinReason
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.base import table_of
from asset_service.models.stored_object import StoredObject

FACTS = (
    "id",
    "project_id",
    "asset_id",
    "scene_asset_id",
    "slot",
    "is_selected",
    "source",
    "sha256",
    "original_name",
    "job_id",
    "copy_of",
    "prompt",
    "provider",
    "model",
    "seed",
    "style_version",
    "cost_amount",
    "cost_currency",
    "digital_source_type",
    "said_source_type",
    "claims",
    "created_by",
    "binned_because",
)
NOW = func.clock_timestamp()
_ATTEMPTS = table_of(Attempt)
_ASSETS = table_of(Asset)
_COUNTED = (
    update(_ASSETS)
    .where(_ASSETS.c.id == bindparam("of_asset"))
    .values(
        attempt_counter=_ASSETS.c.attempt_counter + 1,
        choice_counter=_ASSETS.c.choice_counter + bindparam("choices"),
    )
    .returning(_ASSETS.c.attempt_counter)
    .cte("counted")
)
_INSERT = (
    insert(_ATTEMPTS)
    .values(
        number=select(_COUNTED.c.attempt_counter).scalar_subquery(),
        binned_at=case((bindparam("is_binned", type_=Boolean), NOW)),
        # A parameter that had a column's name would be set in `assets` as well.
        **{name: bindparam(f"new_{name}") for name in FACTS},
    )
    .returning(_ATTEMPTS.c.number)
)
_LIVE = (
    select(_ATTEMPTS.c.id, _ATTEMPTS.c.number, _ATTEMPTS.c.slot, _ATTEMPTS.c.is_selected)
    .where(
        _ATTEMPTS.c.asset_id == bindparam("asset"),
        _ATTEMPTS.c.scene_asset_id.is_(None),
        _ATTEMPTS.c.slot.is_not(None),
    )
    .order_by(_ATTEMPTS.c.number)
)
_BIN = (
    update(_ATTEMPTS)
    .where(_ATTEMPTS.c.id == bindparam("attempt"))
    .values(
        slot=None,
        is_selected=False,
        binned_at=func.clock_timestamp(),
        binned_because=bindparam("because"),
    )
)
_UNSELECT = (
    update(_ATTEMPTS)
    .where(_ATTEMPTS.c.asset_id == bindparam("asset"), _ATTEMPTS.c.is_selected)
    .values(is_selected=False)
)


def live(session: Session, asset_id: UUID) -> list[LiveAttempt]:
    """Return the attempts that hold a slot, oldest first, as the database has them now."""
    found = session.execute(_LIVE, {"asset": asset_id})
    return [LiveAttempt(row.id, row.number, row.slot, row.is_selected) for row in found]


def insert_counted(session: Session, facts: Mapping[str, Any], *, choices: int) -> int:
    """Insert an attempt under the next number of its asset and return it.

    Adds `choices` to the asset's count of choices by people. Without a slot it is in the bin.
    """
    known = {"of_asset": facts["asset_id"], "choices": choices, **new_values(facts)}
    number: int = session.execute(_INSERT, known).scalar_one()
    return number


def new_values(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a new row; without a slot it is in the bin."""
    return {
        "is_binned": facts["slot"] is None,
        **{f"new_{name}": value for name, value in facts.items()},
    }


def to_bin(session: Session, attempt_id: UUID, because: BinReason) -> None:
    """Move the attempt to the bin: its slot is free, and it is not selected."""
    session.execute(_BIN, {"attempt": attempt_id, "because": because.value})


def get(session: Session, project_id: UUID, asset_id: UUID, attempt_id: UUID) -> Attempt:
    """Return one attempt, live or in the bin, of one of its scenes too; raises NotFound."""
    attempt = session.scalar(
        select(Attempt)
        .where(
            Attempt.id == attempt_id,
            Attempt.asset_id == asset_id,
            Attempt.project_id == project_id,
        )
        .execution_options(populate_existing=True)
    )
    if attempt is None:
        raise NotFound("attempt")
    return attempt


def own(session: Session, project_id: UUID, asset_id: UUID, attempt_id: UUID) -> Attempt:
    """As `get`, but of the asset itself alone."""
    attempt = get(session, project_id, asset_id, attempt_id)
    if attempt.scene_asset_id is not None:
        raise NotFound("attempt")
    return attempt


def unselect(session: Session, asset_id: UUID) -> None:
    """Clear the selection, so that another row may take it in the same transaction."""
    session.execute(_UNSELECT, {"asset": asset_id})


def with_files(
    session: Session, project_id: UUID, asset_id: UUID
) -> Sequence[tuple[Attempt, StoredObject]]:
    """Return every attempt of an asset with its file, by number."""
    wanted = with_files_of().where(
        Attempt.asset_id == asset_id,
        Attempt.project_id == project_id,
        Attempt.scene_asset_id.is_(None),
    )
    return [(row[0], row[1]) for row in session.execute(wanted.order_by(Attempt.number))]


def live_with_files(session: Session, project_id: UUID) -> Sequence[tuple[Attempt, StoredObject]]:
    """Return the live attempts of every asset of the project with their files, by number."""
    wanted = with_files_of().where(
        Attempt.project_id == project_id,
        Attempt.scene_asset_id.is_(None),
        Attempt.slot.is_not(None),
    )
    return [(row[0], row[1]) for row in session.execute(wanted.order_by(Attempt.number))]


def with_file(session: Session, attempt_id: UUID) -> tuple[Attempt, StoredObject]:
    """Return one attempt, freshly read, with its file; raises NotFound."""
    row = session.execute(
        with_files_of().where(Attempt.id == attempt_id).execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound("attempt")
    return row[0], row[1]


def with_files_of() -> Select[Attempt, StoredObject]:
    """Return the beginning of a search for attempts, each with its file."""
    return select(Attempt, StoredObject).join(
        StoredObject,
        (StoredObject.project_id == Attempt.project_id) & (StoredObject.sha256 == Attempt.sha256),
    )
