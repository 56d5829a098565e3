"""Projects: made by whoever signs in, seen by their members only.

Trusts `user_id` as authenticated. Refuses strangers (as absent) and, for changes, viewers.
"""

import builtins
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from asset_service.domain.texts import clean_name
from asset_service.domain.vocabulary import Role, StageState
from asset_service.services.idempotency import CREATED, Idempotency, conclude, start
from asset_service.services.presenting import present_image, present_project
from asset_service.services.views.pictures import ImageView
from asset_service.services.views.stages import ProjectView
from asset_service.store import members, overview, projects
from asset_service.store.work import Database, Work

COVERS = 4
_NONE = overview.Counts(active=0, with_images=0, deferred=0)


class Step(StrEnum):
    """The main job, in the order in which it is done."""

    SCRIPT = "script"
    EXTRACT = "extract"
    STYLE = "style"
    PICTURES = "pictures"
    LOCK = "lock"
    SCENES = "scenes"


@dataclass(frozen=True)
class ProjectSummary:
    """A project with its counts of assets and scenes, and up to four of its pictures in use.

    `owner` is the name of whose film it is, None for one's own.
    `changed_at` is when its script, its stage, an asset or a picture in use changed last.
    """

    project: ProjectView
    active: int
    with_images: int
    deferred: int
    covers: list[ImageView]
    scenes: int
    style_locked: bool
    changed_at: datetime
    owner: str | None

    @property
    def step(self) -> Step:
        """What the main job needs next."""
        if self.project.stage != StageState.OPEN:
            return Step.SCENES
        if not self.active + self.deferred:
            return Step.EXTRACT if self.project.script_version else Step.SCRIPT
        if not self.style_locked:
            return Step.STYLE
        return Step.PICTURES if self.with_images < self.active else Step.LOCK


class Projects:
    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, user_id: UUID, title: str, idempotency: Idempotency | None = None
    ) -> ProjectView:
        """Make a project that the user owns; titles need not differ.

        Raises Invalid, and what `idempotency.start` raises.
        """
        title = clean_name(title, "title")
        project_id = uuid4()
        with self._database.as_user(user_id) as work:
            start(work, idempotency)
            projects.create(work.session, project_id, title)
            view = _view(work, project_id)
            conclude(work, idempotency, CREATED, view)
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
        """As `list`, the one that changed last first, with what each holds.

        The number of statements does not grow with theirs.
        """
        with self._database.as_user(user_id) as work:
            found = projects.of_user(work.session, user_id)
            ids = [project.id for project, _ in found]
            counts = overview.counts(work.session, ids)
            covers = overview.covers(work.session, ids, COVERS)
            scenes = overview.scenes(work.session, ids)
            styled = overview.with_locked_style(work.session, ids)
            others = [project.id for project, role in found if role != Role.OWNER]
            owners = {
                one.project_id: one.name
                for one in members.people(work.session, others)
                if one.role == Role.OWNER
            }
        summaries = [
            _summary(
                present_project(project, role),
                counts.get(project.id, _NONE),
                [present_image(*cover) for cover in covers.get(project.id, [])],
                scenes=scenes.get(project.id, 0),
                style_locked=project.id in styled,
                owner=owners.get(project.id),
            )
            for project, role in found
        ]
        return sorted(summaries, key=lambda one: one.changed_at, reverse=True)

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


def _summary(  # noqa: PLR0913 - what is known of a project
    project: ProjectView,
    counts: overview.Counts,
    covers: list[ImageView],
    *,
    scenes: int,
    style_locked: bool,
    owner: str | None,
) -> ProjectSummary:
    return ProjectSummary(
        project=project,
        active=counts.active,
        with_images=counts.with_images,
        deferred=counts.deferred,
        covers=covers,
        scenes=scenes,
        style_locked=style_locked,
        changed_at=max(project.updated_at, counts.changed_at or project.updated_at),
        owner=owner,
    )
