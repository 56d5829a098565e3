"""A film of somebody who is signed in, filled through the services as its pages would."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from fixtures.app import Person, signed_in
from fixtures.pictures import a_png
from sqlalchemy import create_engine, text
from werkzeug.datastructures import FileStorage

from asset_service.container import Services
from asset_service.domain.vocabulary import AssetType
from asset_service.services.curation import NewAsset
from pages.browser import Browser, Page

SCRIPT = b"""Title: The Long Tide

INT. LIGHTHOUSE - NIGHT

MARA VOSS trims the oil lamp.

MARA
Nobody comes here.

EXT. SLIPWAY - DAWN

OLD TOM waits.

OLD TOM
Almost nobody.

INT. LIGHTHOUSE - DAY

The oil lamp is out.
"""


@dataclass
class Film:
    """A project of `person`; `browser` is theirs."""

    services: Services
    person: Person
    browser: Browser
    id: UUID
    owner_url: str

    @property
    def path(self) -> str:
        return f"/projects/{self.id}"

    @property
    def ids(self) -> tuple[UUID, UUID]:
        return self.person.id, self.id

    def board(self, query: str = "") -> Page:
        return self.browser.get(f"{self.path}{query}")

    def go(self, path: str) -> Page:
        return self.browser.get(f"{self.path}{path}")

    def script(self, data: bytes = SCRIPT) -> None:
        draft = self.services.scripts.preview(*self.ids, data, "tide.fountain")
        self.services.scripts.confirm(*self.ids, draft.draft_id)

    def style(self, words: str = "Grainy noir") -> None:
        self.services.styles.put(*self.ids, words)
        self.services.styles.lock(*self.ids)

    def add(self, name: str = "Mara", kind: str = "character", *scenes: int) -> Any:
        new = NewAsset(name, AssetType(kind), f"{name}, at sea.", list(scenes))
        return self.services.curation.add(*self.ids, new)

    def upload(self, asset: Any, shade: int = 1) -> Any:
        return self.services.uploads.receive(*self.ids, asset.id, a_png(shade), "a.png").attempt

    def asset(self, asset: Any) -> Any:
        return self.services.curation.get(*self.ids, asset.id)

    def assets(self, state: str = "all") -> dict[str, Any]:
        found = self.services.curation.list(*self.ids, state=state, limit=100).items
        return {asset.name: asset for asset in found}

    def attempts(self, asset: Any, state: str = "live") -> list[Any]:
        return self.services.attempts.list(*self.ids, asset.id, state=state)

    def ask(self, asset: Any, candidates: int = 1) -> list[Any]:
        """Ask for pictures; returns the jobs, which nobody works on."""
        answer = self.services.generation.request(*self.ids, asset.id, candidates=candidates)
        return list(answer.body.jobs)

    def draw(self, asset: Any, candidates: int = 1) -> None:
        """Ask for pictures and have the built-in provider make them."""
        for job in self.ask(asset, candidates):
            self.services.runner.run(job.id, self.person.id)

    def jobs(self) -> list[Any]:
        return list(self.services.jobs.list(*self.ids).items)

    def end_job(self, job: Any, status: str, **facts: Any) -> None:
        """Let a job end as the workers would write it."""
        self.start_job(job)
        values = {"lease_until": None, "finished_at": "now()", **facts}
        self._write(job, status=status, **values)

    def start_job(self, job: Any, **facts: Any) -> None:
        lease = "now() + interval '1 hour'"
        self._write(job, status="running", lease_until=lease, epoch=1, tries=1, **facts)

    def lock(self) -> None:
        """Lock style and stage around one asset with an image, and a deferred one."""
        self.style()
        mara, tom = self.add("Mara"), self.add("Tom")
        self.upload(mara)
        self.services.curation.defer(*self.ids, tom.id)
        self.services.stage.lock_all(*self.ids)

    def _write(self, job: Any, **facts: Any) -> None:
        now = ("now()", "now() + interval '1 hour'")
        sets = ", ".join(f"{k} = {v if v in now else f':{k}'}" for k, v in facts.items())
        engine = create_engine(self.owner_url)
        with engine.begin() as connection:
            statement = text(f"update jobs set {sets} where id = :job_id")  # noqa: S608 - our words
            connection.execute(statement, {**facts, "job_id": job.id})
        engine.dispose()


def a_file(data: bytes, name: str = "a.png") -> FileStorage:
    return FileStorage(BytesIO(data), name)


@pytest.fixture
def browser(app: Any, person: Person) -> Browser:
    return Browser(signed_in(app, person))


@pytest.fixture
def stranger(app: Any, other: Person) -> Browser:
    """The browser of somebody who has no part in the film."""
    return Browser(signed_in(app, other))


@pytest.fixture
def new_film(services: Services, app_settings: Any, person: Person, browser: Browser) -> Any:
    def make(title: str = "The Long Tide") -> Film:
        project = services.projects.create(person.id, title)
        return Film(services, person, browser, project.id, app_settings.owner_url)

    return make


@pytest.fixture
def film(new_film: Callable[[], Film]) -> Film:
    return new_film()
