"""Between a film and the library: take from it, add to it, bring up to date what follows it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from asset_service.domain import library as rules
from asset_service.domain.errors import Conflict, Invalid, NotFound
from asset_service.services.cloning import CloneItem
from asset_service.services.library_views import (
    Cloned,
    LibraryAssetView,
    LibraryLink,
    Promoted,
    Synced,
)
from asset_service.web.context import services, user_id
from asset_service.web.pages import cards, words
from asset_service.web.pages.acts import (
    EXPECTED,
    Outcome,
    Typed,
    once,
    show_again,
)
from asset_service.web.pages.forms import scenes_field, text_field, whole_field
from asset_service.web.pages.library import asked
from asset_service.web.pages.shell import shell

NAMED = 3
"""Assets that a message names; more are counted."""
PICKED_MOST = 50
BROWSE, PROMOTE, SYNC = "library/browse.html", "library/promote.html", "library/sync.html"
_WHY = {
    "name_taken": "the film has one of that name",
    "not_found": "not there any more",
    "stage_locked": "held by the lock",
    "asset_deferred": "deferred: restore it first",
    "other_type": "of another type in the film",
    "invalid": "too long together, or no name",
    "unknown_scene": "the script has no such scene",
}

blueprint = Blueprint("library_links", __name__)


def links(project_id: UUID) -> dict[UUID, LibraryLink]:
    """Return what the film's assets follow in the reader's library, by asset."""
    found = services().library.links(user_id(), project_id)
    return {link.asset_id: link for link in found}


@blueprint.get("/projects/<id:project_id>/library")
def browse(project_id: UUID) -> str:
    return render_template(BROWSE, typed=Typed(), **_around_browsing(project_id))


@blueprint.post("/projects/<id:project_id>/library")
def clone(project_id: UUID) -> Any:
    """Take what is picked into the film, each as its fields say."""
    try:
        items = [_item(one) for one in _picked()]
        if not items:
            raise Invalid("Pick at least one library asset first.")
        return once(
            lambda key: services().cloning.clone(user_id(), project_id, items, key),
            lambda cloned: Outcome(
                _told(cloned), url_for("pages.board.show", project_id=project_id)
            ),
        )
    except EXPECTED as error:
        return show_again(BROWSE, error, **_around_browsing(project_id))


@blueprint.get("/projects/<id:project_id>/assets/<id:asset_id>/promote")
def ask_promote(project_id: UUID, asset_id: UUID) -> str:
    around = _around_promoting(project_id, asset_id)
    return render_template(PROMOTE, typed=Typed(), taken=None, **around)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/promote")
def promote(project_id: UUID, asset_id: UUID) -> Any:
    """Keep it in the library; of a name that is taken it is asked which one is meant."""
    promoting, page = services().promoting, _board(project_id, asset_id)
    try:
        how: dict[str, Any] = {
            "library_asset_id": _id(text_field("library_asset_id")),
            "name": text_field("name").strip() or None,
        }
        return once(
            lambda key: promoting.promote(user_id(), project_id, asset_id, **how, idempotency=key),
            lambda promoted: Outcome(_promoted(promoted), page),
        )
    except EXPECTED as error:
        around = _around_promoting(project_id, asset_id)
        return show_again(PROMOTE, error, taken=_taken(error), **around)


@blueprint.get("/projects/<id:project_id>/assets/<id:asset_id>/sync")
def ask_sync(project_id: UUID, asset_id: UUID) -> str:
    return render_template(SYNC, typed=Typed(), **_around_syncing(project_id, asset_id))


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/sync")
def sync(project_id: UUID, asset_id: UUID) -> Any:
    """Take what is ticked, and keep the rest."""
    syncing, page = services().syncing, _board(project_id, asset_id)
    ticked = [one for one in rules.Field if one.value in request.form.getlist("take")]
    try:
        # Nobody syncs without versions: version 0 is older than any there is.
        based_on = {name: whole_field(name, 0) for name in ("version", "library_version")}
        return once(
            lambda key: syncing.apply(
                user_id(),
                project_id,
                asset_id,
                version=based_on["version"],
                library_version=based_on["library_version"],
                take=ticked,
                idempotency=key,
            ),
            lambda synced: Outcome(_synced(synced), page),
        )
    except EXPECTED as error:
        return show_again(SYNC, error, **_around_syncing(project_id, asset_id))


def _around_browsing(project_id: UUID) -> dict[str, Any]:
    wanted, kind = asked()
    page = services().library.offered(
        user_id(),
        project_id,
        q=wanted,
        type=kind,
        picked=_picked(),
        cursor=request.args.get("after"),
    )
    attempts = services().attempts.of_project(user_id(), project_id)
    return {
        "shell": shell(project_id, "assets"),
        "page": page,
        "wanted": wanted,
        "kind": kind,
        "picked": set(_picked()),
        "evicts": {asset: cards.evicted_next(found) for asset, found in attempts.items()},
    }


def _around_promoting(project_id: UUID, asset_id: UUID) -> dict[str, Any]:
    asset = services().curation.get(user_id(), project_id, asset_id)
    return {
        "shell": shell(project_id, "assets"),
        "asset": asset,
        "link": links(project_id).get(asset_id),
    }


def _around_syncing(project_id: UUID, asset_id: UUID) -> dict[str, Any]:
    """What the page shows of an asset; of one that follows nothing only that."""
    try:
        preview = services().syncing.preview(user_id(), project_id, asset_id)
    except Conflict:
        preview = None
    return {
        "shell": shell(project_id, "assets"),
        "asset": services().curation.get(user_id(), project_id, asset_id),
        "preview": preview,
        "kept": (services().library.get(user_id(), preview.library_asset_id) if preview else None),
    }


def _picked() -> list[UUID]:
    found = [_id(value) for value in dict.fromkeys(request.values.getlist("pick"))]
    return [one for one in found if one is not None][:PICKED_MOST]


def _item(library_asset_id: UUID) -> CloneItem:
    """Return what the form says of one that is picked; raises Invalid."""
    sent = {
        name: text_field(f"{name}-{library_asset_id}")
        for name in ("match", "asset", "name", "name_strategy", "description_strategy", "image")
    }
    linked = _id(sent["asset"]) if sent["match"] == "update" else None
    try:
        return CloneItem(
            library_asset_id,
            asset_id=linked,
            name=(sent["name"].strip() or None) if linked is None else None,
            name_strategy=rules.Name(sent["name_strategy"] or rules.Name.KEEP),
            description_strategy=rules.Description(
                sent["description_strategy"] or rules.Description.KEEP
            ),
            image=rules.Picture(sent["image"] or rules.Picture.SELECTED),
            scene_numbers=scenes_field(),
        )
    except ValueError:
        raise Invalid("Choose what becomes of it from the lists.") from None


def _id(value: str) -> UUID | None:
    """Return an id, None for an empty field; what is no id is nobody's: raises NotFound."""
    try:
        return UUID(value) if value else None
    except ValueError:
        raise NotFound("library asset") from None


def _taken(error: Exception) -> LibraryAssetView | None:
    """Return the library asset that has the name, where that is what was wrong."""
    named = error.extra.get("library_asset_id") if isinstance(error, Conflict) else None
    return services().library.get(user_id(), UUID(str(named))) if named else None


def _told(cloned: Cloned) -> str:
    made = [one.name for one in cloned.items if one.outcome == "created"]
    updated = [one.name for one in cloned.items if one.outcome == "updated"]
    said = []
    if made:
        said.append(f"{_named(made)} came from the library.")
    if updated:
        follows = "follows" if len(updated) == 1 else "follow"
        said.append(f"{_named(updated)} {follows} the library now.")
    evicted = sum(one.evicted is not None for one in cloned.items)
    if evicted:
        said.append(f"{words.plural(evicted, 'attempt')} made room and went to the bin.")
    left_out = [
        f"{one.name or 'one'} ({_WHY.get(one.code or '', one.code)})"
        for one in cloned.items
        if one.outcome == "left_out"
    ]
    if left_out:
        said.append(f"Left out: {', '.join(left_out)}.")
    return " ".join(said)


def _named(names: list[str]) -> str:
    return words.plural(len(names), "asset") if len(names) > NAMED else ", ".join(names)


def _promoted(promoted: Promoted) -> str:
    kept = promoted.library_asset
    return {
        "created": f"{kept.name} is in your library.",
        "updated": f"{kept.name} has version {kept.version} in your library.",
        "unchanged": f"Your library has all of {kept.name} already.",
    }[promoted.outcome]


def _synced(synced: Synced) -> str:
    if not synced.taken:
        return f"{synced.asset.name} stays as it is."
    taken = ", ".join(words.library_field(one).lower() for one in synced.taken)
    made_room = " An attempt made room and went to the bin." if synced.evicted else ""
    return f"{synced.asset.name} took from the library: {taken}.{made_room}"


def _board(project_id: UUID, asset_id: UUID) -> str:
    return url_for("pages.board.show", project_id=project_id, _anchor=f"asset-{asset_id}")
