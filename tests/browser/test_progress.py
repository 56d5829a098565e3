"""How far the missing pictures are, while they are made and after."""

from playwright.sync_api import expect

from browser.stack import REFUSED, until


def bar(page):
    return page.get_by_role("region", name="Missing pictures")


def generate_missing(page):
    page.get_by_role("button", name="Generate", exact=False).filter(has_text="missing").click()


def test_generating_what_is_missing_shows_how_far_it_is_and_stays_on_reload(page, film, stack):
    film.style()
    for name in ("Mara", "Tom", "Lamp"):
        film.add(name)
    with stack.paused("images"):
        page.goto(film.path)
        generate_missing(page)
        expect(bar(page)).to_contain_text("0 of 3 pictures")
        page.reload()
        expect(bar(page).get_by_role("progressbar")).to_be_visible()
        bar(page).get_by_text("Each picture").click()
        expect(bar(page).get_by_role("listitem")).to_have_count(3)
        expect(bar(page).get_by_role("listitem").first).to_contain_text("Queued")
    expect(bar(page)).to_contain_text("3 of 3 pictures")
    expect(bar(page).get_by_role("progressbar")).to_have_count(0)
    expect(bar(page).get_by_role("listitem").first).to_contain_text("Done")


def test_a_picture_that_was_refused_is_counted_named_and_asked_for_again(page, film):
    film.style()
    bad = film.add("Mara")
    film.services.curation.edit(*film.ids, bad.id, 1, {"description": f"With {REFUSED}."})
    film.add("Tom")
    page.goto(film.path)
    generate_missing(page)
    expect(bar(page)).to_contain_text("1 of 2 pictures · 1 refused by the provider")
    bar(page).get_by_text("Each picture").click()
    expect(bar(page).get_by_role("listitem").first).to_contain_text("Mara")
    film.services.curation.edit(*film.ids, bad.id, 2, {"description": "With a lamp."})
    bar(page).get_by_role("button", name="Retry failed").click()
    expect(bar(page)).to_contain_text("2 of 2 pictures")


def test_all_of_it_is_cancelled_at_once(page, film, stack):
    film.style()
    for name in ("Mara", "Tom"):
        film.add(name)
    page.goto(film.path)
    with stack.paused("images"):
        generate_missing(page)
        bar(page).get_by_role("button", name="Cancel all").click()
        expect(bar(page)).to_contain_text("0 of 2 pictures · 2 cancelled")
        expect(bar(page).get_by_role("button", name="Cancel all")).to_have_count(0)
    assert {job.status for job in film.jobs()} == {"canceled"}


def test_the_result_is_dismissed_in_this_browser_alone(page, new_page, film):
    film.style()
    film.draw_missing()
    page.goto(film.path)
    bar(page).get_by_role("button", name="Dismiss the result").click()
    expect(bar(page)).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Mara")).to_be_visible()
    expect(bar(page)).to_have_count(0)
    elsewhere = new_page()
    elsewhere.goto(film.path)
    expect(bar(elsewhere)).to_contain_text("1 of 1 picture")


def test_a_result_leads_to_its_card(page, film):
    film.style()
    for number in range(9):
        film.add(f"Thing {number}", "prop")
    film.draw_missing()
    page.goto(film.path)
    bar(page).get_by_text("Each picture").click()
    bar(page).get_by_role("link", name="Thing 8").click()
    card = page.locator(f"#asset-{film.assets()['Thing 8'].id}")
    expect(card).to_be_in_viewport()
    until(lambda: card.get_attribute("data-ui-marked") == "")
