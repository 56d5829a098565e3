"""PostgreSQL and Valkey of the rig: real ones, that can be killed, frozen and emptied."""

import shutil
from pathlib import Path

import psycopg
import redis
from processes import Kept

from asset_service.embedded.binaries import postgres_for, valkey_server
from asset_service.embedded.postgres import THROW_AWAY, Postgres
from asset_service.embedded.program import unprivileged
from asset_service.embedded.valkey import Valkey

# What was committed must outlive a kill -9 of the server; only a power cut may take it.
SETTINGS = {**THROW_AWAY, "synchronous_commit": "on"}


class _Server:
    """What both can do. A frozen one accepts connections and never answers."""

    def __init__(self, server, log: Path) -> None:
        self.server, self._log = server, log
        self._kept: Kept | None = None
        self.start()

    @property
    def up(self) -> bool:
        return self._kept is not None and self._kept.alive

    def start(self) -> None:
        """Start it, if it is down, and return when it answers."""
        if not self.up:
            self._kept = Kept(self.server.program(), self._log, again=False)
        self._kept.thaw()
        self.server.wait_until_ready(self._alive)

    def kill(self) -> None:
        """SIGKILL: nothing is written, nobody is told."""
        self._kept.end()

    def stop(self) -> None:
        """In order: PostgreSQL cuts its sessions (`fast`)."""
        self._kept.stop()

    def freeze(self) -> None:
        self._kept.freeze()

    def thaw(self) -> None:
        self._kept.thaw()

    def _alive(self) -> None:
        assert self.up, self._kept.tail()


class DatabaseServer(_Server):
    def __init__(self, folder: Path) -> None:
        account = unprivileged()
        install = postgres_for(account, folder)
        server = Postgres(install, folder / "postgres", folder / "p", account, SETTINGS)
        super().__init__(server, folder / "postgres.log")
        server.bootstrap()
        self.urls = server.urls()

    def ask(self, statement: str, *values) -> list:
        """Run it as the superuser, for whom no policy and no trigger need apply."""
        socket = str(self.server.sockets)
        with psycopg.connect(
            host=socket, port="5432", user="postgres", dbname=self.urls.name, autocommit=True
        ) as connection:
            answer = connection.execute(statement, values or None)
            return answer.fetchall() if answer.description else []

    def cut_connections(self) -> int:
        """End every session of our roles, as a restart would; returns how many."""
        cut = "select pg_terminate_backend(pid) from pg_stat_activity where usename like 'asset_%%'"
        return len(self.ask(cut.replace("%%", "%")))


class Broker(_Server):
    def __init__(self, folder: Path) -> None:
        server = Valkey(valkey_server(), folder / "valkey", folder / "v")
        super().__init__(server, folder / "valkey.log")
        self.url = server.url

    def flush(self) -> None:
        """Forget every message."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def waiting(self, queue: str = "images") -> int:
        with redis.Redis.from_url(self.url) as client:
            return client.llen(queue)

    def restart_empty(self) -> None:
        """Kill it, lose its disk, start it."""
        self.kill()
        shutil.rmtree(self.server.folder)
        self.start()
