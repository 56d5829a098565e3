"""The table of assets by scenes, and putting one asset into scenes by ticking them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.names import fold
from asset_service.domain.vocabulary import AssetType
from asset_service.services.matrix import MatrixRow
from asset_service.web.context import services, user_id
from asset_service.web.pages import words
from asset_service.web.pages.acts import SEE_OTHER, act, tell
from asset_service.web.pages.forms import optional_ids
from asset_service.web.pages.shell import shell

blueprint = Blueprint("matrix", __name__)


@dataclass(frozen=True)
class Narrowed:
    """What the rows are narrowed to, as the address says it."""

    type: str
    text: str

    def takes(self, row: MatrixRow) -> bool:
        fits = not self.type or row.type == self.type
        return fits and fold(self.text) in fold(row.name)


@blueprint.get("/projects/<id:project_id>/matrix")
def show(project_id: UUID) -> str:
    around = shell(project_id, "scenes")
    seen = services().matrix.of(user_id(), project_id)
    kind = request.args.get("type", "")
    narrowed = Narrowed(
        kind if kind in {one.value for one in AssetType} else "",
        request.args.get("q", "").strip().replace("\0", "")[:200],
    )
    rows = [row for row in seen.rows if narrowed.takes(row)]
    return render_template(
        "scenes/matrix.html",
        shell=around,
        columns=seen.scenes,
        groups=_groups(rows),
        total=len(seen.rows),
        counts={one.value: sum(row.type == one for row in seen.rows) for one in AssetType},
        narrowed=narrowed,
        edited=_edited(rows) if around.may_change else None,
    )


@blueprint.post("/projects/<id:project_id>/matrix/<id:asset_id>")
@act
def save(project_id: UUID, asset_id: UUID) -> Response:
    """Let the asset be in the scenes that are ticked, of those that were shown."""
    changed = services().placing.put_in(
        user_id(), project_id, asset_id, optional_ids("scene_id"), optional_ids("shown")
    )
    said = []
    if changed.linked:
        said.append(f"Put into {words.plural(changed.linked, 'scene')}.")
    if changed.unlinked:
        said.append(f"Taken out of {words.plural(changed.unlinked, 'scene')}.")
    tell(" ".join([f"{changed.name}:", *(said or ["nothing changed."])]))
    kept: dict[str, Any] = {name: request.form.get(name) or None for name in ("type", "q")}
    there = url_for("pages.matrix.show", project_id=project_id, **kept)
    return redirect(f"{there}#row-{asset_id}", SEE_OTHER)


def _groups(rows: list[MatrixRow]) -> list[tuple[str, list[MatrixRow]]]:
    found = [(kind, [row for row in rows if row.type == kind]) for kind in words.SECTIONS]
    return [(kind, group) for kind, group in found if group]


def _edited(rows: list[MatrixRow]) -> UUID | None:
    """Return the asset whose row is to be ticked, if the address names one."""
    wanted = request.args.get("edit", "")
    found = (row for row in rows if str(row.asset_id) == wanted and not row.everywhere)
    row = next(found, None)
    return row.asset_id if row is not None else None
