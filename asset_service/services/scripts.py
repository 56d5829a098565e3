"""The script of a project: preview into a draft, confirm into scenes (R1, R4)."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from asset_service.domain import texts
from asset_service.domain.errors import Invalid, NotFound
from asset_service.domain.rescan import Matching, NewScene, OldScene, match, renumber
from asset_service.models.asset import Asset
from asset_service.models.project import Project
from asset_service.models.scene import Scene
from asset_service.models.script import ScriptVersion
from asset_service.models.script_draft import ScriptDraft
from asset_service.ports.clock import Clock
from asset_service.screenplay import reading
from asset_service.screenplay.decoding import decode
from asset_service.screenplay.elements import Script
from asset_service.screenplay.scenes import Scene as ReadScene
from asset_service.screenplay.scenes import split_scenes
from asset_service.screenplay.script_warnings import script_warnings
from asset_service.services.presenting import present_scene
from asset_service.services.views import (
    LineWarning,
    Page,
    PreviewScene,
    SceneDiff,
    SceneView,
    ScriptConfirmed,
    ScriptPreview,
)
from asset_service.store import projects, scenes
from asset_service.store.work import Database, Work

DRAFT_LIFE = timedelta(hours=24)
# The longest films have some hundreds; a file of bare headings must not fill the database.
MOST_SCENES = 5_000


class Scripts:
    """Trusts `user_id` as authenticated; trusts nothing about the bytes of a script.

    A script may be confirmed whatever the stage: a locked one then shows as outdated.
    """

    def __init__(self, database: Database, clock: Clock, max_bytes: int) -> None:
        self._database = database
        self._clock = clock
        self._max_bytes = max_bytes

    def preview(
        self, user_id: UUID, project_id: UUID, data: bytes, file_name: str
    ) -> ScriptPreview:
        """Read the script and keep it as this user's draft; the project stays as it is.

        Raises UnsupportedType, TooLarge, or Invalid for bytes that are no script.
        """
        name = texts.clean_file_name(file_name)
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
        script = reading.read(data, name, max_bytes=self._max_bytes)
        text, _ = decode(data, max_bytes=self._max_bytes)
        read = split_scenes(script)
        if len(read) > MOST_SCENES:
            raise Invalid(
                f"The script has {len(read)} scenes; up to {MOST_SCENES} are taken.",
                code="too_many_scenes",
            )
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            draft = ScriptDraft(
                user_id=user_id,
                project_id=project_id,
                file_name=name,
                text=text,
                preview=_summary(script, read),
                expires_at=self._clock.now() + DRAFT_LIFE,
            )
            work.session.add(draft)
            work.session.flush()
            view = _preview(work, draft, read)
            work.commit()
            return view

    def draft(self, user_id: UUID, project_id: UUID, draft_id: UUID) -> ScriptPreview:
        """Return the preview again; raises NotFound for another user's or an expired one."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            draft = self._draft(work, project_id, draft_id)
            return _preview(work, draft, split_scenes(_read(draft)))

    def confirm(self, user_id: UUID, project_id: UUID, draft_id: UUID) -> ScriptConfirmed:
        """Make the draft the project's script; the draft is used up.

        Scenes keep their rows where they are matched, and assets follow their scenes' new
        numbers. Nothing else of an asset changes. Raises NotFound.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_stage(work.session, user_id, project_id)
            draft = self._draft(work, project_id, draft_id)
            read = split_scenes(_read(draft))
            if not read:
                raise Invalid(
                    "The script has no scene heading, so there is nothing to put in order.",
                    code="script_without_scenes",
                )
            matching = _match(work, project_id, read)
            _write_scenes(work, project_id, read, matching)
            _follow(work, project_id, matching)
            _keep_version(work, project, draft)
            work.session.execute(delete(ScriptDraft).where(ScriptDraft.id == draft_id))
            work.commit()
            return ScriptConfirmed(
                version=project.script_version, scenes=len(read), diff=_diff(matching)
            )

    def scenes(
        self, user_id: UUID, project_id: UUID, limit: int = 100, cursor: str | None = None
    ) -> Page[SceneView]:
        """Return the scenes in order; the cursor is the last scene number shown."""
        after = 0
        if cursor:
            if not cursor.isascii() or not cursor.isdecimal() or len(cursor) > 9:  # noqa: PLR2004 - fits an integer
                raise Invalid(
                    "The cursor is not one of ours.", fields={"cursor": ["Unknown cursor."]}
                )
            after = int(cursor)
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found = scenes.page(work.session, project_id, limit + 1, after)
        shown = [present_scene(scene) for scene in found[:limit]]
        return Page(shown, str(shown[-1].scene_number) if len(found) > limit else None)

    def scene(self, user_id: UUID, project_id: UUID, scene_id: UUID) -> SceneView:
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return present_scene(scenes.get(work.session, project_id, scene_id))

    def _draft(self, work: Work, project_id: UUID, draft_id: UUID) -> ScriptDraft:
        draft = work.session.scalar(
            select(ScriptDraft).where(
                ScriptDraft.id == draft_id,
                ScriptDraft.project_id == project_id,
                ScriptDraft.user_id == work.user_id,
                ScriptDraft.expires_at > self._clock.now(),
            )
        )
        if draft is None:
            raise NotFound("draft")
        return draft


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


def _read(draft: ScriptDraft) -> Script:
    data = draft.text.encode()
    return reading.read(data, draft.file_name, max_bytes=len(data))


def _summary(script: Script, read: Sequence[ReadScene]) -> dict[str, object]:
    speakers = {speaker for scene in read for speaker in scene.speakers}
    titles = script.title_page.get("title", ())
    return {
        "title": " ".join(titles),
        "counts": {
            "scenes": len(read),
            "cues": sum(element.kind == "character" for element in script.elements),
            "speakers": len(speakers),
            "words": sum(len(element.text.split()) for element in script.elements),
        },
        "warnings": [
            {"line": warning.line, "code": warning.code, "message": warning.message}
            for warning in script_warnings(script, read)
        ],
    }


def _preview(work: Work, draft: ScriptDraft, read: Sequence[ReadScene]) -> ScriptPreview:
    return ScriptPreview(
        draft_id=draft.id,
        file_name=draft.file_name,
        expires_at=draft.expires_at,
        title=draft.preview["title"],
        scenes=[
            PreviewScene(
                scene_number=scene.scene_number,
                label=scene.label,
                heading=scene.heading,
                int_ext=scene.int_ext,
                location=scene.location,
                time_of_day=scene.time_of_day,
                start_line=scene.start_line,
                end_line=scene.end_line,
                speakers=list(scene.speakers),
            )
            for scene in read
        ],
        counts=draft.preview["counts"],
        warnings=[LineWarning(**warning) for warning in draft.preview["warnings"]],
        diff=_diff(_match(work, draft.project_id, read)),
    )


def _match(work: Work, project_id: UUID, read: Sequence[ReadScene]) -> Matching:
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


def _diff(matching: Matching) -> SceneDiff:
    return SceneDiff(
        added=[f"{scene.number} {scene.heading}" for scene in matching.added],
        removed=[f"{scene.number} {scene.heading}" for scene in matching.removed],
        changed=[f"{scene.number} {scene.heading}" for scene in matching.changed],
        moved=[f"{scene.number} {scene.heading}" for scene in matching.moved],
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
