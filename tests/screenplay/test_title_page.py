# ruff: noqa: RUF001 -- other alphabets are the point of some cases
import pytest

from asset_service.screenplay.fountain import parse


def test_keys_are_in_lower_case_and_values_in_order():
    script = parse("Title:\n\t_BRICK_ & STEEL\n\tPART TWO\nAuthor: Ann\nDraft Date: x\n\nINT. A")
    assert dict(script.title_page) == {
        "title": ["BRICK & STEEL", "PART TWO"],
        "author": ["Ann"],
        "draft date": ["x"],
    }
    assert [e.text for e in script.elements] == ["INT. A"]


def test_a_key_that_comes_twice_collects_its_values():
    assert parse("Author: Ann\nAuthor: Bob\n\nx").title_page["author"] == ["Ann", "Bob"]


def test_lines_of_the_body_keep_their_numbers():
    assert parse("Title: x\n\nINT. A").elements[0].start_line == 3


@pytest.mark.parametrize(
    "text",
    [
        "FADE IN:\n\nINT. A",
        "INT. HOUSE: KITCHEN\n\nx",
        "Anna says: hello\nand leaves.",
        "CUT TO:\nx",
        "Note this down.",
        "\n",
    ],
)
def test_a_script_without_a_title_page_has_none(text):
    script = parse(text)
    assert dict(script.title_page) == {}
    assert len(script.elements) >= bool(text.strip())


def test_unknown_keys_make_a_title_page_when_all_lines_look_like_one():
    assert parse("Kiel: x\nMot: y\n\nINT. A").title_page["kiel"] == ["x"]


@pytest.mark.parametrize(
    ("text", "key"),
    [("Title：映画\nAuthor：匿名\n\nx", "title"), ("Название: Лорем\n\nx", "название")],
)
def test_other_alphabets_and_full_width_colons_are_read(text, key):
    assert key in parse(text).title_page


def test_comments_and_leading_empty_lines_do_not_hide_it():
    script = parse("\n\n/* draft */\nTitle: x\n/* more */\nAuthor: y\n\nINT. A")
    assert list(script.title_page) == ["title", "author"]
    assert script.elements[0].start_line == 8
