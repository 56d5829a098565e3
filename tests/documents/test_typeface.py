"""Letters of every script are drawn, or said to be missing in words."""

from pathlib import Path

import font_roboto
import pytest

from asset_service.documents.typeface import Typeface, runs_right_to_left

ROBOTO = {"NotoSans-Regular": Path(font_roboto.Roboto)}


def test_latin_greek_and_cyrillic_need_no_other_font():
    face = Typeface(["Émile", "Дозорный", "Φάρος"], found={})
    assert face.readable("Émile, Дозорный, Φάρος") == "Émile, Дозорный, Φάρος"
    assert (face.others, face.is_complex) == ([], False)


def test_a_script_that_no_font_has_is_named_once_for_each_run():
    texts = ["灯台守 of the 灯台"]
    assert Typeface(texts, found={}).readable(texts[0]) == "[CJK] of the [CJK]"


def test_signs_that_no_font_has_are_left_out():
    text = "Mara \U0001f468\u200d\U0001f469 Voss \u2603"
    assert Typeface([text], found={}).readable(text) == "Mara Voss"


def test_control_characters_are_left_out_and_lines_stay():
    assert Typeface(["a"], found={}).readable(" a\x00b \n\n c\td ") == "ab\n\nc d"


def test_a_font_that_does_not_help_is_not_taken():
    assert Typeface(["灯"], found=ROBOTO).others == []


def test_a_font_that_cannot_be_read_is_passed_over(tmp_path):
    broken = tmp_path / "DejaVuSans.ttf"
    broken.write_bytes(b"no font")
    face = Typeface(["灯"], found={"DejaVuSans": broken})
    assert (face.others, face.readable("灯")) == ([], "[CJK]")


@pytest.mark.parametrize("text", ["حارس", "ไทย", "शहर", "x\u0301"])
def test_where_letters_join_or_stack_they_are_shaped(text):
    assert Typeface([text], found={}).is_complex


@pytest.mark.parametrize(
    ("text", "is_so"), [("حارس", True), ("12 שומר", True), ("Mara حارس", False), ("12", False)]
)
def test_the_first_letter_with_a_direction_decides(text, is_so):
    assert runs_right_to_left(text) is is_so
