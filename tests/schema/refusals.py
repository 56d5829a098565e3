"""What the database says no with."""

from collections.abc import Iterator
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
