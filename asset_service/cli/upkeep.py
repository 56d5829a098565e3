"""`asset-service sweep` and `check-invariants`: tidy up once, and look whether all is well."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from asset_service.cli import serving
from asset_service.cli.options import data_option
from asset_service.config import Settings
from asset_service.container import make_store
from asset_service.maintenance import build_housekeeping, build_sweeper, open_maintenance
from asset_service.ports.objects import ObjectStore
from asset_service.services.inspection import Files, Inspection
from asset_service.store.engine import make_engine
from asset_service.store.invariants import RULES, Broken
from asset_service.store.work import Database


@click.command()
@data_option
def sweep(data: Path) -> None:
    """Look once for everything that was lost, and tidy up; say what was found.

    Harmless beside a relay that does the same all the time.
    """
    with serving.reachable(data) as env:
        settings = Settings.from_env(env)
        with open_maintenance(settings) as database:
            done = build_sweeper(settings, database).sweep()
            done |= build_housekeeping(settings, database).once(everything=True)
    for name, count in done.items():
        click.echo(f"{name}: {count}")


@click.command()
@click.option("--files", is_flag=True, help="Read every picture from the store and compare it.")
@data_option
def check_invariants(data: Path, *, files: bool) -> None:
    """Look whether what must be true of jobs and pictures is; exit with 1 when it is not.

    Changes nothing. Runs as the owner: DATABASE_OWNER_URL, else the embedded database.
    """
    with serving.owned(data) as (owner_url, env):
        engine = make_engine(owner_url)
        try:
            inspection = Inspection(Database(engine))
            broken = inspection.rules()
            click.echo(f"{len(RULES)} rules looked at, {len(broken)} broken")
            if files:
                found = inspection.files(_store(env))
                broken += found.broken
                _tell_files(found)
        finally:
            engine.dispose()
    for one in broken:
        _tell(one)
    sys.exit(1 if broken else 0)


def _store(env: Mapping[str, str]) -> ObjectStore:
    """Return the store of these variables; nothing else needs to be set."""
    needless = ("DATABASE_URL", "DATABASE_MAINTENANCE_URL", "REDIS_URL", "SECRET_KEY")
    return make_store(Settings.from_env({**env, **dict.fromkeys(needless, "unused")}))


def _tell(one: Broken) -> None:
    click.echo(f"BROKEN: {one.rule} ({one.count})")
    for row_id in one.ids:
        click.echo(f"  {row_id}")
    if one.count > len(one.ids):
        click.echo(f"  and {one.count - len(one.ids)} more")


def _tell_files(found: Files) -> None:
    click.echo(f"{found.read} files read")
    click.echo(f"{found.nameless} stored objects without a row, {found.unknown} of other kinds")
