from collections.abc import Iterator

import pytest
from fixtures.databases import empty_database, shared_database
from fixtures.world import World, a_world

from asset_service.embedded.postgres import Urls

__all__ = ["empty_database", "shared_database"]


@pytest.fixture
def world(empty_database: Urls) -> Iterator[World]:
    """A user with an empty project; nothing else is in the database."""
    with a_world(empty_database) as made:
        yield made
