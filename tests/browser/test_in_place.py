"""Forms are sent in place, and nothing is lost by it."""

from playwright.sync_api import expect

from browser.stack import until


def test_what_a_form_did_is_shown_without_leaving_the_page(page, film):
    film.style()
    film.add("Mara")
    page.goto(film.path)
    page.evaluate("document.body.dataset.uiSame = 'yes'")

    page.get_by_role("button", name="Generate", exact=True).click()

    expect(page.get_by_text("Asked for 1 picture.")).to_be_visible()
    expect(page.get_by_text("Selected").first).to_be_visible()
    assert page.evaluate("document.body.dataset.uiSame") == "yes"
    until(lambda: len(film.attempts(film.assets()["Mara"])) == 1)


def test_what_others_do_is_seen_as_it_happens_and_takes_nothing_from_who_types(page, film):
    mara = film.add("Mara")
    page.goto(f"{film.path}/assets/{mara.id}")
    page.locator("#description").fill("Half a sentence that is")

    film.upload(mara)

    expect(page.get_by_text("Selected").first).to_be_visible()
    expect(page.locator("#description")).to_have_value("Half a sentence that is")
    expect(page.locator("#description")).to_be_focused()


def test_a_link_opens_its_page_above_this_one_and_closes_when_the_form_is_taken(page, film):
    film.add("Mara")
    page.goto(film.path)
    page.get_by_role("link", name="Add asset").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Old Tom")
    dialog.get_by_label("Description").fill("Waits.")
    dialog.get_by_role("button", name="Add").click()

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("heading", name="Old Tom")).to_be_visible()
    expect(page.get_by_role("link", name="Add asset")).to_be_focused()


def test_a_page_that_was_asked_for_twice_takes_nothing_from_who_types_in_it(page, film):
    film.add("Mara")
    page.goto(film.path)
    asked = []

    def late(route):
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    page.route("**/assets/new", late)
    page.get_by_role("link", name="Add asset").dblclick()
    name = page.get_by_role("dialog").get_by_label("Name")
    name.fill("Old Tom")
    with page.expect_event("requestfinished"):
        asked[0].continue_()
    page.wait_for_timeout(300)  # for what must not happen
    expect(name).to_have_value("Old Tom")


def test_what_is_wrong_in_a_dialog_is_said_there_and_what_was_typed_stays(page, film):
    film.add("Mara")
    page.goto(film.path)
    page.get_by_role("link", name="Add asset").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Mara")
    dialog.get_by_label("Description").fill("Another one.")
    dialog.get_by_role("button", name="Add").click()

    expect(dialog.get_by_role("alert")).to_contain_text("Nothing you typed is lost")
    expect(dialog.get_by_label("Description")).to_have_value("Another one.")


def test_when_the_server_cannot_be_reached_the_page_says_so_and_keeps_what_was_typed(page, film):
    page.goto(film.path)
    page.get_by_label("Visual style").fill("Grainy noir")
    page.route("**/style", lambda route: route.abort())
    page.get_by_role("button", name="Lock style").click()

    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(page.get_by_label("Visual style")).to_have_value("Grainy noir")


def test_the_colours_are_chosen_in_the_menu_and_stay(page, film):
    page.emulate_media(color_scheme="light")
    page.goto(film.path)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("summary.avatar").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
