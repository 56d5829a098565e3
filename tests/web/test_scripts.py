from io import BytesIO

import pytest

from web.films import SCRIPT


def previewed(answer):
    assert answer.status_code == 200, answer.text
    return [scene["heading"] for scene in answer.json["scenes"]]


@pytest.mark.parametrize(
    "options",
    [
        {"json": {"text": SCRIPT}},
        {"json": {"text": SCRIPT, "file_name": "film.fountain"}},
        {"data": SCRIPT.encode(), "content_type": "text/plain"},
        {"data": SCRIPT.encode(), "content_type": "text/plain; charset=utf-8"},
        {"data": {"file": (SCRIPT, "film.fountain")}},
    ],
)
def test_a_script_is_read_however_it_is_sent(api, project, options):
    if "data" in options and isinstance(options["data"], dict):
        text, name = options["data"]["file"]
        options = {"data": {"file": (BytesIO(text.encode()), name)}}
    assert len(previewed(api.post(f"{project}/script/preview", **options))) == 2


def test_a_preview_changes_nothing_until_it_is_confirmed(api, project):
    draft = api.post(f"{project}/script/preview", {"text": SCRIPT}).json
    assert api.get(f"{project}/scenes").json["items"] == []
    confirmed = api.post(f"{project}/script/confirm", {"draft_id": draft["draft_id"]})
    assert (confirmed.json["version"], confirmed.json["scenes"]) == (1, 2)
    numbers = [scene["scene_number"] for scene in api.get(f"{project}/scenes").json["items"]]
    assert numbers == [1, 2]


def test_scenes_come_page_by_page(api, project):
    draft = api.post(f"{project}/script/preview", {"text": SCRIPT}).json
    api.post(f"{project}/script/confirm", {"draft_id": draft["draft_id"]})
    first = api.get(f"{project}/scenes?limit=1").json
    second = api.get(f"{project}/scenes?limit=1&cursor={first['next_cursor']}").json
    assert [page["items"][0]["scene_number"] for page in (first, second)] == [1, 2]
    assert second["next_cursor"] is None


def test_two_megabytes_may_be_pasted(api, app_settings, project):
    scene = "INT. HOUSE - DAY\n\n" + "She waits for the tide, again and again.\n" * 200 + "\n"
    text = scene * (app_settings.max_script_bytes // len(scene))
    assert len(text) > 2_000_000
    headings = previewed(api.post(f"{project}/script/preview", {"text": text}))
    assert len(headings) == text.count("INT.")


def test_a_scene_whose_number_is_absurdly_long_is_worked_with_as_any_other(api, project):
    script = f"INT. HOUSE - DAY #{'1' * 10_000}#\n\nNobody is in.\n"
    draft = api.post(f"{project}/script/preview", {"text": script}).json
    api.post(f"{project}/script/confirm", {"draft_id": draft["draft_id"]})
    (scene,) = api.get(f"{project}/scenes").json["items"]
    lamp = {"name": "Lamp", "type": "prop", "description": "Of brass."}
    asset = api.post(f"{project}/assets", lamp).json
    linked = api.post(f"{project}/scenes/{scene['id']}/assets", {"asset_id": asset["id"]})
    assert linked.status_code == 200, linked.text
