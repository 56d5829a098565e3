"""Take the screenshots of the board that the documentation shows.

Fills a project from the sample script with the built-in provider, serves it on loopback and has
Debian's Chromium look at it: `DATABASE_URL=... SECRET_KEY=... python docs/screens/take.py`, with
the variables of any installation whose data may be thrown away.
"""

# ruff: noqa: INP001 - a script beside its pictures, not a package

import contextlib
import io
import os
import secrets
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from PIL import Image
from sqlalchemy import create_engine, text
from werkzeug.serving import make_server

from asset_service.app import create_app
from asset_service.cli.sample import SAMPLE_NAME, sample_script
from asset_service.config import Settings
from asset_service.container import Services, build_services
from asset_service.domain.decisions import EntityChoice
from asset_service.domain.vocabulary import AssetType, Decision

HERE = Path(__file__).parent
CHROMIUM = (
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
STYLE = (
    "Hand-painted maritime noir: low lantern light, wet slate and brass, muted teal and amber, "
    "quiet compositions with room around the subject."
)
KEPT = {"character": 5, "location": 4, "prop": 3, "extra_archetype": 2}
# Chromium's window is 500 pixels wide at least, so a telephone is a frame in it.
NARROW = 360


@dataclass(frozen=True)
class Shot:
    name: str
    size: tuple[int, int]
    dark: bool = False
    narrow: bool = False


SHOTS = (
    Shot("board-light", (1440, 1240)),
    Shot("board-dark", (1440, 1240), dark=True),
    Shot("board-narrow", (NARROW, 1240), narrow=True),
)


class Screen:
    """The application as one signed-in person sees it, without a sign-in page before it."""

    def __init__(self, app: Flask, session: str) -> None:
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # the cookie's own
        name = app.config["SESSION_COOKIE_NAME"]
        self._cookie = f"{name}={serializer.dumps({'_user_id': session})}"
        self._app = app

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        environ["HTTP_COOKIE"] = self._cookie
        path = environ["PATH_INFO"]
        if path.startswith("/narrow/"):
            start_response("200 OK", [("Content-Type", "text/html")])
            framed = path.removeprefix("/narrow")
            return [
                f"<!doctype html><body style='margin:0'><iframe src='{framed}' width={NARROW}"
                " height=1240 style='border:0'></iframe>".encode()
            ]

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = [header for header in headers if header[0] not in _NO_FRAMES]
            return start_response(status, kept, *rest)

        return self._app(environ, start)


_NO_FRAMES = {"X-Frame-Options", "Content-Security-Policy"}


class Nobody:
    """A queue that nobody reads: the jobs are run here."""

    def put(self, _command: object) -> None:
        """Forget it."""

    def depth(self, _command: object) -> int:
        return 0


def main() -> None:
    settings = Settings.from_env(os.environ)
    services = build_services(settings, queue=Nobody())
    try:
        session, project_id = fill(services, settings)
        app = Screen(create_app(settings, services), session)
        with _served(app) as address:
            for shot in SHOTS:
                take(shot, f"{address}{'/narrow' * shot.narrow}/projects/{project_id}")
    finally:
        services.close()


def fill(services: Services, settings: Settings) -> tuple[str, UUID]:
    """Make somebody with a film in every state a board can show."""
    email, password = f"{secrets.token_hex(6)}@film.example", secrets.token_urlsafe()
    user = services.accounts.add_user(email, "Director", password).id
    project = services.projects.create(user, "The Last Lamp").id
    draft = services.scripts.preview(user, project, sample_script(), SAMPLE_NAME)
    services.scripts.confirm(user, project, draft.draft_id)
    services.styles.put(user, project, STYLE)
    services.styles.lock(user, project)
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
    return services.accounts.sign_in(email, password).secret, project


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


def take(shot: Shot, address: str) -> None:
    """Write one picture, with few colours: a documentation page should load at once."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.png"
        width, height = shot.size
        subprocess.run(  # noqa: S603 - our own words, and a number
            [
                *CHROMIUM,
                f"--user-data-dir={folder}/profile",
                f"--window-size={max(width, 500)},{height}",
                "--virtual-time-budget=2500",
                *(["--force-dark-mode"] if shot.dark else []),
                f"--screenshot={raw}",
                address,
            ],
            check=True,
            capture_output=True,
        )
        with Image.open(raw) as picture:
            few = picture.convert("RGB").crop((0, 0, width, height)).quantize(256)
    held = io.BytesIO()
    few.save(held, "PNG", optimize=True)
    (HERE / f"{shot.name}.png").write_bytes(held.getvalue())


@contextlib.contextmanager
def _served(app: Screen) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


if __name__ == "__main__":
    main()
