"""The files that pages are made of, read once, each under an address that never changes its bytes.

`/static/v-<version>/js/page.js`: the version is made of all files, so whatever is there may be
kept for ever, and what a module imports by a relative path is of the same version as itself. Why
it is so: decision 0015.
"""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from werkzeug.wrappers import Response as AnyResponse

FOLDER = Path(__file__).parent / "static"
ENDPOINT = "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASKED_AGAIN = "no-cache"

SHEETS = (
    "tokens",
    "base",
    "shell",
    "dialog",
    "forms",
    "board",
    "selecting",
    "picking",
    "card",
    "viewer",
    "gate",
    "lists",
    "review",
    "script",
    "asset",
    "editing",
    "style",
    "scenes",
    "matrix",
    "activity",
    "settings",
    "reshaping",
    "library",
    "exports",
    "people",
    "log",
)
"""The style of the pages, in the order in which later rules win."""
JOINED = "css/pages.css"
"""All of it in one: a page is not painted before it has its style."""


@dataclass(frozen=True)
class File:
    body: bytes
    mimetype: str
    tag: str

    @classmethod
    def of(cls, name: str, body: bytes) -> "File":
        kind, _ = mimetypes.guess_type(name)
        return cls(body, kind or "application/octet-stream", hashlib.sha256(body).hexdigest()[:32])


@dataclass(frozen=True)
class StaticFiles:
    """`version` tells these files from all others; by `files` a name leads to what it holds."""

    version: str
    files: Mapping[str, File]

    @classmethod
    def read(cls, folder: Path) -> "StaticFiles":
        bodies = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        bodies[JOINED] = b"\n".join(bodies[f"css/{sheet}.css"] for sheet in SHEETS)
        files = {name: File.of(name, body) for name, body in bodies.items()}
        said = "\n".join(f"{name} {file.tag}" for name, file in files.items())
        return cls(hashlib.sha256(said.encode()).hexdigest()[:16], files)

    @property
    def modules(self) -> list[str]:
        """What `js/page.js` imports, all of it: a browser would find it level by level."""
        return [name for name in self.files if name.startswith("js/")]


class Sessions(SecureCookieSessionInterface):
    """No file has anything to do with a session, and none says that it differs with the cookie.

    The cookie changes with every message that a page shows: whatever a browser has kept would be
    of no use after it.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: AnyResponse) -> None:
        if request.endpoint != ENDPOINT:
            super().save_session(app, session, response)  # type: ignore[arg-type]


def register(app: Flask) -> None:
    """Serve the files; `url_for("static", filename=…)` gives their addresses of this version."""
    static = StaticFiles.read(FOLDER)
    app.session_interface = Sessions()
    app.jinja_env.globals.update(joined_style=JOINED, modules=static.modules)

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == ENDPOINT:
            values.setdefault("version", static.version)

    @app.get("/static/v-<version>/<path:filename>", endpoint=ENDPOINT)
    @app.get("/static/<path:filename>", endpoint=ENDPOINT)
    def show(filename: str, version: str = "") -> AnyResponse:
        file = static.files.get(filename) or abort(404)
        answer = Response(file.body, mimetype=file.mimetype)
        answer.set_etag(file.tag)
        # A page of the release before, or of the one after while both run, gets what there is.
        answer.headers["Cache-Control"] = FOR_EVER if version == static.version else ASKED_AGAIN
        return answer.make_conditional(request)
