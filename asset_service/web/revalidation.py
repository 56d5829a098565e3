"""Conditional reads (RFC 9110, section 13.1.2): what did not change is answered with 304.

The tag of an answer is made from what its project's data can be told by, read before the data
itself, so that an answer is never older than its tag; who asks, for what, and this release are
in it too. It costs one statement, and the view does not run. Only what is shown from rows that
have events may be listed here: see `app.record_event` in the migrations. Nor may what the clock
alone changes, like whether an invitation has expired: no event tells of that.
"""

import hashlib
from functools import cache
from pathlib import Path
from time import time

from flask import Flask, Response, g, request

from asset_service.domain.errors import NotFound
from asset_service.web.context import services, user_id

LISTS = frozenset(
    {
        "projects.get_project",
        "style.get_style",
        "assets.list_assets",
        "attempts.list_attempts",
        "attempts.get_attempt",
        "jobs.list_jobs",
        "jobs.get_job",
        "batches.list_batches",
        "batches.get_batch",
        "script.list_scenes",
        "script.get_scene",
        "scenes.list_scene_assets",
        "scenes.list_suggestions",
        "scenes.show_matrix",
        "scene_attempts.list_scene_attempts",
        "stage.get_gate",
        "reshapes.list_reshapes",
        "reshapes.list_bin",
        "exports.list_exports",
        "exports.get_export",
        "members.list_members",
    }
)
PAGES = frozenset(
    {
        "pages.board.show",
        "pages.activity.show",
        "pages.assets.show",
        "pages.scenes.show_all",
        "pages.scenes.show",
        "pages.matrix.show",
        "pages.bin.show",
        "pages.looking.show",
        "pages.looking.compare",
        "pages.exports.show",
        "pages.members.show",
    }
)
POLL = "X-Live"
"""The header of a script that asks for a page again. Only its answers have a tag: a browser that
goes to the page gets fresh keys for its forms, and its messages once."""
PAGE_PERIOD = 60
"""Seconds; pages say how long ago things were, in minutes."""


def register(app: Flask) -> None:
    """Answer before the view runs; whoever asks must be known by then."""
    app.before_request(_look)
    app.after_request(_tag)


def tag() -> str | None:
    """Return what the answer to this request can be told by, without its quotes."""
    found: str | None = g.get("revalidation_tag")
    return found


def _look() -> Response | None:
    if request.endpoint not in LISTS | PAGES or request.method not in {"GET", "HEAD"}:
        return None
    state = services().events.state(user_id(), (request.view_args or {})["project_id"])
    if state is None:
        raise NotFound("project")
    said = [_release(), str(user_id()), state, request.full_path]
    if request.endpoint in PAGES:
        said.append(str(int(time()) // PAGE_PERIOD))
    g.revalidation_tag = hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]
    wanted = request.if_none_match
    # `*` names no answer that somebody has
    if _is_tagged() and not wanted.star_tag and wanted.contains_weak(g.revalidation_tag):
        return Response(status=304)
    return None


def _tag(response: Response) -> Response:
    if tag() is not None:
        response.vary.update(("Cookie", "Authorization"))
        if _is_tagged() and response.status_code in {200, 304}:
            response.set_etag(tag() or "", weak=True)
    return response


def _is_tagged() -> bool:
    return request.endpoint in LISTS or POLL in request.headers


@cache
def _release() -> str:
    """Return the code and templates that make the answers, as one hash."""
    package = Path(__file__).parents[1]
    found = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in {".py", ".html"}:
            found.update(path.read_bytes())
    return found.hexdigest()
