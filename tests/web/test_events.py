import itertools
import json
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text

from asset_service.domain.errors import Unauthenticated, Unavailable
from asset_service.domain.vocabulary import AssetType
from asset_service.maintenance import build_people, maintenance_database
from asset_service.services.curation import NewAsset
from asset_service.services.events import Bell, Change, Changes, Place
from asset_service.services.tokens import Wanted
from asset_service.web import events as module
from asset_service.web.events import create_events_app
from web.films import join

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
        assert 2000 <= int(next(iter(stream))["retry"]) < 6000


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
    services.sessions.end_all(person.id)
    list(parts)  # comes to an end


def test_a_stream_ends_when_a_token_is_revoked(live, project, bearer, person, services):
    with Stream(live, project, bearer).begin() as stream:
        (token,) = services.tokens.list(person.id)
        services.tokens.revoke(person.id, token.id)
        list(stream)


@pytest.fixture
def told_at_once(live, monkeypatch):
    """The application, which looks at no credential by the clock: only when it is told."""
    monkeypatch.setattr(module, "KEEP_ALIVE", 600.0)
    return live


@pytest.mark.promise("A13")
@pytest.mark.parametrize("how", ["revoked", "disabled", "deleted"])
def test_a_stream_ends_at_once_when_what_opened_it_ends(  # noqa: PLR0913, PLR0917 - who, and how
    told_at_once, project, bearer, person, services, app_settings, how
):
    with Stream(told_at_once, project, bearer).begin() as stream:
        if how == "revoked":
            services.tokens.revoke(person.id, services.tokens.list(person.id)[0].id)
        else:
            withdraw(app_settings, person, how)
        list(stream)


@pytest.mark.promise("A13")
def test_a_browsers_stream_ends_at_once_when_it_is_signed_out(
    told_at_once, project, person, services
):
    client = told_at_once.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = person.session
    answer = client.get(f"/api/v1{project}/events")
    next(iter(answer.response))
    services.sessions.end_all(person.id)
    list(answer.response)


@pytest.mark.promise("A13")
def test_the_stream_of_another_session_goes_on(told_at_once, project, bearer, person, services):
    with Stream(told_at_once, project, bearer).begin() as stream:
        services.sessions.end_all(person.id)
        made = services.curation.add(
            person.id,
            UUID(project.rpartition("/")[2]),
            NewAsset("Key", AssetType.PROP, "Old", []),
        )
        assert stream.next_change()["subject_id"] == str(made.id)


def test_a_token_that_may_not_read_or_is_for_another_film_opens_no_stream(
    live, project, person, services, api
):
    other = UUID(api.post("/projects", {"title": "Two"}).json["id"])
    for wanted, status in (
        (Wanted("x", scopes=["write"]), 403),
        (Wanted("x", scopes=["read"], project_id=other), 404),
        (Wanted("x", scopes=["read"], project_id=UUID(project.rpartition("/")[2])), 200),
    ):
        secret = services.tokens.create(person.id, wanted).secret
        headers = {"Authorization": f"Bearer {secret}"}
        answer = live.test_client().get(f"/api/v1{project}/events", headers=headers)
        assert answer.status_code == status
        answer.close()


def withdraw(settings, person, how):
    database = maintenance_database(settings)
    if how == "disabled":
        build_people(database).disable(person.email)
    database.engine.dispose()
    if how == "deleted":
        engine = create_engine(settings.owner_url)
        with engine.begin() as connection:
            gone = text("delete from api_tokens where user_id = :id")
            connection.execute(gone, {"id": person.id})
        engine.dispose()


def test_a_database_that_is_away_for_a_moment_ends_no_stream(live):
    answers = [Place(1, 0, 1), Unavailable("away"), Changes([CHANGE], Place(2, 2, 2), more=False)]

    def read(place):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    start = Changes([], answers.pop(0), more=True)
    told = module._stream(read, Bell(), lambda _: None, "reader", start)
    assert next(part for part in told if "reset" in part)


def test_who_is_locked_out_while_something_else_rings_is_looked_at_at_once(live):
    waits = []

    class Late(Bell):
        def wait(self, timeout=None):
            waits.append(timeout)
            return super().wait(timeout)

        def clear(self):
            self.heard.add("reader")
            super().clear()

    def check(_within):
        raise Unauthenticated("ended")

    bell, start = Late(), Changes([], Place(1, 0, 1), more=False)
    bell.set()
    told = module._stream(lambda _: start, bell, check, "reader", start)
    assert len(list(told)) == 2
    assert len(waits) == 1


def test_who_was_locked_out_is_looked_at_again_when_the_database_is_back(live):
    bell, looks = Bell(), []
    start = Changes([], Place(1, 0, 1), more=False)

    def check(within):
        looks.append(within)
        raise Unavailable("away") if len(looks) == 1 else Unauthenticated("ended")

    told = module._stream(lambda _: start, bell, check, "reader", start)
    next(told), next(told)
    bell.heard.add("reader")
    bell.set()
    assert list(told) == []
    assert looks == [0.0, 0.0]


def test_nobody_asks_the_database_while_nothing_happens(live):
    def read(_place):
        raise AssertionError("asked without need")

    start = Changes([], Place(1, 0, 1), more=False)
    told = module._stream(read, Bell(), lambda _: None, "reader", start)
    assert list(itertools.islice(told, 4))[2:] == [": still here\n\n"] * 2


def test_what_cannot_be_told_yet_is_asked_for_less_and_less_often(live, monkeypatch):
    pauses = []
    monkeypatch.setattr(module, "KEEP_ALIVE", 10.0)

    class Patient(Bell):
        def wait(self, timeout=None):
            pauses.append(timeout)
            return False

    start = Changes([], Place(1, 0, 1), more=True)
    told = module._stream(
        lambda _: start if len(pauses) < 7 else Changes([CHANGE], start.place, more=False),
        Patient(),
        lambda _: None,
        "reader",
        start,
    )
    list(itertools.islice(told, 3))
    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.0, 3.0, 3.0]


def test_one_stream_too_many_is_asked_to_come_back(app_settings, services, bearer, project):
    live = create_events_app(replace(app_settings, event_streams=1), services)
    with Stream(live, project, bearer):
        refused = live.test_client().get(f"/api/v1{project}/events", headers=bearer)
        assert (refused.status_code, refused.json["code"]) == (503, "unavailable")
        assert int(refused.headers["Retry-After"]) > 0
    with Stream(live, project, bearer) as stream:
        assert stream.answer.status_code == 200


def test_who_is_refused_takes_no_seat(app_settings, services, bearer, project):
    live = create_events_app(replace(app_settings, event_streams=1), services)
    assert (
        live.test_client().get(f"/api/v1/projects/{uuid4()}/events", headers=bearer).status_code
        == 404
    )
    with Stream(live, project, bearer) as stream:
        assert stream.answer.status_code == 200


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


@pytest.mark.promise("A13")
def test_a_stream_ends_when_its_reader_is_removed_from_the_film(live, project, api):
    member = join(api, project, "Grace", "viewer")
    headers = member.api.headers
    with Stream(live, project, headers).begin() as stream:
        api.delete(f"{project}/members/{member.id}")
        assert [block for block in stream if "data" in block] == []
