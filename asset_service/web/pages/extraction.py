"""The review of an extraction: every entity is kept, deferred or deleted by a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from asset_service.domain.decisions import EntityChoice
from asset_service.domain.errors import Conflict, DomainError, Invalid
from asset_service.domain.vocabulary import AssetType, Decision
from asset_service.services.views.scripts import EntityView, ExtractionResult
from asset_service.web.context import services, user_id
from asset_service.web.pages import words
from asset_service.web.pages.acts import (
    EXPECTED,
    SEE_OTHER,
    Outcome,
    Typed,
    act,
    once,
    show_again,
    tell,
)
from asset_service.web.pages.shell import shell

Key = tuple[str, str]

PAGE = "extraction/review.html"
SOURCES = {
    "cue": "speaks",
    "heading": "scene heading",
    "capitals": "in capitals",
    "lexicon": "known word",
    "tag": "tagged in the script",
}
"""How the script names something, as a row says it."""

blueprint = Blueprint("extraction", __name__)


@dataclass(frozen=True)
class Row:
    """One entity and what is decided of it so far; `at` numbers its fields in the form."""

    at: int
    entity: EntityView
    decision: str


@dataclass(frozen=True)
class Group:
    type: str
    rows: Sequence[Row]


@blueprint.get("/projects/<id:project_id>/extraction")
def review(project_id: UUID) -> Any:
    return _page(project_id, {})


@blueprint.post("/projects/<id:project_id>/extraction/decide")
@act
def decide(project_id: UUID) -> Any:
    """Show the review again with every entity of one type decided alike; stores nothing."""
    decided = _decided(_sent())
    kind, _, decision = request.form.get("all", "").partition(":")
    if decision in set(Decision):
        decided |= {key: decision for key in decided if key[0] == kind}
    return _page(project_id, decided)


@blueprint.post("/projects/<id:project_id>/extraction/confirm")
def confirm(project_id: UUID) -> Any:
    """Carry the decisions out. Refused they are shown again, all that can be read of them."""
    choices: list[EntityChoice] = []
    try:
        choices = _sent()
        return once(
            lambda key: services().extraction.confirm(user_id(), project_id, choices, key),
            lambda result: Outcome(
                _told(result), url_for("pages.board.show", project_id=project_id)
            ),
        )
    except EXPECTED as error:
        return _page(project_id, _decided(choices), error)


def _page(project_id: UUID, decided: Mapping[Key, str], error: DomainError | None = None) -> Any:
    around = shell(project_id, "assets")
    try:
        preview = services().extraction.preview(user_id(), project_id)
    except Conflict as conflict:
        tell(conflict.detail, tone="bad")
        return redirect(url_for("pages.script.show", project_id=project_id), SEE_OTHER)
    rows = [
        Row(at, entity, decided.get((entity.type, entity.name), entity.decision))
        for at, entity in enumerate(preview.entities)
    ]
    new = [row for row in rows if row.entity.status == "new"]
    context = {
        "shell": around,
        "groups": _groups(new),
        "gaining": [row for row in rows if row.entity.status == "new_scenes"],
        "known": [row.entity for row in rows if row.entity.status == "existing"],
        "gone": preview.gone,
        "sources": SOURCES,
        "tally": {
            decision.value: sum(row.decision == decision for row in new) for decision in Decision
        },
    }
    if error is not None:
        return show_again(PAGE, error, **context)
    return render_template(PAGE, typed=Typed(), **context)


def _groups(rows: Sequence[Row]) -> list[Group]:
    found = [
        Group(kind, [row for row in rows if row.entity.type == kind]) for kind in words.SECTIONS
    ]
    return [group for group in found if group.rows]


def _sent() -> list[EntityChoice]:
    """Return the choices in the form; raises Invalid for a type or decision there is not."""
    choices = []
    for field, name in request.form.items():
        kind, at_sign, at = field.partition("-")
        if kind != "name" or not at_sign:
            continue
        try:
            choice = EntityChoice(
                type=AssetType(request.form.get(f"type-{at}", "")),
                name=name,
                decision=Decision(request.form.get(f"decision-{at}", Decision.KEEP)),
            )
        except ValueError:
            raise Invalid("The decisions cannot be read. Load the page again.") from None
        choices.append(choice)
    return choices


def _decided(choices: Sequence[EntityChoice]) -> dict[Key, str]:
    return {(choice.type.value, choice.name): choice.decision.value for choice in choices}


def _told(result: ExtractionResult) -> str:
    deferred = sum(asset.deferred for asset in result.created)
    parts = [
        (len(result.created) - deferred, "asset added", "assets added"),
        (deferred, "deferred", "deferred"),
        (result.deleted, "deleted", "deleted"),
        (len(result.extended), "asset in more scenes", "assets in more scenes"),
        (result.unchanged, "as it was", "as they were"),
        (len(result.skipped), "deleted before and left out", "deleted before and left out"),
    ]
    said = [words.plural(count, one, many) for count, one, many in parts if count]
    return f"{' · '.join(said) or 'Nothing was decided'}."
