"""The one place that puts the parts together; tests use the same."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from asset_service.adapters.celery_queue import CeleryQueue
from asset_service.adapters.disk_store import DiskStore
from asset_service.adapters.providers import registry
from asset_service.adapters.s3_store import S3Store
from asset_service.config import Settings
from asset_service.imaging.pictures import Pictures
from asset_service.ports.clock import Clock, SystemClock
from asset_service.ports.objects import ObjectStore
from asset_service.ports.providers import ImageProvider
from asset_service.ports.queue import Generate, JobQueue
from asset_service.services.accounts import Accounts
from asset_service.services.attempts import Attempts
from asset_service.services.curation import Curation
from asset_service.services.events import Events
from asset_service.services.extraction import Extraction
from asset_service.services.files import Files
from asset_service.services.generation import Generation, Maker
from asset_service.services.health import Health
from asset_service.services.images import Images
from asset_service.services.jobs import Jobs
from asset_service.services.passwords import Passwords
from asset_service.services.projects import Projects
from asset_service.services.relay import Relay
from asset_service.services.renditions import Renditions
from asset_service.services.runner import Runner
from asset_service.services.scenes import Scenes
from asset_service.services.scripts import Scripts
from asset_service.services.stage import Stage
from asset_service.services.styles import Styles
from asset_service.services.sweeper import Sweeper
from asset_service.services.uploads import Uploads
from asset_service.store.engine import PowerfulRole, make_engine, refuse_powerful_role
from asset_service.store.work import Database

log = structlog.get_logger(__name__)
# The one built-in provider; a project will choose its own per asset type.
DEFAULT_MAKER = Maker("placeholder", "cards")


@dataclass(frozen=True)
class Services:
    """Every verb of the product. Web, workers and commands call nothing else."""

    accounts: Accounts
    projects: Projects
    scripts: Scripts
    styles: Styles
    extraction: Extraction
    curation: Curation
    attempts: Attempts
    uploads: Uploads
    images: Images
    renditions: Renditions
    generation: Generation
    jobs: Jobs
    runner: Runner
    stage: Stage
    scenes: Scenes
    health: Health
    events: Events
    pictures: Pictures
    engine: Engine

    def check_role(self) -> None:
        """Raise PowerfulRole when the database would let this process step around policies."""
        refuse_powerful_role(self.engine)

    def close(self) -> None:
        """End the helper processes and the connections that were opened for these services."""
        self.events.close()
        self.pictures.close()
        self.engine.dispose()


def build_services(  # noqa: PLR0913 - each is a part that a test may replace
    settings: Settings,
    engine: Engine | None = None,
    *,
    store: ObjectStore | None = None,
    queue: JobQueue | None = None,
    clock: Clock | None = None,
    providers: Mapping[str, ImageProvider] | None = None,
) -> Services:
    """Build them for the role of `settings.database_url`; connects to nothing yet.

    `engine` is for a process that owns one already; the others are for tests.
    """
    engine = engine or make_engine(settings.database_url)
    store = store or make_store(settings)
    clock = clock or SystemClock()
    broker = queue or CeleryQueue(settings.redis_url)
    database = Database(engine)
    pictures = Pictures(max_bytes=settings.max_upload_bytes)
    files = Files(store)
    providers = registry.build(settings) if providers is None else providers
    return Services(
        accounts=Accounts(database, Passwords(), clock, sign_up_open=settings.sign_up_open),
        projects=Projects(database),
        scripts=Scripts(database, clock, settings.max_script_bytes),
        styles=Styles(database),
        extraction=Extraction(database),
        curation=Curation(database),
        attempts=Attempts(database),
        uploads=Uploads(database, pictures, files),
        images=Images(database, store),
        renditions=Renditions(database, pictures, store),
        generation=Generation(database, providers, DEFAULT_MAKER),
        jobs=Jobs(database),
        runner=Runner(database, providers, pictures, files, lease_seconds=settings.lease_seconds),
        stage=Stage(database),
        scenes=Scenes(database),
        health=Health(database, store=store.check, broker=lambda: _ask(broker)),
        events=Events(database),
        pictures=pictures,
        engine=engine,
    )


def build_relay(settings: Settings) -> Relay:
    """Build the relay with its sweeper, in the maintenance role; raises PowerfulRole."""
    engine = make_engine(settings.maintenance_url)
    try:
        refuse_powerful_role(engine)
    except PowerfulRole:
        engine.dispose()
        raise
    except OperationalError:
        log.warning("the database is away; the relay waits for it")
    database = Database(engine)
    queue = CeleryQueue(settings.redis_url)
    return Relay(database, queue, Sweeper(database, queue))


def make_store(settings: Settings) -> ObjectStore:
    """The S3-compatible store that is configured, else files below the data folder."""
    return S3Store(settings.s3) if settings.s3 else DiskStore(settings.data_dir / "objects")


def _ask(broker: JobQueue) -> None:
    broker.depth(Generate)
