"""Long ways through the document, as links lead, by two people: one makes, the other only sees 404.

The links are inferred from the document: what one answer names, the next request asks for. Before
each request the other one sends the very same, with whatever the first one's answers gave away.
"""

import io
import re

import pytest
from werkzeug.test import run_wsgi_app

from web.serving import serving
from web.test_fuzz import schema_of, wrong

WAYS = 30
NAMED = re.compile(r"/[0-9a-f]{8}-[0-9a-f]{4}-")
# What a request may be refused with before anybody looks whose it is (a tag that can be of no
# version is stale), and 404.
CLOSED = {400, 404, 405, 412, 413, 415, 422, 428}


class Two:
    """The application of whoever asks, asked by the other one first; `open` is what let them in."""

    def __init__(self, walls):
        self._app = walls.house.app
        self._other = walls.other_api.headers["Authorization"]
        self._owner = walls.api.headers["Authorization"]
        self.open, self.absent, self.made = [], 0, set()

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        asked = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        is_named = NAMED.search(asked) and environ.get("HTTP_AUTHORIZATION") == self._owner
        if is_named:
            theirs = {**environ, "HTTP_AUTHORIZATION": self._other, "wsgi.input": io.BytesIO(body)}
            _, status, _ = run_wsgi_app(self._app, theirs, buffered=True)
            self._remember(asked, int(status[:3]))
        environ["wsgi.input"] = io.BytesIO(body)

        def start(status, *args):
            if is_named and status[0] == "2":
                self.made.add(re.sub(r"[0-9a-f-]{36,64}", "...", asked))
            return start_response(status, *args)

        return self._app(environ, start)

    def _remember(self, asked, status):
        self.absent += status == 404
        if status not in CLOSED:
            self.open.append((asked, status))


@pytest.mark.promise("A1")
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_whatever_one_makes_the_other_finds_absent(walls):
    two = Two(walls)
    with serving(two) as address:
        # All of it in the film; the other ids are those that answers told.
        film = {"path.project_id": walls.film.ids["project_id"]}
        schema = schema_of(walls, address, {"stateful"}, parameters=film, max_examples=WAYS)
        # Its own token would be found in the list of them, and revoked.
        chosen = schema.exclude(method="DELETE", path="/api/v1/tokens/{token_id}")
        failures = list(wrong(chosen))
    assert not failures, "\n\n".join(failures)
    assert two.open == []
    # It came somewhere: much that has an id was read or changed, and the other one was refused.
    assert len(two.made) >= 5
    assert two.absent > 20
