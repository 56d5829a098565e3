"""Text is changed where it is read, saved while it is typed, and never lost."""

import pytest
from playwright.sync_api import expect

from browser.stack import until

NEVER = "**/text"


@pytest.fixture
def mara(film):
    return film.add("Mara")


def words(page, asset):
    """The words of a card, as a form."""
    return page.locator(f"#words-{asset.id}")


def edited(page, film, asset):
    """The description of a card as a field, on the board."""
    page.goto(film.path)
    words(page, asset).get_by_text(asset.description).click()
    return words(page, asset).get_by_role("textbox", name=f"Description of {asset.name}")


def test_a_description_is_changed_where_it_is_read_and_says_when_it_is_saved(page, film, mara):
    field = edited(page, film, mara)
    field.fill("Harbour pilot.")
    expect(words(page, mara).get_by_role("status")).to_have_text("Saved")
    assert film.asset(mara).description == "Harbour pilot."

    field.fill("Harbour pilot, late fifties.")
    page.get_by_role("searchbox").focus()
    expect(field).to_be_hidden()
    expect(words(page, mara).get_by_text("Harbour pilot, late fifties.")).to_be_visible()
    assert film.asset(mara).description == "Harbour pilot, late fifties."


def test_the_keyboard_alone_edits_a_card(page, film, mara):
    page.goto(film.path)
    page.get_by_role("link", name="Edit the words of Mara").focus()
    page.keyboard.press("Enter")
    page.keyboard.type(" Late fifties.")
    page.keyboard.press("Control+Enter")
    expect(words(page, mara).get_by_text("Mara, at sea. Late fifties.")).to_be_visible()
    expect(page.get_by_role("link", name="Edit the words of Mara")).to_be_focused()
    until(lambda: film.asset(mara).description == "Mara, at sea. Late fifties.")


def test_a_name_is_changed_on_the_card_and_a_taken_one_is_said(page, film, mara):
    film.add("Old Tom")
    edited(page, film, mara)
    name = words(page, mara).get_by_role("textbox", name="Name of Mara")
    name.fill("old tom")
    name.press("Enter")
    expect(words(page, mara).get_by_role("status")).to_contain_text("is called 'old tom'")
    name.fill("Mara Voss")
    name.press("Enter")
    expect(page.get_by_role("heading", name="Mara Voss")).to_be_visible()
    assert film.asset(mara).name == "Mara Voss"


def test_enter_and_escape_that_end_a_composed_letter_do_not_end_the_edit(page, film, mara):
    description = edited(page, film, mara)
    description.fill("Lotsin")
    name = words(page, mara).get_by_role("textbox", name="Name of Mara")
    name.focus()
    for key in ("Enter", "Escape"):
        name.evaluate(
            """(field, key) => {
              const facts = { key, isComposing: true, bubbles: true, cancelable: true };
              field.dispatchEvent(new KeyboardEvent("keydown", facts));
            }""",
            key,
        )
    expect(words(page, mara).get_by_role("status")).to_have_text("Saved")
    page.wait_for_timeout(300)  # for what must not happen
    expect(name).to_be_focused()
    expect(description).to_have_value("Lotsin")


def test_escape_takes_back_what_was_typed_and_also_what_was_saved_meanwhile(page, film, mara):
    field = edited(page, film, mara)
    field.fill("Something else.")
    expect(words(page, mara).get_by_role("status")).to_have_text("Saved")
    field.press("Escape")
    expect(words(page, mara).get_by_text("Mara, at sea.")).to_be_visible()
    until(lambda: film.asset(mara).description == "Mara, at sea.")
    earlier = film.services.curation.revisions(*film.ids, mara.id)
    assert "Something else." in [one.description for one in earlier]


def test_one_go_of_typing_is_one_step_of_the_history(page, film, mara):
    field = edited(page, film, mara)
    for text in ("One.", "One. Two.", "One. Two. Three."):
        field.fill(text)
        until(lambda text=text: film.asset(mara).description == text)
        expect(words(page, mara).get_by_role("status")).to_have_text("Saved")
    earlier = film.services.curation.revisions(*film.ids, mara.id)
    assert [one.description for one in earlier] == ["Mara, at sea."]


def test_what_cannot_be_saved_is_said_and_tried_again(page, film, mara):
    page.route(NEVER, lambda route: route.abort())
    field = edited(page, film, mara)
    field.fill("Typed in a tunnel.")
    status = words(page, mara).get_by_role("status")
    expect(status).to_have_text("Not saved: the server cannot be reached.")
    page.unroute(NEVER)
    words(page, mara).get_by_role("button", name="Retry").click()
    expect(status).to_have_text("Saved")
    assert film.asset(mara).description == "Typed in a tunnel."


def test_leaving_the_page_at_once_saves_what_was_just_typed(page, film, mara):
    edited(page, film, mara).fill("The last word.")
    page.goto(f"{film.path}/activity")
    until(lambda: film.asset(mara).description == "The last word.")


def test_leaving_asks_only_when_something_is_not_saved(page, film, mara):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    field = edited(page, film, mara)
    field.fill("Saved.")
    expect(words(page, mara).get_by_role("status")).to_have_text("Saved")
    page.reload()
    assert asked == []
    page.route(NEVER, lambda route: route.abort())
    field = edited(page, film, film.asset(mara))
    field.fill("Not saved.")
    expect(words(page, mara).get_by_role("status")).to_contain_text("Not saved")
    page.reload()
    assert asked == ["beforeunload"]


def test_what_was_not_saved_survives_a_reload_and_is_offered(page, film, mara):
    page.on("dialog", lambda dialog: dialog.accept())
    page.route(NEVER, lambda route: route.abort())
    edited(page, film, mara).fill("An hour of work.")
    expect(words(page, mara).get_by_role("status")).to_contain_text("Not saved")
    page.unroute(NEVER)
    page.reload()
    field = words(page, mara).get_by_role("textbox", name="Description of Mara")
    expect(field).to_have_value("An hour of work.")
    expect(words(page, mara).get_by_role("status")).to_contain_text("not saved when you left")
    words(page, mara).get_by_role("button", name="Save it").click()
    until(lambda: film.asset(mara).description == "An hour of work.")


def test_a_draft_that_nobody_wants_is_discarded(page, film, mara):
    page.on("dialog", lambda dialog: dialog.accept())
    page.route(NEVER, lambda route: route.abort())
    edited(page, film, mara).fill("Never mind.")
    expect(words(page, mara).get_by_role("status")).to_contain_text("Not saved")
    page.reload()
    words(page, mara).get_by_role("button", name="Discard it").click()
    expect(words(page, mara).get_by_text("Mara, at sea.")).to_be_visible()
    page.reload()
    expect(words(page, mara).get_by_text("Mara, at sea.")).to_be_visible()
    expect(words(page, mara).get_by_role("textbox")).to_have_count(0)


@pytest.fixture
def disputed(page, film, mara):
    """Two wrote the description of Mara; the words of her card."""
    field = edited(page, film, mara)
    film.services.curation.edit(*film.ids, mara.id, 1, {"description": "Theirs."})
    field.fill("Mine.")
    card = words(page, mara)
    expect(card.get_by_role("alert")).to_contain_text("Nothing is lost")
    expect(card.locator("[data-theirs]")).to_have_text("Theirs.")
    expect(card.locator("[data-mine]")).to_have_text("Mine.")
    assert film.asset(mara).description == "Theirs."
    return card


def test_when_two_wrote_at_once_mine_can_be_kept_and_theirs_is_in_the_history(disputed, film, mara):
    disputed.get_by_role("button", name="Keep mine").click()
    expect(disputed.get_by_role("status")).to_have_text("Saved")
    assert film.asset(mara).description == "Mine."
    earlier = film.services.curation.revisions(*film.ids, mara.id)
    assert earlier[0].description == "Theirs."


def test_when_two_wrote_at_once_theirs_can_be_taken_and_mine_put_back(disputed, film, mara):
    disputed.get_by_role("button", name="Take theirs").click()
    field = disputed.get_by_role("textbox", name="Description of Mara")
    expect(field).to_have_value("Theirs.")
    disputed.get_by_role("button", name="Put mine back").click()
    expect(disputed.get_by_role("status")).to_have_text("Saved")
    assert film.asset(mara).description == "Mine."


def test_two_who_change_different_things_are_not_asked(page, film, mara):
    field = edited(page, film, mara)
    film.services.curation.edit(*film.ids, mara.id, 1, {"name": "Mara Voss"})
    field.fill("Harbour pilot.")
    expect(words(page, mara).get_by_role("status")).to_have_text("Saved")
    saved = film.asset(mara)
    assert (saved.name, saved.description) == ("Mara Voss", "Harbour pilot.")


def test_another_tab_sees_an_edit_as_it_is_made(new_page, film, mara):
    here, there = new_page(), new_page()
    there.goto(film.path)
    edited(here, film, mara).fill("Seen by both.")
    expect(words(there, mara).get_by_text("Seen by both.")).to_be_visible()


def test_what_others_did_while_somebody_only_looked_is_shown_after(page, film, mara):
    field = edited(page, film, mara)
    film.services.curation.edit(*film.ids, mara.id, 1, {"description": "Theirs."})
    film.add("Old Tom")
    expect(page.get_by_role("heading", name="Old Tom")).to_be_visible()
    field.press("Escape")
    expect(words(page, mara).get_by_text("Theirs.")).to_be_visible()


def test_a_long_description_is_cut_after_three_lines_with_more_behind_a_button(page, film):
    long, short = film.add("Long"), film.add("Short")
    film.services.curation.edit(*film.ids, long.id, 1, {"description": "A long word. " * 60})
    page.goto(film.path)
    text = words(page, long).locator(".description")
    cut = text.bounding_box()["height"]
    words(page, long).get_by_role("button", name="More").click()
    assert text.bounding_box()["height"] > cut * 2
    words(page, long).get_by_role("button", name="Less").click()
    assert text.bounding_box()["height"] == cut
    expect(words(page, short).get_by_role("button")).to_have_count(0)


def test_the_page_of_an_asset_saves_while_it_is_typed(page, film, mara):
    page.goto(f"{film.path}/assets/{mara.id}")
    form = page.locator(f"#text-{mara.id}")
    form.get_by_label("Image prompt").fill("Pilot at a window.")
    expect(form.get_by_role("status")).to_have_text("Saved")
    form.get_by_label("Scenes").fill("2 1")
    form.get_by_label("Scenes").blur()
    until(lambda: film.asset(mara).scene_numbers == [1, 2])
    assert film.asset(mara).image_prompt == "Pilot at a window."
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Mara is saved.")).to_be_visible()


def test_an_earlier_text_is_taken_back_as_an_edit(page, film, mara):
    film.services.curation.edit(*film.ids, mara.id, 1, {"description": "Worse."})
    page.goto(f"{film.path}/assets/{mara.id}")
    page.get_by_text("Earlier texts").click()
    page.get_by_role("button", name="Use the text of version 1 again").click()
    expect(page.get_by_text("has the text of version 1 again")).to_be_visible()
    expect(page.locator("#description")).to_have_value("Mara, at sea.")
    assert film.asset(mara).version == 3


def test_what_is_typed_above_the_board_is_saved_when_the_dialog_is_closed(page, film, mara):
    page.goto(film.path)
    page.evaluate(
        """path => { const link = document.createElement("a"); link.href = path;
        link.dataset.dialog = ""; document.querySelector("main").prepend(link); link.click(); }""",
        f"{film.path}/assets/{mara.id}",
    )
    dialog = page.get_by_role("dialog")
    dialog.locator("#description").fill("Written above the board.")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    until(lambda: film.asset(mara).description == "Written above the board.")
    expect(words(page, mara).get_by_text("Written above the board.")).to_be_visible()


def test_without_a_script_the_pencil_leads_to_the_form(new_page, film, mara):
    page = new_page(java_script_enabled=False)
    page.goto(film.path)
    page.get_by_role("link", name="Edit the words of Mara").click()
    page.locator("#description").fill("By hand.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Mara is saved.")).to_be_visible()
    assert film.asset(mara).description == "By hand."


def come(page, held, count=1):
    """Wait for that many requests that a route holds, which hears of them only meanwhile."""
    for _ in range(100):
        if len(held) >= count:
            return
        page.wait_for_timeout(50)
    pytest.fail("nothing was sent")


def test_one_save_at_a_time_is_under_way_however_many_wait_for_it(page, film, mara):
    field = edited(page, film, mara)
    held = []
    page.route(NEVER, lambda route: held.append(route))  # noqa: PLW0108 - needs attributes
    field.fill("One.")
    come(page, held)
    field.fill("Two.")
    field.press("Control+Enter")
    field.press("Control+Enter")
    held[0].continue_()
    come(page, held, 2)
    page.wait_for_timeout(300)  # for what must not happen
    assert len(held) == 2
    held[1].continue_()
    expect(words(page, mara).get_by_text("Two.")).to_be_visible()
    until(lambda: film.asset(mara).description == "Two.")


def test_a_card_that_is_narrowed_away_while_it_is_saved_is_saved(page, film, mara):
    field = edited(page, film, mara)
    film.add("Rope", "prop")
    held = []
    page.route(NEVER, lambda route: held.append(route))  # noqa: PLW0108 - needs attributes
    field.fill("Harbour pilot.")
    come(page, held)
    page.get_by_role("searchbox").fill("rope")
    expect(page.get_by_role("heading", name="Mara")).to_have_count(0)
    page.wait_for_timeout(300)  # for what must not happen
    held[0].continue_()
    until(lambda: film.asset(mara).description == "Harbour pilot.")
    page.wait_for_timeout(300)  # for what must not happen
    expect(page.get_by_text("What you typed")).to_have_count(0)


def test_what_was_refused_is_there_again_when_the_board_is_narrowed_no_more(page, film, mara):
    field = edited(page, film, mara)
    film.add("Rope", "prop")
    page.route(NEVER, lambda route: route.abort())
    field.fill("Typed in a tunnel.")
    status = words(page, mara).get_by_role("status")
    expect(status).to_have_text("Not saved: the server cannot be reached.")
    page.get_by_role("searchbox").fill("rope")
    alert = page.get_by_role("alert").filter(has_text="Typed in a tunnel.")
    expect(alert).to_be_visible()
    expect(alert).not_to_contain_text("cannot be changed")
    page.get_by_role("searchbox").fill("")
    expect(words(page, mara).get_by_role("textbox", name="Description of Mara")).to_have_value(
        "Typed in a tunnel."
    )
    page.unroute(NEVER)
    words(page, mara).get_by_role("button", name="Save it").click()
    until(lambda: film.asset(mara).description == "Typed in a tunnel.")
