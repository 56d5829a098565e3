"""`asset-service quotas`: what a person may store, where it is not what everybody may."""

from pathlib import Path

import click

from asset_service.cli.desk import open_desk
from asset_service.cli.options import data_option
from asset_service.domain.quotas import words
from asset_service.maintenance import build_quotas

USUAL, UNLIMITED = "usual", "unlimited"
_UNITS = {"": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
_MOST = 1 << 60


@click.group()
def quotas() -> None:
    """What people may store, in all of their films together."""


@quotas.command(name="set")
@click.argument("email")
@click.argument("size")
@data_option
def set_(email: str, size: str, data: Path) -> None:
    """Let EMAIL store SIZE, like 50GB; `unlimited`, or `usual` for what holds for everybody."""
    most = _size(size)
    with open_desk(data) as desk:
        build_quotas(desk.database).set(desk.services.accounts.find(email), most)
    click.echo(f"{email}: {size}")


@quotas.command()
@click.argument("email")
@data_option
def show(email: str, data: Path) -> None:
    """Show what EMAIL stores, and what may be stored."""
    with open_desk(data) as desk:
        user_id = desk.services.accounts.find(email)
        own = build_quotas(desk.database).get(user_id)
        space = desk.services.storage.of_user(user_id)
    of = f"of {words(space.most)}" if space.most is not None else "without a limit"
    click.echo(f"{words(space.used)} {of}" + ("" if own is not None else ", as everybody"))


def _size(text: str) -> int | None:
    if text in {USUAL, UNLIMITED}:
        return None if text == USUAL else 0
    number = text.upper().rstrip("KMGTB")
    unit = text.upper().removeprefix(number)
    if not number.isdecimal() or unit not in _UNITS or not 0 < int(number) * _UNITS[unit] < _MOST:
        raise click.BadParameter(f"{text!r} is no size like 50GB, `unlimited` or `usual`")
    return int(number) * _UNITS[unit]
