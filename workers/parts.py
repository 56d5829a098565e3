"""The services of this process, and what happens around every task."""

import threading
from typing import Any
from uuid import UUID

from celery.exceptions import WorkerLostError
from celery.signals import (
    task_failure,
    task_postrun,
    task_prerun,
    worker_process_shutdown,
    worker_ready,
    worker_shutdown,
)
from structlog.contextvars import bind_contextvars, clear_contextvars

from asset_service.container import Services, build_services
from asset_service.domain import acting
from workers.app import settings

LOOK_EVERY = 0.01
"""Seconds between two looks for a message while every slot was taken.

An idle worker spends 2 % of a core on it. With 0.05 that is 0.5 %, but with pictures of a second
each slot stands empty for some 5 % more of the time.
"""

_LEASED = ("workers.generate.generate", "workers.export.export")
_lock = threading.Lock()
_built: list[Services] = []


def services() -> Services:
    """Return the one set of services of this process.

    Built by the first task and not before: connections and helper processes that are made
    before a prefork worker forks would be shared by its children.
    """
    with _lock:
        if not _built:
            built = build_services(settings)
            built.check_role()
            _built.append(built)
        return _built[0]


@worker_process_shutdown.connect
@worker_shutdown.connect
def close(**_: Any) -> None:
    """End the helper processes of this process; in a parent of a pool there are none."""
    with _lock:
        while _built:
            _built.pop().close()


@worker_ready.connect
def _look_often(sender: Any, **_: Any) -> None:
    """Have the loop look for messages again soon after a slot became free.

    Without prefetching it looks when something wakes it, and a thread that ends does not: the
    slot would stay empty for up to a second (15 whole jobs a second instead of 51).
    """
    if sender.hub is not None:  # a pool without an event loop asks in a loop anyway
        sender.hub.call_repeatedly(LOOK_EVERY, _nothing)


def _nothing() -> None:
    """To wake the loop is all that is wanted."""


@task_prerun.connect
def _bind_ids(task_id: str, kwargs: dict[str, str], **_: Any) -> None:
    """Put the ids on every line of the task; the runner adds what its row says."""
    acting.through(acting.Via.WORKER)
    bind_contextvars(task_id=task_id, **kwargs)


@task_postrun.connect
def _unbind_ids(**_: Any) -> None:
    clear_contextvars()


@task_failure.connect
def _give_back(
    sender: Any, task_id: str, exception: BaseException, kwargs: dict[str, str], **_: Any
) -> None:
    """When a child died, end its job's lease, or its export's: it is taken up after seconds.

    This runs in the parent, which goes on forking: nothing it opens may stay open.
    """
    if not isinstance(exception, WorkerLostError) or sender.name not in _LEASED:
        return
    for_once = build_services(settings)
    user_id = UUID(kwargs["user_id"])
    try:
        if sender.name == _LEASED[0]:
            for_once.runner.lost(UUID(kwargs["job_id"]), user_id, task_id)
        else:
            for_once.export_runner.lost(UUID(kwargs["export_id"]), user_id, task_id)
    finally:
        for_once.close()
