"""Light, dark, or as the machine has it: a choice of the browser, kept in a cookie of its own."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from asset_service.domain.errors import Invalid
from asset_service.web.context import parts
from asset_service.web.pages.acts import SEE_OTHER, act, came_from

THEMES = ("light", "dark")
AS_THE_MACHINE = "auto"
COOKIE = "theme"
KEPT_SECONDS = 400 * 24 * 3600
"""A browser keeps no cookie longer than 400 days (RFC 6265bis, section 5.5)."""

blueprint = Blueprint("theme", __name__)


@blueprint.post("/theme")
@act
def choose() -> Response:
    """Keep the choice; raises Invalid for one there is not."""
    wanted = request.form.get("theme", "")
    if wanted not in (*THEMES, AS_THE_MACHINE):
        raise Invalid("Choose light, dark, or as the machine has it.")
    answer = redirect(came_from(), SEE_OTHER)
    secure = not parts().settings.is_local_http
    answer.set_cookie(
        COOKIE, wanted, max_age=KEPT_SECONDS, secure=secure, httponly=True, samesite="Lax"
    )
    return answer


def chosen() -> str:
    """Return `light` or `dark`, or nothing where the machine says."""
    said = request.cookies.get(COOKIE, "")
    return said if said in THEMES else ""
