"""From rows to views. No queries here: the rows come in whole."""

import base64
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from asset_service.domain import prompts, provenance, shapes, stage, styles
from asset_service.domain.styles import Said
from asset_service.domain.texts import FIELDS
from asset_service.models.asset import Asset
from asset_service.models.asset_revision import AssetRevision
from asset_service.models.attempt import Attempt
from asset_service.models.project import Project
from asset_service.models.scene import Scene
from asset_service.models.stored_object import StoredObject
from asset_service.models.style_reference import StyleReference
from asset_service.models.style_version import StyleVersion
from asset_service.services.views.assets import AssetView, RevisionView
from asset_service.services.views.pictures import AttemptView, ImageView, PictureWarning
from asset_service.services.views.scenes import SceneView
from asset_service.services.views.stages import ProjectView
from asset_service.services.views.styles import (
    ClearedAsset,
    StyleDraft,
    StyleReferenceView,
    StyleView,
)
from asset_service.store.board import BoardRow
from asset_service.store.clearing import Held


def image_key(attempt: Attempt) -> str:
    return f"{attempt.project_id}/{attempt.sha256}"


def present_project(project: Project, role: str) -> ProjectView:
    return ProjectView(
        id=project.id,
        title=project.title,
        role=role,
        stage=stage.state(
            project.stage, project.locked_script_version, project.script_version
        ).value,
        stage_locked_at=project.stage_locked_at,
        script_version=project.script_version,
        style_version=project.style_version,
        plain_background=project.plain_background,
        created_at=project.created_at,
        updated_at=project.updated_at,
        stage_locked_by=project.stage_locked_by,
    )


def present_image(attempt: Attempt, file: StoredObject) -> ImageView:
    return ImageView(
        key=image_key(attempt),
        attempt_id=attempt.id,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        thumbhash=base64.b64encode(file.thumbhash).decode(),
        source=attempt.source,
        provider=attempt.provider,
        digital_source_type=attempt.digital_source_type,
        ai_generated=provenance.is_ai(attempt.digital_source_type),
    )


def present_attempt(attempt: Attempt, file: StoredObject, shown: UUID | None = None) -> AttemptView:
    """`shown` is the one that its scene shows, for an attempt of a scene."""
    return AttemptView(
        id=attempt.id,
        asset_id=attempt.asset_id,
        number=attempt.number,
        is_selected=attempt.is_selected or attempt.id == shown,
        state="live" if attempt.slot is not None else "binned",
        source=attempt.source,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        size=file.size,
        mime=file.mime,
        original_name=attempt.original_name,
        thumbhash=base64.b64encode(file.thumbhash).decode(),
        job_id=attempt.job_id,
        prompt=attempt.prompt,
        provider=attempt.provider,
        model=attempt.model,
        seed=attempt.seed,
        style_version=attempt.style_version,
        cost_amount=attempt.cost_amount,
        cost_currency=attempt.cost_currency,
        digital_source_type=attempt.digital_source_type,
        ai_generated=provenance.is_ai(attempt.digital_source_type),
        created_at=attempt.created_at,
        binned_at=attempt.binned_at,
        binned_because=attempt.binned_because,
        image_key=image_key(attempt),
        scene_asset_id=attempt.scene_asset_id,
        copy_of=attempt.copy_of,
        binned_by=attempt.binned_by,
    )


def present_misfits(
    rows: Sequence[tuple[Attempt, StoredObject]], asset_type: str
) -> list[PictureWarning]:
    """Return the live pictures of an asset itself that have not the shape of this type."""
    return [
        PictureWarning(
            attempt_id=attempt.id,
            number=attempt.number,
            is_selected=attempt.is_selected,
            width=file.width,
            height=file.height,
            shape=shapes.shape(file.width, file.height),
            wanted=prompts.aspect(asset_type),
            image_key=image_key(attempt),
        )
        for attempt, file in rows
        if attempt.slot is not None
        and attempt.scene_asset_id is None
        and not shapes.fits(file.width, file.height, asset_type)
    ]


def asset_state(asset: Asset) -> str:
    if asset.binned_at is not None:
        return "binned"
    return "deferred" if asset.deferred else "active"


def present_asset(row: BoardRow) -> AssetView:
    asset = row.asset
    image = None
    outdated = False
    if row.selected is not None and row.file is not None:
        image = present_image(row.selected, row.file)
        outdated = styles.is_outdated(row.selected.style_version, row.style_version)
    return AssetView(
        id=asset.id,
        project_id=asset.project_id,
        type=asset.type,
        source=asset.source,
        name=asset.name,
        description=asset.description,
        image_prompt=asset.image_prompt,
        scene_numbers=list(asset.scene_numbers),
        scenes_lost=asset.scenes_lost and not asset.scene_numbers,
        state=asset_state(asset),
        deferred=asset.deferred,
        locked=asset.locked,
        version=asset.version,
        attempts=row.attempts,
        image=image,
        style_outdated=outdated,
        running=row.running,
        created_at=asset.created_at,
        updated_at=asset.updated_at,
        binned_at=asset.binned_at,
        split_from=asset.split_from,
        merged_with=asset.merged_with,
        binned_by=asset.binned_by,
    )


def present_revision(revision: AssetRevision, newer: Asset | AssetRevision) -> RevisionView:
    """`newer` is the text that followed it."""
    return RevisionView(
        version=revision.version,
        type=revision.type,
        name=revision.name,
        description=revision.description,
        image_prompt=revision.image_prompt,
        created_at=revision.created_at,
        changed_by=revision.changed_by,
        changed=[one for one in FIELDS if getattr(revision, one) != getattr(newer, one)],
    )


def present_style(
    version: StyleVersion | None,
    coming: StyleVersion | None,
    references: Sequence[tuple[StyleReference, StoredObject]],
) -> StyleView:
    """Version 0 is a project that has no style yet. `references` are those of both versions.

    A version that is coming and says what the one of now says is none.
    """
    if version is None:
        return StyleView(**_style(0, Said(), []), locked=False, locked_at=None)
    now = said_by(version, references)
    draft = None
    if coming is not None and said_by(coming, references) != now:
        pictures = _references(coming, references)
        draft = StyleDraft(**_style(coming.version, said_by(coming, references), pictures))
    return StyleView(
        **_style(version.version, now, _references(version, references)),
        locked=version.locked_at is not None,
        locked_at=version.locked_at,
        draft=draft,
    )


def said_by(
    version: StyleVersion, references: Sequence[tuple[StyleReference, StoredObject]]
) -> Said:
    """Return the whole of what a version says; `references` may be of others too."""
    return Said(
        text=version.text,
        pillars=tuple(version.pillars),
        strength=None if version.strength is None else round(version.strength, 2),
        references=tuple(row.sha256 for row, _ in references if row.version == version.version),
    )


def _style(version: int, said: Said, references: Sequence[StyleReferenceView]) -> dict[str, Any]:
    return {
        "version": version,
        "text": said.text,
        "pillars": list(said.pillars),
        "strength": said.strength,
        "references": list(references),
        "mark": styles.mark(said),
    }


def _references(
    version: StyleVersion, references: Sequence[tuple[StyleReference, StoredObject]]
) -> list[StyleReferenceView]:
    return [
        StyleReferenceView(
            place=row.place,
            sha256=row.sha256,
            name=row.name,
            width=file.width,
            height=file.height,
            thumbhash=base64.b64encode(file.thumbhash).decode(),
            image_key=f"{row.project_id}/{row.sha256}",
        )
        for row, file in references
        if row.version == version.version
    ]


def present_cleared(project_id: UUID, held: Held) -> ClearedAsset:
    return ClearedAsset(
        asset_id=held.asset_id,
        name=held.name,
        type=held.type,
        attempts=held.attempts,
        image_key=None if held.sha256 is None else f"{project_id}/{held.sha256}",
    )


def present_scene(scene: Scene) -> SceneView:
    """Raises ValueError for a scene that the script no longer has."""
    return SceneView(
        id=scene.id,
        scene_number=scene.number,
        label=scene.label,
        heading=scene.heading,
        int_ext=scene.int_ext,
        location=scene.location,
        sub_locations=list(scene.sub_locations),
        time_of_day=scene.time_of_day,
        synopsis=scene.synopsis,
        text=scene.text,
        start_line=scene.start_line,
        end_line=scene.end_line,
        populated_at=scene.populated_at,
    )
