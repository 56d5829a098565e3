"""Tokens of an identity provider at the door, from a real one on loopback."""

from dataclasses import replace

import pytest
from fixtures.app import Api
from fixtures.issuer import Key, an_issuer

from asset_service.app import create_app
from asset_service.config import JwtSettings
from asset_service.container import build_services
from asset_service.services import passwords
from asset_service.web.events import create_events_app

pytestmark = pytest.mark.promise("R32")


@pytest.fixture
def issuer():
    with an_issuer() as running:
        yield running


@pytest.fixture
def house(app_settings, engine, queue, issuer, monkeypatch):
    """Settings and services of a house that takes the issuer's tokens."""
    cheap = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
    monkeypatch.setattr(passwords, "COSTS", cheap)
    told = JwtSettings(issuer=issuer.name, audiences=("assets",))
    settings = replace(app_settings, jwt=told)
    services = build_services(settings, engine, queue=queue)
    yield settings, services
    services.events.close()
    services.pictures.close()
    services.provenance.close()


@pytest.fixture
def app_of_house(house, app, app_settings, services):
    yield create_app(*house)
    create_app(app_settings, services)


@pytest.fixture
def visitor(app_of_house, issuer):
    """Somebody whom the issuer vouches for, who is new here."""
    return Api(app_of_house, issuer.token(sub=f"u-{id(issuer)}", name="Mara"))


def test_whoever_is_vouched_for_works_here(visitor):
    assert visitor.get("/me").json["name"] == "Mara"
    film = visitor.post("/projects", {"title": "Mine"})
    assert film.status_code == 201
    assert [one["title"] for one in visitor.get("/projects").json["items"]] == ["Mine"]


def test_they_never_touch_the_account(visitor):
    for method, path, sent in (
        ("POST", "/tokens", {"name": "x"}),
        ("GET", "/sessions", None),
        ("POST", "/me/password", {"current_password": "", "new_password": "another horse"}),
    ):
        refused = visitor.open(method, path, json=sent)
        assert (refused.status_code, refused.json["code"]) == (403, "scope_missing")
        assert refused.json["scope"] == "account"


def test_what_is_not_good_is_401(app_of_house, issuer):
    tokens = [
        issuer.token(exp=1),
        issuer.token(aud="else"),
        Key("first").sign(issuer.claims()),
        "a.b.c",
    ]
    for token in tokens:
        refused = Api(app_of_house, token).get("/me")
        assert (refused.status_code, refused.json["code"]) == (401, "unauthenticated")


def test_a_provider_that_is_away_is_503_and_says_when_to_come_back(app_of_house, issuer):
    token = issuer.token()
    issuer.stop()
    refused = Api(app_of_house, token).get("/me")
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) >= 1


def test_a_provider_that_is_away_holds_up_nobody_it_vouched_for(visitor, issuer):
    assert visitor.get("/me").status_code == 200
    issuer.stop()
    assert visitor.get("/me").status_code == 200


def test_who_guesses_is_counted(app_of_house, issuer):
    guess = Api(app_of_house, Key("first").sign(issuer.claims()))
    answers = [guess.get("/me").status_code for _ in range(61)]
    assert answers[:60] == [401] * 60
    assert answers[60] == 429


def test_their_token_opens_a_stream_and_no_strangers(house, visitor, issuer, api, project):
    live = create_events_app(*house)
    mine = visitor.post("/projects", {"title": "Mine"}).json["id"]
    for path, status in ((f"/projects/{mine}", 200), (project, 404)):
        answer = live.test_client().get(f"/api/v1{path}/events", headers=visitor.headers)
        assert answer.status_code == status
        answer.close()


def test_where_no_provider_is_named_its_tokens_are_nobodys(app, issuer):
    assert Api(app, issuer.token()).get("/me").status_code == 401
    assert issuer.asked == []
