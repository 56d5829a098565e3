"""Everything that one `up` runs on one data folder: servers first, then the Procfile's lines."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from asset_service.embedded import servers, variables
from asset_service.embedded.errors import AlreadyRunning, EmbeddedError
from asset_service.embedded.kept import Kept
from asset_service.embedded.leftovers import end_leftovers
from asset_service.embedded.locks import locked
from asset_service.embedded.outputs import Console
from asset_service.embedded.places import ROOT_SHELF
from asset_service.embedded.ports import Ports
from asset_service.embedded.postgres import SETTINGS, THROW_AWAY
from asset_service.embedded.procfile import read_procfile
from asset_service.embedded.servers import Servers
from asset_service.embedded.signals import StopSignals
from asset_service.embedded.supervisor import Supervisor

_STDOUT = 1
_PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Stack:
    """`env` is for the processes, `owner_url` for migrations alone (empty when not given)."""

    env: Mapping[str, str] = field(repr=False)
    owner_url: str = field(repr=False)
    supervisor: Supervisor | None = None

    def start(self, procfile: Path) -> None:
        """Start every line of `procfile` and keep it running; raises EmbeddedError."""
        if self.supervisor is None:
            raise EmbeddedError("the processes belong to the command that runs already")
        self.supervisor.start(read_procfile(procfile, self.env))

    def wait(self) -> None:
        """Return at the first SIGTERM, SIGINT or SIGHUP."""
        if self.supervisor:
            try:
                self.supervisor.wait()
            except KeyboardInterrupt:
                return


@contextmanager
def running(
    data_dir: Path,
    env: Mapping[str, str],
    *,
    show: bool = True,
    shelf: Path = ROOT_SHELF,
    settings: Mapping[str, str] = SETTINGS,
) -> Iterator[Stack]:
    """Run PostgreSQL and Valkey for the body, those that `env` does not name, then stop all.

    What a killed run left is ended first. `show` prints the processes' lines, which are in
    files in any case; `settings` are PostgreSQL's. Raises AlreadyRunning when another process
    uses `data_dir`, else EmbeddedError when a server cannot be run, and KeyboardInterrupt when
    a signal comes during the start or the body.
    """
    data_dir = data_dir.absolute()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    state_file = data_dir / "processes.json"
    with ExitStack() as held:
        signals = held.enter_context(StopSignals())
        held.enter_context(locked(data_dir / "lock"))
        end_leftovers(state_file)
        kept = Kept.load(data_dir) or Kept.make(data_dir)
        ports = variables.ports(env, kept.ports, held.enter_context(Ports()).choose)
        ours = servers.plan(data_dir, env, kept, shelf, settings)
        if ours.sockets:
            held.callback(shutil.rmtree, ours.sockets, ignore_errors=True)
        kept = _remember(data_dir, kept, ours, ports)
        console = Console(_STDOUT if show else None)
        held.callback(console.close)
        supervisor = Supervisor(state_file, data_dir / "logs", console=console)
        held.callback(supervisor.stop)
        held.callback(signals.ending, supervisor.hurry)
        ours.start(supervisor)
        yield _stack(data_dir, env, kept, ours, supervisor)


@contextmanager
def reachable(
    data_dir: Path, env: Mapping[str, str], *, shelf: Path = ROOT_SHELF
) -> Iterator[Stack]:
    """Use the servers of the `up` that runs on `data_dir`; when there is none, as `running`."""
    with ExitStack() as held:
        try:
            stack = held.enter_context(running(data_dir, env, show=False, shelf=shelf))
        except AlreadyRunning:
            stack = _joined(data_dir.absolute(), env)
        yield stack


@contextmanager
def running_once(env: Mapping[str, str], *, show: bool = False) -> Iterator[Stack]:
    """As `running`, on a new folder that is removed with all that is in it: demo, benchmarks."""
    folder = Path(tempfile.mkdtemp(prefix="assets-"))
    folder.chmod(0o711)  # root's PostgreSQL runs as another user
    try:
        with running(
            folder / "data", env, show=show, shelf=folder / "shelf", settings=THROW_AWAY
        ) as stack:
            yield stack
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _joined(data_dir: Path, env: Mapping[str, str]) -> Stack:
    deadline = time.monotonic() + _PATIENCE
    while (kept := Kept.load(data_dir)) is None or not kept.ports:
        if time.monotonic() > deadline:
            raise EmbeddedError(f"the command that uses {data_dir} does not get ready")
        time.sleep(0.05)  # it has only just begun on a new folder
    theirs = servers.found(env, kept)
    if theirs.postgres:
        theirs.postgres.wait_until_set_up()
    return _stack(data_dir, env, kept, theirs, None)


def _remember(data_dir: Path, kept: Kept, ours: Servers, ports: Mapping[str, int]) -> Kept:
    now = replace(kept, home=str(data_dir), sockets=str(ours.sockets or ""), ports=dict(ports))
    if now != kept:
        now.save(data_dir)
    return now


def _stack(
    data_dir: Path,
    env: Mapping[str, str],
    kept: Kept,
    found: Servers,
    supervisor: Supervisor | None,
) -> Stack:
    database = found.postgres.urls() if found.postgres else None
    return Stack(
        env=variables.for_children(
            env,
            data_dir=data_dir,
            kept=kept,
            database=database,
            redis_url=found.valkey.url if found.valkey else None,
        ),
        owner_url=database.owner if database else variables.given(env, variables.OWNER),
        supervisor=supervisor,
    )
