import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from asset_service.adapters.providers.placeholder import lettering
from asset_service.adapters.providers.placeholder.lettering import (
    ELLIPSIS,
    Block,
    Lettering,
    readable,
)


@pytest.fixture
def latin_only(monkeypatch):
    """A system without any fonts of its own."""
    lettering._font_for.cache_clear()
    monkeypatch.setattr(lettering, "_system_fonts", tuple)
    yield
    lettering._font_for.cache_clear()


def widths(block):
    letters = Lettering()
    return [letters.width(line, block.style, block.size) for line in block.lines]


def test_lines_are_no_wider_than_they_may_be():
    words = "A marine biologist in her thirties, restless and precise, always with a notebook."
    block = Lettering().fitted(words, "regular", [24], 300, 10)
    assert " ".join(block.lines) == words
    assert max(widths(block)) <= 300 + 24


def test_the_largest_size_that_fits_is_taken():
    sizes = [60, 40, 20]
    assert Lettering().fitted("Short", "bold", sizes, 400, 1).size == 60
    assert Lettering().fitted("A good deal longer", "bold", sizes, 400, 1).size == 40


def test_what_does_not_fit_ends_in_an_ellipsis():
    block = Lettering().fitted("word " * 100, "regular", [30, 20], 200, 3)
    assert len(block.lines) == 3
    assert block.lines[-1].endswith(ELLIPSIS)
    assert max(widths(block)) <= 220


def test_a_word_wider_than_the_line_is_broken():
    block = Lettering().fitted("x" * 80, "regular", [20], 200, 10)
    assert "".join(block.lines) == "x" * 80
    assert max(widths(block)) <= 200


def test_a_room_is_filled_with_the_largest_size_that_fits():
    letters = Lettering()
    short = letters.filling("A few words", "regular", [30, 20], (300, 90), spacing=1.3)
    long = letters.filling("A few words " * 9, "regular", [30, 20], (300, 90), spacing=1.3)
    assert (short.size, long.size) == (30, 20)
    assert long.height <= 90


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "\n\t", "\ud800"])
def test_no_words_make_no_lines(text):
    block = Lettering().fitted(text, "regular", [20], 100, 3)
    assert (block.lines, block.height) == ((), 0)


@pytest.mark.parametrize(
    "text", ["Ελένη Παπαδοπούλου", "Анна Каренина", "Łódź, Nguyễn, ñ ß ø", "“quoted” so…"]
)
def test_greek_cyrillic_and_latin_need_no_other_font(latin_only, text):
    assert readable(text, "bold") == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("老人 Wang", "[CJK] Wang"),
        ("Wang老人", "Wang [CJK]"),
        ("한국어", "[HANGUL]"),
        ("村人たち", "[CJK] [HIRAGANA]"),
        ("film 🎬 star", "film star"),
        ("a\u0301", "á"),
    ],
)
def test_letters_without_a_font_become_the_name_of_their_script(latin_only, text, shown):
    assert readable(text, "regular") == shown


def test_a_line_may_change_its_font_and_a_right_to_left_line_does_not(monkeypatch):
    other = lettering._ROBOTO["black"]
    monkeypatch.setattr(lettering, "_paths", lambda style: ("roboto", other))
    monkeypatch.setattr(lettering, "_has", lambda path, letter: path == other or letter < "\u0400")
    monkeypatch.setattr(
        lettering, "_font_for", lambda letter, style: "roboto" if letter < "\u0400" else other
    )
    assert list(lettering._runs("aжb", "regular")) == [
        ("roboto", "a"),
        (other, "ж"),
        ("roboto", "b"),
    ]
    assert list(lettering._runs("a\u05d0b", "regular")) == [(other, "a\u05d0b")]


def test_a_right_to_left_line_is_split_when_no_font_has_all_of_it(monkeypatch):
    monkeypatch.setattr(lettering, "_paths", lambda style: ("one", "two"))
    monkeypatch.setattr(lettering, "_has", lambda path, letter: (path == "one") == (letter == "é"))
    monkeypatch.setattr(
        lettering, "_font_for", lambda letter, style: "one" if letter == "é" else "two"
    )
    assert list(lettering._runs("\u05d0é", "regular")) == [("two", "\u05d0"), ("one", "é")]


def test_letters_that_nothing_can_draw_are_given_to_the_first_font(monkeypatch):
    monkeypatch.setattr(lettering, "_font_for", lambda letter, style: None)
    assert list(lettering._runs("é", "bold")) == [(lettering._ROBOTO["bold"], "é")]


def test_fonts_of_the_system_are_found_by_name(tmp_path, monkeypatch):
    (tmp_path / "deep").mkdir()
    for name in ("DejaVuSans.ttf", "NotoSansCJK-Regular.ttc", "Unknown.ttf", "readme.txt"):
        (tmp_path / "deep" / name).write_bytes(b"")
    monkeypatch.setattr(lettering, "_FOLDERS", (str(tmp_path), str(tmp_path / "absent")))
    found = lettering._system_fonts.__wrapped__()
    assert [path.rsplit("/", 1)[1] for path in found] == [
        "NotoSansCJK-Regular.ttc",
        "DejaVuSans.ttf",
    ]


def test_words_are_drawn_where_they_should_be():
    image = Image.new("L", (200, 60))
    Lettering().draw(image.convert("RGB"), Block(("nothing",), "bold", 20, 1.2), 0, 0, (9, 9, 9))
    colour = Image.new("RGB", (200, 60))
    Lettering().draw(colour, Block(("Hi",), "bold", 30, 1.2), 100, 10, (255, 255, 255))
    left, top, right, bottom = colour.getbbox()
    assert 100 <= left < right < 160
    assert 10 <= top < bottom <= 46


@given(st.text(max_size=80), st.integers(20, 300), st.integers(1, 4))
def test_any_text_can_be_set(text, width, most_lines):
    block = Lettering().fitted(text, "regular", [20, 14], width, most_lines)
    assert len(block.lines) <= most_lines
    Lettering().draw(Image.new("RGB", (300, 100)), block, 0, 0, (255, 255, 255))
