"""From the script to assets: what is in it, and what the user decided (R2-R4)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from asset_service.domain import stage, texts
from asset_service.domain.decisions import Creation, EntityChoice, Key, plan
from asset_service.domain.errors import Conflict
from asset_service.domain.names import fold
from asset_service.domain.vocabulary import AssetSource, Decision
from asset_service.models.asset import Asset
from asset_service.models.script import ScriptVersion
from asset_service.models.tombstone import Tombstone
from asset_service.screenplay import reading
from asset_service.screenplay.entities import Entity, extract
from asset_service.services.curation import check_scenes, leave_tombstones
from asset_service.services.idempotency import DONE, Idempotency, conclude, start
from asset_service.services.presenting import present_asset
from asset_service.services.views.assets import AssetView
from asset_service.services.views.scripts import (
    EntityView,
    ExtractionPreview,
    ExtractionResult,
    GoneAsset,
    SkippedEntity,
)
from asset_service.store import assets, board, projects, scenes
from asset_service.store.work import Database, Work

# Raised when extraction finds other things in the same text: kept results are then made anew.
EXTRACTOR = "1"


class Extraction:
    """No model here: what is found is candidates, and the user decides.

    Trusts `user_id` as authenticated; refuses strangers, viewers and, to confirm, a locked
    stage.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def preview(self, user_id: UUID, project_id: UUID) -> ExtractionPreview:
        """Say what the script names, against what the project has. Changes no asset.

        What was deleted or deferred before is not proposed again. Raises Conflict `no_script`.
        """
        entities, version = self._entities(user_id, project_id)
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            live = assets.live_names(work.session, project_id)
            deleted = _tombstones(work, project_id)
        found = {_key(entity) for entity in entities}
        return ExtractionPreview(
            script_version=version,
            entities=[
                _present(entity, live.get(_key(entity)))
                for entity in entities
                if _is_proposed(live.get(_key(entity)), deleted=_key(entity) in deleted)
            ],
            gone=[
                GoneAsset(asset_id=asset.id, type=asset.type, name=asset.name)
                for key, asset in live.items()
                if key not in found and asset.source == AssetSource.EXTRACTED and not asset.deferred
            ],
        )

    def confirm(
        self,
        user_id: UUID,
        project_id: UUID,
        choices: Sequence[EntityChoice],
        idempotency: Idempotency | None = None,
    ) -> ExtractionResult:
        """Carry out the decisions in one transaction; the same again creates nothing twice.

        Raises Conflict `stage_locked`, Invalid for unknown scenes or two decisions on one
        entity; and what `idempotency.start` raises.
        """
        named = [_named(choice) for choice in choices]
        entities, _ = self._entities(user_id, project_id)
        with self._database.as_user(user_id) as work:
            # The key before the project's row: its wait is bounded.
            start(work, idempotency)
            # Alone: two confirms at once would both find a name free.
            project = projects.for_stage(work.session, user_id, project_id)
            stage.check(stage.Act.CHANGE_SET, project.stage)
            there = scenes.numbers(work.session, project_id)
            check_scenes(there, {n for choice in named for n in choice.scene_numbers or ()})
            live = {
                (row.type, row.name_folded): row
                for row in assets.lock_live(work.session, project_id)
            }
            todo = plan(
                named,
                {_key(entity): set(entity["scene_numbers"]) & there for entity in entities},
                {
                    key: None if asset.is_everywhere else list(asset.scene_numbers)
                    for key, asset in live.items()
                },
                _tombstones(work, project_id),
            )
            created = _create(work, project_id, todo.create, entities)
            for key, numbers in todo.extend.items():
                live[key].scene_numbers = sorted({*live[key].scene_numbers, *numbers})
                live[key].version += 1
            leave_tombstones(work, project_id, ((one.type, one.name) for one in todo.tombstones))
            work.session.flush()
            result = ExtractionResult(
                created=_views(work, project_id, created),
                extended=_views(work, project_id, [live[key].id for key in todo.extend]),
                unchanged=todo.unchanged,
                deleted=len(todo.tombstones),
                skipped=[SkippedEntity(one.type.value, one.name) for one in todo.skipped],
            )
            conclude(work, idempotency, DONE, result)
            work.commit()
            return result

    def _entities(self, user_id: UUID, project_id: UUID) -> tuple[list[dict[str, Any]], int]:
        """Return what the newest script names: kept from the last time, else made and kept."""
        with self._database.as_user(user_id) as work:
            project = projects.for_reading(work.session, user_id, project_id)
            script = work.session.get(ScriptVersion, (project_id, project.script_version))
        if script is None:
            raise Conflict("Import a script first.", code="no_script")
        if script.entities is not None and script.entities_made_by == EXTRACTOR:
            return list(script.entities), script.version
        # Outside the transaction: a long script takes seconds.
        data = script.text.encode()
        read = reading.read(data, script.file_name, max_bytes=len(data))
        # A cue for several people is proposed as those people: it is no asset by itself.
        entities = [_kept(entity) for entity in extract(read) if not entity.group_of]
        with self._database.as_user(user_id) as work:
            work.session.execute(
                update(ScriptVersion)
                .where(
                    ScriptVersion.project_id == project_id, ScriptVersion.version == script.version
                )
                .values(entities=entities, entities_made_by=EXTRACTOR)
            )
            work.commit()
        return entities, script.version


def _kept(entity: Entity) -> dict[str, Any]:
    return {
        "type": entity.type,
        "name": entity.name,
        "scene_numbers": list(entity.scene_numbers),
        "mentions": entity.mentions,
        "source": entity.source,
        "quotes": [
            {"line": quote.line, "scene_number": quote.scene_number, "text": quote.text}
            for quote in entity.quotes
        ],
        "aliases": list(entity.aliases),
        "split_of": list(entity.split_of),
        "kind": entity.kind,
        "confidence": round(entity.confidence, 2),
        "description": entity.first_appearance,
    }


def _key(entity: Mapping[str, Any]) -> Key:
    return (entity["type"], fold(entity["name"]))


def _is_proposed(asset: Asset | None, *, deleted: bool) -> bool:
    """A name that was deleted may be in use again: then its new scenes are worth showing."""
    return not deleted if asset is None else not asset.deferred


def _present(entity: Mapping[str, Any], asset: Asset | None) -> EntityView:
    status, gained = "new", set[int]()
    if asset is not None:
        if not asset.is_everywhere:
            gained = set(entity["scene_numbers"]) - set(asset.scene_numbers)
        status = "new_scenes" if gained else "existing"
    return EntityView(
        **entity, status=status, decision=Decision.KEEP.value, gained_scenes=sorted(gained)
    )


def _named(choice: EntityChoice) -> EntityChoice:
    return EntityChoice(
        type=choice.type,
        name=texts.clean_name(choice.name),
        decision=choice.decision,
        scene_numbers=choice.scene_numbers,
    )


def _tombstones(work: Work, project_id: UUID) -> set[Key]:
    found = work.session.execute(
        select(Tombstone.type, Tombstone.name_folded).where(Tombstone.project_id == project_id)
    )
    return {(row[0], row[1]) for row in found}


def _create(
    work: Work,
    project_id: UUID,
    creations: Sequence[Creation],
    entities: Iterable[Mapping[str, Any]],
) -> list[UUID]:
    if not creations:
        return []
    described = {_key(entity): entity["description"] for entity in entities}
    rows = [
        {
            "project_id": project_id,
            "type": creation.choice.type.value,
            "source": AssetSource.EXTRACTED.value,
            "name": creation.choice.name,
            "name_folded": fold(creation.choice.name),
            "description": described.get(creation.choice.key, "")[: texts.TEXT_MOST],
            "scene_numbers": creation.scene_numbers,
            "deferred": creation.deferred,
            "created_by": work.user_id,
        }
        for creation in creations
    ]
    return list(
        work.session.scalars(insert(Asset).returning(Asset.id, sort_by_parameter_order=True), rows)
    )


def _views(work: Work, project_id: UUID, asset_ids: Sequence[UUID]) -> list[AssetView]:
    return [present_asset(row) for row in board.some(work.session, project_id, asset_ids)]
