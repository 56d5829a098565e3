"""What every form handler does: act, say what happened, send the browser on (303).

A form of buttons that is refused says why on the page it came from. A form with text in it
is shown again instead, with the text: a cookie could not carry it through a redirect.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit
from uuid import uuid4

from flask import flash, get_flashed_messages, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.errors import (
    Conflict,
    DomainError,
    Invalid,
    PreconditionMissing,
    Stale,
    TooLarge,
    TooMany,
    UnsupportedType,
)
from asset_service.domain.texts import is_text
from asset_service.services.idempotency import Idempotency, Replayed
from asset_service.web import revalidation
from asset_service.web.errors import STATUS
from asset_service.web.targets import HOME, local_target

View = TypeVar("View", bound=Callable[..., Any])

# A state, or what was typed: the reader can do something about it. The rest has its own page.
EXPECTED = (
    Conflict,
    Invalid,
    PreconditionMissing,
    Stale,
    TooLarge,
    TooMany,
    UnsupportedType,
)
SEE_OTHER = 303
# The session is a cookie of 4 KB.
FLASH_MOST = 300


class Sent(dict[str, str]):
    """The fields of a form; one that was not sent reads as empty."""

    def __missing__(self, name: str) -> str:
        return ""


@dataclass(frozen=True)
class Typed:
    """A form as it was sent, with what was wrong; empty when it is shown the first time."""

    values: Sent = field(default_factory=Sent)
    problem: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)


def act(view: View) -> Callable[..., Any]:
    """Turn an expected error of a form handler into words on the page it came from."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except EXPECTED as error:
            return refused(error)

    return guarded


def refused(error: DomainError) -> Response:
    """Say what was wrong on the page the form was on."""
    tell(error_words(error), tone="bad")
    return redirect(came_from(), SEE_OTHER)


def error_words(error: DomainError) -> str:
    """Return the detail and, where fields are named, what is wrong with them."""
    fields = field_errors(error)
    messages = [message for messages in fields.values() for message in messages]
    return " ".join([error.detail, *messages])


def field_errors(error: DomainError) -> dict[str, list[str]]:
    """Return the messages of an error by field; empty when it names none."""
    errors = error.extra.get("errors", {})
    return {name: [str(message) for message in messages] for name, messages in errors.items()}


def show_again(template: str, error: DomainError, **context: Any) -> tuple[str, int]:
    """Render a form with what was typed and what was wrong, under the error's status."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    typed = Typed(
        values=Sent(request.form.to_dict()), problem=error.detail, errors=field_errors(error)
    )
    return render_template(template, typed=typed, **context), status.value


def tell(text: str, *, tone: str = "good", undo: str = "") -> None:
    """Show a message on the next page; `undo` is the address of the act that takes it back."""
    shown = text if len(text) <= FLASH_MOST else f"{text[: FLASH_MOST - 1]}\N{HORIZONTAL ELLIPSIS}"
    flash(shown, f"{tone} {undo}")


@dataclass(frozen=True)
class Told:
    """A message as a page shows it; `tone` is `good` or `bad`."""

    text: str
    tone: str
    undo: str


def told() -> list[Told]:
    """Return what was told since the last page; it is told once, and not to a script."""
    if revalidation.POLL in request.headers:
        return []
    kept = cast("list[tuple[str, str]]", get_flashed_messages(with_categories=True))
    messages = []
    for category, text in kept:
        tone, _, undo = category.partition(" ")
        messages.append(Told(text, tone, undo))
    return messages


def back(anchor: object = "") -> Response:
    """Send the browser to the page the form was on, at the thing that was acted on."""
    return redirect(way_from(anchor), SEE_OTHER)


def way_from(anchor: object = "") -> str:
    """Return the page the form was on, at the thing that was acted on."""
    target = came_from()
    return f"{target}#asset-{anchor}" if anchor else target


def came_from() -> str:
    """Return the page that a form was on: it says so itself, and only our own pages count."""
    said = local_target(request.form.get("back")).partition("#")[0]
    if said != HOME:
        return said
    project_id = (request.view_args or {}).get("project_id")
    if project_id is None:
        return HOME
    return url_for("pages.board.show", project_id=project_id)


def way_back() -> str:
    """Return the page of ours that led to an error page, else the start page."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc != request.host:
        return HOME
    path = f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path
    return HOME if path == request.full_path.rstrip("?") else local_target(path)


@dataclass(frozen=True)
class Outcome:
    """What a form did, in words if any are needed, and the page to show then.

    `undo` is the address of the act that takes it back.
    """

    text: str
    to: str
    undo: str = ""


def once(
    act_with: Callable[[Idempotency], Any], told_of: Callable[[Any], Outcome], file: bytes = b""
) -> Response:
    """Do what a form asks and say so; pressed twice it is done once, and said twice.

    `told_of` makes the outcome of what `act_with` returned.
    """
    key = idempotency(lambda view: vars(told_of(view)), file)
    try:
        outcome = told_of(act_with(key))
    except Replayed as again:
        outcome = Outcome(**again.answer.body)
    if outcome.text:
        tell(outcome.text, undo=outcome.undo)
    return redirect(outcome.to, SEE_OTHER)


def idempotency(present: Callable[[Any], Any], file: bytes = b"") -> Idempotency:
    """Return what makes a double click harmless: the key that the form carries.

    A form that was filled in otherwise meanwhile, on a page that the browser still had, is
    another request: what was typed is part of the key.
    """
    typed = sorted(item for item in request.form.items(multi=True) if item[0] not in _CARRIED)
    asked = hashlib.sha256(repr((request.path, typed)).encode("utf-8", "surrogatepass"))
    asked.update(file)
    carried = request.form.get("idempotency_key", "")
    return Idempotency(
        key=f"{carried[:_KEY_MOST]} {asked.hexdigest()}" if is_text(carried) and carried else None,
        method=request.method,
        path=request.path,
        body_hash=asked.digest(),
        present=present,
    )


_CARRIED = frozenset({"csrf_token", "back", "idempotency_key"})
_KEY_MOST = 64


def fresh_key() -> str:
    return uuid4().hex
