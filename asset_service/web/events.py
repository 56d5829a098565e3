"""Live changes as server-sent events: an application of its own, for gevent workers.

A stream holds its connection for as long as a page is open, which would take a thread each from
the pages. Every event is JSON `{"topic", "subject_id"}` and says what to read again, never what
it is now; its id is the place to go on from. https://html.spec.whatwg.org/#server-sent-events
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from threading import Event
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from flask import Flask, Response, request, session

from asset_service.config import Settings
from asset_service.container import Services, build_services
from asset_service.domain.errors import NotFound, Unauthenticated, Unavailable
from asset_service.services.accounts import Accounts
from asset_service.services.events import Changes, Place
from asset_service.services.faults import DATABASE_AWAY
from asset_service.web import converters, errors, headers, health, tracing
from asset_service.web.addresses import API
from asset_service.web.context import Parts, install
from asset_service.web.flask_config import flask_config

KEEP_ALIVE = 15.0
"""Seconds between signs of life; proxies cut what is silent for a minute. The reader's rights
are looked at as often."""
RETRY_MS = 3000
GAP = 0.1
"""Seconds between two reads of a stream: a busy project rings far more often."""
NOT_SETTLED = 0.2

log = structlog.get_logger(__name__)


def create_events_app(settings: Settings, services: Services | None = None) -> Flask:
    """Build the application; connects to nothing yet."""
    app = Flask("asset_service.web.events")
    app.config.update(flask_config(settings))
    if app.config["TRUSTED_HOSTS"] is not None and settings.events_url:
        app.config["TRUSTED_HOSTS"].append(urlsplit(settings.events_url).hostname)
    services = services or build_services(settings)
    install(app, Parts(settings, services))
    tracing.register(app)
    headers.register(app, settings)
    errors.register(app)
    converters.register(app)
    app.register_blueprint(health.blueprint)
    accounts, events = services.accounts, services.events

    @app.get(f"{API}/projects/<id:project_id>/events")
    def stream(project_id: UUID) -> Response:
        services.check_role()
        credential = _Credential.of_request(accounts)
        user_id = credential.check()
        # A page that was read before it could listen says in `after` how far it knows.
        known = request.headers.get("Last-Event-ID") or request.args.get("after", "")
        place = Place.parse(known)
        # Asked once here, so that a stranger gets an answer and not an empty stream.
        first = events.since(user_id, project_id, place)
        read = partial(events.since, user_id, project_id)
        told = _stream(read, events.bell(project_id), credential.check, first)
        return Response(told, mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})

    origin = settings.public_url

    @app.after_request
    def allow_pages(response: Response) -> Response:
        response.vary.add("Origin")
        if request.headers.get("Origin") == origin:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Credentials"] = "true"
        return response

    return app


class _Credential:
    """What came with the request, to be looked at again while the stream lasts."""

    def __init__(self, accounts: Accounts, secret: str, kind: str) -> None:
        self._accounts = accounts
        self._secret = secret
        self._kind = kind

    @classmethod
    def of_request(cls, accounts: Accounts) -> "_Credential":
        if "Authorization" in request.headers:
            scheme, _, secret = request.headers["Authorization"].partition(" ")
            return cls(accounts, secret.strip() if scheme.lower() == "bearer" else "", "token")
        kept = session.get("_user_id")
        return cls(accounts, kept if isinstance(kept, str) else "", "session")

    def check(self) -> UUID:
        """Return whose it is; raises Unauthenticated once the secret is nobody's any more."""
        held = self._accounts.user_of(self._secret) if self._secret else None
        if held is None or held.kind != self._kind:
            raise Unauthenticated("Sign in, or send a token as `Authorization: Bearer`.")
        return held.user.id


def _stream(
    read: Callable[[Place], Changes],
    held: AbstractContextManager[Event],
    check: Callable[[], object],
    changes: Changes,
) -> Iterator[str]:
    yield f"retry: {RETRY_MS}\n\n"
    yield _written(changes)
    spoke = looked = time.monotonic()
    with held as bell:
        bell.set()  # what happened before there was a bell
        while True:
            bell.wait(NOT_SETTLED if changes.more else KEEP_ALIVE)
            time.sleep(GAP)
            bell.clear()
            try:
                if time.monotonic() - looked >= KEEP_ALIVE:
                    looked = time.monotonic()
                    check()
                changes = read(changes.place)
            except (NotFound, Unauthenticated):
                log.info("a stream ended: its reader lost access")
                return
            except (Unavailable, *DATABASE_AWAY):
                # Browsers give up on a stream that is answered with 503: better hold it.
                changes = replace(changes, changes=[])
            if changes.changes:
                yield _written(changes)
                spoke = time.monotonic()
            elif time.monotonic() - spoke >= KEEP_ALIVE:
                yield ": still here\n\n"
                spoke = time.monotonic()


def _written(changes: Changes) -> str:
    """Return the changes of one read as events.

    Only the last has the place: whoever is cut off before it is told all of them again. Without
    changes there is an event without data, which only says where to go on from.
    """
    told = [
        f"data: {json.dumps({'topic': one.topic, 'subject_id': str(one.subject_id)})}\n\n"
        for one in changes.changes
    ] or ["\n"]
    return "".join([*told[:-1], f"id: {changes.place}\n", told[-1]])
