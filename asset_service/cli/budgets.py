"""`asset-service budgets`: what a person may spend in a month, set by the operator."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from asset_service.cli.desk import open_desk
from asset_service.cli.options import data_option
from asset_service.maintenance import build_allowances


@click.group()
def budgets() -> None:
    """What people may spend in a month, over all their projects."""


@budgets.command(name="set")
@click.argument("email")
@click.argument("amount")
@click.argument("currency")
@data_option
def set_(email: str, amount: str, currency: str, data: Path) -> None:
    """Let EMAIL spend AMOUNT of CURRENCY a month; `none` takes the limit away."""
    monthly = None if amount == "none" else _amount(amount)
    with open_desk(data) as desk:
        build_allowances(desk.database).set(desk.services.accounts.find(email), currency, monthly)
    click.echo(f"{email}: {amount} {currency.upper()} a month")


@budgets.command()
@click.argument("email")
@data_option
def show(email: str, data: Path) -> None:
    """Show what EMAIL may spend in a month."""
    with open_desk(data) as desk:
        found = build_allowances(desk.database).list(desk.services.accounts.find(email))
    for currency, monthly in found:
        click.echo(f"{monthly.normalize():f} {currency} a month")
    if not found:
        click.echo("no limit")


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise click.BadParameter(f"{text!r} is no amount") from None
