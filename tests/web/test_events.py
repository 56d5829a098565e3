import itertools
import json
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from asset_service.domain.errors import Unavailable
from asset_service.services.events import Change, Changes, Place
from asset_service.web import events as module
from asset_service.web.events import create_events_app

CHANGE = Change("reset", uuid4())
ORIGIN = {"Origin": "http://127.0.0.1:8000"}


@pytest.fixture
def live(app_settings, services, monkeypatch):
    """The application of the streams, impatient."""
    monkeypatch.setattr(module, "GAP", 0.0)
    monkeypatch.setattr(module, "KEEP_ALIVE", 0.05)
    return create_events_app(app_settings, services)


@pytest.fixture
def bearer(person):
    return {"Authorization": f"Bearer {person.token}"}


class Stream:
    """The blocks of one stream, as a browser takes them apart."""

    def __init__(self, app, path, headers, **options):
        self.answer = app.test_client().get(f"/api/v1{path}/events", headers=headers, **options)
        self.place = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.answer.close()

    def __iter__(self):
        for part in self.answer.response:
            text = part if isinstance(part, str) else part.decode()
            for block in text.split("\n\n")[:-1]:
                fields = dict(line.split(": ", 1) for line in block.splitlines() if line)
                self.place = fields.get("id", self.place)
                yield fields

    def next_change(self):
        return json.loads(next(block["data"] for block in self if "data" in block))

    def begin(self):
        """Read until the stream has said where it is."""
        next(block for block in self if "id" in block)
        return self


def test_a_change_reaches_an_open_page(live, bearer, project, api):
    with Stream(live, project, bearer).begin() as stream:
        made = api.post(f"{project}/assets", {"name": "Key", "type": "prop", "description": "Old"})
        assert stream.next_change() == {"topic": "asset", "subject_id": made.json["id"]}


def test_a_stream_is_an_event_stream_that_nothing_keeps(live, bearer, project):
    with Stream(live, project, bearer) as stream:
        assert stream.answer.mimetype == "text/event-stream"
        assert stream.answer.headers["Cache-Control"] == "private, no-cache"
        assert stream.answer.headers["X-Accel-Buffering"] == "no"


def test_a_stream_says_how_soon_to_come_back(live, bearer, project):
    with Stream(live, project, bearer) as stream:
        assert next(iter(stream)) == {"retry": "3000"}


def test_a_reader_who_comes_back_misses_nothing(live, bearer, project, api):
    with Stream(live, project, bearer).begin() as stream:
        place = stream.place
    sent = {"name": "Key", "type": "prop", "description": "Old"}
    made = api.post(f"{project}/assets", sent).json["id"]
    with Stream(live, project, bearer | {"Last-Event-ID": place}) as stream:
        assert stream.next_change()["subject_id"] == made


def test_a_page_can_say_how_far_it_knows(live, bearer, project, asset):
    place = "1-0-" + str(2**40)
    with Stream(live, project, bearer, query_string={"after": place}) as stream:
        assert stream.next_change()["subject_id"] == asset.rpartition("/")[2]


def test_a_place_that_is_none_starts_at_what_is_now(live, bearer, project, asset):
    with Stream(live, project, bearer | {"Last-Event-ID": "nonsense"}) as stream:
        stream.begin()
        assert stream.place


def test_only_the_last_event_of_a_read_has_a_place(live, bearer, project, api):
    with Stream(live, project, bearer).begin() as stream:
        place = stream.place
    for name in ("Key", "Lamp"):
        api.post(f"{project}/assets", {"name": name, "type": "prop", "description": "Old"})
    with Stream(live, project, bearer | {"Last-Event-ID": place}) as stream:
        blocks = iter(stream)
        told = [next(block for block in blocks if "data" in block) for _ in range(2)]
    assert ["id" in block for block in told] == [False, True]


def test_a_silent_stream_shows_that_it_lives(live, bearer, project):
    with Stream(live, project, bearer).begin() as stream:
        assert next(iter(stream)) == {"": "still here"}


def test_a_browser_is_known_by_its_session(live, person, project):
    client = live.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = person.session
    answer = client.get(f"/api/v1{project}/events")
    assert answer.status_code == 200
    answer.close()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic abc"}, {"Authorization": ""}],
)
def test_without_good_credentials_there_is_no_stream(live, project, headers):
    answer = live.test_client().get(f"/api/v1{project}/events", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")


def test_the_secret_of_a_session_is_no_token(live, project, person):
    headers = {"Authorization": f"Bearer {person.session}"}
    assert live.test_client().get(f"/api/v1{project}/events", headers=headers).status_code == 401


@pytest.mark.parametrize("path", ["/projects/{}", "/projects/nonsense"])
def test_a_project_that_is_not_there_has_no_stream(live, bearer, path):
    answer = live.test_client().get(f"/api/v1{path.format(uuid4())}/events", headers=bearer)
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_a_strangers_project_looks_absent(live, project, other):
    headers = {"Authorization": f"Bearer {other.token}"}
    assert live.test_client().get(f"/api/v1{project}/events", headers=headers).status_code == 404


def test_a_stream_ends_when_its_reader_signs_out(live, project, person, services):
    client = live.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = person.session
    answer = client.get(f"/api/v1{project}/events")
    parts = iter(answer.response)
    next(parts)
    services.accounts.sign_out(person.id, person.session)
    list(parts)  # comes to an end


def test_a_stream_ends_when_a_token_is_revoked(live, project, bearer, person, services):
    with Stream(live, project, bearer).begin() as stream:
        (token,) = services.accounts.tokens(person.id)
        services.accounts.revoke_token(person.id, token.id)
        list(stream)


def test_a_database_that_is_away_for_a_moment_ends_no_stream(live, services):
    answers = [Place(1, 0, 1), Unavailable("away"), Changes([CHANGE], Place(2, 2, 2), more=False)]

    def read(place):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    start = Changes([], answers.pop(0), more=True)
    told = module._stream(read, services.events.bell(uuid4()), lambda: None, start)
    assert "reset" in "".join(itertools.islice(told, 3))
    told.close()


def test_pages_of_the_product_may_listen_from_their_own_address(live, bearer, project):
    with Stream(live, project, bearer | ORIGIN) as stream:
        headers = stream.answer.headers
    assert headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
    assert headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in headers["Vary"]


def test_pages_of_others_may_not(live, bearer, project):
    with Stream(live, project, bearer | {"Origin": "https://evil.example"}) as stream:
        assert "Access-Control-Allow-Origin" not in stream.answer.headers


def test_behind_https_only_known_hosts_are_answered(app_settings, services):
    settings = replace(
        app_settings, public_url="https://film.example", events_url="https://live.example"
    )
    client = create_events_app(settings, services).test_client()
    hosts = ["film.example", "live.example", "evil.example"]
    answers = [client.get("/healthz", headers={"Host": host}).status_code for host in hosts]
    assert answers == [200, 200, 400]


class Gunicorn:
    """The real server with one gevent worker, on a socket of its own."""

    def __init__(self, settings, folder: Path):
        self.socket = folder / "events.sock"
        self.log = (folder / "events.log").open("w+")
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [
                *(sys.executable, "-m", "gunicorn", "wsgi:events_app", "--no-control-socket"),
                *("--worker-class", "gevent", "--workers", "1", "--bind", f"unix:{self.socket}"),
                *("--graceful-timeout", "1"),
            ],
            cwd=Path(__file__).parents[2],
            env={
                "PATH": "/usr/bin:/bin",
                "DATABASE_URL": settings.database_url,
                "DATABASE_MAINTENANCE_URL": settings.maintenance_url,
                "REDIS_URL": settings.redis_url,
                "SECRET_KEY": settings.secret_key,
                "DATA_DIR": str(folder),
            },
            stdout=self.log,
            stderr=self.log,
        )

    def __enter__(self):
        while not self.socket.exists():
            assert self.process.poll() is None, Path(self.log.name).read_text()
            threading.Event().wait(0.02)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def ask(self, path, **headers):
        """Send one request; returns what can be read line by line, timed out at 30 s."""
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(30)
        client.connect(str(self.socket))
        lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        client.sendall("\r\n".join([*lines, "", ""]).encode())
        return client, client.makefile("r")


def test_one_process_serves_many_streams_at_once(app_settings, bearer, project, api, tmp_path):
    with Gunicorn(app_settings, tmp_path) as server:
        streams = [server.ask(f"/api/v1{project}/events", **bearer) for _ in range(5)]
        for _, lines in streams:
            next(line for line in lines if line.startswith("id: "))
        client, healthy = server.ask("/healthz", Connection="close")
        assert "200 OK" in healthy.readline()
        close(client, healthy)
        made = api.post(f"{project}/assets", {"name": "K", "type": "prop", "description": "Old"})
        for client, lines in streams:
            told = next(line for line in lines if line.startswith("data: "))
            assert json.loads(told[6:])["subject_id"] == made.json["id"]
            close(client, lines)


def close(*ends):
    for end in ends:
        end.close()
