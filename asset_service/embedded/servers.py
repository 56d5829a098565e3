"""The servers that one run needs: PostgreSQL, Valkey, both or none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from asset_service.embedded import variables
from asset_service.embedded.binaries import postgres_for, postgres_install, valkey_server
from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.kept import Kept
from asset_service.embedded.places import files_folder, sockets_folder
from asset_service.embedded.postgres import Postgres
from asset_service.embedded.program import unprivileged
from asset_service.embedded.supervisor import Supervisor
from asset_service.embedded.valkey import Valkey

_GIVE_UP_AFTER = 3  # deaths in a row before a server that never answered counts as broken


@dataclass(frozen=True)
class Servers:
    """`sockets` is their folder, None when the operator named servers for everything."""

    postgres: Postgres | None = None
    valkey: Valkey | None = None
    sockets: Path | None = None

    def start(self, supervisor: Supervisor) -> None:
        """Start them and return when the database and its roles are there; or EmbeddedError."""

        def alive(name: str) -> Callable[[], None]:
            def check() -> None:
                if supervisor.deaths(name) >= _GIVE_UP_AFTER:
                    raise EmbeddedError(f"{name} does not stay up:\n{supervisor.tail(name)}")

            return check

        wanted = [server.program() for server in (self.postgres, self.valkey) if server]
        if wanted:
            supervisor.start(wanted)
        if self.postgres:
            self.postgres.wait_until_ready(alive("postgres"))
            try:
                self.postgres.bootstrap()
            except psycopg.Error as error:
                raise EmbeddedError(f"the database could not be set up: {error}") from error
        if self.valkey:
            self.valkey.wait_until_ready(alive("valkey"))


def plan(
    data_dir: Path,
    env: Mapping[str, str],
    kept: Kept,
    shelf: Path,
    settings: Mapping[str, str],
) -> Servers:
    """Return the servers that `env` leaves to us, with folders made; raises EmbeddedError."""
    postgres, valkey = variables.wants_postgres(env), not variables.given(env, "REDIS_URL")
    if not (postgres or valkey):
        return Servers()
    account = unprivileged() if postgres else None
    files = files_folder(data_dir, kept.name, account, shelf)
    sockets = sockets_folder(files, data_dir, kept, account)
    return Servers(
        Postgres(
            postgres_for(account, shelf),
            files / "postgres",
            sockets / "postgres",
            account,
            settings,
        )
        if postgres
        else None,
        Valkey(valkey_server(), files / "valkey", sockets / "valkey") if valkey else None,
        sockets,
    )


def found(env: Mapping[str, str], kept: Kept) -> Servers:
    """Return the servers of the run that uses this data folder now, to be connected to."""
    postgres, valkey = variables.wants_postgres(env), not variables.given(env, "REDIS_URL")
    if not (postgres or valkey):
        return Servers()
    if not kept.sockets:
        raise EmbeddedError("the command that runs uses other servers: give this one their URLs")
    sockets = Path(kept.sockets)
    nowhere = Path()  # their files are the other run's business
    return Servers(
        Postgres(postgres_install(), nowhere, sockets / "postgres") if postgres else None,
        Valkey(nowhere, nowhere, sockets / "valkey") if valkey else None,
        sockets,
    )
