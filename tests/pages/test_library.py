"""The library's pages, and those between it and a film, without a script."""

import pytest
from fixtures.app import signed_in

from pages.browser import Browser


@pytest.fixture
def kept(film):
    """An asset of the film with a picture, kept through its page."""
    asset = film.add("Mara Voss")
    film.upload(asset)
    film.go(f"/assets/{asset.id}/promote").press("Add to library")
    (found,) = film.services.library.list(film.person.id).items
    return found


@pytest.fixture
def next_film(new_film):
    return new_film("The Next Tide")


def take(film, kept, **fields):
    page = film.go("/library")
    return page.press("Take into this film", pick=str(kept.id), **fields)


def test_an_empty_library_says_how_something_comes_into_it(browser):
    page = browser.get("/library")
    assert "Nothing is kept yet" in page.says
    assert "Library" in browser.get("/projects").says


def test_the_board_adds_to_the_library_and_the_library_shows_it(film, kept, browser):
    assert "Update library" in film.board().says
    page = browser.get("/library")
    assert "Mara Voss" in page.says
    assert page.reader.images[0]["src"].endswith(f"{kept.image.sha256}/768")
    assert "Nothing in the library fits that" in browser.get("/library?q=nobody").says
    assert "Mara Voss" in browser.get("/library?q=voss&type=character").says


@pytest.mark.parametrize("query", ["type=actor", "q=%00", "q=%25", "after=x"])
def test_no_address_breaks_the_library(browser, kept, query):
    assert browser.get(f"/library?{query}").status in {200, 422}


def test_promoting_again_says_that_nothing_is_new(film, kept):
    asset = film.assets()["Mara Voss"]
    page = film.go(f"/assets/{asset.id}/promote").press("Update library")
    assert "Your library has all of Mara Voss already." in page.says


def test_of_a_name_that_is_taken_it_is_asked_which_is_meant(next_film, kept):
    asset = next_film.add("Mara Voss")
    path = f"/assets/{asset.id}/promote"
    asked = next_film.go(path).press("Add to library")
    assert (asked.status, "Is it the same?" in asked.says) == (409, True)
    named = asked.press("Add under this name", name="Mara of the next film")
    assert "Mara of the next film is in your library." in named.says
    other = next_film.add("mara  voss", "prop")
    assert next_film.go(f"/assets/{other.id}/promote").press("Add to library").status == 200


def test_the_one_that_has_the_name_becomes_the_next_version(next_film, kept):
    asset = next_film.add("Mara Voss")
    next_film.upload(asset, 7)
    asked = next_film.go(f"/assets/{asset.id}/promote").press("Add to library")
    page = asked.press("Yes, make this its next version")
    assert "Mara Voss has version 2 in your library." in page.says


def test_a_film_takes_what_is_picked_with_its_picture(next_film, kept):
    page = take(next_film, kept)
    assert "Mara Voss came from the library." in page.says
    assert "Cloned" in page.says
    made = next_film.assets()["Mara Voss"]
    assert (made.source, made.image.sha256) == ("cloned", kept.image.sha256)


def test_nothing_picked_is_said_in_the_form(next_film, kept):
    page = next_film.go("/library").press("Take into this film")
    assert (page.status, "Pick at least one" in page.says) == (422, True)


def test_what_is_picked_stays_picked_when_something_else_is_looked_for(next_film, kept):
    page = next_film.go(f"/library?q=nobody&pick={kept.id}")
    assert "Mara Voss" in page.says
    ticked = [found for tag, found in page.reader.tags if "checked" in found]
    assert [found["value"] for found in ticked] == [str(kept.id)]


def test_of_a_name_that_the_film_has_the_form_says_what_becomes_of_both(next_film, kept):
    local = next_film.add("Mara Voss")
    page = next_film.go("/library")
    assert "The film has one of this name" in page.says
    linked = page.press("Take into this film", pick=str(kept.id))
    assert "Mara Voss follows the library now." in linked.says
    now = next_film.asset(local)
    assert (now.source, now.image.sha256) == ("manual", kept.image.sha256)
    assert "In this film" in next_film.go("/library").reader.words


def test_under_another_name_both_are_there(next_film, kept):
    next_film.add("Mara Voss")
    fields = {f"match-{kept.id}": "new", f"name-{kept.id}": "Mara the elder"}
    take(next_film, kept, **fields)
    assert set(next_film.assets()) == {"Mara Voss", "Mara the elder"}


def test_what_a_picture_displaces_is_said_before(next_film, kept):
    local = next_film.add("Mara Voss")
    for shade in range(2, 6):
        next_film.upload(local, shade)
    assert "Its picture moves attempt 1 to the bin." in next_film.go("/library").says
    assert "1 attempt made room" in take(next_film, kept).says


def test_strange_fields_are_refused_in_words(next_film, kept):
    next_film.add("Mara Voss")
    assert take(next_film, kept, **{f"image-{kept.id}": "stolen"}).status == 422
    assert take(next_film, kept, scene_numbers="one").status == 422


def test_a_sync_takes_what_is_ticked_and_keeps_what_was_changed_here(next_film, kept, browser):
    take(next_film, kept)
    library = next_film.services.library
    changes = {"description": "Older.", "image_prompt": "A lamp."}
    library.edit(next_film.person.id, kept.id, 1, changes)
    made = next_film.assets()["Mara Voss"]
    board = next_film.board()
    assert "Newer in library" in board.says
    assert "1 asset has a newer version in your library." in board.says
    page = next_film.go(f"/assets/{made.id}/sync")
    assert "Changed in the library" in page.says
    ticked = [found["value"] for _, found in page.reader.tags if "checked" in found]
    assert ticked == ["description", "image_prompt"]
    done = page.press("Take what is ticked", take="description")
    assert "Mara Voss took from the library: description." in done.says
    now = next_film.asset(made)
    assert (now.description, now.image_prompt) == ("Older.", "")
    assert "Newer in library" not in next_film.board().says
    again = next_film.go(f"/assets/{made.id}/sync")
    assert "Changed in this film" in again.says


def test_a_stale_sync_takes_nothing_and_shows_what_differs_now(next_film, kept):
    take(next_film, kept)
    library, user = next_film.services.library, next_film.person.id
    library.edit(user, kept.id, 1, {"description": "Older."})
    made = next_film.assets()["Mara Voss"]
    page = next_film.go(f"/assets/{made.id}/sync")
    library.edit(user, kept.id, 2, {"description": "Oldest."})
    stale = page.press("Take what is ticked")
    assert (stale.status, "Oldest." in stale.says) == (412, True)
    assert next_film.asset(made).description == kept.description


def test_what_follows_nothing_says_so(film):
    asset = film.add("Tom")
    page = film.go(f"/assets/{asset.id}/sync")
    assert "It follows nothing in your library" in page.says


def test_a_library_asset_is_edited_and_its_versions_are_compared_and_taken_back(browser, kept):
    path = f"/library/{kept.id}"
    page = browser.get(path).press("Save", name="Mara", tags="lead, sea, Lead")
    assert "Mara is saved." in page.says
    assert page.typed("tags") == "lead, sea"
    compared = browser.get(f"{path}?version=1")
    assert "Version 1 beside version 2" in compared.says
    back = compared.press("Use version 1 again")
    assert "Mara Voss says again what it said at version 1." in back.says
    assert "restored from version 1" in back.says


def test_a_stale_edit_stores_nothing_and_keeps_what_was_typed(browser, film, kept):
    page = browser.get(f"/library/{kept.id}")
    film.services.library.edit(film.person.id, kept.id, 1, {"name": "Newer"})
    stale = page.press("Save", name="Mine")
    assert (stale.status, stale.typed("name")) == (412, "Mine")
    assert stale.press("Save mine over it").typed("name") == "Mine"


def test_what_is_used_has_no_delete_and_a_request_for_it_says_where(browser, kept, film):
    page = browser.get(f"/library/{kept.id}")
    assert "Delete" not in page.names()
    assert "The Long Tide" in page.says
    fields = {"csrf_token": page.typed("csrf_token"), "back": "/library"}
    refused = browser.post(f"/library/{kept.id}/delete", fields)
    assert (refused.status, "It is used in 1 film: The Long Tide." in refused.says) == (409, True)


def unused(film):
    film.services.curation.delete(*film.ids, film.assets()["Mara Voss"].id)


def test_what_is_unused_goes_to_the_bin_and_comes_back(browser, kept, film):
    unused(film)
    page = browser.get(f"/library/{kept.id}").press("Delete")
    assert "Mara Voss is in the library's bin for 30 days." in page.says
    assert "Nothing is kept yet" in page.says
    back = browser.get("/library/bin").press("Restore Mara Voss")
    assert "Mara Voss is back in the library." in back.says


def test_a_name_taken_meanwhile_is_asked_for_anew(browser, kept, film, next_film):
    unused(film)
    browser.get(f"/library/{kept.id}").press("Delete")
    another = next_film.add("Mara Voss")
    next_film.services.promoting.promote(*next_film.ids, another.id)
    asked = browser.get("/library/bin").press("Restore Mara Voss")
    assert asked.status == 409
    back = asked.press("Restore under this name", name="Mara of old")
    assert "Mara of old is back in the library." in back.says


def test_another_members_library_is_not_shown(app, film, kept, other):
    film.invite(other, "editor")
    member = Browser(signed_in(app, other))
    asset = film.assets()["Mara Voss"]
    assert "Update library" not in member.get(film.path).says
    assert "Add to library" in member.get(film.path).says
    assert member.get(f"/library/{kept.id}").status == 404
    assert "follows nothing" in member.get(f"{film.path}/assets/{asset.id}/sync").says
    assert "Your library is empty" in member.get(f"{film.path}/library").says


def test_a_stranger_has_none_of_the_pages(stranger, film, kept):
    asset = film.assets()["Mara Voss"]
    for path in (
        f"/library/{kept.id}",
        f"{film.path}/library",
        f"{film.path}/assets/{asset.id}/promote",
        f"{film.path}/assets/{asset.id}/sync",
    ):
        assert stranger.get(path).status == 404


def test_a_viewer_looks_but_does_not_take(app, film, other, kept):
    film.invite(other, "viewer")
    viewer = Browser(signed_in(app, other))
    asset = film.assets()["Mara Voss"]
    assert "Take into this film" not in viewer.get(f"{film.path}/library").names()
    page = viewer.get(f"{film.path}/assets/{asset.id}/promote")
    assert "Add to library" not in page.names()


def test_a_library_is_no_film_on_any_page(browser, kept, film):
    library = kept.image.key.split("/")[0]
    for path in ("", "/scenes", "/script", "/style", "/setup", "/activity", "/bin", "/library"):
        assert browser.get(f"/projects/{library}{path}").status == 404
    assert library not in browser.get("/projects").text
