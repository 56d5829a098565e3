"""The broker, through Celery: commands go out by task name, with ids only.

Task arguments are visible to whoever watches the queues, so they carry nothing else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from celery import Celery
from kombu.entity import Queue
from kombu.exceptions import KombuError
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from asset_service.adapters.broker_url import broker_url
from asset_service.ports.queue import (
    Command,
    Export,
    Generate,
    Lane,
    QueueUnavailable,
    Render,
    SendReset,
)

TASKS: dict[type[Command], str] = {
    Generate: "workers.generate.generate",
    Render: "workers.render.render",
    Export: "workers.export.export",
    SendReset: "workers.mail.send_reset",
}
"""The names under which the workers know what they are told."""

# Plain names and no exchange of our own: after a FLUSHALL a named exchange has lost its
# bindings, and what is published to it vanishes.
NAMES = (*(lane.value for lane in Lane), "text")
QUEUES = tuple(Queue(name) for name in NAMES)  # type: ignore[no-untyped-call]  # kombu's has no annotations

TRANSPORT: dict[str, Any] = {
    # Longer than any task may take. The database's lease is what finds lost work.
    "visibility_timeout": 3600,
    "unacked_restore_throttle": 1,
    # A broker that accepts and never answers must not hold anybody for long: the relay tries
    # again, and the rows wait in the outbox.
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 25,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}


class CeleryQueue:
    """`redis_url` is redis-py's form, also `unix://`. Connects when first used."""

    def __init__(self, redis_url: str) -> None:
        self._app = Celery("asset_service.sender", set_as_current=False)
        self._app.conf.update(
            broker_url=broker_url(redis_url),
            broker_transport_options=TRANSPORT,
            task_queues=QUEUES,
            task_default_queue="maintenance",
            task_create_missing_queues=False,
            # The relay is the one who tries again.
            task_publish_retry=False,
            # Flower shows what was sent.
            task_send_sent_event=True,
            timezone="UTC",
        )

    def put(self, command: Command, lane: Lane) -> None:
        fields = {name: str(value) for name, value in asdict(command).items()}
        with _only_unavailable():
            self._app.send_task(
                TASKS[type(command)], kwargs=fields, queue=lane.value, ignore_result=True
            )

    def depth(self, lane: Lane) -> int:
        with _only_unavailable(), self._app.producer_pool.acquire(block=True) as producer:
            waiting: int = producer.channel.client.llen(lane.value)
            return waiting

    def close(self) -> None:
        self._app.close()


@contextmanager
def _only_unavailable() -> Iterator[None]:
    try:
        yield
    except (BrokerError, KombuError, RedisError, OSError) as error:
        raise QueueUnavailable(str(error)) from error
