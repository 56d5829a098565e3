"""Mails: the message names the person, their row says what is wanted."""

from uuid import UUID

from workers.app import celery_app
from workers.parts import services


@celery_app.task
def send_reset(user_id: str) -> None:
    services().resets.send(UUID(user_id))
