"""Live changes as server-sent events: an application of its own, for gevent workers.

A stream holds its connection for as long as a page is open, which would take a thread each from
the pages. Every event is JSON `{"topic", "subject_id"}` and says what to read again, never what
it is now; its id is the place to go on from. https://html.spec.whatwg.org/#server-sent-events
"""

import json
import resource
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from flask import Flask, Response, request, session

from asset_service.config import Settings
from asset_service.container import Services, build_for_streams
from asset_service.domain.errors import Forbidden, NotFound, Unauthenticated, Unavailable
from asset_service.services.credentials import Credential, Credentials, keep_to
from asset_service.services.events import Bell, Changes, Place
from asset_service.services.faults import DATABASE_AWAY
from asset_service.web import access, converters, errors, headers, health, proxies, tracing
from asset_service.web.addresses import API
from asset_service.web.context import Parts, install
from asset_service.web.flask_config import flask_config

KEEP_ALIVE = 15.0
"""Seconds between signs of life; proxies cut what is silent for a minute. Credentials are looked
at as often, and at once when the database tells of one that ended; a member's rights at every
read."""
RETRY_MS = (2000, 6000)
"""How soon browsers come back, each at its own time: they are all cut off at once."""
GAP = 0.1
"""Seconds between two reads of a stream: a busy project rings far more often."""
NOT_SETTLED = 0.2
SLOWEST = 3.0
"""Seconds between two reads while what happened cannot be told yet; it doubles up to this."""
MOMENT = 1.0
"""Seconds for which a look at credentials opens further streams: pages come back together."""
STUCK = 60.0
"""Seconds that a client may take no byte for which there is no room any more."""

log = structlog.get_logger(__name__)


def create_events_app(settings: Settings, services: Services | None = None) -> Flask:
    """Build the application; connects to nothing yet."""
    app = Flask("asset_service.web.events")
    app.config.update(flask_config(settings))
    if app.config["TRUSTED_HOSTS"] is not None and settings.events_url:
        app.config["TRUSTED_HOSTS"].append(urlsplit(settings.events_url).hostname)
    if services is None:
        services = build_for_streams(settings)
        _allow_files(settings.event_streams)
    install(app, Parts(settings, services))
    tracing.register(app)
    headers.register(app, settings)
    errors.register(app)
    proxies.register(app, settings)
    converters.register(app)
    app.register_blueprint(health.blueprint)
    seats = _Seats(settings.event_streams)
    guard = _Guard(services.check_role)
    credentials = _Credentials(services.credentials)

    @app.get(f"{API}/projects/<id:project_id>/events")
    def stream(project_id: UUID) -> Response:
        guard.check()
        secret, kind = _credential()
        held = credentials.held(secret, kind, MOMENT)
        access.check_stream(held, project_id)
        keep_to(held.rights.project_id)
        user_id = held.user.id
        # A page that was read before it could listen says in `after` how far it knows.
        known = request.headers.get("Last-Event-ID") or request.args.get("after", "")
        read = partial(services.events.since, user_id, project_id)
        with ExitStack() as open_:
            open_.enter_context(seats.taken())
            # Before the first read, so that nothing happens between the two.
            bell = open_.enter_context(services.events.bell(project_id, user_id))
            # Asked once here, so that a stranger gets an answer and not an empty stream.
            first = read(Place.parse(known))
            _give_up_on_stuck_clients()
            told = _Told(
                _stream(read, bell, partial(credentials.held, secret, kind), str(user_id), first),
                open_.pop_all().close,
            )
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


class _Seats:
    """How many streams there may be: one more is refused, not left waiting for ever."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a seat; raises Unavailable when all are taken."""
        if not self._free.acquire(blocking=False):
            raise Unavailable("Too many pages listen already: ask again every few seconds.")
        try:
            yield
        finally:
            self._free.release()


class _Guard:
    """Asks once whether the database gave us a role that can do no harm."""

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._is_harmless = False

    def check(self) -> None:
        if not self._is_harmless:
            self._ask()
            self._is_harmless = True


class _Credentials:
    """Whose the secrets of the streams are; all pages of a browser share one look."""

    def __init__(self, credentials: Credentials) -> None:
        self._look = {"token": credentials.of_bearer, "session": credentials.of_session}
        self._found: dict[tuple[str, str], tuple[Credential, float]] = {}

    def held(self, secret: str, kind: str, within: float) -> Credential:
        """Return what it is good for, or was at most `within` seconds ago.

        Raises Unauthenticated, and as `Credentials.of_bearer`.
        """
        now = time.monotonic()
        found, looked = self._found.get((secret, kind), (None, 0.0))
        if found is not None and now - looked < within:
            return found
        held = self._look[kind](secret) if secret else None
        if held is None:
            raise Unauthenticated("Sign in, or send a token as `Authorization: Bearer`.")
        young = {key: one for key, one in self._found.items() if now - one[1] < KEEP_ALIVE}
        self._found = {**young, (secret, kind): (held, now)}
        return held


class _Told:
    """The parts of a stream, and what must be given back even if nobody asks for the first."""

    def __init__(self, parts: Iterator[str], give_back: Callable[[], None]) -> None:
        self._parts = parts
        self._give_back = give_back

    def __iter__(self) -> Iterator[str]:
        return self._parts

    def close(self) -> None:
        self._give_back()


def _credential() -> tuple[str, str]:
    """Return the secret that came with the request and its kind."""
    if "Authorization" in request.headers:
        scheme, _, secret = request.headers["Authorization"].partition(" ")
        return (secret.strip() if scheme.lower() == "bearer" else ""), "token"
    kept = session.get("_user_id")
    return (kept if isinstance(kept, str) else ""), "session"


def _give_up_on_stuck_clients() -> None:
    client = request.environ.get("gunicorn.socket")
    if client is not None:
        client.settimeout(STUCK)


def _allow_files(streams: int) -> None:
    """Let this process hold a socket for every stream: the usual limit is 1,024 files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = streams + 200
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class _Watch:
    """Looks whether the credentials of a stream are good: now and then, or when one ended."""

    def __init__(self, bell: Bell, check: Callable[[float], object], reader: str) -> None:
        self._bell = bell
        self._check = check
        self._reader = reader
        self._doubts = False
        self._looked = time.monotonic()

    def look(self) -> None:
        """Raises what the check raises; a doubt lasts until the database has answered."""
        if self._reader in self._bell.heard:
            # Something of the reader's was ended: perhaps what this was opened with.
            self._bell.heard.discard(self._reader)
            self._doubts = True
        if self._doubts:
            self._check(0.0)
            self._doubts = False
        elif time.monotonic() - self._looked >= KEEP_ALIVE:
            self._check(KEEP_ALIVE)
            self._looked = time.monotonic()


def _stream(
    read: Callable[[Place], Changes],
    bell: Bell,
    check: Callable[[float], object],
    reader: str,
    changes: Changes,
) -> Iterator[str]:
    yield f"retry: {secrets.choice(range(*RETRY_MS))}\n\n"
    yield _written(changes)
    spoke = time.monotonic()
    watch = _Watch(bell, check, reader)
    pause = NOT_SETTLED
    waits = changes.more
    while True:
        rang = bell.wait(pause if waits else KEEP_ALIVE)
        if rang or waits:
            time.sleep(GAP)
            # Before anything it rang for is looked at: what comes later rings again.
            bell.clear()
        try:
            watch.look()
            if rang or waits:
                changes = read(changes.place)
                waits = changes.more
            else:
                changes = replace(changes, changes=[])
        except (Forbidden, NotFound, Unauthenticated):
            log.info("a stream ended: its reader lost access")
            return
        except (Unavailable, *DATABASE_AWAY):
            # Browsers give up on a stream that is answered with 503: better hold it.
            changes, waits = replace(changes, changes=[]), True
        pause = NOT_SETTLED if changes.changes or not waits else min(pause * 2, SLOWEST)
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
