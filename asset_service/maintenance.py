"""What sees to the whole installation: all of it in the maintenance role of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from sqlalchemy.exc import OperationalError

from asset_service.adapters.celery_queue import CeleryQueue
from asset_service.adapters.providers import registry
from asset_service.config import Settings
from asset_service.container import make_store
from asset_service.services.accounting import Allowances
from asset_service.services.audit import Ageing, AllAudit
from asset_service.services.collector import Collector
from asset_service.services.emptying import Emptying
from asset_service.services.export_files import ExportFiles
from asset_service.services.figures import Figures
from asset_service.services.housekeeping import Housekeeping
from asset_service.services.people import People
from asset_service.services.pulse import Pulse
from asset_service.services.quotas import SetQuotas
from asset_service.services.reconciling import Reconciling
from asset_service.services.relay import Relay, Shares
from asset_service.services.sweeper import Sweeper
from asset_service.store.engine import (
    PowerfulRole,
    make_engine,
    refuse_powerful_role,
)
from asset_service.store.work import Database

log = structlog.get_logger(__name__)


def maintenance_database(settings: Settings) -> Database:
    """Return the database in the maintenance role, which may be away; raises PowerfulRole.

    The caller disposes of its engine.
    """
    engine = make_engine(settings.maintenance_url)
    try:
        refuse_powerful_role(engine)
    except PowerfulRole:
        engine.dispose()
        raise
    except OperationalError:
        log.warning("the database is away; it is waited for")
    return Database(engine)


@contextmanager
def open_maintenance(settings: Settings) -> Iterator[Database]:
    """Lend `maintenance_database` for one use; raises PowerfulRole."""
    database = maintenance_database(settings)
    try:
        yield database
    finally:
        database.engine.dispose()


def build_relay(settings: Settings) -> Relay:
    """Build the relay with its sweeper, in the maintenance role; raises PowerfulRole."""
    database = maintenance_database(settings)
    return Relay(
        database,
        CeleryQueue(settings.redis_url),
        build_sweeper(settings, database),
        _shares(settings),
        sweep_every=settings.sweep_seconds,
    )


def _shares(settings: Settings) -> Shares:
    """What the operator sets counts before what is known of a provider."""
    known = registry.entries(settings)
    most = {entry.id: entry.concurrency for entry in known if entry.concurrency is not None}
    rates = {e.id: e.images_per_minute for e in known if e.images_per_minute is not None}
    return Shares(
        settings.image_slots,
        settings.jobs_per_user,
        most | dict(settings.provider_limits),
        rates,
        settings.export_slots,
    )


def build_sweeper(settings: Settings, database: Database) -> Sweeper:
    """`database` is in the maintenance role."""
    queue = CeleryQueue(settings.redis_url)
    return Sweeper(database, queue, lost_after=settings.lost_after_seconds)


def build_housekeeping(settings: Settings, database: Database | None = None) -> Housekeeping:
    """Build it in the maintenance role, that of `database` if given; raises PowerfulRole."""
    database = database or maintenance_database(settings)
    store = make_store(settings)
    grace = timedelta(seconds=settings.collect_grace_seconds)
    collector = Collector(database, store, grace)
    exports = ExportFiles(database, store)
    return Housekeeping(
        Emptying(database, timedelta(days=settings.bin_days)),
        collector,
        Reconciling(database, store, collector, grace, exports),
        exports,
        Ageing(database, timedelta(days=settings.audit_days)),
    )


def build_figures(settings: Settings, database: Database, pulse: Pulse) -> Figures:
    """`database` is in the maintenance role, which alone may count across tenants."""
    return Figures(database, CeleryQueue(settings.redis_url), pulse)


def build_allowances(database: Database) -> Allowances:
    """`database` is in the maintenance role, which alone may set what people may spend."""
    return Allowances(database)


def build_people(database: Database) -> People:
    """`database` is in the maintenance role, which alone may look at everybody."""
    return People(database)


def build_quotas(database: Database) -> SetQuotas:
    """`database` is in the maintenance role, which alone may set what people may store."""
    return SetQuotas(database)


def build_all_audit(database: Database) -> AllAudit:
    """`database` is in the maintenance role, which alone reads every log."""
    return AllAudit(database)
