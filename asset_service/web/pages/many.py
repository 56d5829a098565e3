"""What is done to the assets that are ticked on the board, each act in one request."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from asset_service.services.job_views import ManyAsked
from asset_service.services.views.assets import ManyChanged
from asset_service.web.context import services, user_id
from asset_service.web.pages import words
from asset_service.web.pages.acts import act, back, idempotency, tell
from asset_service.web.pages.forms import ids_field

NAMED = 3
"""Assets that a message names; more are counted."""
_DONE = {"defer": "deferred", "restore": "back", "delete": "in the bin for 30 days"}
_WHY = {
    "already": "nothing to change",
    "asset_deferred": "deferred: restore it first",
    "name_taken": "another asset has its name by now",
    "not_found": "not on the board any more",
    "stage_locked": "held by the lock",
}

blueprint = Blueprint("many", __name__)


@blueprint.post("/projects/<id:project_id>/many/defer")
@act
def defer(project_id: UUID) -> Response:
    return _change(project_id, "defer")


@blueprint.post("/projects/<id:project_id>/many/restore")
@act
def restore(project_id: UUID) -> Response:
    return _change(project_id, "restore")


@blueprint.post("/projects/<id:project_id>/many/delete")
@act
def delete(project_id: UUID) -> Response:
    return _change(project_id, "delete")


@blueprint.post("/projects/<id:project_id>/many/generate")
@act
def generate(project_id: UUID) -> Response:
    """Ask for one picture of each, as one batch."""
    asked = (
        services()
        .generation.several(user_id(), project_id, ids_field("asset"), idempotency(_asked))
        .body
    )
    count = asked["jobs"]
    text = f"Asked for {words.plural(count, 'picture')}." if count else "No picture was asked for."
    tell(f"{text}{_left_out(asked['left_out'])}", tone="good" if count else "bad")
    return back()


@blueprint.post("/projects/<id:project_id>/many/undo")
@act
def undo(project_id: UUID) -> Response:
    """Take back what was done to many; `of` in the address names the request that did it."""
    changed = services().many.undo(user_id(), project_id, request.args.get("of", ""))
    _tell(_changed(changed.body))
    return back()


def _change(project_id: UUID, name: str) -> Response:
    key = idempotency(_changed)
    change = getattr(services().many, name)
    changed = change(user_id(), project_id, ids_field("asset"), key).body
    undo_at = url_for("pages.many.undo", project_id=project_id, of=key.key) if key.key else ""
    _tell(changed, undo_at)
    return back()


def _tell(changed: dict[str, Any], undo_at: str = "") -> None:
    done = [one["name"] for one in changed["done"]]
    if not done:
        tell(f"Nothing was changed.{_left_out(changed['left_out'])}", tone="bad")
        return
    are = "is" if len(done) == 1 else "are"
    text = f"{_named(done)} {are} {_DONE[changed['act']]}.{_left_out(changed['left_out'])}"
    tell(text, undo=undo_at)


def _left_out(left_out: list[dict[str, str]]) -> str:
    """Say which were left out and why; nothing when there are none."""
    by_reason: dict[str, list[str]] = {}
    for one in left_out:
        by_reason.setdefault(one["code"], []).append(one["name"])
    said = [
        f"{_named([name for name in names if name]) or words.plural(len(names), 'asset')}"
        f" ({_WHY.get(code, code)})"
        for code, names in by_reason.items()
    ]
    return f" Left out: {', '.join(said)}." if said else ""


def _named(names: list[str]) -> str:
    if len(names) > NAMED:
        return words.plural(len(names), "asset")
    return ", ".join(names)


def _changed(view: ManyChanged) -> dict[str, Any]:
    return {
        "act": view.act,
        "done": [{"asset_id": str(one.asset_id), "name": one.name} for one in view.done],
        "left_out": [{"name": one.name, "code": one.code} for one in view.left_out],
    }


def _asked(view: ManyAsked) -> dict[str, Any]:
    return {
        "jobs": len(view.batch.jobs),
        "left_out": [{"name": one.name, "code": one.code} for one in view.left_out],
    }
