"""`asset-service`: what operators and newcomers type. `./dev up` and `./dev demo` call it."""

import json
import os
import signal
import sys
import threading
from pathlib import Path

import click
from rich.console import Console

from asset_service import observability
from asset_service.cli import serving, upkeep
from asset_service.cli.audit import audit
from asset_service.cli.budgets import budgets
from asset_service.cli.jobs import jobs
from asset_service.cli.local import LocalUser, open_services
from asset_service.cli.options import data_option
from asset_service.cli.providers import providers
from asset_service.cli.quotas import quotas
from asset_service.cli.users import users
from asset_service.config import Settings, SettingsError
from asset_service.demo.client import ApiError, Client
from asset_service.demo.story import Story, StoryError
from asset_service.demo.waiting import JobsFailed
from asset_service.domain import acting
from asset_service.domain.errors import DomainError
from asset_service.embedded.errors import EmbeddedError
from asset_service.ports.objects import StoreUnavailable
from asset_service.samples.script import SAMPLE_NAME, sample_script
from asset_service.services.faults import DATABASE_AWAY
from asset_service.store import migrations
from asset_service.store.engine import PowerfulRole
from asset_service.store.invariants import CannotSee

_FAILURES = (
    ApiError,
    CannotSee,
    DomainError,
    EmbeddedError,
    JobsFailed,
    PowerfulRole,
    SettingsError,
    StoreUnavailable,
    StoryError,
    TimeoutError,
)


@click.group()
def commands() -> None:
    """Asset service for AI film production."""
    acting.through(acting.Via.OPERATOR)


@commands.command()
@data_option
@click.option("--sample/--no-sample", default=True, help="Fill the first start with a sample film.")
def up(data: Path, *, sample: bool) -> None:
    """Start everything on this machine and keep it running until Ctrl-C."""
    console = Console()
    with serving.service(data, show=True) as service:
        console.print(f"Starting on {service.address} ...")
        service.start()
        user = LocalUser.of(service.data, service.env)
        if sample and not user.has_seen_sample:
            console.print("First start: running the main job on the sample script.")
            try:
                _tell(service.address, user, console)
            except _FAILURES as error:
                console.print(f"[red]The sample did not go through: {error}[/red]")
            user.remember_sample()
        console.rule()
        console.print(f"Open       {service.address}", highlight=False)
        console.print(f"Sign in    {user.email}  password  {user.password}", highlight=False)
        console.print(f"Queues     {service.flower}  {service.flower_user}", highlight=False)
        console.print("Stop with Ctrl-C; everything is kept in " + str(data), highlight=False)
        console.rule()
        service.wait()


@commands.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=None)
@click.option("--verbose", is_flag=True, help="Show what the processes say.")
def demo(data: Path | None, *, verbose: bool) -> None:
    """Run the main job on the sample script, from nothing to populated scenes, and stop.

    In a folder of its own that goes away again, unless --data names one.
    """
    console = Console()
    with serving.service(data, show=verbose) as service:
        console.print("Starting PostgreSQL, Valkey, web, workers and relay ...")
        service.start()
        story = _tell(service.address, LocalUser.of(service.data, service.env), console)
        console.print(f"[green]Done: all {story.step} steps went through.[/green]")


@commands.command(name="import")
@click.argument("script", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help="The project's title; else the script's own.")
@click.option("--user", "email", default="", help="Whose project it is; else the first user's.")
@data_option
def import_(script: Path, title: str, email: str, data: Path) -> None:
    """Make a project of SCRIPT and say what is in it."""
    with serving.reachable(data) as env:
        email = email or LocalUser.of(data, env).email
        with open_services(env) as services:
            owner = services.accounts.find(email)
            project = services.projects.create(owner, title or script.stem[:200])
            preview = services.scripts.preview(owner, project.id, script.read_bytes(), script.name)
            if preview.title and not title:
                services.projects.edit(owner, project.id, title=preview.title[:200])
            services.scripts.confirm(owner, project.id, preview.draft_id)
            found = services.extraction.preview(owner, project.id)
    for warning in preview.warnings:
        click.echo(f"line {warning.line}: {warning.message}", err=True)
    counts = preview.counts
    click.echo(
        f"{preview.title or script.name}: {counts['scenes']} scenes, {counts['cues']} cues, "
        f"{len(found.entities)} candidates to review"
    )
    click.echo(f"project {project.id}")


@commands.command()
@data_option
def migrate(data: Path) -> None:
    """Bring the database of DATABASE_OWNER_URL, else the embedded one, to the newest schema."""
    with serving.owner_url(data) as url:
        migrations.upgrade(url)
    click.echo("the schema is up to date")


@commands.command()
def relay() -> None:
    """Tell the workers what the outbox holds, and end what hangs. Runs until it is stopped."""
    settings = Settings.from_env(os.environ)
    observability.configure(as_json=settings.log_json)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    serving.run_relay(settings, stop)


@commands.command()
def openapi() -> None:
    """Print the OpenAPI document of this version."""
    json.dump(serving.openapi_document(), sys.stdout, indent=2)
    click.echo()


commands.add_command(jobs)
commands.add_command(providers)
commands.add_command(budgets)
commands.add_command(users)
commands.add_command(quotas)
commands.add_command(audit)
commands.add_command(upkeep.sweep)
commands.add_command(upkeep.check_invariants)


def _tell(address: str, user: LocalUser, console: Console) -> Story:
    client = Client(address)
    client.sign_in(user.email, user.password, "sample")
    story = Story(client, console)
    story.tell(sample_script(), SAMPLE_NAME)
    return story


def main() -> None:
    """Run the command; expected failures are one line and exit status 1."""
    observability.configure(as_json=False)  # to stderr: what is printed may be read by a program
    try:
        commands(standalone_mode=True)
    except _FAILURES as error:
        click.echo(f"asset-service: {error}", err=True)
        sys.exit(1)
    except DATABASE_AWAY as error:
        # the first line: what follows is SQLAlchemy's advice
        click.echo(f"asset-service: the database is away: {str(error).splitlines()[0]}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
