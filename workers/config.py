"""What Celery is told, and why. The database is the queue of record: messages are hints."""

from typing import Any

from asset_service.adapters.broker_url import broker_url
from asset_service.adapters.celery_queue import QUEUES, TRANSPORT
from asset_service.config import Settings


def celery_config(settings: Settings) -> dict[str, Any]:
    return {
        "broker_url": broker_url(settings.redis_url),
        "broker_transport_options": TRANSPORT,
        # Results are in the job's row. Kept by Celery they cost a third of the rate and are
        # not the truth.
        "result_backend": None,
        "task_ignore_result": True,
        # Acknowledged before the task runs: a late one starts again in parallel when the
        # connection is cut, or when it outlives the visibility time-out. What dies with its
        # message is found by its lease.
        "task_acks_late": False,
        # Nothing waits inside a worker that may die, or beside one that is free.
        "worker_disable_prefetch": True,
        "worker_prefetch_multiplier": 1,
        # A broker that is away at the start, or for an hour, is waited for.
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        # A task that runs needs no broker to end well.
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        # The relay tries again; Celery's own patience would hold its caller for 25 seconds.
        "task_publish_retry": False,
        # For prefork alone: a thread cannot be ended from outside. Above any provider's
        # deadline; a job that is cut short here loses its lease and is looked at again.
        "task_time_limit": 900,
        "task_soft_time_limit": 870,
        # No soft shutdown: in 5.6 it sleeps through its whole time-out though the tasks are
        # done, and early acknowledgement leaves it nothing to give back. On SIGTERM a worker
        # takes nothing new and ends with its last task; whoever stops it may kill it after a
        # grace period (90 s), and the lease finds what was cut off.
        "worker_soft_shutdown_timeout": 0,
        # Whatever a library leaks, it leaks for so long only.
        "worker_max_tasks_per_child": 200,
        "worker_max_memory_per_child": 600_000,
        # Flower shows nothing without them. They halve the rate of empty tasks, which
        # pictures never notice.
        "worker_send_task_events": True,
        "task_send_sent_event": True,
        # A misspelt lane fails at once instead of becoming a queue that nobody reads.
        "task_queues": QUEUES,
        "task_default_queue": "maintenance",
        "task_create_missing_queues": False,
        # Ids as text are all that is sent; a pickle from the broker could run anything.
        "accept_content": ["json"],
        "task_serializer": "json",
        "timezone": "UTC",
    }
