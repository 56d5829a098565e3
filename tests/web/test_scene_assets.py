"""What is special about an asset in one scene, and its pictures there, over the API."""

import pytest

from web.films import make_film


@pytest.fixture
def film(api):
    return make_film(api)


@pytest.fixture
def there(film):
    ids = film.ids
    return f"/projects/{ids['project_id']}/scenes/{ids['scene_id']}/assets"


def shown(api, there):
    (one,) = api.get(there).json["assets"]
    return one


def edit(api, there, film, **sent):
    return api.patch(f"{there}/{film.ids['asset_id']}", sent)


def test_what_is_sent_is_written_and_what_is_left_out_stays(api, film, there):
    first = shown(api, there)
    written = edit(
        api, there, film, updated_at=first["updated_at"], override_text="Wet.", status_tags=["wet"]
    ).json
    assert (written["override_text"], written["status_tags"]) == ("Wet.", ["wet"])
    again = edit(api, there, film, updated_at=written["updated_at"], carry_forward=False).json
    assert (again["override_text"], again["carry_forward"]) == ("Wet.", False)
    assert shown(api, there) == again


def test_a_stale_edit_is_refused_and_loses_nothing(api, film, there):
    first = shown(api, there)
    edit(api, there, film, updated_at=first["updated_at"], override_text="Wet.")
    answer = edit(api, there, film, updated_at=first["updated_at"], override_text="Dry.")
    assert (answer.status_code, answer.json["code"]) == (412, "stale")
    assert shown(api, there)["override_text"] == "Wet."


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"updated_at": "yesterday"},
        {"updated_at": "2026-01-01T00:00:00"},
        {"updated_at": "2026-01-01T00:00:00Z", "override_text": "x" * 4001},
        {"updated_at": "2026-01-01T00:00:00Z", "status_tags": "wet"},
        {"updated_at": "2026-01-01T00:00:00Z", "image": "x"},
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(api, film, there, sent):
    before = shown(api, there)
    answer = edit(api, there, film, **sent)
    assert answer.status_code == 422
    assert answer.json["errors"]
    assert shown(api, there) == before


def test_an_upload_is_shown_and_the_master_can_be_used_again(api, film, there):
    own = shown(api, there)
    master = api.post(f"{there}/{film.ids['asset_id']}/use-master").json
    assert (own["origin"], master["origin"]) == ("own", "master")
    assert own["image"] != master["image"]
