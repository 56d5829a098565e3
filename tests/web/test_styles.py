"""The style over the API: what it takes, what it shows, what a change does."""

from io import BytesIO

import pytest
from fixtures.pictures import a_png

from web.films import make_film, upload

KEY = {"Idempotency-Key": "once"}


def a_file(shade=1, name="a.png"):
    return {"data": {"file": (BytesIO(a_png(shade)), name)}}


@pytest.fixture
def locked(api, project):
    """The path of a style that is locked."""
    api.put(f"{project}/style", {"text": "Noir", "pillars": ["Brass"], "strength": 0.5})
    api.post(f"{project}/style/lock")
    return f"{project}/style"


def test_a_style_shows_its_words_its_pillars_and_how_strongly_it_is_followed(api, project):
    sent = {"text": " Noir ", "pillars": ["One  lamp", "", "one lamp"], "strength": 0.254}
    style = api.put(f"{project}/style", sent).json
    assert (style["text"], style["pillars"], style["strength"]) == ("Noir", ["One lamp"], 0.25)
    style = api.put(f"{project}/style", {"text": "Bright"}).json
    assert (style["pillars"], style["strength"]) == (["One lamp"], 0.25)
    assert api.put(f"{project}/style", {"text": "", "strength": None}).json["strength"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pillars", list("abcdefghi")),
        ("pillars", ["x" * 121]),
        ("pillars", [7]),
        ("strength", 1.5),
        ("strength", True),
        ("strength", "0.5"),
        ("was", 5),
    ],
)
def test_what_cannot_be_used_is_named(api, project, field, value):
    refused = api.put(f"{project}/style", {"text": "Noir", field: value})
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])


def test_a_style_that_was_written_since_is_not_written_over(api, project):
    mark = api.put(f"{project}/style", {"text": "Noir"}).json["mark"]
    assert api.put(f"{project}/style", {"text": "Theirs", "was": mark}).status_code == 200
    refused = api.put(f"{project}/style", {"text": "Mine", "was": mark})
    assert (refused.status_code, refused.json["code"]) == (412, "stale")


@pytest.mark.parametrize("raw", [True, False])
def test_a_picture_is_followed_and_shown_by_its_renditions(api, project, raw):
    how = {"data": a_png(1), "content_type": "image/png"} if raw else a_file(1, "lamp.png")
    added = api.post(f"{project}/style/references", **how)
    (one,) = added.json["references"]
    assert (added.status_code, one["place"], one["name"]) == (201, 1, "" if raw else "lamp.png")
    shown = api.get(one["urls"]["256"].removeprefix("/api/v1"))
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")


def test_an_attempt_is_followed_by_its_ids(api, project, asset):
    attempt = upload(api, asset, 1)["attempt"]
    ids = {"asset_id": asset.rpartition("/")[2], "attempt_id": attempt["id"]}
    added = api.post(f"{project}/style/references", ids)
    assert added.json["references"][0]["sha256"] == attempt["sha256"]
    refused = api.post(f"{project}/style/references", {**ids, "attempt_id": ids["asset_id"]})
    assert refused.status_code == 404


@pytest.mark.parametrize(
    ("how", "status"),
    [
        (a_file, 201),
        (lambda: {"data": b"no picture", "content_type": "image/png"}, 415),
        (lambda: {"data": b"", "content_type": "image/png"}, 415),
        (lambda: {"data": b"x", "content_type": "text/plain"}, 415),
        (lambda: {"json": {"asset_id": "x"}}, 422),
        (lambda: {"data": {"file": (BytesIO(a_png()), "a.png"), "more": "x"}}, 422),
    ],
)
def test_only_pictures_and_attempts_are_followed(api, project, how, status):
    assert api.post(f"{project}/style/references", **how()).status_code == status


def test_the_order_is_sent_whole_and_what_is_taken_away_is_gone(api, project):
    for shade in (1, 2):
        style = api.post(f"{project}/style/references", **a_file(shade)).json
    first, second = (one["sha256"] for one in style["references"])
    path = f"{project}/style/references"
    style = api.put(path, {"order": [second, first]}).json
    assert [one["sha256"] for one in style["references"]] == [second, first]
    assert api.put(path, {"order": [first]}).json["code"] == "references_changed"
    assert len(api.delete(f"{path}/{second}").json["references"]) == 1
    assert api.delete(f"{path}/{second}").status_code == 404


def test_of_a_locked_style_the_draft_gets_the_picture_until_it_is_changed(api, locked):
    style = api.post(f"{locked}/references", **a_file()).json
    assert (style["references"], len(style["draft"]["references"])) == ([], 1)
    assert api.delete(f"{locked}/draft").json["draft"] is None
    api.post(f"{locked}/references", **a_file())
    changed = api.post(f"{locked}/change", {"text": "Bright"}).json
    assert (changed["version"], changed["text"], changed["pillars"]) == (2, "Bright", ["Brass"])
    assert (len(changed["references"]), changed["draft"]) == (1, None)


def test_a_picture_that_comes_or_goes_is_news_to_whoever_asks_again(api, project):
    style = f"{project}/style"
    api.put(style, {"text": "Noir"})
    for change in (
        lambda: api.post(f"{style}/references", **a_file()),
        lambda: api.delete(f"{style}/references/{api.get(style).json['references'][0]['sha256']}"),
    ):
        tag = api.get(style).headers["ETag"]
        assert api.get(style, headers={"If-None-Match": tag}).status_code == 304
        assert change().status_code < 300
        assert api.get(style, headers={"If-None-Match": tag}).status_code == 200


def drawn(api, services, person):
    """A film with a picture that was generated and two that were uploaded beside it."""
    film = make_film(api)
    for job in film.ask(api, "GET", "/projects/{project_id}/jobs").json["items"]:
        services.runner.run(job["id"], person.id)
    return film, film.path("/projects/{project_id}/style")


def test_a_change_that_clears_says_what_it_did_and_the_same_key_does_it_once(api, services, person):
    film, style = drawn(api, services, person)
    impact = api.get(f"{style}/change").json
    assert [(one["attempts"], one["asset_id"]) for one in impact["clears"]] == [
        (3, film.ids["asset_id"])
    ]
    sent = {"text": "Bright", "images": "clear"}
    changed, again = (api.post(f"{style}/change", sent, headers=KEY) for _ in range(2))
    assert (changed.json["cleared_attempts"], changed.json["cleared_assets"]) == (3, 1)
    assert again.json == changed.json
    assert again.headers["Idempotent-Replayed"] == "true"


def test_what_was_cleared_is_listed_and_comes_back(api, services, person):
    film, style = drawn(api, services, person)
    asset = film.path("/projects/{project_id}/assets/{asset_id}")
    before = api.get(f"{asset}/attempts").json["items"]
    api.post(f"{style}/change", {"images": "clear", "pillars": ["Slate"]})
    assert api.get(f"{asset}/attempts").json["items"] == []
    binned = api.get(f"{asset}/attempts?state=binned").json["items"]
    assert {one["binned_because"] for one in binned} == {"cleared"}
    (group,) = api.get(f"{style}/cleared").json["items"]
    back = api.post(f"{style}/cleared/{group['version']}/restore").json
    assert back == {"version": 2, "attempts": 3, "assets": 1, "left": []}
    assert api.get(f"{asset}/attempts").json["items"] == before
    assert api.get(f"{style}/cleared").json["items"] == []


def test_what_becomes_of_the_pictures_is_one_of_two_words(api, locked):
    refused = api.post(f"{locked}/change", {"text": "Bright", "images": "lose"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["images"])
    assert api.post(f"{locked}/cleared/77/restore").status_code == 404
