"""What the database says no with."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session


@contextmanager
def refused(session: Session, by: str) -> Iterator[None]:
    """Expect an error of the constraint whose name, or the SQLSTATE, is `by`; roll back."""
    with pytest.raises(DBAPIError) as caught:
        yield
    session.rollback()
    diagnosis = caught.value.orig.diag
    assert by in {diagnosis.constraint_name, diagnosis.sqlstate}, caught.value


def run(session: Session, statement: str, **values: Any) -> Any:
    """Run one statement, without a commit."""
    return session.execute(text(statement), values)


def until(holds: Callable[[], bool], patience: float = 120) -> None:
    """Wait for it; `patience` is in seconds."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.05)


def is_waiting(owner: Session) -> bool:
    """Whether some transaction waits for a lock."""
    waiting: int = run(owner, "select count(*) from pg_locks where not granted").scalar_one()
    return waiting > 0
