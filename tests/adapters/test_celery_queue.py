import base64
import importlib
import inspect
import json
import re
from dataclasses import fields
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from celery.app.defaults import NAMESPACES, flatten

from asset_service.adapters.celery_queue import NAMES, TASKS, CeleryQueue
from asset_service.ports.queue import Generate, Lane, QueueUnavailable, Render

ROOT = Path(__file__).parents[2]
JOB = Generate(uuid4(), uuid4())
PICTURE = Render(uuid4(), "ab" * 32, uuid4())


@pytest.fixture
def broker(valkey_server):
    with redis.Redis.from_url(valkey_server.url) as client:
        client.flushall()
        yield client
        client.flushall()


@pytest.fixture
def queue(broker, valkey_server):
    queue = CeleryQueue(valkey_server.url)
    yield queue
    queue.close()


@pytest.fixture(scope="module")
def celery_app():
    """The workers' own application, read in a process that has nothing but the addresses."""
    names = "DATABASE_URL", "DATABASE_MAINTENANCE_URL", "REDIS_URL", "SECRET_KEY"
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setenv(name, "unix:///nowhere")
        celery_app = importlib.import_module("workers.app").celery_app
    celery_app.loader.import_default_modules()
    return celery_app


def test_every_command_has_a_task_that_takes_its_fields(celery_app):
    for command, task in TASKS.items():
        signature = inspect.signature(celery_app.tasks[task].run)
        assert set(signature.parameters) == {field.name for field in fields(command)}


def test_every_task_has_a_command(celery_app):
    ours = {name for name in celery_app.tasks if not name.startswith("celery.")}
    assert ours == set(TASKS.values())


def lanes() -> dict[str, set[str]]:
    """The queues that each worker line of the Procfile reads."""
    lines = re.findall(r"^(\w+): .*celery .* worker .*-Q (\S+)", procfile(), re.MULTILINE)
    return {name: set(queues.split(",")) for name, queues in lines}


def procfile() -> str:
    return (ROOT / "Procfile").read_text()


def test_every_lane_is_read_by_a_worker_of_the_procfile():
    assert set().union(*lanes().values()) == set(NAMES)


def test_provider_calls_and_pixel_work_do_not_wait_for_each_other():
    assert lanes()["images"] == {Lane.IMAGES, Lane.BACKGROUND}
    assert {Lane.PIXELS, Lane.EXPORTS} <= lanes()["pixels"]


def test_a_worker_that_is_asked_to_end_may_end_its_tasks(celery_app):
    """As SIGQUIT the signal would end them at once, or after a sleep, see workers/config.py."""
    assert "REMAP_SIGTERM" not in procfile()
    assert celery_app.conf.worker_soft_shutdown_timeout == 0


def test_every_setting_is_one_that_celery_knows(celery_app):
    module = importlib.import_module("workers.app")
    known = {name for name, _ in flatten(NAMESPACES)}
    assert set(module.celery_config(module.settings)) <= known


def test_a_message_waits_in_its_lane(queue):
    for command, lane in ((JOB, Lane.IMAGES), (PICTURE, Lane.PIXELS), (JOB, Lane.IMAGES)):
        queue.put(command, lane)
    assert [queue.depth(lane) for lane in Lane] == [2, 0, 1, 0, 0]


def test_bulk_work_waits_in_a_lane_of_its_own(queue):
    queue.put(JOB, Lane.BACKGROUND)
    assert [queue.depth(lane) for lane in Lane] == [0, 1, 0, 0, 0]


def test_a_message_carries_ids_and_nothing_else(queue, broker):
    queue.put(JOB, Lane.IMAGES)
    args, kwargs, _ = json.loads(base64.b64decode(json.loads(broker.lindex("images", 0))["body"]))
    assert (args, kwargs) == ([], {"job_id": str(JOB.job_id), "user_id": str(JOB.user_id)})


def test_a_broker_that_forgot_everything_still_takes_messages(queue, broker):
    queue.put(JOB, Lane.IMAGES)
    broker.flushall()
    queue.put(JOB, Lane.IMAGES)
    assert queue.depth(Lane.IMAGES) == 1


def test_a_broker_that_is_not_there_is_told_in_our_words(tmp_path):
    queue = CeleryQueue(f"unix://{tmp_path}/nothing.sock?db=0")
    with pytest.raises(QueueUnavailable):
        queue.put(JOB, Lane.IMAGES)
    with pytest.raises(QueueUnavailable):
        queue.depth(Lane.IMAGES)
    queue.close()
