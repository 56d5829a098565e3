"""Pictures at full size and beside each other are pages that need no script."""

import pytest


@pytest.fixture
def mara(film):
    asset = film.add("Mara")
    for shade in range(3):
        film.upload(asset, shade)
    return asset


@pytest.fixture
def at(mara):
    """The path of an attempt's own page."""
    return lambda number: f"/assets/{mara.id}/attempts/{number}"


def test_every_slide_leads_to_its_picture_at_full_size(film, at):
    page = film.board()
    assert [link for link in page.reader.links if "/attempts/" in link] == [
        f"{film.path}{at(number)}{what}" for number in (1, 2, 3) for what in ("", "/origin")
    ]
    shown = film.go(at(2))
    assert shown.reader.images[0]["src"].endswith("/1600")
    assert "Attempt 2 · 2 / 3" in shown.says
    assert {f"{film.path}{at(1)}", f"{film.path}{at(3)}"} <= set(shown.reader.links)


def test_all_that_is_known_of_a_picture_stands_beside_it(film):
    film.style("Grainy noir")
    tom = film.add("Tom")
    film.draw(tom)
    (drawn,) = film.attempts(tom)
    film.services.styles.change(*film.ids, "Ink and wash")
    says = film.go(f"/assets/{tom.id}/attempts/1").says
    for said in ("Placeholder", f"Seed {drawn.seed}", "Prompt as sent", "Grainy noir", "free"):
        assert said in says
    assert "version 1 Outdated: version 2 is in use" in says


def test_a_picture_is_selected_where_it_is_looked_at(film, mara, at):
    page = film.go(at(1)).press("Select")
    assert page.path == f"{film.path}{at(1)}"
    assert "Select" not in page.names()
    assert [attempt.is_selected for attempt in film.attempts(mara)] == [True, False, False]


def test_a_picture_deleted_where_it_is_looked_at_leads_to_the_others(film, mara, at):
    page = film.go(at(1)).press("Delete attempt 1")
    assert page.path == f"{film.path}/assets/{mara.id}"
    assert "Attempt 1 is in the bin for 30 days." in page.says
    assert "Attempt 1 is back." in page.press("Undo").says


def test_two_attempts_stand_beside_each_other_and_either_can_be_selected(film, mara):
    page = film.go(f"/assets/{mara.id}/compare?a=1&b=3")
    assert [image["alt"].partition(":")[0] for image in page.reader.images] == [
        "Attempt 1",
        "Attempt 3",
    ]
    page = page.press("Select attempt 1")
    assert page.path.endswith("/compare?a=1&b=3")
    assert "Select attempt 3" in page.names()


@pytest.mark.parametrize(
    "path",
    ["/attempts/4", "/attempts/99999999999", "/compare?a=1&b=x", "/compare?a=1&b=9"],
)
def test_what_is_not_there_is_not_found(film, mara, path):
    assert film.go(f"/assets/{mara.id}{path}").status == 404


def test_who_names_no_two_is_shown_the_asset(film, mara):
    assert film.go(f"/assets/{mara.id}/compare?a=1").path == f"{film.path}/assets/{mara.id}"


def test_nobody_else_sees_a_picture(film, stranger, mara, at):
    assert stranger.get(f"{film.path}{at(1)}").status == 404
    assert stranger.get(f"{film.path}/assets/{mara.id}/compare?a=1&b=2").status == 404


def test_a_locked_asset_is_looked_at_but_not_changed(film):
    film.lock()
    page = film.go(f"/assets/{film.assets()['Mara'].id}/attempts/1")
    assert page.status == 200
    assert not [name for name in page.names() if name.startswith(("Select", "Delete"))]
