import io
import json
import logging

import httpx
import pytest
import structlog
from psycopg.errors import InvalidTextRepresentation, UniqueViolation
from sqlalchemy.exc import IntegrityError, NoResultFound

from asset_service import observability

SECRET = "MARA whispers the combination"


@pytest.fixture
def logs():
    """What the process writes; everything is put back afterwards."""
    root = logging.getLogger()
    handlers, level, kept = root.handlers, root.level, structlog.get_config()
    stream = io.StringIO()
    observability.configure(as_json=True, stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level = handlers, level
    structlog.configure(**kept)


def caught(error):
    try:
        raise error
    except type(error) as raised:
        return observability.describe((type(raised), raised, raised.__traceback__))


def test_a_line_has_the_ids_it_is_about(logs):
    with structlog.contextvars.bound_contextvars(request_id="r1", job_id="j1"):
        structlog.get_logger("here").info("done", ms=3)
    (line,) = logs()
    assert (line["request_id"], line["job_id"], line["ms"]) == ("r1", "j1", 3)
    assert (line["event"], line["level"], line["logger"]) == ("done", "info", "here")
    assert line["timestamp"].endswith("Z")


def test_libraries_log_in_the_same_form(logs):
    logging.getLogger("celery").warning("task %s", 7)
    (line,) = logs()
    assert (line["event"], line["logger"]) == ("task 7", "celery")


def test_addresses_that_a_picture_is_fetched_from_are_not_logged(logs):
    answering = httpx.MockTransport(lambda _: httpx.Response(200))
    with httpx.Client(transport=answering) as client:
        client.get("https://pictures.example/1.png?signature=4711")
    assert logs() == []


def test_a_workers_own_lines_name_the_task_and_its_job(logs):
    job_id = "7f6ac5c2-8f5e-4f9c-9d0e-0a52ab3d2c11"
    said = {"id": "t1", "kwargs": f"{{'job_id': '{job_id}', 'note': 'MARA'}}"}
    logging.getLogger("celery").info("Task %(id)s received", said, extra={"data": said})
    (line,) = logs()
    assert (line["task_id"], line["job_id"]) == ("t1", job_id)
    assert "MARA" not in str(line)


def test_chatter_of_libraries_is_left_out(logs):
    logging.getLogger("werkzeug").info("GET /?q=secret")
    structlog.get_logger("here").debug("detail")
    assert logs() == []


def test_an_exception_is_told_with_its_cause_and_without_locals(logs):
    password = SECRET
    error = RuntimeError("second")
    error.__cause__ = KeyError("first")
    structlog.get_logger("here").error("failed", exc_info=error)
    told = logs()[0]["exception"]
    assert told.index("builtins.KeyError: 'first'") < told.index("builtins.RuntimeError: second")
    assert password not in told


def test_an_exception_that_was_silenced_stays_silent():
    error = RuntimeError("second")
    error.__context__ = KeyError(SECRET)
    assert "KeyError" in caught(error)
    error.__suppress_context__ = True
    assert "KeyError" not in caught(error)


def test_exceptions_in_a_circle_are_told_once():
    one, other = RuntimeError("one"), RuntimeError("other")
    one.__cause__, other.__cause__ = other, one
    assert caught(one).count("RuntimeError: one") == 1


@pytest.mark.parametrize("driver", [UniqueViolation(SECRET), InvalidTextRepresentation(SECRET)])
def test_what_the_database_quotes_is_left_out(driver):
    error = IntegrityError(f"insert {SECRET}", {"text": SECRET}, driver)
    assert SECRET not in caught(error)
    assert driver.sqlstate in caught(error)
    assert SECRET not in caught(driver)


def test_what_a_library_says_without_quoting_is_kept():
    assert "No row was found" in caught(NoResultFound("No row was found"))


def test_long_messages_are_cut():
    assert len(caught(ValueError("x" * 100_000))) < 1000


def test_on_a_terminal_lines_are_for_people(capsys):
    root = logging.getLogger()
    handlers, level, kept = root.handlers, root.level, structlog.get_config()
    try:
        observability.configure(as_json=False)
        structlog.get_logger("here").info("done", ms=3)
        structlog.get_logger("here").error("failed", exc_info=ValueError("why"))
    finally:
        root.handlers, root.level = handlers, level
        structlog.configure(**kept)
    told = capsys.readouterr().err
    assert "done" in told
    assert "ms=3" in told
    assert "ValueError: why" in told
