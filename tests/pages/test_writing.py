"""What scripts send while somebody types, and what it brings back; and earlier texts."""

import json

import pytest

JSON = {"Accept": "application/json"}


@pytest.fixture
def mara(film):
    return film.add("Mara")


def write(film, asset, **typed):
    token = film.board().typed("csrf_token")
    data = {"csrf_token": token, "version": asset.version, **typed}
    path = f"{film.path}/assets/{asset.id}/text"
    answer = film.browser.client.post(path, data=data, headers=JSON)
    return answer.status_code, json.loads(answer.text)


def draft(film, **typed):
    data = {"csrf_token": film.board().typed("csrf_token"), **typed}
    answer = film.browser.client.post(f"{film.path}/style/draft", data=data, headers=JSON)
    return answer.status_code, json.loads(answer.text)


def test_only_what_was_sent_is_changed_and_the_answer_carries_the_version(film, mara):
    status, told = write(film, mara, description=" Harbour pilot.\r\n")
    assert status == 200
    assert told["carried"] == {"version": 2}
    assert told["values"]["description"] == "Harbour pilot."
    assert film.asset(mara).name == "Mara"


def test_every_field_of_an_asset_is_stored(film, mara):
    typed = {"name": "Lamp", "type": "prop", "image_prompt": "Brass", "scene_numbers": "2 1"}
    assert write(film, mara, **typed)[0] == 200
    asset = film.asset(mara)
    assert (asset.name, asset.type, asset.image_prompt) == ("Lamp", "prop", "Brass")
    assert asset.scene_numbers == [1, 2]


def test_a_stale_text_changes_nothing_and_brings_what_is_there(film, mara):
    write(film, mara, description="Theirs.")
    status, told = write(film, mara, description="Mine.")
    assert status == 412
    assert told["values"]["description"] == "Theirs."
    assert told["carried"] == {"version": 2}
    assert film.asset(mara).description == "Theirs."


def test_what_is_wrong_is_a_problem_with_its_fields(film, mara):
    status, told = write(film, mara, name=" ")
    assert (status, list(told["errors"])) == (422, ["name"])
    film.add("Tom")
    assert write(film, mara, name="TOM")[1]["code"] == "name_taken"


def test_a_text_is_not_stored_once_the_stage_is_locked(film):
    film.lock()
    status, told = write(film, film.assets()["Mara"], description="Too late.")
    assert (status, told["code"]) == (409, "stage_locked")


def test_an_earlier_text_is_taken_back_as_an_edit(film, mara):
    write(film, mara, name="Worse", description="Worse.", began="")
    page = film.go(f"/assets/{mara.id}")
    page = page.press("Use the text of version 1 again")
    assert "Mara has the text of version 1 again." in page.says
    assert (film.asset(mara).name, film.asset(mara).description) == ("Mara", "Mara, at sea.")
    assert film.services.curation.revisions(*film.ids, mara.id)[0].name == "Worse"


def test_an_earlier_text_comes_back_only_over_the_text_that_was_looked_at(film, mara):
    write(film, mara, description="Worse.")
    page = film.go(f"/assets/{mara.id}")
    film.services.curation.edit(*film.ids, mara.id, 2, {"description": "Newer."})
    assert "was changed since" in page.press("Use the text of version 1 again").says
    assert film.asset(mara).description == "Newer."
    gone = film.go(f"/assets/{mara.id}").press("Use the text of version 1 again", revision="77")
    assert gone.status == 404


def test_a_style_draft_is_stored_and_a_stale_one_brings_what_is_there(film):
    read = film.services.styles.get(*film.ids).mark
    status, stored = draft(film, text="Ink", pillars="Brass\nSlate", was=read)
    now = film.services.styles.get(*film.ids)
    assert (status, now.text, now.pillars) == (200, "Ink", ["Brass", "Slate"])
    assert stored["values"]["pillars"] == "Brass\nSlate"
    assert stored["carried"] == {"was": now.mark}
    status, told = draft(film, text="Mine", was=read)
    assert (status, told["values"], told["carried"]) == (412, stored["values"], stored["carried"])
    assert film.services.styles.get(*film.ids) == now


@pytest.mark.parametrize(
    ("typed", "strength"),
    [
        ({"strength": "35", "strength_set": "1"}, 0.35),
        ({"strength": "35"}, None),
        ({"text": "Ink"}, 0.5),
    ],
)
def test_a_strength_counts_where_somebody_sets_it(film, typed, strength):
    film.services.styles.put(*film.ids, "Ink", strength=0.5)
    assert draft(film, **typed)[0] == 200
    assert film.services.styles.get(*film.ids).strength == strength


@pytest.mark.parametrize("strength", ["101", "-1", "half"])
def test_a_strength_that_is_none_is_told(film, strength):
    status, told = draft(film, strength=strength, strength_set="1")
    assert (status, list(told["errors"])) == (422, ["strength"])


def test_what_is_written_ahead_of_a_locked_style_is_kept_apart(film):
    film.style()
    assert draft(film, text="Other", ahead="1")[0] == 200
    style = film.services.styles.get(*film.ids)
    assert (style.text, style.draft.text) == ("Grainy noir", "Other")


def test_a_locked_style_takes_no_draft(film):
    film.style()
    assert draft(film, text="Other")[1]["code"] == "style_locked"
