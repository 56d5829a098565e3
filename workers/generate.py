"""One picture: the message names the job, the job's row has the rest."""

from uuid import UUID

from workers.app import celery_app
from workers.parts import services


@celery_app.task
def generate(job_id: str, user_id: str) -> None:
    services().runner.run(UUID(job_id), UUID(user_id), generate.request.id)
