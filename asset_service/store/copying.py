"""Copies of attempts and of what assets are in scenes, each kind in one statement.

A copy has all that its source says of the picture: only the money was spent once. It is marked
with the merge or split that made it. Trusts that the caller holds the project alone.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    SmallInteger,
    Uuid,
    and_,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from asset_service.domain.reshaping import Place
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.base import table_of
from asset_service.models.reshape import Reshape
from asset_service.models.scene_asset import SceneAsset

_ATTEMPTS = table_of(Attempt)
_SCENE_ASSETS = table_of(SceneAsset)
_AS_IT_WAS = (
    "source",
    "sha256",
    "original_name",
    "prompt",
    "provider",
    "model",
    "seed",
    "style_version",
    "digital_source_type",
    "said_source_type",
    "claims",
    "created_by",
)
_SHOWN = ("image_attempt_id", "master_attempt_id")


def live_of(session: Session, project_id: UUID, asset_ids: Collection[UUID]) -> list[Attempt]:
    """Return the live attempts of these assets themselves, by asset and number."""
    return list(
        session.scalars(
            select(Attempt)
            .where(
                Attempt.project_id == project_id,
                Attempt.asset_id.in_(asset_ids),
                Attempt.slot.is_not(None),
                Attempt.scene_asset_id.is_(None),
            )
            .order_by(Attempt.asset_id, Attempt.number)
            .execution_options(populate_existing=True)
        )
    )


def in_scenes(session: Session, project_id: UUID, asset_ids: Collection[UUID]) -> list[SceneAsset]:
    """Return what these assets are in all scenes, unlinked or not, oldest first."""
    return list(
        session.scalars(
            select(SceneAsset)
            .where(SceneAsset.project_id == project_id, SceneAsset.asset_id.in_(asset_ids))
            .order_by(SceneAsset.created_at, SceneAsset.id)
            .execution_options(populate_existing=True)
        )
    )


def copy_attempts(
    session: Session,
    reshape: Reshape,
    asset: Asset,
    placed: Sequence[Place],
    selected: UUID | None,
) -> dict[UUID, UUID]:
    """Give the asset copies of attempts at these places; return the copies by their sources.

    The copy of `selected` is in use: nothing else of the asset may be then.
    """
    copies = {one.attempt_id: uuid4() for one in placed}
    if not placed:
        return copies
    places = _rows(
        id=(list(copies.values()), Uuid()),
        of=(list(copies), Uuid()),
        slot=([one.slot for one in placed], SmallInteger()),
        is_selected=([one.attempt_id == selected for one in placed], Boolean()),
    )
    facts: dict[str, Any] = {
        "id": places.c.id,
        "project_id": _ATTEMPTS.c.project_id,
        "asset_id": literal(asset.id),
        "copy_of": places.c.of,
        "made_with": literal(reshape.id),
        "number": literal(asset.attempt_counter) + places.c.place,
        "slot": places.c.slot,
        "is_selected": places.c.is_selected,
        **{name: _ATTEMPTS.c[name] for name in _AS_IT_WAS},
    }
    session.execute(
        insert(_ATTEMPTS).from_select(
            list(facts),
            select(*facts.values()).join_from(places, _ATTEMPTS, _ATTEMPTS.c.id == places.c.of),
        )
    )
    asset.attempt_counter += len(placed)
    return copies


def copy_into_scenes(  # noqa: PLR0913 - what, where to, and as what
    session: Session,
    reshape: Reshape,
    asset: Asset,
    copies: Mapping[UUID, UUID],
    inherited: Mapping[UUID, UUID],
    *,
    text_version: int,
) -> None:
    """Put the asset into scenes as others are there; `copies` maps sources to the new ids.

    With override, tags and carry-forward; which pictures they show is said by `show`.
    """
    if not copies:
        return
    rows = _rows(
        id=(list(copies.values()), Uuid()),
        of=(list(copies), Uuid()),
        above=([inherited.get(one) for one in copies], Uuid()),
    )
    facts: dict[str, Any] = {
        "id": rows.c.id,
        "project_id": _SCENE_ASSETS.c.project_id,
        "scene_id": _SCENE_ASSETS.c.scene_id,
        "asset_id": literal(asset.id),
        "override_text": _SCENE_ASSETS.c.override_text,
        "status_tags": _SCENE_ASSETS.c.status_tags,
        "carry_forward": _SCENE_ASSETS.c.carry_forward,
        "inherited_from": rows.c.above,
        "master_text_version": literal(text_version),
        "made_with": literal(reshape.id),
    }
    session.execute(
        insert(_SCENE_ASSETS).from_select(
            list(facts),
            select(*facts.values()).join_from(rows, _SCENE_ASSETS, _SCENE_ASSETS.c.id == rows.c.of),
        )
    )


def copy_own_attempts(
    session: Session, reshape: Reshape, asset: Asset, copies: Mapping[UUID, UUID]
) -> int:
    """Copy the live pictures that the sources have of their own; return how many."""
    if not copies:
        return 0
    rows = _rows(id=(list(copies.values()), Uuid()), of=(list(copies), Uuid()))
    facts: dict[str, Any] = {
        "id": func.gen_random_uuid(),
        "project_id": _ATTEMPTS.c.project_id,
        "asset_id": literal(asset.id),
        "scene_asset_id": rows.c.id,
        "copy_of": _ATTEMPTS.c.id,
        "made_with": literal(reshape.id),
        "number": _ATTEMPTS.c.number,
        "slot": _ATTEMPTS.c.slot,
        **{name: _ATTEMPTS.c[name] for name in _AS_IT_WAS},
    }
    source = (
        select(*facts.values())
        .join_from(rows, _ATTEMPTS, _ATTEMPTS.c.scene_asset_id == rows.c.of)
        .where(_ATTEMPTS.c.slot.is_not(None))
    )
    made = session.execute(
        insert(_ATTEMPTS).from_select(list(facts), source).returning(_ATTEMPTS.c.id)
    )
    return len(made.all())


def show(
    session: Session,
    reshape: Reshape,
    asset: Asset,
    copies: Mapping[UUID, UUID],
    selected: UUID | None,
) -> None:
    """Let the copies show what their sources do: its copy, where there is one, else `selected`."""
    if not copies:
        return
    rows = _rows(id=(list(copies.values()), Uuid()), of=(list(copies), Uuid()))
    source = _SCENE_ASSETS.alias("source")

    def shown(name: str) -> ColumnElement[UUID | None]:
        copied = (
            select(_ATTEMPTS.c.id)
            .where(
                _ATTEMPTS.c.asset_id == asset.id,
                _ATTEMPTS.c.made_with == reshape.id,
                _ATTEMPTS.c.copy_of == source.c[name],
                or_(
                    _ATTEMPTS.c.scene_asset_id.is_(None),
                    _ATTEMPTS.c.scene_asset_id == rows.c.id,
                ),
            )
            .correlate(source, rows)
            .scalar_subquery()
        )
        other = select(literal(selected, Uuid())).where(source.c[name].is_not(None))
        return func.coalesce(copied, other.correlate(source).scalar_subquery())

    session.execute(
        update(_SCENE_ASSETS)
        .where(_SCENE_ASSETS.c.id == rows.c.id, source.c.id == rows.c.of)
        .values(
            {
                **{name: shown(name) for name in _SHOWN},
                "attempt_counter": source.c.attempt_counter,
                "choice_counter": source.c.choice_counter,
            }
        )
    )


def shown_in_scenes(session: Session, attempt_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these attempts a scene shows, or took its state from."""
    if not attempt_ids:
        return set()
    found = session.execute(
        select(Attempt.id)
        .where(Attempt.id.in_(attempt_ids))
        .join(
            SceneAsset,
            and_(
                SceneAsset.asset_id == Attempt.asset_id,
                or_(*(getattr(SceneAsset, name) == Attempt.id for name in _SHOWN)),
            ),
        )
    )
    return {row[0] for row in found}


def _rows(**columns: tuple[Sequence[Any], Any]) -> Any:
    """Return values as a table of their own, with their `place` among them from 1."""
    arrays = [cast(list(values), ARRAY(kind)) for values, kind in columns.values()]
    return (
        func.unnest(*arrays).table_valued(*columns, with_ordinality="place").render_derived("given")
    )
