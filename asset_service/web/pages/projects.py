"""The projects of whoever is signed in, and what is done first in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.names import fold
from asset_service.samples.script import SAMPLE_NAME, SAMPLE_TITLE, sample_script
from asset_service.services.projects import ProjectSummary, Step
from asset_service.web.context import parts, services, user_id
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

PAGE = "projects/projects.html"
SEARCHED = 8
"""With more projects than these a search is offered."""
FEW = 3
"""Up to so many projects somebody is shown what is done first, until they hide it."""
HIDDEN = "first_steps"
KEPT_SECONDS = 400 * 24 * 3600
"""A browser keeps no cookie longer than 400 days (RFC 6265bis, section 5.5)."""

blueprint = Blueprint("projects", __name__)


@dataclass(frozen=True)
class StepWords:
    """`next` is said of a project where it is due; `told` to whoever does it the first time."""

    step: Step
    title: str
    told: str
    next: str


STEPS = (
    StepWords(Step.SCRIPT, "Script", "Drop or paste it; see what was read.", "Import the script"),
    StepWords(
        Step.EXTRACT, "Extract", "Keep, defer or delete what it names.", "Extract the assets"
    ),
    StepWords(Step.STYLE, "Style", "One look for every picture; lock it.", "Lock the style"),
    StepWords(
        Step.PICTURES, "Pictures", "Generate or upload, select the best.", "Pictures are missing"
    ),
    StepWords(Step.LOCK, "Lock", "When every active asset has its image.", "Ready to lock"),
    StepWords(Step.SCENES, "Scenes", "Populate each with what belongs in it.", "Populate scenes"),
)


@blueprint.get("/")
def home() -> Response:
    return redirect(url_for("pages.projects.show"), SEE_OTHER)


@blueprint.get("/projects")
def show() -> str:
    return render_template(PAGE, typed=Typed(), **_around())


@blueprint.post("/projects")
def create() -> Any:
    projects = services().projects
    try:
        return once(
            lambda key: projects.create(user_id(), request.form.get("title", ""), key),
            lambda made: Outcome("", url_for("pages.board.show", project_id=made.id)),
        )
    except EXPECTED as error:
        return show_again(PAGE, error, **_around())


@blueprint.post("/projects/<id:project_id>/title")
@act
def rename(project_id: UUID) -> Response:
    project = services().projects.edit(user_id(), project_id, title=request.form.get("title", ""))
    tell(f"It is called {project.title} now.")
    return redirect(url_for("pages.projects.show"), SEE_OTHER)


@blueprint.post("/projects/sample")
@act
def sample() -> Response:
    """Make a project of the script that comes with the product."""
    return once(
        lambda key: services().scripts.begin(
            user_id(), SAMPLE_TITLE, sample_script(), SAMPLE_NAME, key
        ),
        lambda made: Outcome(
            "The sample script is in. Next: see what it names.",
            url_for("pages.board.show", project_id=made.id),
        ),
    )


@blueprint.post("/projects/first-steps")
def hide_steps() -> Response:
    """Show what is done first no more: a choice of the browser, kept in a cookie of its own."""
    answer = redirect(url_for("pages.projects.show"), SEE_OTHER)
    secure = not parts().settings.is_local_http
    answer.set_cookie(
        HIDDEN, "hidden", max_age=KEPT_SECONDS, secure=secure, httponly=True, samesite="Lax"
    )
    return answer


def _around() -> dict[str, Any]:
    everything = services().projects.summaries(user_id())
    wanted = request.args.get("q", "").strip()[:200]
    return {
        "summaries": [one for one in everything if fold(wanted) in fold(one.project.title)],
        "count": len(everything),
        "wanted": wanted,
        "searched": len(everything) > SEARCHED,
        "folded": fold,
        "words_of": {words.step: words for words in STEPS},
        "steps": STEPS if _shows_steps(everything) else (),
        "first": everything[0] if everything else None,
    }


def _shows_steps(everything: Sequence[ProjectSummary]) -> bool:
    if request.args.get("steps") == "1":
        return True
    return len(everything) <= FEW and request.cookies.get(HIDDEN) is None
