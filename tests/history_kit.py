"""A film that anything may happen to, and what of it people can see."""

from dataclasses import dataclass, replace
from uuid import UUID

from fixtures import factories
from fixtures.pictures import QuickPictures, a_png
from fixtures.stores import MemoryStore
from job_kit import FakeQueue, Scripted, SomePictures
from sqlalchemy import text

from asset_service.adapters.providers.registry import offers
from asset_service.config import Settings
from asset_service.container import build_services
from asset_service.domain.errors import DomainError
from asset_service.services.files import Files
from asset_service.services.runner import Runner
from asset_service.services.uploads import Uploads
from asset_service.store.work import Database

SCRIPT = "".join(
    f"INT. ROOM {number} - DAY\n\nMARA comes in.\n\nMARA\nAgain.\n\n" for number in range(1, 5)
).encode()

# What people can see of one film, each as rows that are the same when nothing was done, or all of
# it was undone. What only ever grows is not in it: versions, counters, times, the history.
SHOWN = {
    "project": "select stage, style_version from projects where id = :project",
    "assets": """
        select id, type, source, name, description, image_prompt, scene_numbers, scenes_lost,
          deferred, locked
        from assets where project_id = :project and binned_at is null order by id""",
    "pictures": """
        select t.asset_id, t.scene_asset_id, t.id, t.is_selected
        from attempts t join assets a on a.id = t.asset_id
        left join scene_assets s on s.id = t.scene_asset_id
        where t.project_id = :project and t.slot is not null and a.binned_at is null
          and s.unlinked_at is null
        order by t.id""",
    "scenes": """
        select s.id, s.scene_number, s.populated_at is not null
        from scenes s where s.project_id = :project order by s.id""",
    "in scenes": """
        select x.scene_id, x.asset_id, x.override_text, x.status_tags, x.carry_forward,
          x.inherited_from, x.image_attempt_id
        from scene_assets x join assets a on a.id = x.asset_id
        where x.project_id = :project and a.binned_at is null and x.unlinked_at is null
        order by x.id""",
    "library": """
        select l.id, l.version, l.name_folded, l.binned_at is null
        from library_assets l join projects p on p.id = l.project_id
        where p.library_of = :user order by l.id""",
}


@dataclass
class Studio:
    """The services on one database, with a provider that draws at once and a store in memory."""

    settings: Settings
    owners: object

    def __post_init__(self):
        self.store = MemoryStore()
        self.provider = Scripted()
        providers = {self.provider.id: self.provider}
        built = build_services(
            replace(self.settings, default_maker="scripted/one"),
            store=self.store,
            queue=FakeQueue(),
            providers=providers,
            offers=offers(self.settings),
        )
        database, files = Database(built.engine), Files(self.store)
        self.services = replace(
            built,
            uploads=Uploads(database, QuickPictures(), files),
            runner=Runner(database, providers, SomePictures(), files, lease_seconds=60.0),
        )

    def film(self):
        with self.owners() as session:
            user = factories.make_user(session)
            project = factories.make_project(session, user)
            found = Film(self, user.id, project.id)
        draft = self.services.scripts.preview(*found.ids, SCRIPT, "four.fountain")
        self.services.scripts.confirm(*found.ids, draft.draft_id)
        return found


@dataclass
class Film:
    """One film in the studio; `rows` reads it as the owner of the tables."""

    studio: Studio
    user_id: UUID
    project_id: UUID
    shade: int = 0

    @property
    def ids(self):
        return self.user_id, self.project_id

    @property
    def services(self):
        return self.studio.services

    def rows(self, statement, **values):
        with self.studio.owners() as session:
            found = session.execute(
                text(statement), {"project": self.project_id, "user": self.user_id, **values}
            )
            return [tuple(row) for row in found]

    def shown(self):
        return {what: self.rows(statement) for what, statement in SHOWN.items()}

    def a_picture(self):
        """Bytes that no picture before had."""
        self.shade += 1
        return a_png(self.shade)


def refused_or(film, verb, *args, **options):
    """What the verb gives, or None where it was refused: then nothing has changed."""
    before = film.shown()
    try:
        return verb(*film.ids, *args, **options)
    except DomainError as error:
        refused = error.code
    assert film.shown() == before, refused
    return None
