"""The one place that puts the parts together; tests use the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Engine

from asset_service.adapters.celery_queue import CeleryQueue
from asset_service.adapters.disk_store import DiskStore
from asset_service.adapters.identity.provider import JwtProvider
from asset_service.adapters.providers import registry
from asset_service.adapters.s3_store import S3Store
from asset_service.adapters.smtp_mailer import SmtpMailer
from asset_service.config import Settings, SettingsError
from asset_service.domain.exports import ExportKind
from asset_service.imaging import signing
from asset_service.imaging.pictures import Pictures
from asset_service.imaging.provenance import Provenance
from asset_service.ports.clock import Clock, SystemClock
from asset_service.ports.identity import IdentityProvider
from asset_service.ports.mail import Mailer
from asset_service.ports.objects import ObjectStore
from asset_service.ports.providers import ImageProvider, Offer
from asset_service.ports.queue import JobQueue, Lane
from asset_service.services.accounting import Accounting
from asset_service.services.accounts import Accounts
from asset_service.services.activity import Activity
from asset_service.services.admission import Admission
from asset_service.services.all_scenes import AllScenes
from asset_service.services.attempts import Attempts
from asset_service.services.audit import Audit
from asset_service.services.batches import Batches
from asset_service.services.bin import Bin
from asset_service.services.clearing import Clearing
from asset_service.services.cloning import Cloning
from asset_service.services.credentials import Credentials
from asset_service.services.curation import Curation
from asset_service.services.events import Events
from asset_service.services.evictions import Evictions
from asset_service.services.export_books import LookBookMaker
from asset_service.services.export_matrix import MatrixMaker
from asset_service.services.export_originals import OriginalsMaker
from asset_service.services.export_runner import ExportRunner
from asset_service.services.exports import Exports
from asset_service.services.extraction import Extraction
from asset_service.services.files import Files
from asset_service.services.generation import Generation
from asset_service.services.health import Health
from asset_service.services.history import History
from asset_service.services.identities import Identities, Provision
from asset_service.services.images import Images
from asset_service.services.invitations import Invitations
from asset_service.services.jobs import Jobs
from asset_service.services.library import Library
from asset_service.services.logins import Logins
from asset_service.services.makers import Makers
from asset_service.services.many import Many
from asset_service.services.matrix import Matrix
from asset_service.services.members import Members
from asset_service.services.merging import Merging
from asset_service.services.origins import Origins
from asset_service.services.passwords import Passwords
from asset_service.services.placing import Placing
from asset_service.services.projects import Projects
from asset_service.services.promoting import Promoting
from asset_service.services.quotas import Quotas, Storage
from asset_service.services.recipes import Maker
from asset_service.services.renditions import Renditions
from asset_service.services.resets import Resets
from asset_service.services.retries import Retries
from asset_service.services.runner import Runner
from asset_service.services.scene_attempts import SceneAttempts
from asset_service.services.scene_generation import SceneGeneration
from asset_service.services.scenes import Scenes
from asset_service.services.scripts import Scripts
from asset_service.services.sessions import Sessions
from asset_service.services.splitting import Splitting
from asset_service.services.stage import Stage
from asset_service.services.style_references import StyleReferences
from asset_service.services.styles import Styles
from asset_service.services.suggestions import Suggestions
from asset_service.services.syncing import Syncing
from asset_service.services.tokens import Tokens
from asset_service.services.undoing import Reshapes
from asset_service.services.uploads import Uploads
from asset_service.store.engine import (
    make_engine,
    name_lost_connections,
    refuse_powerful_role,
)
from asset_service.store.work import Database

log = structlog.get_logger(__name__)
# Beside the one that listens; a stream needs one only while it reads.
STREAM_CONNECTIONS = 8
# Seconds: after a restart everybody comes back at once, and may wait in line.
STREAM_PATIENCE = 30


@dataclass(frozen=True)
class Services:
    """Every verb of the product. Web, workers and commands call nothing else."""

    accounts: Accounts
    credentials: Credentials
    logins: Logins
    sessions: Sessions
    tokens: Tokens
    identities: Identities
    resets: Resets
    mailer: Mailer | None
    projects: Projects
    members: Members
    invitations: Invitations
    scripts: Scripts
    styles: Styles
    style_references: StyleReferences
    clearing: Clearing
    extraction: Extraction
    curation: Curation
    many: Many
    merging: Merging
    splitting: Splitting
    reshapes: Reshapes
    history: History
    attempts: Attempts
    evictions: Evictions
    uploads: Uploads
    images: Images
    origins: Origins
    renditions: Renditions
    generation: Generation
    retries: Retries
    makers: Makers
    accounting: Accounting
    storage: Storage
    jobs: Jobs
    batches: Batches
    runner: Runner
    stage: Stage
    scenes: Scenes
    all_scenes: AllScenes
    scene_attempts: SceneAttempts
    scene_generation: SceneGeneration
    placing: Placing
    suggestions: Suggestions
    matrix: Matrix
    exports: Exports
    export_runner: ExportRunner
    activity: Activity
    audit: Audit
    bin: Bin
    library: Library
    promoting: Promoting
    cloning: Cloning
    syncing: Syncing
    health: Health
    events: Events
    pictures: Pictures
    provenance: Provenance
    engine: Engine

    def check_role(self) -> None:
        """Raise PowerfulRole when the database would let this process step around policies."""
        refuse_powerful_role(self.engine)

    def close(self) -> None:
        """End the helper processes and the connections that were opened for these services."""
        self.events.close()
        self.pictures.close()
        self.provenance.close()
        self.engine.dispose()


def build_services(  # noqa: PLR0913 - each is a part that a test may replace
    settings: Settings,
    engine: Engine | None = None,
    *,
    store: ObjectStore | None = None,
    queue: JobQueue | None = None,
    clock: Clock | None = None,
    providers: Mapping[str, ImageProvider] | None = None,
    offers: Sequence[Offer] | None = None,
    mailer: Mailer | None = None,
    identity_provider: IdentityProvider | None = None,
) -> Services:
    """Build them for the role of `settings.database_url`; connects to nothing yet.

    `engine` is for a process that owns one already; the others are for tests. Raises SettingsError
    for files that are named in the settings and cannot be used.
    """
    engine = engine or make_engine(settings.database_url)
    name_lost_connections(engine)
    store = store or make_store(settings)
    clock = clock or SystemClock()
    broker = queue or CeleryQueue(settings.redis_url)
    database = Database(engine)
    provenance = _provenance(settings)
    pictures = Pictures(max_bytes=settings.max_upload_bytes, provenance=provenance)
    quotas = Quotas(settings.quota_project_bytes, settings.quota_user_bytes)
    files = Files(store, quotas)
    admission = Admission(settings.jobs_waiting_per_user, quotas)
    passwords = Passwords()
    logins = Logins(database, passwords)
    mailer = mailer or (SmtpMailer(settings.mail) if settings.mail else None)
    identities = Identities(
        database,
        identity_provider or (JwtProvider(settings.jwt) if settings.jwt else None),
        Provision(settings.jwt.provision) if settings.jwt else Provision.YES,
    )
    usual = usual_maker(settings)
    offers = registry.offers(settings) if offers is None else offers
    if providers is None:
        providers = registry.build(settings)
        if usual.provider not in providers:
            raise SettingsError(f"DEFAULT_MAKER names {usual.provider}, which is not set up here")
    accounts = Accounts(database, passwords, sign_up_open=settings.sign_up_open)
    return Services(
        accounts=accounts,
        credentials=Credentials(database, identities),
        logins=logins,
        sessions=Sessions(database, logins, clock),
        tokens=Tokens(database, logins, clock),
        identities=identities,
        resets=Resets(database, passwords, mailer, settings.public_url),
        mailer=mailer,
        projects=Projects(database),
        members=Members(database),
        invitations=Invitations(database, clock, accounts, public_url=settings.public_url),
        scripts=Scripts(database, clock, settings.max_script_bytes),
        styles=Styles(database),
        style_references=StyleReferences(database, pictures, files),
        clearing=Clearing(database),
        extraction=Extraction(database),
        curation=Curation(database),
        many=Many(database),
        merging=Merging(database),
        splitting=Splitting(database),
        reshapes=Reshapes(database),
        history=History(database),
        attempts=Attempts(database),
        evictions=Evictions(database),
        uploads=Uploads(database, pictures, files),
        images=Images(database, store),
        origins=Origins(database, store, provenance),
        renditions=Renditions(database, pictures, store),
        generation=Generation(
            database,
            providers,
            usual,
            queue_seconds=settings.queue_seconds,
            admission=admission,
        ),
        makers=Makers(database, providers, offers, usual),
        accounting=Accounting(database, clock),
        storage=Storage(database, quotas),
        retries=Retries(
            database, providers, queue_seconds=settings.queue_seconds, admission=admission
        ),
        jobs=Jobs(database),
        batches=Batches(database),
        runner=Runner(database, providers, pictures, files, lease_seconds=settings.lease_seconds),
        stage=Stage(database),
        scenes=Scenes(database),
        all_scenes=AllScenes(database),
        scene_attempts=SceneAttempts(database),
        scene_generation=SceneGeneration(
            database,
            providers,
            usual,
            queue_seconds=settings.queue_seconds,
            admission=admission,
        ),
        placing=Placing(database),
        suggestions=Suggestions(database, Scenes(database)),
        matrix=Matrix(database),
        exports=Exports(database, most_bytes=settings.max_export_bytes),
        export_runner=ExportRunner(
            database,
            store,
            {
                ExportKind.ORIGINALS: OriginalsMaker(
                    database, store, provenance, most_bytes=settings.max_export_bytes
                ),
                ExportKind.LOOK_BOOK: LookBookMaker(database, files, pictures),
                ExportKind.MATRIX: MatrixMaker(database),
            },
            settings.data_dir / "scratch",
            lease_seconds=settings.lease_seconds,
        ),
        activity=Activity(database),
        audit=Audit(database),
        bin=Bin(database, timedelta(days=settings.bin_days)),
        library=Library(database),
        promoting=Promoting(database, files),
        cloning=Cloning(database, files),
        syncing=Syncing(database, files),
        health=Health(database, store=store.check, broker=lambda: _ask(broker)),
        events=Events(database),
        pictures=pictures,
        provenance=provenance,
        engine=engine,
    )


def build_for_streams(settings: Settings) -> Services:
    """Build them for the process of the streams: a thousand readers share few connections."""
    engine = make_engine(
        settings.database_url,
        pool_size=STREAM_CONNECTIONS,
        max_overflow=0,
        pool_timeout=STREAM_PATIENCE,
    )
    return build_services(settings, engine)


def usual_maker(settings: Settings) -> Maker:
    """Return what draws for projects that chose nothing; raises SettingsError."""
    provider, _, model = settings.default_maker.partition("/")
    if not (provider and model):
        raise SettingsError(f"DEFAULT_MAKER must be provider/model, not {settings.default_maker!r}")
    return Maker(provider, model)


def make_store(settings: Settings) -> ObjectStore:
    """The S3-compatible store that is configured, else files below the data folder."""
    return S3Store(settings.s3) if settings.s3 else DiskStore(settings.data_dir / "objects")


def _provenance(settings: Settings) -> Provenance:
    """Raises SettingsError for a certificate, key or list that cannot be used."""
    certificate, key, anchors = (
        settings.c2pa_certificate,
        settings.c2pa_key,
        settings.c2pa_trust_anchors,
    )
    return Provenance(
        signing.load(certificate, key) if certificate and key else None,
        signing.read_anchors(anchors) if anchors else "",
        max_bytes=settings.max_upload_bytes,
    )


def _ask(broker: JobQueue) -> None:
    broker.depth(Lane.IMAGES)
