"""The form in which a style is written: what it shows, and what it sends."""

from dataclasses import dataclass, replace
from typing import Any

from flask import request

from asset_service.domain.errors import Invalid
from asset_service.domain.styles import SAME
from asset_service.services.views.styles import StyleDraft
from asset_service.web.pages.forms import text_field, whole_field

HALF = 50
WHOLE = 100


@dataclass(frozen=True)
class Written:
    """`pillars` are lines; `percent` is shown, and counts only where somebody `sets` it."""

    text: str
    pillars: str
    percent: int
    sets: bool

    def with_text(self, text: str) -> "Written":
        return replace(self, text=text)


def of(style: StyleDraft) -> Written:
    """Return the form as it shows a style."""
    sets = style.strength is not None
    percent = HALF if style.strength is None else round(style.strength * WHOLE)
    return Written(style.text, "\n".join(style.pillars), percent, sets)


def sent() -> Written:
    """Return the form as it was sent, to show it again; what is no number is the middle."""
    percent = text_field("strength")
    fits = percent.isascii() and percent.isdecimal() and len(percent) <= len(str(WHOLE))
    return Written(
        text_field("text"),
        text_field("pillars"),
        min(int(percent), WHOLE) if fits else HALF,
        "strength_set" in request.form,
    )


def fields() -> dict[str, Any]:
    """Return what the form says, for the services; a field that it did not have stays as it is.

    Raises Invalid for a strength that is no whole number of percent.
    """
    form = request.form
    strength: Any = SAME
    if "strength" in form:
        percent = whole_field("strength", HALF)
        if percent > WHOLE:
            raise Invalid("That is too strong.", fields={"strength": ["Must be 0 to 100."]})
        strength = percent / WHOLE if "strength_set" in form else None
    return {
        "text": form.get("text"),
        "pillars": form["pillars"].splitlines() if "pillars" in form else None,
        "strength": strength,
        "was": form.get("was"),
    }


def is_ahead() -> bool:
    """Whether the page showed the next version of a locked style, and not the style itself."""
    return request.values.get("ahead") == "1"


def as_stored(style: StyleDraft) -> dict[str, Any]:
    """Return the form as it is now, for a script that stores it while somebody types."""
    shown = of(style)
    return {
        "values": {
            "text": shown.text,
            "pillars": shown.pillars,
            "strength": str(shown.percent),
            "strength_set": shown.sets,
        },
        "carried": {"was": style.mark},
    }
