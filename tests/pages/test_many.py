"""Several assets at once, with plain boxes and buttons."""

import pytest


@pytest.fixture
def three(film):
    film.style()
    return [film.add(name) for name in ("Mara", "Tom", "Lamp")]


def send(film, act, assets, **more):
    """What a browser sends when boxes are ticked and the button is pressed."""
    page = film.board("?select=1")
    form = next(form for form in page.reader.forms if form.action.endswith("/many/defer"))
    ids = [str(getattr(asset, "id", asset)) for asset in assets]
    data = {**form.fields, "asset": ids, **more}
    return film.browser.post(f"{film.path}/many/{act}", data, came_from=page.path)


def states(film):
    return {name: asset.state for name, asset in film.assets().items()}


def test_the_boxes_and_the_bar_are_there_without_a_script(film, three):
    page = film.board("?select=1")
    boxes = [found for _, found in page.reader.tags if found.get("form") == "many"]
    assert [box["value"] for box in boxes] == [str(asset.id) for asset in three]
    assert 'class="has-gate selecting"' in page.text
    assert {"Generate", "Defer", "Delete"} <= set(page.names())


def test_several_are_deferred_and_taken_back(film, three):
    page = send(film, "defer", three[:2])
    assert "Mara, Tom are deferred." in page.says
    assert page.path.endswith("?select=1")
    assert "Mara, Tom are back." in page.press("Undo").says
    assert set(states(film).values()) == {"active"}


def test_what_is_left_out_is_named_with_the_reason(film, three):
    film.services.curation.defer(*film.ids, three[0].id)
    film.services.curation.delete(*film.ids, three[1].id)
    page = send(film, "defer", three)
    assert "Lamp is deferred. Left out: Mara (nothing to change)" in page.says
    assert "1 asset (not on the board any more)." in page.says


def test_nothing_done_is_no_good_news(film, three):
    page = send(film, "restore", three)
    assert "Nothing was changed. Left out: Mara, Tom, Lamp (nothing to change)." in page.says
    assert page.text.count('class="flash bad"') == 1


def test_many_names_are_counted(film):
    page = send(film, "delete", [film.add(f"Thing {number}") for number in range(5)])
    assert "5 assets are in the bin for 30 days." in page.says
    assert "5 assets are back." in page.press("Undo").says


def test_pictures_of_several_are_one_batch(film, three):
    film.services.curation.defer(*film.ids, three[2].id)
    page = send(film, "generate", three)
    assert "Asked for 2 pictures. Left out: Lamp (deferred: restore it first)." in page.says
    assert len({job.batch_id for job in film.jobs()}) == 1


def test_no_picture_of_none(film, three):
    film.services.curation.defer(*film.ids, three[2].id)
    assert "No picture was asked for." in send(film, "generate", three[2:]).says


def test_a_double_click_does_it_once_and_says_it_twice(film, three):
    key = {"idempotency_key": "of-one-page"}
    first = send(film, "generate", three, **key)
    again = send(film, "generate", three, **key)
    assert "Asked for 3 pictures." in first.says
    assert "Asked for 3 pictures." in again.says
    assert len(film.jobs()) == 3


def test_ticking_nothing_says_so_and_nonsense_is_nobodys(film, three):
    assert "Choose at least one asset first." in send(film, "defer", []).says
    assert send(film, "defer", ["nonsense"]).status == 404


def test_what_cannot_be_taken_back_says_where_to_look(film, three):
    data = {"csrf_token": film.board().typed("csrf_token")}
    page = film.browser.post(f"{film.path}/many/undo?of=never", data)
    assert "cannot be taken back from here" in page.says


def test_a_locked_stage_defers_and_restores_but_deletes_nothing(film):
    film.lock()
    assert "Delete" not in film.board("?select=1").names()
    mara = film.assets()["Mara"]
    assert "held by the lock" in send(film, "delete", [mara]).says
    send(film, "defer", [mara])
    assert states(film)["Mara"] == "deferred"
