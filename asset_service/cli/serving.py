"""The whole service for one command: servers, schema, processes, and the end of them all."""

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from asset_service.app import create_app
from asset_service.config import Settings
from asset_service.container import build_relay
from asset_service.demo.client import wait_until_ready
from asset_service.embedded import environment
from asset_service.embedded.environment import Stack
from asset_service.store import migrations
from asset_service.web.document import document

_PATIENCE = 90  # seconds for the first answer of a cold start
PROCFILE = Path(__file__).parents[2] / "Procfile"


@dataclass(frozen=True)
class Service:
    """Everything of the Procfile, on one data folder."""

    stack: Stack

    @property
    def env(self) -> Mapping[str, str]:
        return self.stack.env

    @property
    def data(self) -> Path:
        return Path(self.env["DATA_DIR"])

    @property
    def address(self) -> str:
        return self.env["PUBLIC_URL"]

    @property
    def flower(self) -> str:
        return f"http://127.0.0.1:{self.env['FLOWER_PORT']}"

    @property
    def flower_user(self) -> str:
        name, _, password = self.env["FLOWER_BASIC_AUTH"].partition(":")
        return f"{name}  password  {password}"

    def start(self) -> None:
        """Migrate, start every process and return once the web process is ready."""
        if self.stack.owner_url:
            migrations.upgrade(self.stack.owner_url)
        self.stack.start(PROCFILE)
        wait_until_ready(f"http://{self.env['WEB_BIND']}", _PATIENCE, alive=lambda: None)

    def wait(self) -> None:
        self.stack.wait()


@contextmanager
def service(data: Path | None, *, show: bool) -> Iterator[Service]:
    """Run the servers of `data`, without one in a folder that goes away again.

    `show` prints what the processes say.
    """
    env = _environment()
    if data is None:
        with environment.running_once(env, show=show) as stack:
            yield Service(stack)
    else:
        with environment.running(data, env, show=show) as stack:
            yield Service(stack)


@contextmanager
def reachable(data: Path) -> Iterator[Mapping[str, str]]:
    """Return the environment of the servers: running ones, else started for this command."""
    with environment.reachable(data, _environment()) as stack:
        if stack.owner_url:
            migrations.upgrade(stack.owner_url)
        yield stack.env


@contextmanager
def owner_url(data: Path) -> Iterator[str]:
    """Return the address that migrations use; raises UsageError when none is given."""
    given = os.environ.get("DATABASE_OWNER_URL", "")
    if given:
        yield given
        return
    with environment.reachable(data, _environment()) as stack:
        if not stack.owner_url:
            raise click.UsageError("DATABASE_OWNER_URL is not set")
        yield stack.owner_url


def run_relay(settings: Settings, stop: threading.Event) -> None:
    """Run relay and sweeper until `stop` is set."""
    build_relay(settings).run(stop)


def openapi_document() -> dict[str, Any]:
    """Build the document from the code alone: nothing is connected to."""
    settings = Settings(
        database_url="postgresql+psycopg://nobody@/none",
        maintenance_url="postgresql+psycopg://nobody@/none",
        redis_url="redis://127.0.0.1:1/0",
        secret_key="not used",  # noqa: S106 - nothing is signed here
    )
    return document(create_app(settings))


def _environment() -> dict[str, str]:
    """Return this process's variables, with this installation's programs found first."""
    programs = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join((programs, os.environ.get("PATH", "")))}
