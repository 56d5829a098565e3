"""What commands of the operator work with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from asset_service.cli import serving
from asset_service.cli.local import open_services
from asset_service.config import Settings
from asset_service.container import Services
from asset_service.maintenance import open_maintenance
from asset_service.store.work import Database


@dataclass(frozen=True)
class Desk:
    """The services, which act as somebody, and the database in the maintenance role."""

    services: Services
    database: Database


@contextmanager
def open_desk(data: Path) -> Iterator[Desk]:
    """Open it on the servers of the data folder, or those of the environment.

    Raises PowerfulRole when a role could step around the policies.
    """
    with (
        serving.reachable(data) as env,
        open_maintenance(Settings.from_env(env)) as database,
        open_services(env) as services,
    ):
        services.check_role()
        yield Desk(services, database)
