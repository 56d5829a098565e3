"""The bin: what was deleted, cleared, merged, split or made room, and the ways back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.errors import Conflict
from asset_service.domain.vocabulary import BinKind
from asset_service.web.context import parts, services, user_id
from asset_service.web.pages.acts import (
    EXPECTED,
    SEE_OTHER,
    Typed,
    act,
    came_from,
    refused,
    show_again,
    tell,
)
from asset_service.web.pages.cards import evicted_next
from asset_service.web.pages.forms import text_field
from asset_service.web.pages.shell import shell

SHOWN = 60
PAGE = "bin/bin.html"
NAME_MOST = 200
KINDS = {
    "assets": (BinKind.ASSET,),
    "attempts": (BinKind.ATTEMPT,),
    "cleared": (BinKind.CLEARING,),
    "merges": (BinKind.MERGE, BinKind.SPLIT),
}
"""What can be shown alone, by the word in the address."""

blueprint = Blueprint("bin", __name__)


@blueprint.get("/projects/<id:project_id>/bin")
def show(project_id: UUID) -> str:
    return render_template(PAGE, typed=Typed(), renamed=None, **_around(project_id))


@blueprint.post("/projects/<id:project_id>/bin/assets/<id:asset_id>/restore")
def restore(project_id: UUID, asset_id: UUID) -> Any:
    """Bring an asset back. When its name is taken meanwhile, ask in place for another one."""
    name = text_field("name").strip() or None
    try:
        asset = services().curation.restore(user_id(), project_id, asset_id, name)
    except EXPECTED as error:
        if name is None and not _is_taken(error):
            return refused(error)
        return show_again(PAGE, error, renamed=asset_id, **_around(project_id))
    tell(
        f"{asset.name} is back.",
        undo=url_for("pages.bin.bin_again", project_id=project_id, asset_id=asset_id),
    )
    return redirect(came_from(), SEE_OTHER)


@blueprint.post("/projects/<id:project_id>/bin/assets/<id:asset_id>/again")
@act
def bin_again(project_id: UUID, asset_id: UUID) -> Response:
    """Take a restore back, and stay where that was done."""
    asset = services().curation.delete(user_id(), project_id, asset_id)
    tell(f"{asset.name} is in the bin again.")
    return redirect(came_from(), SEE_OTHER)


def _is_taken(error: Exception) -> bool:
    return isinstance(error, Conflict) and error.code == "name_taken"


def _around(project_id: UUID) -> dict[str, Any]:
    asked = services()
    around = shell(project_id, "assets")
    name = request.args.get("q", "").strip().replace("\0", "")[:NAME_MOST]
    only = request.args.get("only", "")
    only = only if only in KINDS else ""
    page = asked.bin.list(
        user_id(),
        project_id,
        name=name,
        kinds=KINDS.get(only, ()),
        limit=SHOWN,
        cursor=request.args.get("after") or None,
    )
    attempts = [one for one in page.items if one.attempt is not None]
    live = asked.attempts.of_project(user_id(), project_id) if attempts else {}
    return {
        "shell": around,
        "text": name,
        "only": only,
        "page": page,
        "evicts": {asset_id: evicted_next(those) for asset_id, those in live.items()},
        "bin_days": parts().settings.bin_days,
    }
