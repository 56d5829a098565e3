"""The review of an extraction: decided by hand or by keys, counted, taken back, never lost."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def review(page, film):
    """The page of a review by itself, of the names Mara, Old Tom, two places and a lamp."""
    film.script()
    page.goto(f"{film.path}/extraction")
    expect(page.locator("html")).to_have_attribute("data-ui-ready", "")
    return page


def row(page, name):
    return page.get_by_role("radiogroup", name=name, exact=True)


def radio(page, name, decision):
    return row(page, name).get_by_role("radio", name=decision)


def module(page, name):
    """The address of a module as the page has it: under another it would be a second one."""
    return page.locator("script[type=module]").get_attribute("src").replace("page.js", name)


def above(page, film):
    """Open the review above the board."""
    page.goto(film.path)
    expect(page.locator("html")).to_have_attribute("data-ui-ready", "")
    address = f"{film.path}/extraction"
    page.evaluate(
        "([at, its]) => import(its).then(({open}) => open(at, {size: 'full'}))",
        [address, module(page, "dialog.js")],
    )
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def tally(page, keep, defer, delete):
    found = page.locator(".tally")
    expect(found).to_have_text(
        f"Keep {keep} Defer {defer} Delete {delete}", use_inner_text=True, ignore_case=True
    )


def total(page):
    return page.locator(".entities > li").count()


def test_each_name_has_three_choices_told_by_word_and_sign_and_colour(review):
    chosen = row(review, "Mara").locator("label:has(:checked)")
    expect(chosen).to_have_text("Keep")
    expect(chosen.locator("svg")).to_be_visible()
    seen = set()
    for decision in ("Keep", "Defer", "Delete"):
        radio(review, "Mara", decision).check()
        seen.add(chosen.evaluate("one => getComputedStyle(one).backgroundColor"))
    assert len(seen) == 3


def test_the_numbers_follow_what_is_chosen(review):
    count = total(review)
    tally(review, count, 0, 0)
    radio(review, "Mara", "Defer").check()
    radio(review, "Old Tom", "Delete").check()
    tally(review, count - 2, 1, 1)
    expect(review.get_by_role("button", name=f"Confirm {count - 1} assets")).to_be_visible()


def test_keys_decide_of_a_row_and_move_on(review):
    radio(review, "Mara", "Keep").focus()
    review.keyboard.press("d")
    expect(radio(review, "Mara", "Defer")).to_be_checked()
    expect(radio(review, "Old Tom", "Keep")).to_be_focused()
    review.keyboard.press("x")
    expect(radio(review, "Old Tom", "Delete")).to_be_checked()
    review.keyboard.press("ArrowUp")
    expect(radio(review, "Old Tom", "Delete")).to_be_focused()
    review.keyboard.press("k")
    expect(radio(review, "Old Tom", "Keep")).to_be_checked()


def test_a_key_that_is_held_decides_of_one_row(review):
    radio(review, "Mara", "Keep").focus()
    for _ in range(4):
        review.keyboard.down("x")
    review.keyboard.up("x")
    review.keyboard.press("d")
    expect(radio(review, "Old Tom", "Defer")).to_be_checked()
    tally(review, total(review) - 2, 1, 1)


def test_arrows_go_from_row_to_row_and_decide_nothing(review):
    radio(review, "Mara", "Keep").focus()
    review.keyboard.press("ArrowDown")
    expect(radio(review, "Old Tom", "Keep")).to_be_focused()
    review.keyboard.press("ArrowUp")
    expect(radio(review, "Mara", "Keep")).to_be_focused()
    tally(review, total(review), 0, 0)


def test_z_takes_back_one_decision_after_the_other(review):
    radio(review, "Mara", "Keep").focus()
    review.keyboard.press("d")
    review.keyboard.press("x")
    review.keyboard.press("z")
    expect(radio(review, "Old Tom", "Keep")).to_be_checked()
    expect(radio(review, "Mara", "Defer")).to_be_checked()
    review.keyboard.press("z")
    expect(radio(review, "Mara", "Keep")).to_be_focused()
    tally(review, total(review), 0, 0)


def test_all_of_a_type_are_deferred_without_asking_the_server_and_taken_back_as_one(review):
    radio(review, "Old Tom", "Delete").check()
    review.route("**/decide", lambda route: pytest.fail("asked the server"))
    review.get_by_role("button", name="Defer all characters").click()
    tally(review, total(review) - 2, 2, 0)
    review.get_by_role("button", name="Undo").click()
    tally(review, total(review) - 1, 0, 1)
    expect(radio(review, "Old Tom", "Delete")).to_be_checked()


def test_what_was_decided_is_said_aloud(review):
    count = total(review)
    radio(review, "Mara", "Keep").focus()
    review.keyboard.press("d")
    said = review.locator("[data-said]")
    expect(said).to_have_role("status")
    expect(said).to_have_text(f"Mara deferred. keep {count - 1}, defer 1, delete 0.")


def test_the_other_lines_that_name_it_are_shown_on_demand(review):
    line = review.locator(".entities > li").first.locator(".quotes details")
    expect(line.locator("mark").first).to_be_hidden()
    line.locator("summary").click()
    expect(line.locator("mark").first).to_be_visible()


def test_confirmed_above_the_board_the_decisions_are_carried_out_there(page, film):
    film.script()
    dialog = above(page, film)
    expect(radio(dialog, "Mara", "Keep")).to_be_focused()
    page.keyboard.press("d")
    radio(dialog, "Slipway", "Delete").check()
    dialog.get_by_role("button", name="Confirm").click()

    expect(dialog).to_be_hidden()
    expect(page.get_by_text("1 deferred · 1 deleted")).to_be_visible()
    assert film.assets()["Mara"].deferred
    assert "Slipway" not in film.assets()


def test_leaving_asks_only_when_something_was_decided(page, film):
    film.script()
    dialog, asked = above(page, film), []
    page.on("dialog", lambda question: (asked.append(question.message), question.dismiss()))
    page.keyboard.press("d")
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    assert len(asked) == 1
    page.keyboard.press("z")
    dialog.get_by_role("link", name="Cancel").click()
    expect(dialog).to_be_hidden()
    assert len(asked) == 1


def test_the_page_by_itself_asks_before_it_is_left_and_not_when_it_is_confirmed(review, film):
    asked = []
    review.on("dialog", lambda question: (asked.append(question.type), question.dismiss()))
    radio(review, "Mara", "Defer").check()
    review.get_by_role("link", name="Script", exact=True).click(no_wait_after=True)
    expect(radio(review, "Mara", "Defer")).to_be_checked()
    assert asked == ["beforeunload"]
    review.get_by_role("button", name="Confirm").click()
    review.wait_for_url(f"**{film.path}")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("is_above", [True, False])
def test_a_confirm_that_is_refused_says_why_and_keeps_the_decisions(page, film, is_above):
    film.script()
    page.goto(f"{film.path}/extraction")
    shown = above(page, film) if is_above else page.locator("main")
    radio(shown, "Old Tom", "Defer").check()
    film.lock()
    shown.get_by_role("button", name="Confirm").click()

    expect(shown.get_by_role("alert")).to_contain_text("your decisions are still here")
    expect(radio(shown, "Old Tom", "Defer")).to_be_checked()
    its = module(page, "held.js")
    assert page.evaluate("its => import(its).then(m => m.isTyped(review))", its)


def test_without_an_answer_the_decisions_stay(review):
    radio(review, "Mara", "Defer").check()
    review.route("**/confirm", lambda route: route.abort())
    review.get_by_role("button", name="Confirm").click()
    expect(review.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(radio(review, "Mara", "Defer")).to_be_checked()


def test_what_happens_beneath_takes_no_decision_away(page, film):
    film.script()
    dialog = above(page, film)
    radio(dialog, "Mara", "Defer").check()
    film.add("Harbour cat")
    expect(page.locator("#page").get_by_role("heading", name="Harbour cat")).to_be_attached()
    expect(radio(dialog, "Mara", "Defer")).to_be_checked()
    page.keyboard.press("z")
    expect(radio(dialog, "Mara", "Keep")).to_be_checked()


def test_a_scan_again_tells_what_differs_and_what_it_leaves_alone(page, film):
    film.script()
    page.goto(f"{film.path}/extraction")
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(f"**{film.path}")
    film.script(b"INT. LIGHTHOUSE - NIGHT\n\nMARA\nAlone.\n\nEXT. PIER - DAY\n\nMARA\nStill.\n")
    page.goto(f"{film.path}/extraction")
    expect(page.get_by_text("never removes or renames")).to_be_visible()
    expect(page.locator(".again .facts")).to_contain_text("New 1", use_inner_text=True)
    expect(page.get_by_role("heading", name="In more scenes now")).to_be_visible()


def test_five_hundred_names_are_decided_without_delay(page, film):
    scenes = [f"INT. ROOM {n} - DAY\n\nPERSON {n}\nHere.\n\n" for n in range(250)]
    film.script("".join(scenes).encode())
    page.goto(f"{film.path}/extraction")
    assert total(page) >= 500
    page.locator(".tri input:checked").first.focus()
    took = page.evaluate(
        """() => { const before = performance.now();
          for (let n = 0; n < 20; n++) document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", {key: "d", bubbles: true, cancelable: true}));
          document.body.offsetHeight; return performance.now() - before; }"""
    )
    tally(page, total(page) - 20, 20, 0)
    assert took / 20 < 50  # milliseconds a key


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(new_page, film, scheme):
    film.script()
    page = new_page(color_scheme=scheme)
    dialog = above(page, film)
    radio(dialog, "Mara", "Defer").check()
    radio(dialog, "Old Tom", "Delete").check()
    found = Axe().run(page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()
