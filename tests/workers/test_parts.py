"""What happens around every task, without a worker process."""

import importlib
import threading
from types import SimpleNamespace
from uuid import uuid4

import pytest
from celery.exceptions import WorkerLostError
from structlog.contextvars import get_contextvars

GENERATE = SimpleNamespace(name="workers.generate.generate")
EXPORT_IDS = {"export_id": str(uuid4()), "user_id": str(uuid4())}
IDS = {"job_id": str(uuid4()), "user_id": str(uuid4())}


class SomeServices:
    """Remembers what was asked of it; `role` is what the database says of the role."""

    def __init__(self, role=None):
        self.role = role
        self.calls = []
        self.runner = self.renditions = self.export_runner = self

    def check_role(self):
        if self.role is not None:
            raise self.role

    def close(self):
        self.calls.append(("close",))

    def __getattr__(self, name):
        return lambda *args: self.calls.append((name, *map(str, args)))


@pytest.fixture
def parts(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_MAINTENANCE_URL", "REDIS_URL", "SECRET_KEY"):
        monkeypatch.setenv(name, "unix:///nowhere")
    parts = importlib.import_module("workers.parts")
    yield parts
    parts._built.clear()


@pytest.fixture
def built(parts, monkeypatch):
    """The services that the process builds, in the order in which it does."""
    made = []

    def build(_settings):
        made.append(SomeServices())
        return made[-1]

    monkeypatch.setattr(parts, "build_services", build)
    return made


def test_a_process_has_one_set_of_services_however_many_threads_ask(parts, built):
    threads = [threading.Thread(target=parts.services) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1


def test_a_role_that_was_refused_is_asked_for_again(parts, monkeypatch):
    monkeypatch.setattr(parts, "build_services", lambda _: SomeServices(RuntimeError("powerful")))
    for _ in range(2):
        with pytest.raises(RuntimeError, match="powerful"):
            parts.services()


def test_what_was_built_is_closed_with_the_process(parts, built):
    parts.services()
    parts.close()
    parts.close()
    assert built[0].calls == [("close",)]


def test_a_task_to_generate_runs_its_job(parts, built):
    task = importlib.import_module("workers.generate").generate
    task.push_request(id="t1")
    try:
        task.run(**IDS)
    finally:
        task.pop_request()
    assert built[0].calls == [("run", IDS["job_id"], IDS["user_id"], "t1")]


def test_a_task_to_render_makes_the_sizes(parts, built):
    project, user = str(uuid4()), str(uuid4())
    importlib.import_module("workers.render").render(project, "ab", user)
    assert built[0].calls == [("render", user, project, "ab")]


def test_a_child_that_died_gives_its_job_back_and_leaves_nothing_open(parts, built):
    parts._give_back(GENERATE, "t1", WorkerLostError("gone"), kwargs=IDS)
    assert built[0].calls == [("lost", IDS["job_id"], IDS["user_id"], "t1"), ("close",)]


def test_a_task_to_export_runs_its_export(parts, built):
    task = importlib.import_module("workers.export").export
    task.push_request(id="t1")
    try:
        task.run(**EXPORT_IDS)
    finally:
        task.pop_request()
    assert built[0].calls == [("run", EXPORT_IDS["export_id"], EXPORT_IDS["user_id"], "t1")]


def test_a_child_that_died_over_an_export_gives_it_back(parts, built):
    sender = SimpleNamespace(name="workers.export.export")
    parts._give_back(sender, "t1", WorkerLostError("gone"), kwargs=EXPORT_IDS)
    ids = EXPORT_IDS["export_id"], EXPORT_IDS["user_id"]
    assert built[0].calls == [("lost", *ids, "t1"), ("close",)]


@pytest.mark.parametrize(
    ("sender", "exception"),
    [
        (GENERATE, ValueError("a task's own error")),
        (SimpleNamespace(name="workers.render.render"), WorkerLostError("gone")),
    ],
)
def test_other_failures_give_nothing_back(parts, built, sender, exception):
    parts._give_back(sender, "t1", exception, kwargs=IDS)
    assert built == []


def test_the_lines_of_a_task_name_its_ids(parts):
    parts._bind_ids(task_id="t1", kwargs=IDS)
    bound = get_contextvars()
    parts._unbind_ids()
    assert (bound, get_contextvars()) == ({"task_id": "t1", **IDS}, {})


def test_a_worker_looks_for_messages_often(parts):
    looks = []
    hub = SimpleNamespace(call_repeatedly=lambda seconds, act: looks.append((seconds, act())))
    parts._look_often(sender=SimpleNamespace(hub=hub))
    assert looks == [(parts.LOOK_EVERY, None)]


def test_a_worker_without_a_loop_needs_no_reminder(parts):
    parts._look_often(sender=SimpleNamespace(hub=None))


def test_logs_are_ours_and_not_celerys(parts, monkeypatch):
    app, asked = importlib.import_module("workers.app"), []
    monkeypatch.setattr(app.observability, "configure", lambda **how: asked.append(how))
    app._configure_logging()
    assert asked == [{"as_json": False}]
