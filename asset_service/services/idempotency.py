"""Idempotency keys (R18): the answer is stored in the transaction that did the work.

A key belongs to one user. The same request again gets the stored answer; a request that failed
stored nothing, so its key is free. Keys are forgotten after a day (`sweeper.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from asset_service.domain.errors import Conflict, Invalid
from asset_service.domain.texts import is_text
from asset_service.models.idempotency_key import IdempotencyKey
from asset_service.store.work import Work

KEY_MOST = 255
WAIT = "2s"
DONE = 200
CREATED = 201
_LOCK_NOT_AVAILABLE = "55P03"
_LOOKS = 3


@dataclass(frozen=True)
class Idempotency:
    """What came with the request. `key` is None when the client sent none.

    `body_hash` is any digest of the body; `present` turns the answer into JSON values, since
    that is what is stored and given again.
    """

    key: str | None
    method: str
    path: str
    body_hash: bytes
    present: Callable[[Any], Any]


@dataclass(frozen=True)
class Answer:
    """`body` is what `present` made, or the bare view where there was no Idempotency."""

    status: int
    body: Any
    replayed: bool = False


class Replayed(Exception):
    """The request was answered before, and nothing was done again; `answer` is what it got."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def begin(work: Work, idempotency: Idempotency | None) -> Answer | None:
    """Take the key for this transaction; return the stored answer when it was used before.

    Trusts that the caller checked access first: an answer is as private as what it tells.
    Raises Invalid `idempotency_key_reused` for another request under the key, and Conflict
    `idempotency_in_progress` when the first one is not done within two seconds.
    """
    if idempotency is None or idempotency.key is None:
        return None
    for _ in range(_LOOKS):
        if _take(work, idempotency, _checked(idempotency.key)):
            return None
        stored = _stored(work, idempotency, idempotency.key)
        if stored is not None:
            return stored
        # It was forgotten between the two statements: the key is free now.
    raise _in_progress()


def start(work: Work, idempotency: Idempotency | None) -> None:
    """As `begin`, for whoever answers with a view: raises Replayed instead of returning."""
    stored = begin(work, idempotency)
    if stored is not None:
        raise Replayed(stored)


def look(work: Work, idempotency: Idempotency | None) -> None:
    """Raise Replayed when the key has its answer; takes nothing.

    For work that begins before its transaction does. Raises Invalid as `begin` does.
    """
    if idempotency is None or idempotency.key is None:
        return
    stored = _stored(work, idempotency, _checked(idempotency.key))
    if stored is not None:
        raise Replayed(stored)


def given_before(work: Work, key: str) -> Any:
    """Return what the user's request under this key was answered with; None when there is none."""
    stored = work.session.get(IdempotencyKey, (work.user_id, _checked(key)))
    return stored.response if stored is not None else None


def conclude(work: Work, idempotency: Idempotency | None, status: int, view: Any) -> Answer:
    """Return the answer, stored under the key when there is one. The caller commits."""
    if idempotency is None:
        return Answer(status, view)
    body = idempotency.present(view)
    if idempotency.key is not None:
        work.session.execute(
            update(IdempotencyKey)
            .where(IdempotencyKey.user_id == work.user_id, IdempotencyKey.key == idempotency.key)
            .values(status=status, response=body),
            execution_options={"synchronize_session": False},
        )
    return Answer(status, body)


def _take(work: Work, idempotency: Idempotency, key: str) -> bool:
    """Insert the key's row; waits for a transaction that is inserting the same one."""
    session = work.session
    session.execute(text("select set_config('lock_timeout', :wait, true)"), {"wait": WAIT})
    try:
        taken = session.execute(
            insert(IdempotencyKey)
            .values(
                user_id=work.user_id,
                key=key,
                method=idempotency.method,
                path=idempotency.path,
                body_hash=idempotency.body_hash,
            )
            .on_conflict_do_nothing()
            .returning(IdempotencyKey.key)
        ).one_or_none()
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            raise _in_progress() from error
        raise
    session.execute(text("select set_config('lock_timeout', '0', true)"))
    return taken is not None


def _checked(key: str) -> str:
    if not (0 < len(key) <= KEY_MOST and is_text(key)):
        message = f"Must have 1 to {KEY_MOST} characters, without control characters."
        raise Invalid("The idempotency key cannot be used.", fields={"Idempotency-Key": [message]})
    return key


def _stored(work: Work, idempotency: Idempotency, key: str) -> Answer | None:
    stored = work.session.get(IdempotencyKey, (work.user_id, key), populate_existing=True)
    return _again(stored, idempotency) if stored is not None else None


def _again(stored: IdempotencyKey, idempotency: Idempotency) -> Answer:
    before = (stored.method, stored.path, stored.body_hash)
    if before != (idempotency.method, idempotency.path, idempotency.body_hash):
        raise Invalid(
            "The idempotency key was used for another request: send a fresh one.",
            code="idempotency_key_reused",
        )
    if stored.status is None:
        raise _in_progress()
    return Answer(stored.status, stored.response, replayed=True)


def _in_progress() -> Conflict:
    return Conflict(
        "The same request is still being worked on: ask again in a moment.",
        code="idempotency_in_progress",
    )
