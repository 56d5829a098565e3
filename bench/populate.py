"""Populating a whole film in one transaction: how many statements, how long.

50 scenes with 20 assets each. Beside it stands the limit: as many rows of the same shape, written
by one bare insert in the same run, with the same triggers and keys. `./dev bench populate`
"""

import os
import statistics
import time
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection, create_engine, event, text

from asset_service.config import Settings
from asset_service.container import Services, build_services
from asset_service.domain.vocabulary import AssetType
from asset_service.embedded.environment import running_once
from asset_service.services.curation import NewAsset
from asset_service.store.migrations import upgrade

SCENES = 50
ASSETS = 20
ROUNDS = 7
BARE = text("""
insert into scene_assets (id, project_id, scene_id, asset_id, image_attempt_id,
    master_attempt_id, master_text_version)
  select gen_random_uuid(), s.project_id, s.id, a.id, t.id, t.id, 1
  from scenes s join assets a on a.project_id = s.project_id
  join attempts t on t.asset_id = a.id and t.is_selected
""")
PICTURES = """
insert into objects (project_id, sha256, size, mime, width, height, thumbhash)
  select project_id, encode(sha256(id::text::bytea), 'hex'), 1, 'image/png', 1, 1, '' from assets;
insert into attempts (id, project_id, asset_id, number, slot, is_selected, source, sha256,
    created_by)
  select gen_random_uuid(), project_id, id, 1, 1, true, 'uploaded',
    encode(sha256(id::text::bytea), 'hex'), created_by from assets;
"""
EMPTY = "delete from scene_assets; update scenes set populated_at = null"


def make_film(services: Services, owner: Connection) -> tuple[UUID, UUID]:
    """Return who owns it and which it is: locked, every asset with a picture, in every scene."""
    user = services.accounts.add_user("a@film.example", "Ada", "correct horse battery")
    project = services.projects.create(user.id, "The Long Tide")
    script = "\n\n".join(f"INT. ROOM {one} - DAY\n\nSomebody waits." for one in range(SCENES))
    draft = services.scripts.preview(user.id, project.id, script.encode(), "tide.fountain")
    services.scripts.confirm(user.id, project.id, draft.draft_id)
    for number in range(ASSETS):
        new = NewAsset(f"Asset {number}", AssetType.PROP, "A thing of brass, dented.", [])
        services.curation.add(user.id, project.id, new)
    owner.exec_driver_sql(PICTURES)
    owner.commit()
    services.styles.put(user.id, project.id, "Grainy noir")
    services.styles.lock(user.id, project.id)
    services.stage.lock_all(user.id, project.id)
    return user.id, project.id


def bare(owner: Connection) -> float:
    """Return the seconds of the bare insert, and leave nothing of it."""
    began = time.perf_counter()
    owner.execute(BARE)
    owner.commit()
    took = time.perf_counter() - began
    owner.exec_driver_sql(EMPTY)
    owner.commit()
    return took


def populate(services: Services, ids: tuple[UUID, UUID]) -> tuple[float, int]:
    """Return the seconds, and how many statements there were."""
    seen: list[Any] = []

    def see(*args: Any) -> None:
        seen.append(args[2])

    event.listen(services.engine, "before_cursor_execute", see)
    began = time.perf_counter()
    services.all_scenes.populate(*ids)
    took = time.perf_counter() - began
    event.remove(services.engine, "before_cursor_execute", see)
    return took, len(seen)


def main() -> None:
    structlog.configure(
        [structlog.processors.KeyValueRenderer()], logger_factory=structlog.ReturnLoggerFactory()
    )
    with running_once(dict(os.environ)) as stack:
        upgrade(stack.owner_url)
        services = build_services(Settings.from_env(stack.env))
        engine = create_engine(stack.owner_url)
        with engine.connect() as owner:
            ids = make_film(services, owner)
            alone, whole, statements = [], [], set()
            for _ in range(ROUNDS):
                alone.append(bare(owner))
                took, count = populate(services, ids)
                whole.append(took)
                statements.add(count)
                rows = owner.exec_driver_sql("select count(*) from scene_assets").scalar_one()
                owner.exec_driver_sql(EMPTY)
                owner.commit()
        engine.dispose()
        services.close()
    print(f"scenes {SCENES}, assets {ASSETS}: {rows} rows, {sorted(statements)} statements")
    for what, values in (("bare insert", alone), ("populate all", whole)):
        ms = sorted(value * 1e3 for value in values)
        print(f"{what:<14} p50 {statistics.median(ms):7.1f} ms   min {ms[0]:7.1f} ms")
    print(f"ratio of the medians {statistics.median(whole) / statistics.median(alone):.2f}")


if __name__ == "__main__":
    main()
