"""Merge and split in a browser without scripts, and their undo."""

import pytest


def merge_page(film, *assets):
    query = "&".join(f"asset={one.id}" for one in assets)
    return film.go(f"/merge?{query}")


def merge(film, assets, survivor=0, **typed):
    """Press the button with all that the form of a browser sends."""
    page = merge_page(film, *assets)
    sent = {"asset": [str(one.id) for one in assets], "survivor": str(assets[survivor].id)}
    return page.press(f"Merge {len(assets)} assets", **sent, **typed)


@pytest.fixture
def pair(film):
    film.script()
    mara, voss = film.add("Mara", "character", 1), film.add("Voss", "character", 2)
    film.upload(mara, 1), film.upload(voss, 2)
    return mara, voss


def test_a_merge_is_asked_for_done_and_undone(film, pair):
    mara, voss = pair
    (picture,) = film.attempts(voss)
    page = merge(film, pair, attempt=str(picture.id), name="Both")
    assert "Voss merged into Both. 1 picture came along." in page.says
    assert film.asset(mara).scene_numbers == [1, 2]
    page = page.press("Undo")
    assert "Voss and Mara are apart again." in page.says
    assert set(film.assets()) == {"Mara", "Voss"}
    assert film.asset(mara).attempts == 1


def test_from_one_asset_the_others_of_its_type_are_chosen_first(film, pair):
    mara, _ = pair
    film.add("Lamp", "prop")
    page = merge_page(film, mara)
    assert "Voss" in page.says
    assert "Lamp" not in page.says


def test_without_another_of_its_type_there_is_nothing_to_merge(film):
    assert "There is no other prop" in merge_page(film, film.add("Lamp", "prop")).says


def test_the_ticked_assets_of_the_board_come_to_the_same_question(film, pair):
    ticked = [str(one.id) for one in pair]
    page = film.board("?select=1").press("Merge…", asset=ticked)
    assert "Merge 2 assets" in page.says


def test_what_is_refused_is_said_where_it_was_typed(film, pair):
    film.add("Tom")
    page = merge(film, pair, name="Tom")
    assert (page.status, page.typed("name")) == (409, "Tom")
    assert "Another asset of this type is called 'Tom'." in page.says
    assert len(film.assets()) == 3


def test_assets_of_two_types_are_told_apart(film):
    page = merge_page(film, film.add("Mara"), film.add("Lamp", "prop"))
    assert "Only assets of one type are merged." in page.says
    assert "Merge 2 assets" not in page.names()


def test_pictures_on_their_way_are_named(film, pair):
    film.style()
    film.ask(pair[1])
    assert "Pictures are on their way for Voss." in merge_page(film, *pair).says


def test_a_split_is_asked_for_done_and_undone(film, pair):
    tom = film.add("Tom", "character", 1, 2, 3)
    page = film.go(f"/assets/{tom.id}/split").press("Split", name="Tom, older", scene=["2", "3"])
    assert "Tom, older is split from Tom, with 2 scenes." in page.says
    older = film.assets()["Tom, older"]
    assert f"Split from {tom.name}" in film.go(f"/assets/{older.id}").says
    page = page.press("Undo")
    assert "Tom is whole again." in page.says
    assert film.asset(tom).scene_numbers == [1, 2, 3]


def test_a_split_that_divides_nothing_is_refused_with_what_was_ticked(film, pair):
    tom = film.add("Tom", "character", 1, 2)
    page = film.go(f"/assets/{tom.id}/split")
    page = page.press("Split", name="Older", scene=["1", "2"])
    assert (page.status, page.typed("name")) == (422, "Older")
    assert "leave at least one" in page.says


def test_what_is_in_one_scene_is_not_divided(film, pair):
    assert "It is in one scene only" in film.go(f"/assets/{pair[0].id}/split").says


def test_an_asset_says_what_was_merged_into_it_and_an_absorbed_one_how_it_comes_back(film, pair):
    mara, voss = pair
    merge(film, pair)
    assert "Voss merged into Mara" in film.go(f"/assets/{mara.id}").says
    page = film.go(f"/assets/{voss.id}")
    assert "Restore" not in page.names()
    page.press("Undo the merge")
    assert film.asset(voss).state == "active"


def test_the_bin_has_merges_and_splits_with_their_undo(film, pair):
    merge(film, pair)
    page = film.go("/bin")
    assert "just now by you · 30 days left" in page.says
    page = page.press("Undo: Voss merged into Mara")
    assert "are apart again" in page.says
    assert "Nothing is in the bin" in film.go("/bin").says


def test_the_bin_shows_one_kind_alone(film, pair):
    film.services.curation.delete(*film.ids, film.add("Rope", "prop").id)
    merge(film, pair)
    assert "Rope" not in film.go("/bin?only=merges").says
    assert "Voss merged" not in film.go("/bin?only=assets").says
    assert "Nothing of that kind" in film.go("/bin?only=cleared").says


def test_a_locked_stage_asks_nothing(film):
    film.lock()
    mara = film.assets()["Mara"]
    assert "while they are not locked" in merge_page(film, mara).says
    assert "while it is not locked" in film.go(f"/assets/{mara.id}/split").says


def test_a_type_that_its_pictures_do_not_fit_says_so_before_and_after(film):
    mara = film.add("Mara")
    film.upload(mara)
    wanted = next(
        kind
        for kind, misfits in film.services.curation.misfits(*film.ids, mara.id).items()
        if misfits and kind != "character"
    )
    page = film.go(f"/assets/{mara.id}/type")
    assert "Attempt 1 does not have its shape" in page.says
    page = page.press("Change type", type=wanted)
    assert "Attempt 1 does not have its shape" in page.says
    assert film.asset(mara).type == wanted


def test_versions_are_compared_and_taken_back(film):
    mara = film.add("Mara")
    film.services.curation.edit(*film.ids, mara.id, 1, {"description": "Mara, at the sea."})
    page = film.go(f"/assets/{mara.id}/history")
    assert "added: the" in page.says
    assert "Description changed just now by you" in page.says
    page.press("Use version 1 again")
    assert film.asset(mara).description == "Mara, at sea."
    page = film.go(f"/assets/{mara.id}/history?first=1&second=3")
    assert "The two texts are the same." in page.says


def test_a_text_without_a_past_says_so(film):
    assert "was not edited yet" in film.go(f"/assets/{film.add().id}/history").says
