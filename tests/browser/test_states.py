"""What pages look like when there is nothing, when it takes long, and when something is wrong."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def broken(page):
    rules = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}})
    return [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]


@pytest.fixture
def pages(film):
    """The addresses of pages with something on each."""
    film.script()
    film.style()
    mara, tom = film.add("Mara"), film.add("\u202e\u05e9\u05dc\u05d5\u05dd \U0001f3ac")
    film.upload(mara)
    film.services.curation.defer(*film.ids, tom.id)
    for shade in range(5):
        film.upload(mara, shade)
    film.services.curation.delete(*film.ids, film.add("W" * 200).id)
    film.end_job(film.ask(mara)[0], "failed", error_message="Nobody answered.")
    film.services.stage.lock_all(*film.ids)
    first, second, *_ = film.services.scripts.scenes(*film.ids).items
    film.services.scenes.populate(*film.ids, first.id)
    return [
        f"{film.path}/scenes",
        f"{film.path}/scenes/{first.id}",
        f"{film.path}/scenes/{second.id}",
        f"{film.path}/activity",
        f"{film.path}/bin",
        "/settings",
        "/nowhere",
    ]


def test_no_page_breaks_a_rule_for_people_who_see_or_hear_or_point_otherwise(page, pages):
    for address in pages:
        page.goto(address)
        page.evaluate(
            "document.querySelectorAll('main details').forEach((one) => (one.open = true))"
        )
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            assert broken(page) == [], (address, colours)


def test_every_page_fits_a_narrow_screen_and_one_that_is_magnified(new_page, pages):
    page = new_page(device_scale_factor=2)
    for address in pages:
        page.goto(address)
        for width in (360, 640):
            page.set_viewport_size({"width": width, "height": 500})
            assert page.evaluate("document.documentElement.scrollWidth") == width, address


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/scenes", "No scenes yet"),
        ("/activity", "Nothing yet"),
        ("/bin", "Nothing is in the bin"),
    ],
)
def test_what_is_empty_says_what_will_be_there_and_leads_on(page, film, path, heading):
    page.goto(f"{film.path}{path}")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator(".empty a")).to_have_count(1)


def test_what_is_not_there_says_so_and_leads_back(page, film):
    page.goto(f"{film.path}/bin")
    page.goto("/nowhere")
    expect(page.get_by_role("heading", name="Not here")).to_be_visible()
    page.get_by_role("link", name="All projects").click()
    expect(page.get_by_role("link", name="The Long Tide").last).to_be_visible()


def test_while_an_act_takes_long_its_button_and_a_bar_say_so(page, film):
    film.services.curation.delete(*film.ids, film.add("Rope").id)
    page.goto(f"{film.path}/bin")
    held = []
    page.route("**/restore", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    button = page.get_by_role("button", name="Restore Rope")
    button.click()
    expect(button).to_have_attribute("data-ui-busy", "")
    bar = "getComputedStyle(document.body, '::before').content"
    assert page.evaluate(bar) == '""'
    held[0].continue_()
    expect(page.get_by_text("Rope is back.")).to_be_visible()
    expect(page.locator("[data-ui-busy]")).to_have_count(0)
    assert page.evaluate(bar) == "none"


def test_when_nothing_is_heard_of_the_server_the_page_says_so_until_it_is_back(page, film):
    page.goto(f"{film.path}/bin")
    expect(page.locator("html")).to_have_attribute("data-ui-ready", "")
    page.context.set_offline(offline=True)
    notice = page.locator("#away")
    expect(notice).to_contain_text("What is shown may be old")
    page.context.set_offline(offline=False)
    expect(notice).to_be_hidden()


def test_messages_stack_so_that_no_undo_is_lost(page, film):
    # as if nobody looked, so that none leaves by itself
    page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => true })")
    for name in ("Rope", "Oar", "Bell", "Net"):
        film.services.curation.delete(*film.ids, film.add(name).id)
    page.goto(f"{film.path}/bin")
    told = page.locator("#told .flash")
    for count, name in ((1, "Rope"), (2, "Oar"), (3, "Bell"), (3, "Net")):
        page.get_by_role("button", name=f"Restore {name}").click()
        expect(told.last).to_contain_text(f"{name} is back.")
        expect(told).to_have_count(count)
    told.filter(has_text="Oar").get_by_role("button", name="Undo").click()
    expect(told.filter(has_text="Oar is back.")).to_have_count(0)
    expect(page.get_by_role("button", name="Restore Oar")).to_be_visible()


def test_a_message_waits_for_whoever_is_on_it_and_leaves_afterwards(page, film):
    film.services.curation.delete(*film.ids, film.add("Rope").id)
    page.clock.install()
    page.goto(f"{film.path}/bin")
    page.get_by_role("button", name="Restore Rope").click()
    told = page.locator("#told .flash")
    told.get_by_role("button", name="Undo").focus()
    page.clock.run_for(15_000)
    expect(told).to_be_visible()
    told.get_by_role("link", name="Dismiss").evaluate("link => link.blur()")
    page.get_by_role("heading", name="Bin", exact=True).click()
    page.clock.run_for(15_000)
    expect(told).to_have_count(0)
