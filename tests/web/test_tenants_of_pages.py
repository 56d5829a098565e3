"""No page shows and no form changes anything of another user's: every rule of the pages."""

import re
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

import pytest
from fixtures.app import csrf_headers, signed_in
from fixtures.pictures import a_png
from fixtures.standing import RIGHT_DENIED
from pages.browser import AS_A_BROWSER

from asset_service.app import create_app
from asset_service.web.auth import PUBLIC
from web.films import CANARY, Film
from web.test_tenants import _CODE_ALONE, ASSET, ATTEMPT, BATCH, JOB, PROJECT, SCENE_ATTEMPT, absent

SCRIPT = "INT. CAVE - DAY\n\nMARA\nHere.\n"
LOCK_ALL = ("POST", f"{PROJECT}/lock-all")


@dataclass
class Sent:
    """How the owner of a film succeeds with a form; words that are ids of the film name those."""

    form: dict = field(default_factory=dict)
    before: tuple[tuple[str, str], ...] = ()
    style_locked: bool = True
    file: bytes = b""
    query: dict = field(default_factory=dict)
    takes_back: tuple[str, ...] = ()
    """Forms that come before, and this one takes the last of them back."""


ONE = {"asset": "asset_id"}
FORMS = {
    "pages.activity.retry": Sent(before=(("POST", f"{JOB}/cancel"),)),
    "pages.activity.retry_batch": Sent(before=(("POST", f"{BATCH}/cancel"),)),
    "pages.assets.add": Sent({"name": "Oar", "type": "prop", "description": "Wood."}),
    "pages.assets.edit": Sent(
        {"version": "2", "name": "Oar", "type": "prop", "description": "Wood."}
    ),
    "pages.assets.change_type": Sent({"version": "2", "type": "character"}),
    "pages.attempts.upload": Sent(file=a_png(9)),
    "pages.attempts.restore": Sent(before=(("DELETE", ATTEMPT),)),
    "pages.attempts.take_back": Sent(takes_back=("pages.attempts.upload",) * 3),
    "pages.exports.ask": Sent({"types": "prop"}),
    "pages.extraction.confirm": Sent(
        {"name-0": "MARA", "type-0": "character", "decision-0": "keep"}
    ),
    "pages.extraction.decide": Sent(
        {"name-0": "MARA", "type-0": "character", "decision-0": "keep", "all": "character:defer"}
    ),
    "pages.histories.restore": Sent({"version": "2", "revision": "1"}),
    "pages.library.edit": Sent({"version": "1", "name": "Oar", "description": "Wood."}),
    "pages.library.delete": Sent(before=(("DELETE", ASSET),)),
    "pages.library.restore_version": Sent({"version": "1"}),
    "pages.library_links.clone": Sent({"pick": "library_asset_id"}),
    "pages.library_links.sync": Sent({"version": "2", "library_version": "1"}),
    "pages.many.defer": Sent(ONE),
    "pages.many.restore": Sent({"asset": "other_id"}),
    "pages.many.undo": Sent(takes_back=("pages.many.defer",)),
    "pages.many.delete": Sent(ONE),
    "pages.many.generate": Sent(ONE),
    "pages.members.change_role": Sent({"role": "viewer"}),
    "pages.members.invite": Sent({"email": "new@film.example", "role": "viewer"}),
    "pages.members.transfer": Sent({"member_id": "member_id", "title": f"The {CANARY}"}),
    "pages.matrix.save": Sent({"scene_id": "scene_id", "shown": "scene_id"}),
    "pages.projects.rename": Sent({"title": "Changed"}),
    "pages.reshaping.merge": Sent({"asset": ["asset_id", "other_id"], "survivor": "asset_id"}),
    "pages.reshaping.merge_many": Sent({"asset": ["asset_id", "other_id"]}),
    "pages.reshaping.split": Sent({"name": "Older", "scene": "2"}),
    "pages.bin.restore": Sent(before=(("DELETE", ASSET),)),
    "pages.bin.bin_again": Sent(),
    "pages.scene_pictures.upload": Sent(file=a_png(9)),
    "pages.scene_pictures.restore": Sent(before=(("DELETE", SCENE_ATTEMPT),)),
    "pages.scenes.populate_all": Sent(before=(LOCK_ALL,)),
    "pages.scenes.populate": Sent(before=(LOCK_ALL,)),
    "pages.scenes.refresh_all": Sent(before=(LOCK_ALL,)),
    "pages.scenes.refresh": Sent(before=(LOCK_ALL,)),
    "pages.scenes.take_masters": Sent({"asset_id": "asset_id"}),
    "pages.scenes.link": Sent({"asset_id": "asset_id"}),
    "pages.scenes.unlink": Sent({"asset_id": "asset_id"}),
    "pages.scenes.edit": Sent({"seen": "scene_asset_updated_at", "override_text": "Wet."}),
    "pages.script.preview_file": Sent(file=SCRIPT.encode()),
    "pages.script.preview_text": Sent({"text": SCRIPT}),
    "pages.setup.save": Sent({"title": "Changed"}),
    "pages.setup.choose": Sent({"maker": "placeholder/cards", "candidates": "2"}),
    "pages.setup.budget": Sent({"currency": "USD", "monthly": "20"}),
    "pages.stage.unlock": Sent(before=(LOCK_ALL,)),
    "pages.style.save": Sent({"text": "Changed", "act": "save"}, style_locked=False),
    "pages.style.draft": Sent({"text": "Changed"}, style_locked=False),
    "pages.writing.asset_text": Sent({"version": "2", "description": "Wood."}),
    "pages.style_references.add": Sent(file=a_png(9), query={"ahead": "1"}),
    "pages.style_references.pick": Sent(query={"ahead": "1"}),
    "pages.style_references.move": Sent(query={"ahead": "1"}),
    "pages.style_references.remove": Sent(query={"ahead": "1"}),
}
# What else addresses of pages name.
NAMED = {"number": "1", "word": "matrix", "way": "earlier", "secret": "none"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
RULES = sorted(
    (rule.endpoint, method, PARAMETER.sub(r"{\1}", rule.rule))
    for rule in create_app(_CODE_ALONE).url_map.iter_rules()
    for method in rule.methods & {"GET", "POST"}
    if rule.endpoint.startswith("pages.")
)
OF_SOMETHING = [one for one in RULES if "_id}" in one[2]]
# The link of an invitation opens by its secret alone: tests/pages/test_members.py.
OF_WHO_ASKS = [one for one in RULES if "_id}" not in one[2] and "{secret}" not in one[2]]


def test_every_form_that_is_described_here_exists():
    assert set(FORMS) <= {endpoint for endpoint, method, _ in RULES if method == "POST"}


@pytest.mark.promise("A2")
def test_every_route_is_a_page_or_in_the_document_or_known_to_be_neither():
    app = create_app(_CODE_ALONE)
    others = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith("/api/") and not rule.endpoint.startswith("pages.")
    }
    assert others <= PUBLIC | {"entrance.sign_out"}


class Reader:
    """A browser of somebody in one of the applications."""

    def __init__(self, app, person=None):
        self._app = app
        self._client = signed_in(app, person) if person else app.test_client()

    def ask(self, film, endpoint, method, path):
        """The answer itself: a browser would follow it."""
        sent = FORMS.get(endpoint, Sent())
        query = {**sent.query, **film.query}
        address = film.path(path) + (f"?{urlencode(query)}" if query else "")
        if method == "GET":
            return self._client.get(address, headers=AS_A_BROWSER)
        data = {name: _named(film, value) for name, value in sent.form.items()}
        data["idempotency_key"] = uuid4().hex
        if sent.file:
            data["file"] = (BytesIO(sent.file), "a.fountain" if "script" in endpoint else "a.png")
        token = csrf_headers(self._app, self._client)
        return self._client.post(
            address, data=data, headers={**AS_A_BROWSER, **token}, buffered=True
        )

    def told(self):
        """What the next page would say, each with its tone and what takes it back."""
        with self._client.session_transaction() as session:
            return session.get("_flashes", [])


def _named(film, value):
    if isinstance(value, list):
        return [_named(film, one) for one in value]
    return film.ids.get(value, value)


@dataclass
class Shown(Film):
    """A film, and what stands behind the `?` of the address of a form."""

    query: dict = field(default_factory=dict)


def prepared(walls, endpoint):
    sent = FORMS.get(endpoint, Sent())
    film = Shown(**vars(walls.film_of(style_locked=sent.style_locked)))
    film.ids.update(NAMED)
    for method, path in sent.before:
        assert film.ask(walls.api, method, path).status_code < 300
    owner = Reader(walls.house.app, walls.owner)
    for other in sent.takes_back:
        (path,) = [path for one, _, path in RULES if one == other]
        owner.ask(film, other, "POST", path)
    if sent.takes_back:
        _, undo = owner.told()[-1][0].split()
        film.query = dict(parse_qsl(urlsplit(undo).query))
        film.ids["attempt_id"] = _after(undo, "attempts") or film.ids["attempt_id"]
    return film


def _after(address, word):
    """What stands behind a word of an address."""
    found = re.search(rf"/{word}/([^/]+)", address)
    return found and found[1]


def plain(answer, film):
    """What the page says, but for what every page has for itself, and where it was asked for."""
    text = re.sub(
        r'(request_id"?>?|csrf[^>]*value=|name="csrf-token" content=)[^<>]*', "", answer.text
    )
    text = re.sub(r"[0-9a-f]{32}", "", text)
    for name, value in film.ids.items():
        if name.endswith("_id") and value:
            text = text.replace(value, name)
    return answer.status_code, text


@pytest.mark.promise("A1", "A2")
@pytest.mark.parametrize(("endpoint", "method", "path"), OF_SOMETHING)
def test_strangers_get_what_an_absent_one_gets_and_the_owner_succeeds(
    walls, endpoint, method, path
):
    film = prepared(walls, endpoint)
    never = absent(film)
    before = walls.rows()
    nobody = Reader(walls.house.app).ask(film, endpoint, method, path)
    assert nobody.status_code == 303
    assert nobody.headers["Location"].startswith("/sign-in")
    for house in (walls.house, walls.open_house):
        stranger = Reader(house.app, walls.other)
        answer = stranger.ask(film, endpoint, method, path)
        assert answer.status_code == 404
        assert CANARY not in answer.text
        assert plain(answer, film) == plain(stranger.ask(never, endpoint, method, path), never)
    assert walls.rows() == before

    owner = Reader(walls.house.app, walls.owner)
    answer = owner.ask(film, endpoint, method, path)
    assert answer.status_code < 400, answer.text
    assert [text for tone, text in owner.told() if tone.startswith("bad")] == []


@pytest.mark.promise("A1")
@pytest.mark.parametrize(("endpoint", "method", "path"), OF_SOMETHING)
def test_the_policies_alone_hold_every_page(walls, endpoint, method, path):
    film = prepared(walls, endpoint)
    before = walls.rows()
    with walls.policies_alone() as (_, refused):
        answer = Reader(walls.house.app, walls.other).ask(film, endpoint, method, path)
    assert CANARY not in answer.text
    assert answer.status_code < 500 or RIGHT_DENIED in refused, refused
    own = {"idempotency_keys": ""}  # that nothing was found is kept for whoever asked
    assert walls.rows() | own == before | own


@pytest.mark.promise("A3")
@pytest.mark.parametrize("query", ["", "?all=1&include_deleted=1&limit=100000", f"?q={CANARY[:6]}"])
@pytest.mark.parametrize("path", [path for _, method, path in OF_WHO_ASKS if method == "GET"])
def test_pages_of_ones_own_show_nothing_of_anothers(walls, path, query):
    for house in (walls.house, walls.open_house):
        client = signed_in(house.app, walls.other)
        page = client.get(path + query, headers=AS_A_BROWSER, follow_redirects=True)
        assert page.status_code == 200
        assert CANARY not in page.text
