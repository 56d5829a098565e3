"""One file out of a project: the message names the export, its row has the rest."""

from uuid import UUID

from workers.app import celery_app
from workers.parts import services

LONGEST = 3000
"""Seconds; then the child is ended, and the lease finds what it left. A film with thousands of
pictures takes minutes, and less than the broker's visibility time-out all the same."""


@celery_app.task(time_limit=LONGEST, soft_time_limit=None)
def export(export_id: str, user_id: str) -> None:
    services().export_runner.run(UUID(export_id), UUID(user_id), export.request.id)
