"""The pages as one set of blueprints, and what their templates may call."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, g, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from asset_service.domain import looks
from asset_service.web import addresses, revalidation
from asset_service.web.context import parts
from asset_service.web.pages import (
    activity,
    assets,
    attempts,
    board,
    costs,
    entrance,
    export_words,
    exports,
    extraction,
    generating,
    histories,
    in_place,
    invitation,
    library,
    library_links,
    log,
    looking,
    many,
    matrix,
    members,
    origin_words,
    origins,
    people,
    progress,
    projects,
    reshaping,
    restoring,
    scene_pictures,
    scene_words,
    scenes,
    script,
    settings,
    setup,
    stage,
    style,
    style_references,
    theme,
    words,
    writing,
)
from asset_service.web.pages.acts import came_from, fresh_key, told, way_back
from asset_service.web.pages.unindented import Unindented
from asset_service.web.targets import HOME

_PAGES = (
    activity,
    assets,
    attempts,
    board,
    costs,
    exports,
    extraction,
    generating,
    histories,
    invitation,
    library,
    library_links,
    log,
    looking,
    many,
    matrix,
    members,
    origins,
    progress,
    projects,
    reshaping,
    restoring,
    scene_pictures,
    scenes,
    script,
    settings,
    setup,
    stage,
    style,
    style_references,
    theme,
    writing,
)


def register(app: Flask) -> None:
    """Register every page and what their templates use."""
    pages = Blueprint("pages", __name__)
    for page in _PAGES:
        pages.register_blueprint(page.blueprint)
    app.register_blueprint(pages)
    app.register_blueprint(entrance.blueprint)
    app.context_processor(_context)
    in_place.register(app)
    app.jinja_env.globals.update(
        words=words,
        who=people,
        scene_words=scene_words,
        origins=origin_words,
        exports=export_words,
        looks=looks,
        fresh_key=fresh_key,
        picture=addresses.renditions,
        original=addresses.original,
        marked_copy=addresses.marked,
        export_file=addresses.export_file,
        way_back=way_back,
        told=told,
    )
    app.jinja_env.add_extension(Unindented)
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
        "live": _live(),
        "theme": theme.chosen(),
        "most_upload": words.bytes_words(parts().settings.max_upload_bytes),
    }


def _live() -> dict[str, str] | None:
    """What a page that shows changes as they happen needs for it."""
    tag = revalidation.tag()
    if tag is None:
        return None
    project = addresses.project((request.view_args or {})["project_id"])
    return {"tag": tag, "stream": f"{parts().settings.events_url}{project}/events"}


def _here() -> str:
    """The page to come back to from the forms on this one."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    try:
        return came_from()
    except HTTPException:
        return HOME  # the page says that the body cannot be read
