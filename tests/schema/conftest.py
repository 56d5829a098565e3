from collections.abc import Iterator

import pytest
from fixtures.databases import empty_database, shared_database
from fixtures.world import owner_session
from sqlalchemy.orm import Session

from asset_service.embedded.postgres import Urls

__all__ = ["empty_database", "shared_database"]


@pytest.fixture
def owner(empty_database: Urls) -> Iterator[Session]:
    """A session of the role that owns the tables, which no policy stops."""
    with owner_session(empty_database) as session:
        yield session
