"""A draft becomes the script of a project: which scenes stay, come, go, and what follows them."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from asset_service.domain.errors import Invalid
from asset_service.domain.rescan import Matching, NewScene, OldScene, match, renumber
from asset_service.models.asset import Asset
from asset_service.models.project import Project
from asset_service.models.scene import Scene
from asset_service.models.script import ScriptVersion
from asset_service.models.script_draft import ScriptDraft
from asset_service.screenplay.scenes import Scene as ReadScene
from asset_service.services.views.scripts import SceneDiff
from asset_service.store.work import Work


def take(work: Work, project: Project, draft: ScriptDraft, read: Sequence[ReadScene]) -> Matching:
    """Make the draft the project's script, whose row is held alone; says what became of scenes.

    Scenes keep their rows where they are matched, and assets follow their scenes' new numbers.
    Nothing else of an asset changes. Raises Invalid for a script without scenes.
    """
    if not read:
        raise Invalid(
            "The script has no scene heading, so there is nothing to put in order.",
            code="script_without_scenes",
        )
    matching = compare(work, project.id, read)
    _write_scenes(work, project.id, read, matching)
    _follow(work, project.id, matching)
    _keep_version(work, project, draft)
    return matching


def compare(work: Work, project_id: UUID, read: Sequence[ReadScene]) -> Matching:
    """Match the scenes that were read to those of the project."""
    old = work.session.scalars(select(Scene).where(Scene.project_id == project_id))
    return match(
        [
            OldScene(
                id=scene.id,
                number=scene.scene_number,
                label=scene.label,
                heading=scene.heading,
                text=scene.text,
                text_hash=scene.text_hash,
            )
            for scene in old
        ],
        [
            NewScene(
                number=scene.scene_number,
                label=scene.label,
                heading=scene.heading,
                text=scene.text,
                text_hash=scene.text_hash,
            )
            for scene in read
        ],
    )


def diff(matching: Matching) -> SceneDiff:
    """Say what differs, scenes by number and heading."""
    return SceneDiff(
        added=[f"{scene.number} {scene.heading}" for scene in matching.added],
        removed=[f"{scene.number} {scene.heading}" for scene in matching.removed],
        changed=[f"{scene.number} {scene.heading}" for scene in matching.changed],
        moved=[f"{scene.number} {scene.heading}" for scene in matching.moved],
    )


def _keep_version(work: Work, project: Project, draft: ScriptDraft) -> None:
    """Add the draft as the next version; the same file again is no change of the script."""
    sha256 = hashlib.sha256(draft.text.encode()).hexdigest()
    newest = work.session.execute(
        select(ScriptVersion.sha256, ScriptVersion.file_name).where(
            ScriptVersion.project_id == project.id, ScriptVersion.version == project.script_version
        )
    ).one_or_none()
    if newest == (sha256, draft.file_name):
        return
    project.script_version += 1
    work.session.add(
        ScriptVersion(
            project_id=project.id,
            version=project.script_version,
            file_name=draft.file_name,
            text=draft.text,
            sha256=sha256,
            created_by=work.user_id,
        )
    )


def _write_scenes(
    work: Work, project_id: UUID, read: Sequence[ReadScene], matching: Matching
) -> None:
    rows = {
        scene.id: scene
        for scene in work.session.scalars(select(Scene).where(Scene.project_id == project_id))
    }
    fresh = []
    for scene in read:
        values = {
            "scene_number": scene.scene_number,
            "label": scene.label,
            "heading": scene.heading,
            "int_ext": scene.int_ext,
            "location": scene.location,
            "sub_locations": list(scene.sub_locations),
            "time_of_day": scene.time_of_day,
            "synopsis": scene.synopsis,
            "text": scene.text,
            "text_hash": scene.text_hash,
            "start_line": scene.start_line,
            "end_line": scene.end_line,
        }
        known = matching.pairs.get(scene.scene_number)
        if known is None:
            fresh.append({"project_id": project_id, **values})
            continue
        row = rows[known.id]
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
        row.removed_at = None
    for lost in matching.removed:
        rows[lost.id].scene_number = None
        rows[lost.id].removed_at = func.clock_timestamp()
    work.session.flush()
    if fresh:
        work.session.execute(insert(Scene), fresh)


def _follow(work: Work, project_id: UUID, matching: Matching) -> None:
    """Give every asset, in the bin too, the new numbers of its scenes."""
    renumbered = matching.renumbered
    if not renumbered:
        return
    everything = work.session.scalars(
        select(Asset).where(Asset.project_id == project_id).order_by(Asset.id).with_for_update()
    )
    for asset in everything:
        numbers = renumber(asset.scene_numbers, renumbered)
        if numbers != list(asset.scene_numbers):
            asset.scene_numbers = numbers
            # Having lost its last scene it must not turn up in all the others.
            asset.scenes_lost = not numbers
            asset.version += 1
    work.session.flush()
