"""Projects: made by whoever signs in, seen by their members only.

Trusts `user_id` as authenticated. Refuses strangers (as absent) and, for changes, viewers.
"""

import builtins
from dataclasses import dataclass
from uuid import UUID, uuid4

from asset_service.domain.texts import clean_name
from asset_service.services.presenting import present_image, present_project
from asset_service.services.views import ImageView, ProjectView
from asset_service.store import overview, projects
from asset_service.store.work import Database, Work

COVERS = 4
_NONE = overview.Counts(active=0, with_images=0, deferred=0)


@dataclass(frozen=True)
class ProjectSummary:
    """A project with its counts of assets, and up to four of its pictures in use."""

    project: ProjectView
    active: int
    with_images: int
    deferred: int
    covers: list[ImageView]


class Projects:
    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, user_id: UUID, title: str) -> ProjectView:
        """Make a project that the user owns; titles need not differ. Raises Invalid."""
        title = clean_name(title, "title")
        project_id = uuid4()
        with self._database.as_user(user_id) as work:
            projects.create(work.session, project_id, title)
            view = _view(work, project_id)
            work.commit()
        return view

    def list(self, user_id: UUID) -> list[ProjectView]:
        """Return every project of the user, newest first."""
        with self._database.as_user(user_id) as work:
            return [
                present_project(project, role)
                for project, role in projects.of_user(work.session, user_id)
            ]

    def summaries(self, user_id: UUID) -> builtins.list[ProjectSummary]:
        """As `list`, with what each holds; the number of statements does not grow."""
        with self._database.as_user(user_id) as work:
            found = projects.of_user(work.session, user_id)
            ids = [project.id for project, _ in found]
            counts = overview.counts(work.session, ids)
            covers = overview.covers(work.session, ids, COVERS)
            return [
                ProjectSummary(
                    project=present_project(project, role),
                    active=counts.get(project.id, _NONE).active,
                    with_images=counts.get(project.id, _NONE).with_images,
                    deferred=counts.get(project.id, _NONE).deferred,
                    covers=[present_image(*cover) for cover in covers.get(project.id, [])],
                )
                for project, role in found
            ]

    def get(self, user_id: UUID, project_id: UUID) -> ProjectView:
        """Raises NotFound."""
        with self._database.as_user(user_id) as work:
            return _view(work, project_id)

    def edit(
        self,
        user_id: UUID,
        project_id: UUID,
        *,
        title: str | None = None,
        plain_background: bool | None = None,
    ) -> ProjectView:
        """Change what is given. Raises Invalid, NotFound, Forbidden."""
        with self._database.as_user(user_id) as work:
            project = projects.for_stage(work.session, user_id, project_id)
            if title is not None:
                project.title = clean_name(title, "title")
            if plain_background is not None:
                project.plain_background = plain_background
            work.session.flush()
            view = _view(work, project_id)
            work.commit()
        return view


def _view(work: Work, project_id: UUID) -> ProjectView:
    return present_project(*projects.with_role(work.session, work.user_id, project_id))
