"""What somebody keeps across films: looked for, read, edited, and deleted when nothing uses it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.errors import Conflict, DomainError, Stale
from asset_service.domain.texts import is_text
from asset_service.domain.vocabulary import AssetType
from asset_service.services.library_views import LibraryAssetView, LibraryVersionView
from asset_service.web.context import parts, services, user_id
from asset_service.web.pages.acts import (
    EXPECTED,
    SEE_OTHER,
    Typed,
    act,
    back,
    show_again,
    tell,
)
from asset_service.web.pages.forms import asked_number, text_field, whole_field

PAGE = "library/asset.html"

blueprint = Blueprint("library", __name__)


@blueprint.get("/library")
def show_all() -> str:
    wanted, kind = asked()
    page = services().library.list(user_id(), q=wanted, type=kind, cursor=request.args.get("after"))
    return render_template("library/library.html", page=page, wanted=wanted, kind=kind)


@blueprint.get("/library/bin")
def show_bin() -> str:
    return _bin(Typed(), None)


@blueprint.get("/library/<id:library_asset_id>")
def show(library_asset_id: UUID) -> str:
    """Show one; with `version` what it said then stands beside what it says now."""
    return render_template(PAGE, typed=Typed(), stale=False, **_around(library_asset_id))


@blueprint.post("/library/<id:library_asset_id>")
def edit(library_asset_id: UUID) -> Any:
    """Change what it says. A stale edit stores nothing and is shown with the version of now."""
    changes: dict[str, object] = {
        name: text_field(name) for name in ("name", "description", "image_prompt")
    }
    changes["tags"] = text_field("tags").split(",")
    try:
        # Nobody edits without a version: version 0 is older than any there is.
        kept = services().library.edit(
            user_id(), library_asset_id, whole_field("version", 0), changes
        )
    except EXPECTED as error:
        stale = isinstance(error, Stale)
        return show_again(PAGE, error, stale=stale, **_around(library_asset_id))
    tell(f"{kept.name} is saved.")
    return redirect(_address("show", kept.id), SEE_OTHER)


@blueprint.post("/library/<id:library_asset_id>/versions/<int:number>/restore")
@act
def restore_version(library_asset_id: UUID, number: int) -> Response:
    """Make it say again what it said: a version like any other, which can be taken back too."""
    kept = services().library.restore_version(
        user_id(), library_asset_id, number, whole_field("version", 0)
    )
    tell(f"{kept.name} says again what it said at version {number}.")
    return redirect(_address("show", kept.id), SEE_OTHER)


@blueprint.post("/library/<id:library_asset_id>/delete")
def delete(library_asset_id: UUID) -> Any:
    try:
        kept = services().library.delete(user_id(), library_asset_id)
    except Conflict as error:
        return show_again(PAGE, error, stale=False, **_around(library_asset_id))
    undo = _address("restore", kept.id)
    tell(f"{kept.name} is in the library's bin for {_days()} days.", undo=undo)
    return redirect(url_for("pages.library.show_all"), SEE_OTHER)


@blueprint.post("/library/<id:library_asset_id>/restore")
def restore(library_asset_id: UUID) -> Any:
    """Bring it back from the bin; `name` gives it a free one."""
    name = text_field("name").strip() or None
    try:
        kept = services().library.restore(user_id(), library_asset_id, name)
    except EXPECTED as error:
        return _bin_again(error, library_asset_id)
    tell(f"{kept.name} is back in the library.")
    return back()


def asked() -> tuple[str, AssetType | None]:
    """Return the words and the type that the address asks for; what is no type is any."""
    words = request.args.get("q", "").strip()[:200]
    kind = request.args.get("type", "")
    return words if is_text(words) else "", AssetType(kind) if kind in set(AssetType) else None


def _around(library_asset_id: UUID) -> dict[str, Any]:
    library = services().library
    kept = library.get(user_id(), library_asset_id)
    versions = library.versions(user_id(), library_asset_id)
    return {
        "kept": kept,
        "uses": library.uses(user_id(), library_asset_id),
        "versions": versions,
        "then": _then(kept, versions),
        "bin_days": _days(),
    }


def _then(kept: LibraryAssetView, versions: list[LibraryVersionView]) -> LibraryVersionView | None:
    """Return the version to compare with: the one that is asked for, if it is another one."""
    number = asked_number("version")
    return next((one for one in versions if one.version == number != kept.version), None)


def _bin(typed: Typed, renamed: UUID | None) -> str:
    return render_template("library/bin.html", typed=typed, **_in_bin(renamed))


def _bin_again(error: DomainError, renamed: UUID) -> tuple[str, int]:
    return show_again("library/bin.html", error, **_in_bin(renamed))


def _in_bin(renamed: UUID | None) -> dict[str, Any]:
    page = services().library.list(user_id(), state="binned", cursor=request.args.get("after"))
    return {"page": page, "renamed": renamed, "bin_days": _days()}


def _days() -> int:
    return parts().settings.bin_days


def _address(name: str, library_asset_id: UUID) -> str:
    return url_for(f"pages.library.{name}", library_asset_id=library_asset_id)
