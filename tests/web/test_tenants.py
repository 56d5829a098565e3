"""No route gives or changes anything of another user's: every operation of the document."""

from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

import pytest
from fixtures.pictures import a_png

from asset_service.app import create_app
from asset_service.config import Settings
from asset_service.web.auth import PUBLIC
from asset_service.web.document import document, operations
from web.films import CANARY, SCRIPT, make_film

PROJECT = "/api/v1/projects/{project_id}"
ASSET = f"{PROJECT}/assets/{{asset_id}}"
ATTEMPT = f"{ASSET}/attempts/{{attempt_id}}"
SCENE = f"{PROJECT}/scenes/{{scene_id}}"


@dataclass
class Call:
    """How the owner of a film succeeds with an operation that needs more than its address."""

    json: dict | None = None
    before: tuple[str, str] | None = None
    style_locked: bool = True
    uploads: bool = False
    tagged: bool = False

    def options(self, film):
        options = {"headers": {"If-Match": film.etag}} if self.tagged else {}
        if self.uploads:
            options["data"] = {"file": (BytesIO(a_png(9)), "a.png")}
        elif self.json is not None:
            options["json"] = {
                name: film.ids.get(str(value), value) for name, value in self.json.items()
            }
        return options


CALLS = {
    ("POST", f"{PROJECT}/script/preview"): Call({"text": SCRIPT}),
    ("POST", f"{PROJECT}/script/confirm"): Call({"draft_id": "draft_id"}),
    ("POST", f"{PROJECT}/extract-confirm"): Call(
        {"entities": [{"type": "character", "name": "MARA"}]}
    ),
    ("PATCH", PROJECT): Call({"title": "Changed"}),
    ("POST", f"{PROJECT}/assets"): Call({"name": "Oar", "type": "prop", "description": "Wood."}),
    ("PATCH", ASSET): Call({"name": "Changed"}, tagged=True),
    ("POST", f"{ASSET}/attempts"): Call(uploads=True),
    ("POST", f"{ATTEMPT}/restore"): Call(before=("DELETE", ATTEMPT)),
    ("PUT", f"{PROJECT}/style"): Call({"text": "Changed"}, style_locked=False),
    ("POST", f"{PROJECT}/style/lock"): Call(style_locked=False),
    ("POST", f"{PROJECT}/style/change"): Call({"text": "Changed"}),
    ("POST", f"{PROJECT}/unlock"): Call({"confirm": True}),
    ("POST", f"{SCENE}/assets"): Call({"asset_id": "asset_id"}),
    ("POST", f"{SCENE}/populate"): Call(before=("POST", f"{PROJECT}/lock-all")),
}
# These name nothing by an address: they speak of whoever asks.
OWN = {"/api/v1/sign-up", "/api/v1/me", "/api/v1/me/password", "/api/v1/tokens", "/api/v1/projects"}

_CODE_ALONE = Settings(
    database_url="postgresql+psycopg://nobody@/none",
    maintenance_url="postgresql+psycopg://nobody@/none",
    redis_url="memory://",
    secret_key="not used",
)
EVERY = sorted(
    (method.upper(), path) for path, method, _ in operations(document(create_app(_CODE_ALONE)))
)
NAMED = [(method, path) for method, path in EVERY if path not in OWN]


def call_of(method, path):
    return CALLS.get((method, path), Call())


def told(answer):
    """What an answer says, but for the id that every request has for itself."""
    if answer.mimetype != "application/problem+json":
        return answer.status_code, answer.data
    return answer.status_code, {**answer.json, "request_id": ""}


def test_the_document_has_every_route_below_api(app):
    rules = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and not rule.endpoint.startswith("openapi.")
    }
    assert len(rules) == len(EVERY)


def test_every_operation_that_is_described_here_exists():
    assert set(CALLS) <= set(EVERY)


@pytest.mark.parametrize(("method", "path"), NAMED)
def test_strangers_get_what_an_absent_one_gets_and_the_owner_succeeds(
    api, other_api, nobody, method, path
):
    call = call_of(method, path)
    film = make_film(api, style_locked=call.style_locked)
    if call.before:
        film.ask(api, *call.before)
    seen = film.seen()
    options = [call.options(film) for _ in range(3)]
    assert film.ask(nobody, method, path, **options[0]).status_code == 401

    stranger = film.ask(other_api, method, path, **options[1])
    random = {name: str(uuid4()) for name in film.ids if name.endswith("_id")}
    film.ids, ids = {**film.ids, **random}, film.ids
    absent = film.ask(other_api, method, path, **options[2])
    film.ids = ids
    assert stranger.status_code == 404
    assert told(stranger) == told(absent)
    assert CANARY not in stranger.text
    assert film.seen() == seen

    answer = film.ask(api, method, path, **call.options(film))
    assert 200 <= answer.status_code < 300, answer.data


@pytest.mark.parametrize(("method", "path"), [one for one in NAMED if one[1].count("{") > 1])
def test_another_users_rows_cannot_be_named_from_a_project_of_ones_own(
    api, other_api, method, path
):
    call = call_of(method, path)
    film = make_film(api)
    mine = other_api.post("/projects", {"title": "Mine"}).json["id"]
    film.ids["project_id"] = mine
    stranger = film.ask(other_api, method, path, **call.options(film))
    random = {name: str(uuid4()) for name in film.ids if name.endswith("_id")}
    film.ids.update(random, project_id=mine)
    absent = film.ask(other_api, method, path, **call.options(film))
    assert stranger.status_code in {404, 409}  # 409 for what one's own project does not allow yet
    assert told(stranger) == told(absent)


@pytest.mark.parametrize(
    ("method", "path", "field"),
    [
        ("POST", f"{PROJECT}/script/confirm", "draft_id"),
        ("POST", f"{SCENE}/assets", "asset_id"),
    ],
)
def test_another_users_rows_cannot_be_named_in_a_body(api, other_api, method, path, field):
    film, mine = make_film(api), make_film(other_api)
    answers = [
        told(mine.ask(other_api, method, path, json={field: named}))
        for named in (film.ids[field], str(uuid4()))
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_lists_never_carry_anothers_rows(api, other_api):
    film = make_film(api)
    own = other_api.post("/projects", {"title": "Mine"}).json["id"]
    for method, path in EVERY:
        if method == "GET" and path.count("{") <= 1 and "token" not in path:
            for query in ("", f"?asset_id={film.ids['asset_id']}", "?all=1&owner_id=x&limit=1000"):
                address = path.removeprefix("/api/v1").format(project_id=own)
                assert CANARY not in other_api.get(address + query).text


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_without_credentials_there_is_nothing(nobody, app, method, path):
    film_less = dict.fromkeys(
        ("project_id", "asset_id", "attempt_id", "scene_id", "job_id", "draft_id", "token_id"),
        str(uuid4()),
    )
    address = path.removeprefix("/api/v1").format(**film_less, sha256="0" * 64, width="256")
    refused = nobody.open(method, address)
    endpoint = (
        next(
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if rule.rule == path and method in rule.methods
        )
        if "{" not in path
        else ""
    )
    assert (refused.status_code == 401) is (endpoint not in PUBLIC)
