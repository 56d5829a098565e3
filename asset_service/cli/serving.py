"""The whole service for one command: servers, schema, processes, and the end of them all."""

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from asset_service.app import create_app
from asset_service.cli.metrics import serving_metrics
from asset_service.config import Settings
from asset_service.demo.client import wait_until_ready
from asset_service.embedded import environment
from asset_service.embedded.environment import Stack
from asset_service.maintenance import (
    build_figures,
    build_housekeeping,
    build_relay,
    open_maintenance,
)
from asset_service.services.pulse import Pulse
from asset_service.store import migrations
from asset_service.web.document import document

_PATIENCE = 90  # seconds for the first answer of a cold start
LEAVING_SECONDS = 5.0
# Seconds: a turn is about one; a pass may compare the whole store with the rows.
SILENT_AFTER = {"relay": 60.0, "housekeeping": 3600.0}
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
def owned(data: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Return the owner's address, given or embedded, and the environment of the rest.

    Raises UsageError when there is none.
    """
    given = os.environ.get("DATABASE_OWNER_URL", "").strip()
    if given:
        yield given, {**_environment(), "DATA_DIR": str(data.absolute())}
        return
    with environment.reachable(data, _environment()) as stack:
        if not stack.owner_url:
            raise click.UsageError("DATABASE_OWNER_URL is not set")
        yield stack.owner_url, stack.env


@contextmanager
def owner_url(data: Path) -> Iterator[str]:
    """Return the address that migrations use; raises UsageError when none is given."""
    with owned(data) as (url, _):
        yield url


def run_relay(settings: Settings, stop: threading.Event) -> None:
    """Run relay, sweeper, housekeeping and their metrics until `stop` is set."""
    relay, keeper = build_relay(settings), build_housekeeping(settings)
    keeper.pulse = relay.pulse
    with ExitStack() as held:
        if settings.metrics_port:
            held.enter_context(_metrics(settings, relay.pulse))
        # may be cut off anywhere, and a store that hangs must not hold the end of the process
        thread = threading.Thread(target=keeper.run, args=(stop,), name="housekeeping", daemon=True)
        thread.start()
        held.callback(thread.join, LEAVING_SECONDS)
        held.callback(stop.set)
        relay.run(stop)


@contextmanager
def _metrics(settings: Settings, pulse: Pulse) -> Iterator[None]:
    def silent() -> list[str]:
        return [loop for loop, limit in SILENT_AFTER.items() if pulse.age(loop) > limit]

    with open_maintenance(settings) as database:
        figures = build_figures(settings, database, pulse)
        with serving_metrics(settings.metrics_port, figures.look, silent):
            yield


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
