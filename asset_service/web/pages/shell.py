"""What surrounds every page of a project: its title, its stage, what is running."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from asset_service.domain.vocabulary import JobStatus, Role, StageState
from asset_service.services.job_views import JobView
from asset_service.services.views.stages import ProjectView
from asset_service.web.context import services, user_id

WAITING_SHOWN = 300
REFRESH_EVERY = timedelta(seconds=3)


@dataclass(frozen=True)
class Shell:
    """`running` and `queued` jobs, the newest first; `page` is the one that is shown."""

    project: ProjectView
    running: Sequence[JobView]
    queued: Sequence[JobView]
    page: str

    @property
    def may_change(self) -> bool:
        return self.project.role != Role.VIEWER

    @property
    def is_open(self) -> bool:
        return self.project.stage == StageState.OPEN

    @property
    def is_busy(self) -> bool:
        return bool(self.running or self.queued)

    @property
    def refresh_seconds(self) -> int:
        """How often a page that shows jobs is asked for again, while some run."""
        return REFRESH_EVERY.seconds if self.is_busy else 0


def shell(project_id: UUID, page: str) -> Shell:
    """Read what surrounds a page; raises NotFound for a stranger's project."""
    asked = services()
    project = asked.projects.get(user_id(), project_id)
    running, queued = (
        asked.jobs.list(user_id(), project_id, status=status, limit=WAITING_SHOWN).items
        for status in (JobStatus.RUNNING, JobStatus.QUEUED)
    )
    return Shell(project, running, queued, page)
