"""Commands on real servers that somebody else runs, and a film for them to look at."""

import pytest
from click.testing import CliRunner
from job_kit import a_film

from asset_service.cli.main import commands


@pytest.fixture
def run(database, valkey_server, tmp_path, monkeypatch):
    """A command on these servers, in a data folder of its own."""
    for name, value in {
        "DATABASE_URL": database.app,
        "DATABASE_MAINTENANCE_URL": database.maintenance,
        "DATABASE_OWNER_URL": database.owner,
        "REDIS_URL": valkey_server.url,
        "DATA_DIR": str(tmp_path / "data"),
    }.items():
        monkeypatch.setenv(name, value)

    def call(*arguments, **options):
        return CliRunner().invoke(commands, arguments, catch_exceptions=False, **options)

    return call


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film
