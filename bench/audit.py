"""What the log costs: the same acts with its triggers and without, turn about, in one run.

Pictures are neither decoded nor stored, so that what is left is the database's work.
`./dev bench audit`
"""

import os
import time
from collections.abc import Callable
from uuid import UUID

import structlog
from populate import EMPTY, make_film
from sqlalchemy import Connection, create_engine, text

from asset_service.config import Settings
from asset_service.container import Services, build_services
from asset_service.domain.vocabulary import AssetType
from asset_service.embedded.environment import running_once
from asset_service.imaging.pictures import Picture
from asset_service.ports.providers import (
    CallContext,
    Capabilities,
    Done,
    GeneratedImage,
    ImageRequest,
)
from asset_service.services.curation import NewAsset
from asset_service.services.files import Files
from asset_service.services.generation import Generation
from asset_service.services.recipes import Maker
from asset_service.services.runner import Runner
from asset_service.services.uploads import Uploads
from asset_service.store.migrations import upgrade
from asset_service.store.work import Database

ROUNDS = 9
EACH = 20
SWITCH = """
do $$ declare one record; begin
  for one in select tgname, tgrelid::regclass as of from pg_trigger
    where starts_with(tgname, 'audit_')
  loop execute format('alter table %s {} trigger %I', one.of, one.tgname); end loop;
end $$"""


class Nothing:
    """A provider, a decoder and a store that do nothing as fast as they can."""

    id = "nothing"

    def capabilities(self, _model: str) -> Capabilities:
        sizes = {"2:3": ((64, 96),), "1:1": ((64, 64),), "16:9": ((128, 72),)}
        return Capabilities(sizes=sizes, paid=False)

    def estimate(self, _request: ImageRequest) -> None:
        return None

    def submit(self, _request: ImageRequest, _context: CallContext) -> Done:
        return Done(images=(GeneratedImage(os.urandom(32), "image/png"),))

    def read(self, _data: bytes, _whose: str = "") -> Picture:
        return Picture("image/png", 64, 64, b"", b"")

    def put(self, key: str, data: bytes, content_type: str) -> None:
        pass


class Acts:
    """What is done again and again, on one asset of an open film."""

    def __init__(self, services: Services, user_id: UUID) -> None:
        self._services = services
        database, nothing = Database(services.engine), Nothing()
        project = services.projects.create(user_id, "The Slipway")
        self.ids = (user_id, project.id)
        services.styles.put(*self.ids, "Noir")
        services.styles.lock(*self.ids)
        new = NewAsset("Lamp", AssetType.PROP, "A thing of brass.", [])
        self.asset = services.curation.add(*self.ids, new).id
        files = Files(nothing)
        self._uploads = Uploads(database, nothing, files)
        usual = Maker(nothing.id, "one")
        self._generation = Generation(database, {nothing.id: nothing}, usual, queue_seconds=3600)
        self._runner = Runner(database, {nothing.id: nothing}, nothing, files, lease_seconds=60)

    def edit(self) -> None:
        now = self._services.curation.get(*self.ids, self.asset)
        changes = {"description": os.urandom(8).hex()}
        self._services.curation.edit(*self.ids, self.asset, now.version, changes)

    def upload(self) -> None:
        self._uploads.receive(*self.ids, self.asset, os.urandom(32), "a.png")

    def select(self) -> None:
        other = next(
            one
            for one in self._services.attempts.list(*self.ids, self.asset, "live")
            if not one.is_selected
        )
        self._services.attempts.select(*self.ids, self.asset, other.id)

    def draw(self) -> None:
        """A whole job: asked for, claimed, drawn, brought home."""
        (job,) = self._generation.request(*self.ids, self.asset, candidates=1).body.jobs
        self._runner.run(job.id, self.ids[0])


def timed(act: Callable[[], object], times: int) -> float:
    """Return the milliseconds that one took."""
    began = time.perf_counter()
    for _ in range(times):
        act()
    return (time.perf_counter() - began) * 1e3 / times


def main() -> None:
    structlog.configure(
        [structlog.processors.KeyValueRenderer()], logger_factory=structlog.ReturnLoggerFactory()
    )
    with running_once(dict(os.environ)) as stack:
        upgrade(stack.owner_url)
        services = build_services(Settings.from_env(stack.env))
        engine = create_engine(stack.owner_url)
        with engine.connect() as owner:
            measure(services, owner)
        engine.dispose()
        services.close()


def measure(services: Services, owner: Connection) -> None:
    ids = make_film(services, owner)
    acts = Acts(services, ids[0])

    def populate() -> None:
        services.all_scenes.populate(*ids)

    wanted: dict[str, tuple[Callable[[], object], int]] = {
        "edit": (acts.edit, EACH),
        "upload": (acts.upload, EACH),
        "select": (acts.select, EACH),
        "whole job": (acts.draw, EACH),
        "populate 50 x 20": (populate, 1),
    }
    found: dict[tuple[str, str], list[float]] = {}
    for number in range(ROUNDS):
        for switch in ("enable", "disable") if number % 2 else ("disable", "enable"):
            owner.execute(text(SWITCH.format(switch)))
            owner.commit()
            for name, (act, times) in wanted.items():
                found.setdefault((name, switch), []).append(timed(act, times))
            owner.exec_driver_sql(EMPTY)
            owner.commit()
    for name in wanted:
        # the least is what the work itself takes, whatever else the machine did
        told, silent = (min(found[name, switch]) for switch in ("enable", "disable"))
        print(
            f"{name:<17} with the log {told:7.2f} ms   without {silent:7.2f} ms"
            f"   ratio {told / silent:.2f}"
        )


if __name__ == "__main__":
    main()
