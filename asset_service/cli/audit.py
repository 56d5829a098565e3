"""`asset-service audit`: who changed what, in every film and account, for the operator."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click

from asset_service.cli.desk import open_desk
from asset_service.cli.options import data_option
from asset_service.maintenance import build_all_audit
from asset_service.services.audit import Filters

MOST = 100_000


@click.command()
@click.option("--project", type=click.UUID, help="Only the log of one film.")
@click.option("--account", default="", help="Only the log of one account: an e-mail address.")
@click.option("--by", default="", help="Only what one person did: an e-mail address.")
@click.option("--kind", default=None, help="Only what was done to one kind, like asset.")
@click.option("--since", type=click.DateTime(), default=None, help="A day or a moment in UTC.")
@click.option("--limit", type=click.IntRange(1, MOST), default=1000, show_default=True)
@data_option
def audit(  # noqa: PLR0913, PLR0917 - each is an option of the command
    project: UUID | None,
    account: str,
    by: str,
    kind: str | None,
    since: datetime | None,
    limit: int,
    data: Path,
) -> None:
    """Print the newest entries that fit, the oldest of them first, a JSON object a line."""
    with open_desk(data) as desk:
        accounts = desk.services.accounts
        filters = Filters(
            user_id=accounts.find(by) if by else None,
            kind=kind,
            since=since.replace(tzinfo=UTC) if since else None,
        )
        whose = accounts.find(account) if account else None
        found = build_all_audit(desk.database).newest(project, whose, filters, limit)
    for entry in found:
        click.echo(json.dumps(vars(entry), default=_plain))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
