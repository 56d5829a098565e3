"""`asset-service users`: accounts, as the operator makes, opens and closes them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import click

from asset_service.cli import serving
from asset_service.cli.local import open_services
from asset_service.cli.options import data_option, json_option
from asset_service.config import Settings, SettingsError
from asset_service.maintenance import build_people, open_maintenance
from asset_service.services.handing_over import HandingOver
from asset_service.services.people import People


@click.group()
def users() -> None:
    """Accounts, seen to by the operator."""


@users.command(name="list")
@json_option
@data_option
def list_(data: Path, *, as_json: bool) -> None:
    """List everybody, with how many browsers and tokens are good now."""
    with _people(data) as people:
        found = people.list()
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], default=str))
        return
    for one in found:
        state = "disabled" if one.disabled_at else "ok"
        open_ = f"{one.sessions} browsers, {one.tokens} tokens"
        seen = f"seen {one.last_seen_at:%Y-%m-%d %H:%M}" if one.last_seen_at else "not signed in"
        click.echo(f"{one.email}\t{one.name}\t{state}\t{open_}\t{seen}")


@users.command()
@click.argument("email")
@click.option("--name", default="", help="Shown to others; else the address.")
@click.password_option()
@data_option
def add(email: str, name: str, password: str, data: Path) -> None:
    """Add an account, also where signing up is closed."""
    with serving.reachable(data) as env, open_services(env) as services:
        made = services.accounts.add_user(email, name or email, password)
    click.echo(f"added {made.email} ({made.id})")


@users.command()
@click.argument("email")
@data_option
def reset_link(email: str, data: Path) -> None:
    """Print a link with which EMAIL sets a new password, once, within an hour.

    It is worth the account: hand it over as you would a key. The one before is worth nothing.
    """
    with serving.reachable(data) as env, open_services(env) as services:
        link = services.resets.link(services.accounts.find(email))
    click.echo(link)


@users.command()
@click.argument("email")
@data_option
def disable(email: str, data: Path) -> None:
    """Let nobody in as EMAIL: sessions and tokens end, and what is queued for them."""
    with _people(data) as people:
        people.disable(email)
    click.echo(f"{email} is disabled")


@users.command()
@click.argument("email")
@data_option
def enable(email: str, data: Path) -> None:
    """Let EMAIL sign in again. Revoked tokens stay revoked."""
    with _people(data) as people:
        people.enable(email)
    click.echo(f"{email} may sign in")


@users.command()
@click.argument("email")
@click.option("--end", is_flag=True, help="Sign all of them out.")
@data_option
def sessions(email: str, data: Path, *, end: bool) -> None:
    """Show the browsers that EMAIL is signed in with."""
    with _people(data) as people:
        found = people.sessions(email)
        if end:
            people.end_sessions(email)
    for one in found:
        seen = f"seen {one.last_seen_at:%Y-%m-%d %H:%M}"
        click.echo(f"{one.browser}\t{one.address or '-'}\t{seen}")
    if end:
        click.echo(f"{len(found)} signed out")


@users.command()
@click.argument("email")
@click.argument("subject")
@data_option
def link(email: str, subject: str, data: Path) -> None:
    """Let SUBJECT of the identity provider (JWT_ISSUER) be EMAIL from now on."""
    with serving.reachable(data) as env, open_services(env) as services:
        settings = Settings.from_env(env)
        if settings.jwt is None:
            raise SettingsError("JWT_ISSUER is not set")
        services.identities.link(services.accounts.find(email), settings.jwt.issuer, subject)
    click.echo(f"{subject} is {email}")


@users.command()
@click.argument("owner")
@click.argument("receiver")
@click.option("--project", type=click.UUID, help="This film alone; else all that OWNER has.")
@data_option
def hand_over(owner: str, receiver: str, project: UUID | None, data: Path) -> None:
    """Give the films that OWNER has to RECEIVER, for somebody who left.

    RECEIVER becomes a member where they are none; OWNER is an editor from then on.
    """
    with serving.reachable(data) as env, open_services(env) as services:
        giving = HandingOver(services.projects, services.members, services.invitations)
        owner_id, receiver_id = map(services.accounts.find, (owner, receiver))
        given = 0
        for project_id, title in giving.films(owner_id, receiver_id, receiver, only=project):
            click.echo(f"{project_id}\t{title}")
            given += 1
    click.echo(f"{given} given to {receiver}")


@contextmanager
def _people(data: Path) -> Iterator[People]:
    with (
        serving.reachable(data) as env,
        open_maintenance(Settings.from_env(env)) as database,
    ):
        yield build_people(database)
