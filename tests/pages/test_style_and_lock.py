import re

import pytest
from fixtures.film import a_file
from fixtures.pictures import a_png

from asset_service.domain.looks import LOOKS
from asset_service.domain.styles import Images

LOCK = "Lock All Assets & Begin Production"


def test_a_style_is_saved_then_locked(film):
    page = film.board().press("Save", text="Ink")
    assert "The style is saved, not locked." in page.says
    page = page.press("Lock style", text="Ink and wash")
    style = film.services.styles.get(*film.ids)
    assert (style.text, style.locked) == ("Ink and wash", True)
    assert "Ink and wash" in page.says


def test_an_empty_style_is_not_locked(film):
    page = film.board().press("Lock style", text=" ")
    assert page.status == 422
    assert "Write the style before it is locked." in page.says


def test_a_style_that_is_too_long_is_not_lost(film):
    page = film.board().press("Save", text="x" * 4001)
    assert page.status == 422
    assert page.typed("text") == "x" * 4001


def test_a_locked_style_is_changed_and_pictures_stay(film):
    film.style()
    film.draw(film.add("Mara"))
    page = film.go("/style").press("Change the style", text="Ink and wash")
    assert page.path == film.path
    assert "Style outdated" in page.says
    assert film.services.styles.get(*film.ids).text == "Ink and wash"


def test_locking_a_style_that_was_locked_meanwhile_changes_nothing(film):
    page = film.board()
    film.style("Theirs")
    assert page.press("Lock style", text="Mine").status == 200
    assert film.services.styles.get(*film.ids).text == "Theirs"


def test_in_a_locked_stage_the_style_is_only_read(film):
    film.lock()
    page = film.go("/style")
    assert "Grainy noir" in page.says
    assert "Change the style" not in page.names()


def test_locking_too_early_says_what_is_missing_and_changes_nothing(film):
    film.style()
    names = [f"Thing {number}" for number in range(5)]
    mara = film.add("Mara")
    film.upload(mara)
    page = film.board()
    for name in names:
        film.add(name)
    page = page.press(LOCK)
    assert page.path == film.path
    assert "Without an image: Thing 0, Thing 1, Thing 2 and 2 more." in page.says
    assert film.services.projects.get(*film.ids).stage == "open"


def test_locking_says_that_the_style_was_not(film):
    page = film.browser
    asset = film.add("Mara")
    film.upload(asset)
    token = film.board().typed("csrf_token")
    page = page.post(f"{film.path}/lock", {"csrf_token": token})
    assert "Lock the style first." in page.says


def test_unlocking_shows_its_impact_first(film):
    film.script()
    film.lock()
    scene = film.services.scripts.scenes(*film.ids).items[0]
    film.services.scenes.populate(*film.ids, scene.id)
    page = film.go("/unlock")
    assert "Populated scenes 1 Images in them 1" in page.says
    assert film.services.projects.get(*film.ids).stage == "locked"
    page = page.press("Unlock")
    assert "The assets are unlocked." in page.says
    assert film.services.projects.get(*film.ids).stage == "open"


def test_nothing_is_there_to_unlock_in_an_open_stage(film):
    page = film.go("/unlock")
    assert "They are not locked." in page.says
    assert "Unlock" not in page.names()


def test_a_locked_stage_offers_nothing_it_would_refuse(film):
    film.script()
    film.lock()
    page = film.board()
    assert not {f"{film.path}/assets/new", f"{film.path}/extraction"} & set(page.reader.links)
    assert "Lock style" not in page.names()


def test_a_look_is_put_into_an_empty_style_to_be_saved_or_locked(film):
    look = LOOKS[0]
    page = film.board().press(look.name)
    assert page.typed("text") == look.text
    assert film.services.styles.get(*film.ids).text == ""
    page.press("Lock style")
    assert film.services.styles.get(*film.ids).locked
    assert look.name in film.board().says


def test_a_look_is_asked_about_where_something_is_written(film):
    page = film.board().press(LOOKS[0].name, text="Mine.")
    assert page.typed("text") == "Mine."
    assert page.press("Add below").typed("text") == f"Mine.\n\n{LOOKS[0].text}"
    page = page.press("Replace")
    assert page.typed("text") == LOOKS[0].text
    # nobody's own words any more: one look is changed for another unasked
    assert page.press(LOOKS[1].name).typed("text") == LOOKS[1].text


def test_a_look_that_is_none_is_told(film):
    token = film.board().typed("csrf_token")
    page = film.browser.post(
        f"{film.path}/style", {"csrf_token": token, "look": "x", "text": "Mine"}
    )
    assert page.status == 422
    assert page.typed("text") == "Mine"


def test_a_stale_style_is_shown_beside_the_newer_one_and_nothing_is_lost(film):
    page = film.board()
    film.services.styles.put(*film.ids, "Theirs.")
    page = page.press("Lock style", text="Mine.")
    assert page.status == 412
    assert "Theirs." in page.says
    assert page.typed("text") == "Mine."
    page.press("Lock style")
    assert film.services.styles.get(*film.ids).text == "Mine."


def test_changing_the_style_says_what_becomes_outdated(film):
    film.style()
    assert "No picture was made with this style yet" in film.go("/style").says
    film.draw(film.add("Mara"), 2)
    assert "2 pictures of 1 asset will show as" in film.go("/style").says


def test_the_same_style_again_changes_nothing_and_says_so(film):
    film.style()
    assert "The style is as it was." in film.go("/style").press("Change the style").says


def test_locking_says_how_many_are_locked_and_how_many_are_not(film):
    film.style()
    film.upload(film.add("Mara"))
    film.services.curation.defer(*film.ids, film.add("Tom").id)
    page = film.board().press(LOCK)
    assert "1 asset is locked. 1 deferred one is not. Scenes can be populated now." in page.says


def test_the_band_says_when_it_was_locked_and_by_whom(film, other, stranger):
    film.lock()
    assert re.search(r"Assets locked on \d+ \w{3} by you", film.board().says)
    film.invite(other, "editor")
    assert "by Ada" in stranger.get(film.path).says


def names(film):
    return [one.name for one in film.services.styles.get(*film.ids).written.references]


def test_pillars_come_a_line_each_and_a_strength_where_it_is_set(film):
    page = film.board().press("Save", text="Ink", pillars="Brass\n\nSlate", strength="30")
    style = film.services.styles.get(*film.ids)
    assert (style.pillars, style.strength) == (["Brass", "Slate"], None)
    page = page.press("Save", strength="30", strength_set="1")
    assert film.services.styles.get(*film.ids).strength == 0.3
    assert (page.typed("pillars"), page.typed("strength")) == ("Brass\nSlate", "30")


def test_pillars_that_are_too_many_are_shown_again_with_what_is_wrong(film):
    many = "\n".join(map(str, range(9)))
    page = film.board().press("Save", text="Ink", pillars=many)
    assert page.status == 422
    assert page.typed("pillars") == many
    assert "Must be at most 8 phrases" in page.says


def test_a_look_leaves_pillars_and_strength_as_they_are_typed(film):
    page = film.board().press(LOOKS[0].name, pillars="Brass", strength="70", strength_set="1")
    assert (page.typed("pillars"), page.typed("strength")) == ("Brass", "70")
    assert page.typed("strength_set") == "1"


def test_a_reference_is_uploaded_moved_and_removed(film):
    for shade in (1, 2):
        page = film.board().press("Add", file=a_file(a_png(shade), f"{shade}.png"))
    assert "The style follows 2 pictures." in page.says
    assert page.path == film.path
    page = page.press("Move reference 2: 2.png earlier")
    assert names(film) == ["2.png", "1.png"]
    page.press("Remove reference 1: 2.png")
    assert names(film) == ["1.png"]


def test_what_is_no_picture_is_refused_where_it_was_sent(film):
    page = film.board().press("Add", file=a_file(b"no picture", "a.png"))
    assert page.path == film.path
    assert "The style follows" not in page.says
    assert names(film) == []


def test_when_eight_are_followed_there_is_nowhere_to_add_a_ninth(film):
    page = film.go("/style")
    for shade in range(8):
        film.services.style_references.add(*film.ids, a_png(shade), "a.png")
    assert "Add" not in film.go("/style").names()
    assert "8 pictures at most" in page.press("Add", file=a_file(a_png(9))).says


def test_a_page_from_before_the_lock_prepares_nothing_unseen(film):
    page = film.board()
    film.style()
    page = page.press("Add", file=a_file(a_png(1)))
    assert "The style is locked: change it instead." in page.says
    assert names(film) == []


def test_an_attempt_is_followed_and_what_is_prepared_is_no_style_yet(film):
    film.style()
    film.upload(film.add("Mara"))
    page = film.go("/style").press("Follow Mara, attempt 1")
    assert names(film) == ["Mara, attempt 1"]
    assert "Change prepared" in film.board().says
    page = film.go("/style").press("Discard what is prepared")
    assert "The style is as it was." in page.says
    assert names(film) == []


@pytest.fixture
def drawn(film):
    film.style()
    film.draw(film.add("Mara"), 2)
    film.upload(film.add("Lamp", "prop"))
    return film


def test_a_change_that_clears_is_told_with_its_way_back(drawn):
    page = drawn.go("/style")
    assert "All 2 attempts of 1 asset go to the bin" in page.says
    page = page.press("Change the style", text="Bright", images="clear")
    assert "The style is changed. 2 attempts of 1 asset are in the bin." in page.says
    assert drawn.asset(drawn.assets()["Lamp"]).image is not None
    page = page.press("Undo")
    assert "2 attempts are back, of 1 asset. The style stays changed." in page.says
    assert len(drawn.attempts(drawn.assets()["Mara"])) == 2


def test_a_change_that_is_sent_twice_is_made_once_and_told_twice(drawn):
    page = drawn.go("/style")
    for _ in range(2):
        told = page.press("Change the style", text="Bright", images="clear")
        assert "2 attempts of 1 asset are in the bin." in told.says
        assert "Undo" in told.names()
    assert drawn.services.styles.get(*drawn.ids).version == 2


def test_what_is_not_one_of_the_two_choices_changes_nothing(drawn):
    page = drawn.go("/style").press("Change the style", text="Bright", images="burn")
    assert page.status == 422
    assert page.typed("text") == "Bright"
    assert drawn.services.styles.get(*drawn.ids).version == 1


def test_a_change_over_somebody_elses_shows_both_and_loses_nothing(drawn):
    page = drawn.go("/style")
    drawn.services.styles.change(*drawn.ids, "Theirs.")
    page = page.press("Change the style", text="Mine.", images="clear")
    assert page.status == 412
    assert "Theirs." in page.says
    assert page.typed("text") == "Mine."
    assert len(drawn.attempts(drawn.assets()["Mara"])) == 2


def test_the_bin_restores_what_was_cleared_as_one(drawn):
    drawn.services.styles.change(*drawn.ids, "Bright", images=Images.CLEAR)
    page = drawn.go("/bin")
    assert "2 attempts of 1 asset cleared with version 2 of the style" in page.says
    assert "Cleared by a change of style" in drawn.go("/bin?q=mara").says
    page = page.press("Restore all 2 attempts cleared with version 2")
    assert "2 attempts are back" in page.says
    assert (
        "There was nothing left to bring back."
        in drawn.browser.post(
            f"{drawn.path}/style/cleared/2/restore", {"csrf_token": page.typed("csrf_token")}
        ).says
    )


def test_an_undo_that_is_not_whole_says_why(drawn):
    drawn.services.styles.change(*drawn.ids, "Bright", images=Images.CLEAR)
    mara = drawn.assets()["Mara"]
    for shade in range(3):
        drawn.upload(mara, shade)
    page = drawn.go("/bin").press("Restore all 2 attempts cleared with version 2")
    assert "left no room for all, the rest stays in the bin: Mara." in page.says


def test_in_a_locked_stage_what_was_cleared_stays(drawn):
    drawn.services.styles.change(*drawn.ids, "Bright", images=Images.CLEAR)
    drawn.upload(drawn.assets()["Mara"])
    drawn.services.stage.lock_all(*drawn.ids)
    page = drawn.go("/bin")
    assert not [name for name in page.names() if name.startswith("Restore all")]
