"""The real servers, one of each per xdist worker: PostgreSQL and Valkey from the wheels."""

import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import settings

from asset_service.embedded.binaries import postgres_for
from asset_service.embedded.binaries import valkey_server as valkey_binary
from asset_service.embedded.errors import AlreadyRunning
from asset_service.embedded.launch import end, spawn
from asset_service.embedded.locks import locked
from asset_service.embedded.postgres import THROW_AWAY, Postgres, Urls
from asset_service.embedded.program import Program, unprivileged
from asset_service.embedded.valkey import Valkey

# No test is timed: a machine that runs much else is slow, and right all the same. What a random
# search finds is found where somebody works, and not in a run that is to say whether a change is
# right: there it takes the same way each time.
settings.register_profile("untimed", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("untimed")

# the application on these servers, and people in it
pytest_plugins = ["running", "fixtures.app", "fixtures.standing"]

PREFIX = "assets-test-"
_numbers = itertools.count(1)


class PostgresServer:
    """A running server; `create_database` gives an empty database, or a copy of `template`."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self.superuser_url = server.url("postgres", "postgres")

    def create_database(self, template: str = "template1") -> Urls:
        return self._server.create_database(f"test_{next(_numbers)}", template)

    def drop_database(self, urls: Urls) -> None:
        self._server.drop_database(urls.name)


@contextmanager
def _serving(program: Program, log: Path) -> Iterator[Callable[[], None]]:
    with log.open("ab") as output:
        process = spawn(program, output.fileno())

    def alive() -> None:
        assert process.poll() is None, log.read_text()

    try:
        yield alive
    finally:
        end(process, program.stop_signal, grace=10)


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    """In memory where there is room: copying a database takes a fifth of the time there."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a private folder in it
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 2**30
    base = memory if roomy else Path(tempfile.gettempdir())
    _remove_stale(base)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def _remove_stale(base: Path) -> None:
    """What killed test runs left; a lock that is free says that no server lives there."""
    for lock in base.glob(f"{PREFIX}*/postgres/lock"):
        with suppress(OSError, AlreadyRunning):
            if lock.stat().st_mtime < time.time() - 3600:  # a younger one may be starting
                with locked(lock):
                    shutil.rmtree(lock.parents[1])


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A short name, for the sockets, that the servers' user can walk through."""
    folder = Path(tempfile.mkdtemp(prefix="assets-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_server(server_folder: Path, data_folder: Path) -> Iterator[PostgresServer]:
    account = unprivileged()
    server = Postgres(
        install=postgres_for(account, server_folder),
        folder=data_folder / "postgres",
        sockets=server_folder / "p",
        account=account,
        settings=THROW_AWAY,
    )
    with _serving(server.program(), server_folder / "postgres.log") as alive:
        server.wait_until_ready(alive)
        server.bootstrap()
        yield PostgresServer(server)


@pytest.fixture(scope="session")
def valkey_server(server_folder: Path) -> Iterator[Valkey]:
    with _a_valkey(server_folder, "v") as server:
        yield server


@pytest.fixture(scope="session")
def standing_valkey(server_folder: Path) -> Iterator[Valkey]:
    """One more, for workers that stand by: they would take the messages of other tests."""
    with _a_valkey(server_folder, "w") as server:
        yield server


@contextmanager
def _a_valkey(folder: Path, name: str) -> Iterator[Valkey]:
    server = Valkey(valkey_binary(), folder / f"valkey-{name}", folder / name)
    with _serving(server.program(), folder / f"valkey-{name}.log") as alive:
        server.wait_until_ready(alive)
        yield server


@pytest.fixture(scope="session")
def migrated(postgres_server: PostgresServer) -> str:
    """The name of a database with the newest schema, to be copied."""
    # imported here so that tests without a database do not load SQLAlchemy and Alembic
    from asset_service.store.migrations import upgrade  # noqa: PLC0415

    urls = postgres_server.create_database()
    upgrade(urls.owner)
    return urls.name


@pytest.fixture(scope="session")
def new_database(
    postgres_server: PostgresServer, migrated: str
) -> Callable[[], AbstractContextManager[Urls]]:
    """`with new_database() as urls:` for a room that wants one per module."""

    @contextmanager
    def make() -> Iterator[Urls]:
        urls = postgres_server.create_database(migrated)
        try:
            yield urls
        finally:
            postgres_server.drop_database(urls)

    return make


@pytest.fixture
def database(new_database: Callable[[], AbstractContextManager[Urls]]) -> Iterator[Urls]:
    """A migrated database of its own for one test."""
    with new_database() as urls:
        yield urls
