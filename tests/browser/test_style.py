"""The style: a look or one's own words, kept while they are typed, locked, changed."""

import re

import pytest
from fixtures.pictures import a_png
from playwright.sync_api import expect

from asset_service.domain.looks import LOOKS
from browser.stack import until
from browser.test_uploading import give

LANTERN, SALT = LOOKS[0], LOOKS[1]


def field(page):
    return page.get_by_label("Visual style")


def style(film):
    return film.services.styles.get(*film.ids)


def test_a_look_fills_an_empty_style_and_the_draft_keeps_itself(page, film):
    page.goto(film.path)
    page.get_by_role("button", name=LANTERN.name).click()
    expect(field(page)).to_have_value(LANTERN.text)
    expect(page.get_by_role("status").get_by_text("Saved")).to_be_visible()
    assert (style(film).text, style(film).locked) == (LANTERN.text, False)
    page.get_by_role("button", name=SALT.name).click()
    expect(field(page)).to_have_value(SALT.text)


def test_a_look_never_writes_over_somebodys_own_words_unasked(page, film):
    page.goto(film.path)
    field(page).fill("My own words.")
    page.get_by_role("button", name=LANTERN.name).click()
    expect(field(page)).to_have_value("My own words.")
    page.get_by_role("button", name="Add below").click()
    expect(field(page)).to_have_value(f"My own words.\n\n{LANTERN.text}")
    page.get_by_role("button", name=SALT.name).click()
    page.get_by_role("button", name="Replace").click()
    expect(field(page)).to_have_value(SALT.text)
    until(lambda: style(film).text == SALT.text)


def test_what_was_just_typed_is_what_is_locked_and_the_steps_go_on(page, film):
    page.goto(film.path)
    expect(page.locator(".steps [aria-current=step]")).to_contain_text("Style")
    field(page).fill("Ink on wet paper.")
    page.get_by_role("button", name="Lock style").click()
    expect(page.get_by_text("The style is locked.")).to_be_visible()
    assert (style(film).text, style(film).locked) == ("Ink on wet paper.", True)
    expect(field(page)).to_have_count(0)
    expect(page.locator(".steps [aria-current=step]")).to_contain_text("Extract")


def test_two_who_write_the_style_at_once_are_both_shown(page, film):
    page.goto(film.path)
    field(page).focus()
    film.services.styles.put(*film.ids, "Theirs.")
    field(page).fill("Mine.")
    form = page.locator("#style-form")
    expect(form.get_by_role("alert")).to_contain_text("Theirs.")
    assert style(film).text == "Theirs."
    form.get_by_role("button", name="Keep mine").click()
    until(lambda: style(film).text == "Mine.")


def test_changing_a_locked_style_says_what_becomes_outdated_and_keeps_the_pictures(page, film):
    film.style()
    film.draw(film.add("Mara"), 2)
    film.draw(film.add("Tom"))
    page.goto(film.path)
    page.get_by_role("link", name="Change the style").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("3 pictures of 2 assets")).to_be_visible()
    dialog.get_by_label("Style goes into").fill("Ink and wash.")
    dialog.get_by_role("button", name="Change the style").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".tag", has_text="Style outdated")).to_have_count(2)
    assert len(film.attempts(film.assets()["Mara"])) == 2


def test_a_locked_style_that_is_kept_stays_as_it_is(page, film):
    film.style("Grainy noir")
    page.goto(film.path)
    page.get_by_role("link", name="Change the style").click()
    page.get_by_role("dialog").get_by_role("link", name="Keep it").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert style(film).text == "Grainy noir"


def test_without_a_script_a_look_is_a_button_that_asks_too(new_page, film):
    page = new_page(java_script_enabled=False)
    page.goto(film.path)
    field(page).fill("My own words.")
    page.get_by_role("button", name=LANTERN.name).click()
    page.get_by_role("button", name="Add below").click()
    page.get_by_role("button", name="Lock style").click()
    expect(page.get_by_text("The style is locked.")).to_be_visible()
    assert style(film).text == f"My own words.\n\n{LANTERN.text}"


def test_what_was_typed_is_shown_when_somebody_else_locks_the_style_meanwhile(page, film):
    page.goto(film.path)
    page.route("**/draft", lambda route: route.abort())
    field(page).fill("Mine, not saved.")
    film.style("Theirs")
    expect(page.get_by_role("alert")).to_contain_text("Mine, not saved.")
    expect(field(page)).to_have_count(0)


# --- pillars, strength, reference pictures ------------------------------------------------------


def a_picture(shade, name="ref.png"):
    return {"name": name, "mimeType": "image/png", "buffer": a_png(shade)}


def references(page):
    return page.locator("[data-references] .followed li")


def followed(film):
    return [one.name for one in style(film).written.references]


def test_pillars_are_chips_that_are_added_and_taken_away_by_key(page, film):
    page.goto(film.path)
    page.get_by_text("Pillars and strength").click()
    entry = page.get_by_label("Add a pillar")
    entry.press_sequentially("One amber lamp")
    entry.press("Enter")
    entry.press_sequentially("Wet slate")
    entry.press("Enter")
    until(lambda: style(film).pillars == ["One amber lamp", "Wet slate"])
    page.get_by_role("button", name="Remove One amber lamp").press("Enter")
    expect(page.locator(".chip")).to_have_text(["Wet slate\u00d7"])
    until(lambda: style(film).pillars == ["Wet slate"])
    expect(page.get_by_role("button", name="Remove Wet slate")).to_be_focused()


def test_a_pillar_that_was_not_finished_is_locked_with_the_rest(page, film):
    page.goto(film.path)
    page.get_by_text("Pillars and strength").click()
    field(page).fill("Ink.")
    page.get_by_label("Add a pillar").fill("Brass")
    page.get_by_role("button", name="Lock style").click()
    expect(page.get_by_text("The style is locked.")).to_be_visible()
    assert style(film).pillars == ["Brass"]


def test_the_strength_is_told_while_it_is_moved_and_counts_from_then_on(page, film):
    page.goto(film.path)
    page.get_by_text("Pillars and strength").click()
    slider = page.get_by_label("How strongly they count, in percent")
    expect(page.locator("[data-strength] output")).to_have_text("the provider decides")
    slider.press("ArrowRight")
    expect(page.locator("[data-strength] output")).to_have_text("55 %")
    until(lambda: style(film).strength == 0.55)
    page.get_by_label("Say how strongly they count").uncheck()
    until(lambda: style(film).strength is None)


def test_pictures_are_chosen_dropped_and_pasted_and_the_words_stay_as_they_are(page, film):
    page.goto(film.path)
    field(page).fill("Being typed")
    page.get_by_label("Reference pictures to add").set_input_files(
        [a_picture(1, "1.png"), a_picture(2, "2.png")]
    )
    expect(references(page)).to_have_count(2)
    give(page, "drop", a_picture(3, "3.png"), to="[data-references]")
    expect(references(page)).to_have_count(3)
    field(page).focus()
    give(page, "paste", a_picture(4, "4.png"), to="#style-text")
    expect(references(page)).to_have_count(4)
    assert followed(film) == ["1.png", "2.png", "3.png", "4.png"]
    expect(field(page)).to_have_value("Being typed")


def test_pictures_are_put_in_order_and_taken_away_by_key(page, film):
    for shade in (1, 2, 3):
        film.services.style_references.add(*film.ids, a_png(shade), f"{shade}.png")
    page.goto(film.path)
    page.get_by_role("button", name="Move reference 1: 1.png later").press("Enter")
    until(lambda: followed(film) == ["2.png", "1.png", "3.png"])
    expect(page.get_by_role("button", name="Move reference 2: 1.png later")).to_be_focused()
    page.get_by_role("button", name="Remove reference 1: 2.png").press("Enter")
    expect(references(page)).to_have_count(2)
    assert followed(film) == ["1.png", "3.png"]


def test_what_is_no_picture_is_said_and_nothing_is_lost(page, film):
    page.goto(film.path)
    liar = {**a_picture(1, "liar.png"), "buffer": b"no picture at all"}
    page.get_by_label("Reference pictures to add").set_input_files([liar])
    expect(page.get_by_label("Uploads", exact=True).get_by_role("alert")).not_to_be_empty()
    assert followed(film) == []


def test_attempts_are_picked_in_the_dialog_which_stays_open(page, film):
    film.style()
    mara = film.add("Mara")
    film.draw(mara, 2)
    until(lambda: len(film.attempts(mara)) == 2)
    page.goto(film.path)
    page.get_by_role("link", name="Change the style").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Style goes into").fill("Being typed")
    dialog.get_by_text("Pick from the attempts").click()
    dialog.get_by_role("button", name="Follow Mara, attempt 2").click()
    expect(dialog.locator(".followed li")).to_have_count(1)
    dialog.get_by_role("button", name="Follow Mara, attempt 1").click()
    expect(dialog.locator(".followed li")).to_have_count(2)
    expect(dialog.get_by_label("Style goes into")).to_have_value("Being typed")
    assert followed(film) == ["Mara, attempt 2", "Mara, attempt 1"]
    assert style(film).references == []


# --- a change that clears -----------------------------------------------------------------------


@pytest.fixture
def drawn(film):
    """Two assets with pictures that were drawn, and one with an upload alone."""
    film.style()
    film.draw(film.add("Mara"), 2)
    film.draw(film.add("Tom"))
    film.upload(film.add("Lamp", "prop"))
    until(lambda: len(state(film)) == 4)  # the workers draw, too
    return film


def state(film):
    return {
        (asset.name, attempt.number): attempt.is_selected
        for asset in film.assets().values()
        for attempt in film.attempts(asset)
    }


def change_and_clear(page, film):
    page.goto(film.path)
    page.get_by_role("link", name="Change the style").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Style goes into").fill("Ink and wash.")
    dialog.get_by_label("Clear them").check()
    dialog.get_by_role("button", name="Change the style").click()
    expect(dialog).to_be_hidden()


def test_a_change_that_clears_says_before_what_goes_and_offers_it_back_after(page, drawn):
    before = state(drawn)
    page.goto(drawn.path)
    page.get_by_role("link", name="Change the style").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("All 3 attempts of 2 assets")).to_be_visible()
    dialog.get_by_text("Which would be cleared").click()
    expect(dialog.locator(".affected li")).to_contain_text(["Mara", "Tom"])
    dialog.get_by_role("link", name="Keep it").click()
    change_and_clear(page, drawn)
    told = page.get_by_text("3 attempts of 2 assets are in the bin.")
    expect(told).to_be_visible()
    assert set(state(drawn)) == {("Lamp", 1)}
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("3 attempts are back, of 2 assets.")).to_be_visible()
    assert state(drawn) == before
    expect(page.locator(".tag", has_text="Style outdated")).to_have_count(2)


def test_what_was_cleared_is_one_thing_in_the_bin_and_comes_back_as_one(page, drawn):
    before = state(drawn)
    change_and_clear(page, drawn)
    page.goto(f"{drawn.path}/bin")
    group = page.locator(".rows li").filter(has_text="cleared with version 2")
    expect(group).to_contain_text("3 attempts of 2 assets")
    group.get_by_role("button", name="Restore all").click()
    expect(page.get_by_text("3 attempts are back, of 2 assets.")).to_be_visible()
    expect(group).to_have_count(0)
    assert state(drawn) == before


def test_an_undo_says_of_which_asset_a_newer_picture_stays_in_use(page, drawn):
    change_and_clear(page, drawn)
    drawn.upload(drawn.assets()["Mara"], 9)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("A newer picture stays in use: Mara.")).to_be_visible()
    assert state(drawn)["Mara", 3]


def stays_where_it_is(page, below):
    """While what is written is saved, and when it is."""
    before, held = below.bounding_box(), []

    def hold(route):
        held.append(route)

    page.route("**/style/draft", hold, times=1)
    page.get_by_label(re.compile("^(Style goes into|Visual style)")).fill("Ink, one day.")
    expect(page.get_by_text("Saving…")).to_be_visible()
    assert below.bounding_box() == before
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert below.bounding_box() == before


def test_what_says_that_it_is_saved_moves_nothing_below(page, drawn):
    page.goto(f"{drawn.path}/style")
    stays_where_it_is(page, page.get_by_role("button", name="Save for later"))


@pytest.mark.parametrize("width", [360, 1440])
def test_nor_does_it_on_the_board(page, film, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(film.path)
    stays_where_it_is(page, page.locator(".style-panel > .references"))


def test_a_change_is_prepared_and_made_another_time(page, drawn):
    page.goto(f"{drawn.path}/style")
    page.get_by_label("Style goes into").fill("Ink, one day.")
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_text("It is kept for later.")).to_be_visible()
    expect(page.get_by_text("Change prepared")).to_be_visible()
    assert style(drawn).text == "Grainy noir"
    page.goto(f"{drawn.path}/style")
    expect(page.get_by_label("Style goes into")).to_have_value("Ink, one day.")
    page.get_by_role("button", name="Discard what is prepared").click()
    expect(page.get_by_text("is thrown away")).to_be_visible()
    assert style(drawn).draft is None


def test_without_a_script_all_of_it_is_forms_that_work(new_page, drawn):
    page = new_page(java_script_enabled=False)
    page.goto(f"{drawn.path}/style")
    page.get_by_label("Pillars").fill("Brass\nWet slate")
    page.get_by_label("Say how strongly they count").check()
    page.get_by_role("button", name="Save for later").click()
    page.goto(f"{drawn.path}/style")
    page.get_by_label("Reference pictures to add").set_input_files([a_picture(7, "7.png")])
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("Pick from the attempts").click()
    page.get_by_role("button", name="Follow Lamp, attempt 1").click()
    page.get_by_role("button", name="Move reference 2: Lamp, attempt 1 earlier").click()
    page.get_by_label("Clear them").check()
    page.get_by_role("button", name="Change the style").click()
    expect(page.get_by_text("3 attempts of 2 assets are in the bin.")).to_be_visible()
    now = style(drawn)
    assert (now.version, now.pillars, now.strength) == (2, ["Brass", "Wet slate"], 0.5)
    assert [one.name for one in now.references] == ["Lamp, attempt 1", "7.png"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("3 attempts are back, of 2 assets.")).to_be_visible()


def test_an_answer_that_breaks_off_does_not_hold_up_the_pictures_after_it(page, film):
    page.goto(film.path)
    field(page).focus()
    page.evaluate(
        """() => {
          const real = window.fetch;
          window.fetch = async (address, how) => {
            if (how.method !== "POST") return real(address, how);
            window.fetch = real;
            const cut = { start: (stream) => stream.error(new TypeError("cut off")) };
            return new Response(new ReadableStream(cut));
          };
        }"""
    )
    give(page, "paste", a_picture(1, "1.png"), to="#style-text")
    tray = page.get_by_label("Uploads", exact=True)
    expect(tray.get_by_text("The server cannot be reached.")).to_be_visible()
    give(page, "paste", a_picture(2, "2.png"), to="#style-text")
    expect(page.get_by_text("1 of 8")).to_be_visible()
