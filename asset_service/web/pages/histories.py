"""The earlier texts of an asset: a list, two of them compared, and the way back to one."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from asset_service.domain.errors import NotFound
from asset_service.services.views.assets import RevisionView
from asset_service.web.context import services, user_id
from asset_service.web.pages.acts import act, back, tell
from asset_service.web.pages.forms import asked_number, whole_field
from asset_service.web.pages.shell import shell

blueprint = Blueprint("histories", __name__)


@blueprint.get("/projects/<id:project_id>/assets/<id:asset_id>/history")
def show(project_id: UUID, asset_id: UUID) -> str:
    """Show the versions, and what differs between two of them: at first the last edit."""
    asked = services()
    around = shell(project_id, "assets")
    asset = asked.curation.get(user_id(), project_id, asset_id)
    revisions = asked.curation.revisions(user_id(), project_id, asset_id)
    first, second = _chosen(asset.version, revisions)
    return render_template(
        "assets/versions.html",
        shell=around,
        asset=asset,
        revisions=revisions,
        first=first,
        second=second,
        comparison=(
            asked.history.compare(user_id(), project_id, asset_id, first, second) if first else None
        ),
        editable=around.may_change
        and asset.state != "binned"
        and (around.is_open or not asset.locked),
    )


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/earlier-text")
@act
def restore(project_id: UUID, asset_id: UUID) -> Response:
    """Make an earlier text the text again: an edit like any other, which can be taken back too."""
    number = whole_field("revision", 0)
    if not number:
        raise NotFound("earlier text")
    asset = services().history.restore(
        user_id(), project_id, asset_id, number, whole_field("version", 0)
    )
    tell(f"{asset.name} has the text of version {number} again.")
    return back()


def _chosen(now: int, known: Sequence[RevisionView]) -> tuple[int, int]:
    """Return the versions to compare, the older first; 0 while there is only one text."""
    if not known:
        return 0, now
    versions = {now, *(one.version for one in known)}
    wanted = [one for one in (asked_number("first"), asked_number("second")) if one in versions]
    if len(set(wanted)) == 2:  # noqa: PLR2004 - the two to compare
        return min(wanted), max(wanted)
    return known[0].version, now
