"""No route gives or changes anything of another user's: every operation of the document."""

from dataclasses import dataclass, replace
from io import BytesIO
from uuid import uuid4

import pytest
from fixtures.pictures import a_png
from fixtures.standing import RIGHT_DENIED

from asset_service.app import create_app
from asset_service.config import Settings
from asset_service.web.auth import PUBLIC
from asset_service.web.document import document, operations
from web.films import ADDRESSED, CANARY, SCRIPT

PROJECT = "/api/v1/projects/{project_id}"
ASSET = f"{PROJECT}/assets/{{asset_id}}"
ATTEMPT = f"{ASSET}/attempts/{{attempt_id}}"
JOB = f"{PROJECT}/jobs/{{job_id}}"
BATCH = f"{PROJECT}/batches/{{batch_id}}"
SCENE = f"{PROJECT}/scenes/{{scene_id}}"
SCENE_ATTEMPT = f"{SCENE}/assets/{{asset_id}}/attempts/{{attempt_id}}"
STYLE = f"{PROJECT}/style"
LIBRARY = "/api/v1/library/{library_asset_id}"


@dataclass
class Call:
    """How the owner of a film succeeds with an operation that needs more than its address."""

    json: dict | None = None
    before: tuple[str, str] | None = None
    style_locked: bool = True
    uploads: bool = False
    tagged: str = ""
    query: dict | None = None

    def options(self, film):
        options = {"headers": {"If-Match": getattr(film, self.tagged)}} if self.tagged else {}
        if self.query is not None:
            options["query_string"] = self.query
        if self.uploads:
            options["data"] = {"file": (BytesIO(a_png(9)), "a.png")}
        elif self.json is not None:
            options["json"] = {name: _named(film, value) for name, value in self.json.items()}
        return options


def _named(film, value):
    if isinstance(value, dict):
        return {name: _named(film, one) for name, one in value.items()}
    if isinstance(value, list):
        return [_named(film, one) for one in value]
    return film.ids.get(str(value), value)


CALLS = {
    ("POST", f"{PROJECT}/script/preview"): Call({"text": SCRIPT}),
    ("POST", f"{PROJECT}/script/confirm"): Call({"draft_id": "draft_id"}),
    ("POST", f"{PROJECT}/extract-confirm"): Call(
        {"entities": [{"type": "character", "name": "MARA"}]}
    ),
    ("PATCH", PROJECT): Call({"title": "Changed"}),
    ("POST", f"{PROJECT}/assets"): Call({"name": "Oar", "type": "prop", "description": "Wood."}),
    ("POST", f"{PROJECT}/assets/merge"): Call(
        {"survivor_id": "asset_id", "absorbed_ids": ["other_id"]}
    ),
    ("POST", f"{ASSET}/split"): Call({"name": "Older", "scene_numbers": [2]}),
    ("POST", f"{ASSET}/revisions/{{version}}/restore"): Call(tagged="etag"),
    ("PATCH", ASSET): Call({"name": "Changed"}, tagged="etag"),
    ("POST", f"{ASSET}/attempts"): Call(uploads=True),
    ("POST", f"{ATTEMPT}/restore"): Call(before=("DELETE", ATTEMPT)),
    ("PUT", f"{PROJECT}/style"): Call({"text": "Changed"}, style_locked=False),
    ("POST", f"{PROJECT}/style/lock"): Call(style_locked=False),
    ("POST", f"{PROJECT}/style/change"): Call({"text": "Changed"}),
    ("POST", f"{STYLE}/references"): Call({"asset_id": "asset_id", "attempt_id": "attempt_id"}),
    ("PUT", f"{STYLE}/references"): Call({"order": ["sha256"]}),
    ("POST", f"{PROJECT}/unlock"): Call({"confirm": True}),
    ("PUT", f"{PROJECT}/makers/{{asset_type}}"): Call(
        {"provider": "placeholder", "model": "cards", "candidates": 2}
    ),
    ("PUT", f"{PROJECT}/budgets/{{currency}}"): Call({"monthly": "20", "total": None}),
    ("POST", f"{JOB}/retry"): Call(before=("POST", f"{JOB}/cancel")),
    ("POST", f"{BATCH}/retry"): Call(before=("POST", f"{BATCH}/cancel")),
    ("POST", f"{SCENE}/assets"): Call({"asset_id": "asset_id"}),
    ("PATCH", f"{SCENE}/assets/{{asset_id}}"): Call(
        {"updated_at": "scene_asset_updated_at", "override_text": "Changed"}
    ),
    ("PATCH", LIBRARY): Call({"name": "Changed"}, tagged="library_etag"),
    ("DELETE", LIBRARY): Call(before=("DELETE", ASSET)),
    ("POST", f"{LIBRARY}/versions/{{version}}/restore"): Call(tagged="library_etag"),
    ("POST", f"{PROJECT}/library-clones"): Call(
        {"items": [{"library_asset_id": "library_asset_id"}]}
    ),
    ("POST", f"{ASSET}/sync"): Call({"library_version": 1}, tagged="etag"),
    ("PATCH", f"{PROJECT}/members/{{member_id}}"): Call({"role": "viewer"}),
    ("POST", f"{PROJECT}/transfer"): Call({"user_id": "member_id"}),
    ("POST", f"{PROJECT}/invitations"): Call({"email": "new@film.example", "role": "viewer"}),
    ("POST", f"{PROJECT}/exports"): Call({"kind": "matrix"}),
    ("GET", f"{PROJECT}/exports/estimate"): Call(query={"kind": "matrix"}),
    ("POST", f"{SCENE}/populate"): Call(before=("POST", f"{PROJECT}/lock-all")),
    ("POST", f"{SCENE}/refresh"): Call(before=("POST", f"{PROJECT}/lock-all")),
    ("POST", f"{PROJECT}/scenes/populate"): Call(before=("POST", f"{PROJECT}/lock-all")),
    ("POST", f"{PROJECT}/scenes/refresh"): Call(before=("POST", f"{PROJECT}/lock-all")),
    ("POST", f"{PROJECT}/scenes/use-master"): Call(
        {"items": [{"scene_id": "scene_id", "asset_id": "asset_id"}]}
    ),
    ("POST", f"{SCENE}/assets/{{asset_id}}/attempts"): Call(uploads=True),
    ("POST", f"{SCENE_ATTEMPT}/restore"): Call(before=("DELETE", SCENE_ATTEMPT)),
}
# These name nothing by an address: they speak of whoever asks.
OWN = {
    "/api/v1/invitations/accept",
    "/api/v1/invitations/preview",
    "/api/v1/library",
    "/api/v1/sign-up",
    "/api/v1/me",
    "/api/v1/me/log",
    "/api/v1/me/password",
    "/api/v1/me/storage",
    "/api/v1/tokens",
    "/api/v1/sessions",
    "/api/v1/password-reset",
    "/api/v1/password-reset/use",
    "/api/v1/projects",
    "/api/v1/providers",
}

# Looked for under who asks and not through a project, which the deception does not reach.
OF_WHO_ASKS = {
    ("DELETE", "/api/v1/sessions/{session_id}"),
    ("DELETE", "/api/v1/tokens/{token_id}"),
    ("GET", f"{PROJECT}/script/drafts/{{draft_id}}"),
    ("POST", f"{PROJECT}/script/confirm"),
}
# What a function of the database does that itself asks what the caller is in the project: nothing
# that these tests take away makes it tell more.
OF_FUNCTIONS = {
    ("DELETE", f"{PROJECT}/members/{{member_id}}"),
    ("GET", f"{PROJECT}/storage"),
    ("PATCH", f"{PROJECT}/members/{{member_id}}"),
    ("POST", f"{PROJECT}/transfer"),
}

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


@pytest.mark.promise("A2")
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


@pytest.mark.promise("A1", "A10", "A11")
@pytest.mark.parametrize(("method", "path"), NAMED)
def test_strangers_get_what_an_absent_one_gets_and_the_owner_succeeds(walls, method, path):
    film, options = prepared(walls, method, path)
    before = walls.rows()
    assert film.ask(walls.nobody, method, path, **options()).status_code == 401
    for stranger in (walls.other_api, walls.code_alone):
        answer = film.ask(stranger, method, path, **options())
        assert answer.status_code == 404
        assert CANARY not in answer.text
        assert told(answer) == told(absent(film).ask(stranger, method, path, **options()))
    assert walls.rows() == before

    answer = film.ask(walls.api, method, path, **options())
    assert 200 <= answer.status_code < 300, answer.data
    if method == "GET" and "ETag" in answer.headers:
        kept = {"If-None-Match": answer.headers["ETag"]}
        assert film.ask(walls.other_api, method, path, headers=kept).status_code == 404
        assert film.ask(walls.nobody, method, path, headers=kept).status_code == 401


@pytest.mark.promise("A1")
@pytest.mark.parametrize(("method", "path"), NAMED)
def test_the_policies_alone_hold_every_route(walls, method, path):
    """With every look-up of ours deceived, nothing is told, and nothing of the owner's changes."""
    film, options = prepared(walls, method, path)
    before = walls.rows()
    with walls.policies_alone() as (stranger, refused):
        answer = film.ask(stranger, method, path, **options())
    assert CANARY not in answer.text
    assert b"RIFF" not in answer.data  # nor a picture
    assert answer.status_code < 500 or RIGHT_DENIED in refused, refused
    assert walls.rows() == before


@pytest.mark.promise("A1")
@pytest.mark.parametrize(("method", "path"), NAMED)
def test_without_either_wall_the_route_would_be_open(walls, method, path):
    """What shows that it was the policies: without them the same deception lets everybody in."""
    film, options = prepared(walls, method, path)
    with walls.nothing_left() as stranger:
        answer = film.ask(stranger, method, path, **options())
    is_held = (method, path) in OF_WHO_ASKS | OF_FUNCTIONS
    assert (answer.status_code < 300) is not is_held, answer.text


def prepared(walls, method, path):
    """The film whose owner succeeds with it, and what makes the rest of a request anew."""
    call = call_of(method, path)
    film = walls.film_of(style_locked=call.style_locked)
    if call.before:
        film.ask(walls.api, *call.before)
    return film, lambda: call.options(film)


def absent(film):
    """The same film under ids that nobody gave."""
    random = {name: str(uuid4()) for name in film.ids if name.endswith("_id")}
    return replace(film, ids={**film.ids, **random})


@pytest.mark.promise("A1")
@pytest.mark.parametrize(("method", "path"), [one for one in NAMED if one[1].count("_id}") > 1])
def test_another_users_rows_cannot_be_named_from_a_project_of_ones_own(walls, method, path):
    film, options = prepared(walls, method, path)
    own = {"project_id": walls.others.ids["project_id"]}
    before = walls.rows()
    for stranger in (walls.other_api, walls.code_alone):
        answers = [
            told(replace(one, ids={**one.ids, **own}).ask(stranger, method, path, **options()))
            for one in (film, absent(film))
        ]
        assert answers[0] == answers[1]
        assert answers[0][0] in {404, 409}  # 409 for what one's own project does not allow yet
    assert walls.rows() == before


@pytest.mark.promise("A2")
@pytest.mark.parametrize(("method", "path"), EVERY)
def test_without_credentials_there_is_nothing(nobody, app, method, path):
    film_less = dict.fromkeys(
        (
            "project_id",
            "asset_id",
            "attempt_id",
            "scene_id",
            "job_id",
            "reshape_id",
            "batch_id",
            "draft_id",
            "export_id",
            "token_id",
            "session_id",
            "library_asset_id",
            "member_id",
            "invitation_id",
        ),
        str(uuid4()),
    )
    address = path.removeprefix("/api/v1").format(**film_less, **ADDRESSED)
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
