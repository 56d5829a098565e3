"""The script of a project: preview into a draft, confirm into scenes (R1, R4)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from asset_service.domain import texts
from asset_service.domain.errors import Invalid, NotFound
from asset_service.models.script import ScriptVersion
from asset_service.models.script_draft import ScriptDraft
from asset_service.ports.clock import Clock
from asset_service.screenplay.scenes import Scene as ReadScene
from asset_service.services.idempotency import CREATED, DONE, Idempotency, conclude, start
from asset_service.services.presenting import present_project, present_scene
from asset_service.services.script_previews import (
    DraftView,
    ScriptText,
    draft_of,
    lines_of,
    preview_of,
    scenes_of,
)
from asset_service.services.script_taking import compare, diff, take
from asset_service.services.views.paging import Page
from asset_service.services.views.scenes import SceneName, SceneView
from asset_service.services.views.scripts import ScriptConfirmed, ScriptPreview
from asset_service.services.views.stages import ProjectView
from asset_service.store import projects, scenes
from asset_service.store.work import Database, Work

DRAFT_LIFE = timedelta(hours=24)


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
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
        draft, read = self._read(user_id, project_id, data, file_name)
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            work.session.add(draft)
            work.session.flush()
            view = _present(work, draft, read)
            work.commit()
            return view

    def draft(self, user_id: UUID, project_id: UUID, draft_id: UUID) -> ScriptPreview:
        """Return the preview again; raises NotFound for another user's or an expired one."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            draft = self._draft(work, project_id, draft_id)
            return _present(work, draft, scenes_of(draft))

    def drafts(self, user_id: UUID, project_id: UUID) -> list[DraftView]:
        """Return what this user read in and has not confirmed, newest first."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found = work.session.execute(
                select(
                    ScriptDraft.id,
                    ScriptDraft.file_name,
                    ScriptDraft.preview,
                    ScriptDraft.created_at,
                    ScriptDraft.expires_at,
                )
                .where(
                    ScriptDraft.project_id == project_id,
                    ScriptDraft.user_id == user_id,
                    ScriptDraft.expires_at > self._clock.now(),
                )
                .order_by(ScriptDraft.created_at.desc(), ScriptDraft.id)
            )
            return [
                DraftView(
                    draft_id=row.id,
                    file_name=row.file_name,
                    title=row.preview["title"],
                    scenes=row.preview["counts"]["scenes"],
                    created_at=row.created_at,
                    expires_at=row.expires_at,
                )
                for row in found
            ]

    def draft_text(self, user_id: UUID, project_id: UUID, draft_id: UUID) -> ScriptText:
        """Return the draft as its lines are counted; raises as `draft` does."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            draft = self._draft(work, project_id, draft_id)
            return ScriptText(version=0, file_name=draft.file_name, lines=lines_of(draft.text))

    def discard(self, user_id: UUID, project_id: UUID, draft_id: UUID) -> None:
        """Forget a draft; again it does nothing more. The project stays as it is."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            work.session.execute(
                delete(ScriptDraft).where(
                    ScriptDraft.id == draft_id,
                    ScriptDraft.project_id == project_id,
                    ScriptDraft.user_id == user_id,
                )
            )
            work.commit()

    def begin(
        self,
        user_id: UUID,
        title: str,
        data: bytes,
        file_name: str,
        idempotency: Idempotency | None = None,
    ) -> ProjectView:
        """Make a project that has this script from its beginning, or none at all.

        Raises as `preview`, as making a project does, and what `idempotency.start` raises.
        """
        title = texts.clean_name(title, "title")
        project_id = uuid4()
        draft, read = self._read(user_id, project_id, data, file_name)
        with self._database.as_user(user_id) as work:
            start(work, idempotency)
            projects.create(work.session, project_id, title)
            take(work, projects.for_stage(work.session, user_id, project_id), draft, read)
            work.session.flush()
            view = present_project(*projects.with_role(work.session, user_id, project_id))
            conclude(work, idempotency, CREATED, view)
            work.commit()
            return view

    def confirm(
        self,
        user_id: UUID,
        project_id: UUID,
        draft_id: UUID,
        idempotency: Idempotency | None = None,
    ) -> ScriptConfirmed:
        """Make the draft the project's script; the draft is used up.

        Scenes keep their rows where they are matched, and assets follow their scenes' new
        numbers. Nothing else of an asset changes. Raises NotFound, and what
        `idempotency.start` raises.
        """
        with self._database.as_user(user_id) as work:
            # The key before the project's row: its wait is bounded.
            projects.for_reading(work.session, user_id, project_id)
            start(work, idempotency)
            project = projects.for_stage(work.session, user_id, project_id)
            draft = self._draft(work, project_id, draft_id)
            read = scenes_of(draft)
            matching = take(work, project, draft, read)
            work.session.execute(delete(ScriptDraft).where(ScriptDraft.id == draft_id))
            confirmed = ScriptConfirmed(
                version=project.script_version, scenes=len(read), diff=diff(matching)
            )
            conclude(work, idempotency, DONE, confirmed)
            work.commit()
            return confirmed

    def outline(self, user_id: UUID, project_id: UUID) -> list[SceneName]:
        """Return what every scene of the script is picked by, in order, without its text."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found = scenes.headings(work.session, project_id)
        return [SceneName(*scene) for scene in found]

    def text(self, user_id: UUID, project_id: UUID) -> ScriptText:
        """Return the script that is in the project; no lines and version 0 before the first."""
        with self._database.as_user(user_id) as work:
            project = projects.for_reading(work.session, user_id, project_id)
            script = work.session.get(ScriptVersion, (project_id, project.script_version))
        if script is None:
            return ScriptText(version=0, file_name="", lines=[])
        return ScriptText(script.version, script.file_name, lines_of(script.text))

    def asset_counts(self, user_id: UUID, project_id: UUID) -> dict[int, int]:
        """Return how many assets, deferred ones too, belong to each scene of the script."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return scenes.asset_counts(work.session, project_id)

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

    def _read(
        self, user_id: UUID, project_id: UUID, data: bytes, file_name: str
    ) -> tuple[ScriptDraft, list[ReadScene]]:
        until = self._clock.now() + DRAFT_LIFE
        return draft_of(
            user_id, project_id, data, file_name, max_bytes=self._max_bytes, expires_at=until
        )

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


def _present(work: Work, draft: ScriptDraft, read: Sequence[ReadScene]) -> ScriptPreview:
    return preview_of(draft, read, diff(compare(work, draft.project_id, read)))
