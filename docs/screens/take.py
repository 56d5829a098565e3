"""Take the screenshots that the documentation shows: `./dev run python docs/screens/take.py`.

Starts servers and a web tier that are thrown away, fills a project from the sample script with
the built-in provider and has Debian's Chromium look at it. Names given are taken alone.
"""

# ruff: noqa: INP001 - a script beside its pictures, not a package

import io
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import create_engine, text

from asset_service.config import Settings
from asset_service.container import Services, build_services
from asset_service.demo.client import wait_until_ready
from asset_service.domain.decisions import EntityChoice
from asset_service.domain.vocabulary import AssetType, Decision
from asset_service.embedded.environment import running_once
from asset_service.samples.script import SAMPLE_NAME, sample_script
from asset_service.store.migrations import upgrade

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
STYLE = (
    "Hand-painted maritime noir: low lantern light, wet slate and brass, muted teal and amber, "
    "quiet compositions with room around the subject."
)
KEPT = {"character": 5, "location": 4, "prop": 3, "extra_archetype": 2}
WIDE = (1440, 1240)
NARROW = (360, 1240)


def _as_it_is(_page: Page) -> None:
    """Look at the page as it opens."""


def _viewer(page: Page) -> None:
    page.locator("a[data-full]").first.click()
    page.get_by_role("dialog").get_by_role("img").first.wait_for()
    page.wait_for_load_state("networkidle")


@dataclass(frozen=True)
class Shot:
    """`path` is below the project; `then` is what somebody does before the picture is taken.

    `before` wants a project whose script is in and of which nothing is decided yet.
    """

    name: str
    path: str = ""
    size: tuple[int, int] = WIDE
    dark: bool = False
    before: bool = False
    then: Callable[[Page], None] = _as_it_is


_SEEN = """() => Promise.all([...document.images]
  .filter((image) => image.complete) // a lazy one below the fold is never asked for
  .map((image) => image.decode().catch(() => 0)))"""

SHOTS = (
    Shot("board-light"),
    Shot("board-dark", dark=True),
    Shot("board-narrow", size=NARROW),
    Shot("review-light", "/extraction", before=True),
    Shot("review-dark", "/extraction", before=True, dark=True),
    Shot("viewer-light", then=_viewer, size=(1440, 900)),
    Shot("script-light", "/script/read"),
    Shot("scenes-dark", "/scenes", dark=True, size=(1440, 900)),
    Shot("activity-light", "/activity", size=(1440, 900)),
    Shot("style-light", "/style", size=(1440, 900)),
    Shot("engine-dark", "/setup/character?maker=openai/gpt-image-2", dark=True, size=(1440, 900)),
    Shot("setup-light", "/setup", size=(1440, 900)),
    Shot("members-light", "/members", size=(1440, 900)),
    Shot("matrix-light", "/matrix", size=(1440, 900)),
    Shot("log-dark", "/log", dark=True, size=(1440, 900)),
    Shot("activity-narrow", "/activity", size=(360, 900)),
)


def main(names: list[str]) -> None:
    """Take those shots, or all of them."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no Chromium on this machine: apt install chromium")
    wanted = [shot for shot in SHOTS if shot.name in names or not names]
    with _service() as (services, settings):
        session, before, project = fill(services, settings)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            for shot in wanted:
                take(shot, browser, settings, session, before if shot.before else project)
            browser.close()


@contextmanager
def _service() -> Iterator[tuple[Services, Settings]]:
    """The web tier alone: what the workers would do is done here."""
    # nothing is asked of the engines: the pages show what can be chosen
    env = {**os.environ, "OPENAI_API_KEY": "none", "GEMINI_API_KEY": "none"}
    with running_once(env) as stack, tempfile.TemporaryDirectory() as folder:
        upgrade(stack.owner_url)
        lines = (ROOT / "Procfile").read_text().splitlines()
        procfile = Path(folder) / "Procfile"
        procfile.write_text("\n".join(line for line in lines if line.startswith("web:")) + "\n")
        os.environ["PYTHONPATH"] = str(ROOT)
        stack.start(procfile)
        settings = Settings.from_env(stack.env)
        services = build_services(settings)
        try:
            wait_until_ready(settings.public_url, 60, alive=lambda: None)
            yield services, settings
        finally:
            services.close()


def fill(services: Services, settings: Settings) -> tuple[str, UUID, UUID]:
    """Make somebody with a film that is only read yet, and one in every state of a board."""
    email, password = f"{secrets.token_hex(6)}@film.example", secrets.token_urlsafe()
    user = services.accounts.add_user(email, "Director", password).id
    before, project = (_begun(services, user) for _ in range(2))
    found: dict[str, int] = {}
    choices = []
    for entity in services.extraction.preview(user, project).entities:
        found[entity.type] = found.get(entity.type, 0) + 1
        kept = found[entity.type] <= KEPT[entity.type]
        decision = Decision.KEEP if kept else Decision.DEFER
        choices.append(EntityChoice(AssetType(entity.type), entity.name, decision))
    services.extraction.confirm(user, project, choices)
    assets = services.curation.list(user, project, state="active").items
    first, running, *others, waiting = sorted(assets, key=lambda asset: asset.type)
    for asset, candidates in ((first, 4), *((other, 2) for other in others)):
        for job in _asked(services, user, project, asset.id, candidates):
            services.runner.run(job, user)
    _asked(services, user, project, waiting.id, 1)
    (job,) = _asked(services, user, project, running.id, 1)
    _pretend_to_run(settings, job)
    return services.sessions.sign_in(email, password).secret, before, project


def _begun(services: Services, user: UUID) -> UUID:
    project = services.projects.create(user, "The Last Lamp").id
    draft = services.scripts.preview(user, project, sample_script(), SAMPLE_NAME)
    services.scripts.confirm(user, project, draft.draft_id)
    services.styles.put(user, project, STYLE)
    services.styles.lock(user, project)
    return project


def _asked(
    services: Services, user: UUID, project: UUID, asset: UUID, candidates: int
) -> list[UUID]:
    answer = services.generation.request(user, project, asset, candidates=candidates)
    return [job.id for job in answer.body.jobs]


def _pretend_to_run(settings: Settings, job: UUID) -> None:
    engine = create_engine(settings.maintenance_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "update jobs set status = 'running', stage = 'generating', progress = 0.6,"
                " epoch = 1, tries = 1, lease_until = now() + interval '1 hour' where id = :job"
            ),
            {"job": job},
        )
    engine.dispose()


def take(shot: Shot, browser: Browser, settings: Settings, session: str, project: UUID) -> None:
    """Write one picture, with few colours: a documentation page should load at once."""
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
    )
    context.add_cookies(
        [{"name": "session", "value": _cookie(settings, session), "url": settings.public_url}]
    )
    page = context.new_page()
    page.goto(f"{settings.public_url}/projects/{project}{shot.path}", wait_until="networkidle")
    shot.then(page)
    page.evaluate(_SEEN)
    raw = page.screenshot()
    context.close()
    held = io.BytesIO()
    with Image.open(io.BytesIO(raw)) as picture:
        picture.convert("RGB").quantize(256).save(held, "PNG", optimize=True)
    (HERE / f"{shot.name}.png").write_bytes(held.getvalue())


def _cookie(settings: Settings, session: str) -> str:
    signer = Flask("screens")
    signer.secret_key = settings.secret_key
    made: Any = SecureCookieSessionInterface().get_signing_serializer(signer)
    return str(made.dumps({"_user_id": session}))


if __name__ == "__main__":
    main(sys.argv[1:])
