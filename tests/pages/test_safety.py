import re
from uuid import uuid4

import pytest

from pages.browser import AS_A_BROWSER, Browser

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" autofocus onfocus="alert(1)',
    "'; drop table assets; --",
    "{{ 'no' * 4 }} {% raise %}",
    "\u202efdp.exe\u202c",
    "</textarea><b>",
]


def rules(app):
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("pages.")]
    assert len(found) > 30
    return found


_FILES = ("/file", "/upload", "/pictures")


def filled(rule, film, **ids):
    values = {name: ids.get(name, uuid4()) for name in rule.arguments}
    values |= {"project_id": film.id, "number": 1, "version": 1, "asset_type": "prop"}
    return re.sub(r"<(?:id|int|type):(\w+)>", lambda found: str(values[found[1]]), rule.rule)


@pytest.fixture
def ids(film, new_person):
    member = new_person()
    film.invite(member, "editor")
    film.script()
    film.style()
    asset = film.add("Mara", "character", 1)
    (job,) = film.ask(asset)
    draft = film.services.scripts.preview(*film.ids, b"INT. X\n", "a.fountain")
    scene = film.services.scripts.scenes(*film.ids).items[0]
    film.services.scenes.link(*film.ids, scene.id, asset.id)
    return {
        "asset_id": asset.id,
        "attempt_id": film.upload(asset).id,
        "job_id": job.id,
        "scene_id": scene.id,
        "draft_id": draft.draft_id,
        "member_id": member.id,
    }


def test_every_page_of_a_project_is_absent_for_a_stranger(app, film, ids, stranger):
    for rule in rules(app):
        if "project_id" not in rule.arguments or "GET" not in rule.methods:
            continue
        path = filled(rule, film, **ids)
        assert film.browser.get(path).status == 200, path
        assert stranger.get(path).status == 404, path


def test_every_act_of_a_project_is_refused_to_a_stranger(app, film, ids, stranger):
    token = stranger.get("/projects").typed("csrf_token")
    before = (film.assets(), film.attempts(film.assets()["Mara"]), film.jobs())
    # what comes before the question whose it is must be in order
    form = {
        "csrf_token": token,
        "text": "INT. X",
        "name": "Mara",
        "type": "prop",
        "description": "x",
        "version": "1",
        "asset_id": str(ids["asset_id"]),
        "asset": str(ids["asset_id"]),
    }
    for rule in rules(app):
        if "project_id" not in rule.arguments or "POST" not in rule.methods:
            continue
        data = {**form, **({"file": _file()} if rule.rule.endswith(_FILES) else {})}
        assert stranger.post(filled(rule, film, **ids), data).status == 404, rule
    assert (film.assets(), film.attempts(film.assets()["Mara"]), film.jobs()) == before


def test_no_act_is_done_without_the_token(app, film, ids):
    before = (film.assets("all"), film.jobs())
    for rule in rules(app):
        if "POST" not in rule.methods:
            continue
        for data in ({}, {"csrf_token": "forged"}):
            page = film.browser.post(filled(rule, film, **ids), data)
            assert page.status == 403, rule
            assert "This form is out of date" in page.says
    assert (film.assets("all"), film.jobs()) == before


def test_nobody_signed_in_gets_no_page_and_no_act(app, film, ids):
    client = app.test_client()
    for rule in rules(app):
        for method in rule.methods & {"GET", "POST"}:
            answer = client.open(filled(rule, film, **ids), method=method, headers=AS_A_BROWSER)
            if (method, rule.endpoint) == ("GET", "pages.invitation.show"):
                assert answer.status_code == 404  # public, to whoever holds a link
                continue
            assert answer.status_code == 303, rule
            assert answer.headers["Location"].startswith("/sign-in")


@pytest.mark.promise("B62")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_shown_as_text(new_film, name):
    film = new_film(name)
    film.script(f"INT. {name} - DAY\n\nMARA\n{name}\n\n{name} enters.\n".encode())
    asset = film.add(name, "character", 1)
    film.upload(asset)
    film.services.curation.edit(*film.ids, asset.id, asset.version, {"description": name})
    scene = film.services.scripts.scenes(*film.ids).items[0]
    draft = film.services.scripts.preview(*film.ids, f"INT. {name}\n".encode(), f"{name}.txt")
    deferred = film.add(f"{name} 2", "prop")
    film.services.curation.defer(*film.ids, deferred.id)
    paths = ("", "/script", "/extraction", f"/scenes/{scene.id}", f"/assets/{asset.id}", "/bin")
    for path in (*paths, "/activity", f"/script/drafts/{draft.draft_id}", f"?q={name}"):
        page = film.go(path) if not path.startswith("?") else film.board(path)
        assert page.status == 200, path
        _check_tags(page)
    _check_tags(film.browser.get("/projects"))


@pytest.mark.promise("B62")
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_refused_form_comes_back_as_text(film, text):
    page = film.go("/assets/new").press("Add asset", name=text, description="", scene_numbers=text)
    assert page.status == 422
    assert page.typed("name") == text
    _check_tags(page)


@pytest.mark.promise("B62")
def test_hostile_text_in_a_message_is_shown_as_text(film):
    film.add(HOSTILE[1])
    page = film.board().press("Defer")
    assert f"{HOSTILE[1]} is deferred." in page.says
    _check_tags(page)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_a_form_leads_back_to_our_own_pages_only(film, back):
    film.add("Mara")
    page = film.board().press("Defer", back=back)
    assert (page.status, page.path) == (200, film.path)


def test_a_form_of_no_project_leads_home_when_it_does_not_say_where_from(browser):
    token = browser.get("/settings").typed("csrf_token")
    gone = browser.post(f"/settings/tokens/{uuid4()}/revoke", {"csrf_token": token, "back": "//x"})
    assert gone.status == 404


def _check_tags(page):
    """Nothing that somebody typed became a tag, an attribute or an expression."""
    assert "nononono" not in page.text
    for tag, found in page.reader.tags:
        assert tag != "b" or "tally" in page.text
        assert not [name for name in found if name.startswith("on")], (tag, found)
        assert tag != "script" or found.get("src", "").startswith("/static/")
        assert found.get("src", "/") != "x"


def _file():
    from fixtures.film import a_file  # noqa: PLC0415 - a fresh stream for each form

    return a_file(b"INT. X\n", "a.fountain")


def test_a_browser_that_was_signed_out_meanwhile_is_asked_to_sign_in(app, film):
    page = film.board()
    page.press("Sign out")
    assert Browser(app.test_client()).get(film.path).path.startswith("/sign-in")
