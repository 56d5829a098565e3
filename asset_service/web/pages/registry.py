"""The pages as one set of blueprints, and what their templates may call."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, g, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from asset_service.web import addresses
from asset_service.web.context import parts
from asset_service.web.pages import (
    activity,
    assets,
    attempts,
    board,
    entrance,
    extraction,
    projects,
    restoring,
    scenes,
    script,
    settings,
    stage,
    style,
    words,
)
from asset_service.web.pages.acts import came_from, fresh_key, told, way_back
from asset_service.web.targets import HOME

_PAGES = (
    activity,
    assets,
    attempts,
    board,
    extraction,
    projects,
    restoring,
    scenes,
    script,
    settings,
    stage,
    style,
)


def register(app: Flask) -> None:
    """Register every page and what their templates use."""
    pages = Blueprint("pages", __name__)
    for page in _PAGES:
        pages.register_blueprint(page.blueprint)
    app.register_blueprint(pages)
    app.register_blueprint(entrance.blueprint)
    app.context_processor(_context)
    app.jinja_env.globals.update(
        words=words,
        fresh_key=fresh_key,
        picture=addresses.renditions,
        original=addresses.original,
        way_back=way_back,
        told=told,
    )
    # Templates are indented for their readers, pages are not: a third of the bytes of a board.
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    # A misspelt name in a template is an error, not an empty place on a page.
    app.jinja_env.undefined = StrictUndefined


def _context() -> dict[str, Any]:
    """What every template knows. An error page is shown before there is a user, too."""
    return {
        "reader": g.get("user"),
        "now": datetime.now(UTC),
        "here": _here(),
        "most_upload": words.bytes_words(parts().settings.max_upload_bytes),
    }


def _here() -> str:
    """The page to come back to from the forms on this one."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    try:
        return came_from()
    except HTTPException:
        return HOME  # the page says that the body cannot be read
