"""PostgreSQL on a unix socket, from the wheel, as a child of ours.

Who may connect is the operating system's word (`peer`): the user that started this process, as
any of our roles. There is no password to keep, and no port that anybody else could reach.
"""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from asset_service.embedded import bootstrap
from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.files import private_folder
from asset_service.embedded.program import Account, Program

PORT = "5432"  # part of the socket's name only
SUPERUSER = "postgres"
HBA, IDENT = "pg_hba.conf", "pg_ident.conf"  # beside the data, where the server cannot write

SETTINGS: Mapping[str, str] = {"max_connections": "200", "timezone": "UTC", "log_timezone": "UTC"}
# for tests: nothing has to survive a power cut, and nobody replicates
THROW_AWAY: Mapping[str, str] = {
    **SETTINGS,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "64MB",  # it may lie in memory
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Urls:
    """The addresses of database `name` as each of our roles, in SQLAlchemy's form."""

    name: str
    app: str = field(repr=False)
    maintenance: str = field(repr=False)
    owner: str = field(repr=False)


@dataclass(frozen=True)
class Postgres:
    """`folder` holds the files, `sockets` the socket; both belong to `account` when given."""

    install: Path
    folder: Path
    sockets: Path
    account: Account | None = None
    settings: Mapping[str, str] = field(default_factory=lambda: SETTINGS)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def _throw_away(self) -> bool:
        return self.settings.get("fsync") == "off"

    def program(self) -> Program:
        return Program(
            name="postgres",
            argv=(
                str(self.install / "bin" / "postgres"),
                *("-D", str(self.data), "-k", str(self.sockets), "-p", PORT),
                *(f"--hba_file={self.folder / HBA}", f"--ident_file={self.folder / IDENT}"),
                *("--listen_addresses=", "--unix_socket_permissions=0700"),
                *(f"--{name}={value}" for name, value in self.settings.items()),
            ),
            env=_environment(),
            cwd=self.folder,
            account=self.account,
            stop_signal=signal.SIGINT,  # "fast": cut the sessions, write a checkpoint, end
            lock=self.folder / "lock",
            prepare=self._prepare,
        )

    def url(self, role: str, database: str) -> str:
        where = quote(str(self.sockets), safe="/")
        return f"postgresql+psycopg://{role}@/{database}?host={where}&port={PORT}"

    def urls(self, database: str = bootstrap.DATABASE) -> Urls:
        return Urls(
            name=database,
            app=self.url(bootstrap.APP, database),
            maintenance=self.url(bootstrap.MAINTENANCE, database),
            owner=self.url(bootstrap.OWNER, database),
        )

    def wait_until_ready(self, alive: Callable[[], None], patience: float = 60.0) -> None:
        """Return when it takes connections; `alive` may raise when it never will.

        `patience` is in seconds; after a kill -9 the log is replayed first.
        """
        self._wait(SUPERUSER, "postgres", alive, patience)

    def wait_until_set_up(self, patience: float = 60.0) -> None:
        """Return when another process has started it and made the database."""
        self._wait(bootstrap.OWNER, bootstrap.DATABASE, lambda: None, patience)

    def _wait(self, user: str, database: str, alive: Callable[[], None], patience: float) -> None:
        deadline = time.monotonic() + patience
        while True:
            try:
                with self._connect(user, database):
                    return
            except psycopg.OperationalError as error:
                alive()
                if time.monotonic() > deadline:
                    raise EmbeddedError(f"PostgreSQL did not become ready: {error}") from None
            time.sleep(0.02)

    def bootstrap(self) -> None:
        """Make what is missing of the roles and the database; harmless to repeat."""
        with self._connect(SUPERUSER, "template1") as connection:
            bootstrap.create_roles(connection)
            bootstrap.own_schema(connection)
        with self._connect(SUPERUSER, "postgres") as connection:
            known = "select 1 from pg_database where datname = %s"
            if not connection.execute(known, [bootstrap.DATABASE]).fetchone():
                bootstrap.create_database(connection, bootstrap.DATABASE, "template1")

    def create_database(self, name: str, template: str = "template1") -> Urls:
        """Make one more database, a copy of `template`, to which nobody may be connected."""
        # without fsync, copying files takes 18 ms where writing them to the log takes 33
        strategy = "FILE_COPY" if self._throw_away else "WAL_LOG"
        with self._connect(SUPERUSER, "postgres") as connection:
            bootstrap.create_database(connection, name, template, strategy=strategy)
        return self.urls(name)

    def drop_database(self, name: str) -> None:
        """Remove a database whoever is connected; no error when there is none."""
        with self._connect(SUPERUSER, "postgres") as connection:
            bootstrap.drop_database(connection, name)

    def _connect(self, user: str, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets),
            port=PORT,
            user=user,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def _prepare(self) -> None:
        """Make the files when there are none, and clear what a kill left; the lock is held."""
        private_folder(self.folder)
        if self.account:
            self.folder.chmod(0o711)  # the server's user walks through and finds its own
        private_folder(self.sockets, self.account)
        if not self.data.exists():
            self._initialise()
        self._refuse_other_versions()
        # the lock proves that no server lives, so these name dead ones or strangers
        for stale in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)
        self._write(HBA, "local all all peer map=embedded\n")
        self._write(IDENT, f'embedded "{_me()}" all\n')

    def _initialise(self) -> None:
        part = self.folder / "data.part"  # a killed initdb leaves a folder that looks usable
        if part.exists():
            shutil.rmtree(part)
        private_folder(part, self.account)
        quick = ["--no-sync"] if self._throw_away else []
        done = subprocess.run(  # noqa: S603 - our own program
            [
                *(str(self.install / "bin" / "initdb"), "-D", str(part), "-U", SUPERUSER, *quick),
                *("--auth=peer", "--encoding=UTF8", "--no-instructions"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            ],
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
            env=_environment(),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise EmbeddedError(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")
        part.replace(self.data)

    def _refuse_other_versions(self) -> None:
        ours = (self.install / "share" / "postgres.bki").read_text().split(maxsplit=3)[2]
        theirs = (self.data / "PG_VERSION").read_text().strip()
        if ours != theirs:
            raise EmbeddedError(
                f"{self.data} was made by PostgreSQL {theirs}, this is {ours}: dump it with the "
                "old version, move the folder away and restore, or go back to the old version"
            )

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o644)


def _me() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name.replace('"', '""')
    except KeyError:
        raise EmbeddedError(
            f"the user {os.geteuid()} has no name on this machine, which PostgreSQL wants: "
            "add one, or set DATABASE_URL to a server of your own"
        ) from None


def _environment() -> dict[str, str]:
    """Nothing of the operator's: variables like PGPORT or LC_ALL would change the server."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
