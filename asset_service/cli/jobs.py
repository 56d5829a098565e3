"""`asset-service jobs`: every tenant's jobs, for the operator.

Reads as the maintenance role. Acts as the user who asked for the job, through the services that
the API uses: an operator can do nothing to a job that its owner could not.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
from rich.console import Console
from rich.table import Table

from asset_service.cli.desk import open_desk
from asset_service.cli.options import data_option, json_option
from asset_service.container import Services
from asset_service.domain.vocabulary import JobStatus
from asset_service.services.all_jobs import AllJobs, OperatorJob

COLUMNS = ("id", "status", "lane", "provider", "tries", "created_at", "requested_by", "error_code")
MOST = 10_000


@click.group()
def jobs() -> None:
    """Jobs of every project."""


@jobs.command(name="list")
@click.option("--status", type=click.Choice([status.value for status in JobStatus]))
@click.option("--project", type=click.UUID, help="Only those of one project.")
@click.option("--user", default="", help="Only those of one person: an id or an e-mail address.")
@click.option("--limit", type=click.IntRange(1, MOST), default=50, show_default=True)
@json_option
@data_option
def list_(  # noqa: PLR0913 - each is an option of the command
    status: str | None,
    project: UUID | None,
    user: str,
    limit: int,
    data: Path,
    *,
    as_json: bool,
) -> None:
    """List jobs, the newest first."""
    with open_desk(data) as desk:
        user_id = _user_id(user, desk.services) if user else None
        found = AllJobs(desk.database).list(
            status=status, project_id=project, user_id=user_id, limit=limit
        )
    if as_json:
        _print_json([asdict(job) for job in found])
    else:
        _print_rows(found)


@jobs.command()
@click.argument("job_id", metavar="ID", type=click.UUID)
@json_option
@data_option
def show(job_id: UUID, data: Path, *, as_json: bool) -> None:
    """Show all there is to know of one job."""
    with open_desk(data) as desk:
        job = AllJobs(desk.database).get(job_id)
    if as_json:
        _print_json(asdict(job))
    else:
        for name, value in asdict(job).items():
            click.echo(f"{name:14} {_shown(value)}")


@jobs.command()
@click.argument("job_id", metavar="ID", type=click.UUID)
@data_option
def retry(job_id: UUID, data: Path) -> None:
    """Ask again for a job that ended without a picture, as who asked for it."""
    with open_desk(data) as desk:
        job = AllJobs(desk.database).get(job_id)
        made = desk.services.retries.job(job.requested_by, job.project_id, job.id).body
    click.echo(f"asked again: job {made.id} is {made.status}")


@jobs.command()
@click.argument("job_id", metavar="ID", type=click.UUID)
@data_option
def cancel(job_id: UUID, data: Path) -> None:
    """End a job that waits, ask one that runs to stop; harmless to repeat."""
    with open_desk(data) as desk:
        job = AllJobs(desk.database).get(job_id)
        done = desk.services.jobs.cancel(job.requested_by, job.project_id, job.id)
        now = AllJobs(desk.database).get(job_id)
    click.echo(f"job {job.id} is {now.status}" + ("" if done.changed else ", as it was before"))


def _user_id(named: str, services: Services) -> UUID:
    try:
        return UUID(named)
    except ValueError:
        return services.accounts.find(named)


def _print_rows(found: Sequence[OperatorJob]) -> None:
    rows = [[_shown(getattr(job, name)) for name in COLUMNS] for job in found]
    if not _is_terminal():
        for row in rows:
            click.echo("\t".join(row))
        return
    table = Table(*COLUMNS, box=None)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
    if not rows:
        click.echo("no such jobs")


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, indent=2, default=_plain))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _shown(value: object) -> str:
    if value is None or value == "":
        return "-"
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
