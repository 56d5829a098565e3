"""Logs: one line an event, with the ids of what it is about.

Ids are bound with `structlog.contextvars`: `request_id`, `user_id`, `project_id`, `asset_id`,
`job_id`; in workers `task_id` and `epoch` as well. Nobody logs bodies, headers, queries or texts;
what an exception says of them is cut.
"""

import logging
import re
import sys
import traceback
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, ExcInfo, Processor

# Their errors quote the statement, its parameters or the row: addresses, script texts.
_QUOTING = frozenset({"sqlalchemy", "psycopg"})
_MESSAGE_MOST = 200
_ID_SHOWN = re.compile(r"'(\w+_id)': '([0-9a-f-]{36})'")
# httpx names each address whole, and that of a picture may hold a signature in its query.
_NOISY = ("werkzeug", "flask-limiter", "urllib3", "httpx", "httpx2")


def configure(*, as_json: bool, stream: TextIO | None = None) -> None:
    """Send the logs of this process, libraries' too, to `stream` (stderr); again replaces it."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    stream = stream or sys.stderr
    renderer: Processor = structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    if as_json:
        renderer = structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _name_task],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(describe),
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _name_task(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Put on a worker's own lines which task, and with it which job, they are about.

    It says them before the task begins and after it ended, where nothing is bound.
    """
    said = getattr(line.get("_record"), "data", None)
    if isinstance(said, dict) and "id" in said:
        line.setdefault("task_id", said["id"])
        for name, value in _ID_SHOWN.findall(str(said.get("kwargs", ""))):
            line.setdefault(name, value)
    return line


def describe(exc_info: ExcInfo) -> str:
    """Return the traceback, causes first, without what the exceptions quote."""
    told: list[str] = []
    error: BaseException | None = exc_info[1]
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        told.append("".join(traceback.format_tb(error.__traceback__)) + _name(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nwhich led to\n\n".join(reversed(told))


def _name(error: BaseException) -> str:
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}"
    quotes = hasattr(error, "statement") or hasattr(error, "sqlstate")
    if kind.__module__.partition(".")[0] not in _QUOTING or not quotes:
        return f"{name}: {str(error)[:_MESSAGE_MOST]}"
    driver = getattr(error, "orig", None) or error
    state = getattr(driver, "sqlstate", None) or "unknown"
    diagnosis = getattr(driver, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", None)
    # PostgreSQL's first line quotes data only in class 22 (data exceptions)
    first_line = None if state.startswith("22") else getattr(diagnosis, "message_primary", None)
    return f"{name}: sqlstate {state}, constraint {constraint}, {first_line}"
