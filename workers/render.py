"""The other sizes of a stored picture."""

from uuid import UUID

from workers.app import celery_app
from workers.parts import services


@celery_app.task
def render(project_id: str, sha256: str, user_id: str) -> None:
    services().renditions.render(UUID(user_id), UUID(project_id), sha256)
