import re

import pytest
from sqlalchemy import event


@pytest.fixture
def statements(services):
    """What is sent to the database while a page is made."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(services.engine, "before_cursor_execute", note)
    yield sent
    event.remove(services.engine, "before_cursor_execute", note)


def card(page, name):
    """The part of a board that is one card, as text."""
    cards = re.findall(r"<article.*?</article>", page.text, re.DOTALL)
    return next(found for found in cards if f"<bdi>{name}</bdi>" in found)


def test_fifty_assets_take_as_many_statements_as_five(new_film, statements):
    counts = []
    for size in (5, 50):
        film = new_film()
        film.style()
        for number in range(size):
            asset = film.add(f"Thing {number}")
            if number % 2:
                film.ask(asset)
        film.upload(asset)
        statements.clear()
        assert film.board().status == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_assets_are_grouped_by_type_with_counts(film):
    film.upload(film.add("Mara"))
    film.add("Tom")
    film.add("Lamp", "prop")
    page = film.board()
    assert "Characters 2 · 1 with images" in page.says
    assert "Props 1 · 0 with images" in page.says
    assert page.says.index("Characters 2") < page.says.index("Props 1")


def test_an_asset_without_an_image_says_so(film):
    film.add()
    assert "No image yet" in film.board().says


def test_the_selected_picture_is_shown_whole_with_its_size_and_words(film):
    asset = film.add("Mara")
    attempt = film.upload(asset)
    image = film.board().reader.images[0]
    assert image["src"].endswith(f"/images/{attempt.sha256}/768")
    assert (image["width"], image["height"]) == ("40", "60")
    assert image["alt"] == "Mara, uploaded picture"
    assert image["loading"] == "lazy"


def test_a_placeholder_is_called_one_everywhere(film):
    film.style()
    film.draw(film.add("Mara"))
    page = film.board()
    assert [image["alt"] for image in page.reader.images] == ["Placeholder picture for Mara"]
    assert "Placeholder" in page.says


def test_by_hand_and_an_older_style_are_told_by_badges(film):
    film.style()
    film.draw(film.add("Mara"))
    assert "Style outdated" not in film.board().says
    film.services.styles.change(*film.ids, "Ink and wash")
    assert "Style outdated" in film.board().says
    assert "Manual" in card(film.board(), "Mara")


def test_the_attempt_that_makes_room_is_named_before_the_fifth(film):
    asset = film.add("Mara")
    for shade in range(3):
        film.upload(asset, shade)
    assert "moves attempt" not in film.board().says
    film.upload(asset, 3)
    assert "A further attempt moves attempt 1 to the bin." in film.board().says


def test_the_picture_that_makes_room_says_so_itself(film):
    asset = film.add("Mara")
    for shade in range(4):
        film.upload(asset, shade)
    slides = film.board().text.split('<li id="t-')[1:]
    assert ["Next to leave" in slide for slide in slides] == [True, False, False, False]


def test_each_picture_says_its_place_its_source_and_whether_it_is_in_use(film):
    film.style()
    asset = film.add("Mara")
    film.draw(asset)
    film.upload(asset)
    says = film.board().says
    first = says.index("Placeholder, not AI-generated (where attempt 1 of Mara comes from)")
    assert first < says.index("Picture 1 / 2") < says.index("Selected Uploaded (where attempt 2")
    assert says.index("Selected Uploaded") < says.index("Picture 2 / 2")


def test_the_board_can_be_narrowed(film):
    film.upload(film.add("Mara"))
    film.add("Lamp", "prop")
    assert film.board("?type=prop").says.count("Props") > 0
    assert "Mara" not in re.sub("Missing.*", "", film.board("?type=prop").says)
    assert "No image yet" not in film.board("?q=MARA").says
    assert "Nothing here" in film.board("?q=nobody").says
    assert "Lamp" in film.board("?missing=1").says


@pytest.mark.parametrize("query", ["?type=nonsense", "?missing=yes", "?q=%00", "?q=" + "x" * 999])
def test_nonsense_in_the_address_is_no_error(film, query):
    film.add("Mara")
    assert film.board(query).status == 200


def test_a_bad_cursor_is_told_as_such(film):
    assert film.board("?after=nonsense").status == 422


def test_more_assets_than_a_page_holds_are_a_link_away(film, monkeypatch):
    monkeypatch.setattr("asset_service.web.pages.board.ASSETS_SHOWN", 1)
    film.add("Mara")
    film.add("Tom")
    (link,) = [link for link in film.board().reader.links if "after=" in link]
    assert "Tom" in film.browser.get(link).says


def test_the_steps_lead_from_nothing_to_the_lock(film):
    assert "Import a script" in film.board().says
    film.script()
    assert "Extract from the script" in film.board().says
    film.upload(film.add("Mara"))
    film.style()
    assert "all 1 there , ready to lock" in film.board().says.replace("there,", "there ,")
    page = film.board().press("Lock All Assets & Begin Production")
    assert "Assets locked" in page.says


def test_the_bar_counts_and_links_what_is_missing(film):
    film.upload(film.add("Mara"))
    tom = film.add("Tom")
    film.services.curation.defer(*film.ids, film.add("Later").id)
    page = film.board()
    assert "1/2 active assets have images | 1 deferred" in page.says
    assert f"{film.path}#asset-{tom.id}" in page.reader.links
    assert "Lock All Assets & Begin Production" not in page.names()
    assert "Lock the style first." in page.says


def test_many_missing_ones_are_counted_not_listed(film):
    for number in range(7):
        film.add(f"Thing {number}")
    assert "2 more" in film.board().says


def test_deferred_assets_wait_below_with_restore_and_delete(film):
    tom = film.add("Tom")
    page = film.board().press("Defer")
    assert "Deferred assets ( 1 )" in page.says
    assert film.asset(tom).deferred
    assert {"Restore Tom", "Delete Tom"} <= set(page.names())
    page.press("Restore Tom")
    assert not film.asset(tom).deferred


def test_a_locked_board_says_it_once_and_has_nothing_to_type(film):
    film.lock()
    page = film.board()
    assert page.says.count("Assets locked") == 1
    assert "Unlock" in page.says
    fields = {name for form in page.reader.forms for name in form.fields}
    assert fields <= {"csrf_token", "back", "idempotency_key", "q", "scene", "status"}
    assert "Delete" not in page.names()


def test_an_asset_restored_after_the_lock_is_pointed_out(film):
    film.lock()
    page = film.board().press("Restore Tom")
    assert "Restored, not locked yet" in page.says
    assert "0/0" not in page.says
    film.upload(film.assets()["Tom"], 9)
    page = film.board()
    assert "1 restored asset is not locked yet." in page.says
    page = page.press("Lock All Assets & Begin Production")
    assert "Everything active is locked." in page.says


def test_a_script_that_changed_since_the_lock_is_pointed_out(film):
    film.lock()
    film.script()
    assert "The script changed since" in film.board().says


def test_nothing_of_the_page_needs_inline_script_or_style(film):
    film.style()
    film.draw(film.add("Mara"))
    for tag, attributes in film.board().reader.tags:
        assert tag != "style"
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert tag != "script" or attributes["src"].startswith("/static/")


def test_no_card_has_buttons_that_a_browser_looks_for_in_the_whole_page(film):
    def of_forms_elsewhere():
        return [
            found for tag, found in film.board().reader.tags if tag == "button" and "form" in found
        ]

    film.style()
    film.draw(film.add("Mara"), 2)
    few = len(of_forms_elsewhere())
    for name in ("Old Tom", "The Girl"):
        film.draw(film.add(name), 2)
    assert len(of_forms_elsewhere()) == few


def test_the_files_that_the_page_names_are_served(film):
    tags = film.board().reader.tags
    named = [found["href"] for tag, found in tags if tag == "link"]
    named += [found["src"] for tag, found in tags if tag == "script"]
    assert len(named) > 6
    for path in named:
        with film.browser.client.get(path) as answer:
            assert answer.status_code == 200


def test_a_page_has_no_indents_of_its_template_but_those_of_a_text(film):
    mara = film.add("Mara")
    typed = {"description": "First\n  second", "image_prompt": "Ink\n\twash"}
    film.services.curation.edit(*film.ids, mara.id, mara.version, typed)
    assert not re.search(r"^[ \t]+<", film.board().text, re.MULTILINE)
    assert film.go(f"/assets/{mara.id}").typed("description") == "First\n  second"
