"""The project's visual style: written, locked, and changed as a new version (R23)."""

from uuid import UUID

from sqlalchemy import func

from asset_service.domain import stage, texts
from asset_service.domain.errors import Conflict, Invalid
from asset_service.models.project import Project
from asset_service.models.style_version import StyleVersion
from asset_service.services.presenting import present_style
from asset_service.services.views import StyleView
from asset_service.store import projects, styles
from asset_service.store.work import Database, Work


class Styles:
    """Refuses strangers, viewers, and any change of style while the stage is locked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, user_id: UUID, project_id: UUID) -> StyleView:
        """Return the style; version 0 and no text before there is one."""
        with self._database.as_user(user_id) as work:
            project = projects.for_reading(work.session, user_id, project_id)
            return present_style(styles.current(work.session, project))

    def put(self, user_id: UUID, project_id: UUID, text: str) -> StyleView:
        """Write the text of a style that is not locked; raises Conflict `style_locked`."""
        cleaned = texts.clean_text(text, "text")
        with self._database.as_user(user_id) as work:
            project = _for_change(work, project_id)
            version = styles.current(work.session, project)
            if version is None:
                version = _next(work, project, cleaned)
            elif version.locked_at is not None:
                raise Conflict("The style is locked: change it instead.", code="style_locked")
            version.text = cleaned
            return _done(work, project)

    def lock(self, user_id: UUID, project_id: UUID) -> StyleView:
        """Lock the style, so that images can be generated; again is no error.

        Raises Invalid `style_empty` when there is no text.
        """
        with self._database.as_user(user_id) as work:
            project = _for_change(work, project_id)
            version = styles.current(work.session, project)
            if version is None or not version.text:
                raise Invalid(
                    "Write the style before it is locked.",
                    code="style_empty",
                    fields={"text": ["Must not be empty."]},
                )
            if version.locked_at is None:
                version.locked_at = func.clock_timestamp()
            return _done(work, project)

    def change(self, user_id: UUID, project_id: UUID, text: str) -> StyleView:
        """Replace a locked style by a new version, locked at once.

        Images stay and show as outdated: that is computed from the version each was made
        with. The same text again makes no new version. Raises Conflict `style_not_locked`.
        """
        cleaned = texts.clean_text(text, "text", required=True)
        with self._database.as_user(user_id) as work:
            project = _for_change(work, project_id)
            version = styles.current(work.session, project)
            if version is None or version.locked_at is None:
                raise Conflict(
                    "The style is not locked yet: write it instead.", code="style_not_locked"
                )
            if version.text != cleaned:
                _next(work, project, cleaned).locked_at = func.clock_timestamp()
            return _done(work, project)


def _for_change(work: Work, project_id: UUID) -> Project:
    project = projects.for_stage(work.session, work.user_id, project_id)
    stage.check(stage.Act.CHANGE_STYLE, project.stage)
    return project


def _next(work: Work, project: Project, text: str) -> StyleVersion:
    project.style_version += 1
    version = StyleVersion(
        project_id=project.id, version=project.style_version, text=text, created_by=work.user_id
    )
    work.session.add(version)
    return version


def _done(work: Work, project: Project) -> StyleView:
    work.session.flush()
    view = present_style(styles.current(work.session, project))
    work.commit()
    return view
