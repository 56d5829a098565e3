import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.errors import Invalid
from asset_service.domain.texts import (
    FILE_NAME_MOST,
    NAME_MOST,
    TAG_MOST,
    TAGS_MOST,
    TEXT_MOST,
    clean_file_name,
    clean_name,
    clean_tags,
    clean_text,
    is_text,
)

anything = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize("value", ["a\x00b", "\x07", "\x85", "\ud800"])
def test_nul_control_characters_and_half_pairs_are_no_text(value):
    assert not is_text(value)


def test_lines_and_tabs_are_text():
    assert is_text("one\n\ttwo \N{GRINNING FACE}")


def test_a_name_is_on_one_line():
    assert clean_name("  Mara \n\t Voss ") == "Mara Voss"


@pytest.mark.parametrize("value", ["", "   ", "x" * (NAME_MOST + 1), "nul\x00"])
def test_a_name_that_cannot_be_used_is_named_by_its_field(value):
    with pytest.raises(Invalid) as caught:
        clean_name(value, "title")
    assert list(caught.value.extra["errors"]) == ["title"]


def test_the_longest_name_is_taken():
    assert len(clean_name("x" * NAME_MOST)) == NAME_MOST


def test_text_keeps_its_lines_in_one_form():
    assert clean_text(" a\r\nb\rc\n", "description") == "a\nb\nc"


@pytest.mark.parametrize("value", ["x" * (TEXT_MOST + 1), "a\x00b", "\udfff"])
def test_text_that_cannot_be_stored_is_refused(value):
    with pytest.raises(Invalid, match="The text cannot be used"):
        clean_text(value, "description")


def test_empty_text_is_refused_only_where_some_is_needed():
    assert clean_text("  ", "description") == ""
    with pytest.raises(Invalid) as caught:
        clean_text("  ", "description", required=True)
    assert "1 to" in caught.value.extra["errors"]["description"][0]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\pictures\\mara.png", "mara.png"),
        ("a\r\nb\x00.png", "ab.png"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe", "gnp.exe"),
        ("\u5834\u97624-\u96e8.png", "\u5834\u97624-\u96e8.png"),
        ("folder/", ""),
    ],
)
def test_a_file_name_is_only_its_last_part_in_characters_that_show(value, shown):
    assert clean_file_name(value) == shown


def test_a_long_file_name_is_cut_without_a_space_at_its_end():
    assert clean_file_name("a" * (FILE_NAME_MOST - 1) + " b") == "a" * (FILE_NAME_MOST - 1)


@given(value=anything)
def test_a_clean_name_is_clean_already(value):
    try:
        name = clean_name(value)
    except Invalid:
        return
    assert clean_name(name) == name


@given(value=anything)
def test_a_clean_text_is_clean_already(value):
    try:
        text = clean_text(value, "description")
    except Invalid:
        return
    assert clean_text(text, "description") == text


@given(value=anything)
def test_any_file_name_becomes_one_line_that_can_be_stored(value):
    shown = clean_file_name(value)
    kinds = {unicodedata.category(character) for character in shown}
    assert len(shown) <= FILE_NAME_MOST
    assert shown == " ".join(shown.split())
    assert not kinds & {"Cc", "Cs", "Cf"}
    assert "/" not in shown


def test_tags_are_kept_in_order_each_once_and_on_one_line():
    assert clean_tags([" hero ", "night\nshoot", "", "hero"], "tags") == ["hero", "night shoot"]


@pytest.mark.parametrize(
    "tags", [["x" * (TAG_MOST + 1)], [str(one) for one in range(TAGS_MOST + 1)], ["a\x00b"]]
)
def test_long_many_and_unsayable_tags_are_refused(tags):
    with pytest.raises(Invalid) as caught:
        clean_tags(tags, "tags")
    assert set(caught.value.extra["errors"]) == {"tags"}
