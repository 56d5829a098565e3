"""From rows to views. No queries here: the rows come in whole."""

import base64

from asset_service.domain import stage
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.project import Project
from asset_service.models.scene import Scene
from asset_service.models.stored_object import StoredObject
from asset_service.models.style_version import StyleVersion
from asset_service.services.views import (
    AssetView,
    AttemptView,
    ImageView,
    ProjectView,
    SceneView,
    StyleView,
)
from asset_service.store.board import BoardRow


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
    )


def present_attempt(attempt: Attempt, file: StoredObject) -> AttemptView:
    return AttemptView(
        id=attempt.id,
        asset_id=attempt.asset_id,
        number=attempt.number,
        is_selected=attempt.is_selected,
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
        created_at=attempt.created_at,
        binned_at=attempt.binned_at,
        binned_because=attempt.binned_because,
        image_key=image_key(attempt),
    )


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
        made_with = row.selected.style_version
        outdated = made_with is not None and made_with < row.style_version
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
    )


def present_style(version: StyleVersion | None) -> StyleView:
    """Version 0 is a project that has no style yet."""
    if version is None:
        return StyleView(version=0, text="", locked=False, locked_at=None)
    return StyleView(
        version=version.version,
        text=version.text,
        locked=version.locked_at is not None,
        locked_at=version.locked_at,
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
