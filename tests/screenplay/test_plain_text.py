import pytest

from asset_service.screenplay.plain import parse

LAID_OUT = """\
                              THE HEIST

1    INT. BANK - DAY                                              1

     A quiet morning. A GUARD, 50, yawns.
                         ANNA
               Nobody move.
                    (to the guard)
               You especially.
     The guard drops his keys.

                         GUARD (CONT'D)
               I wasn't going to.
                         (MORE)
\f
                                                           2.

                         GUARD (CONT'D)
               I never do.

2    CONTINUED: (2)                                               2

2A   EXT. STREET - NIGHT                                          2A  *

     Rain.
"""
PARAGRAPHS = """\
INT. HOUSE - DAY
Anna enters.
ANNA
(softly)
Hello there.
She sits.
BOB
Hi.
EXT. YARD - NIGHT
Bob leaves."""


def shown(text):
    return [(e.kind, e.text.strip(), e.start_line) for e in parse(text).elements]


def test_a_page_layout_is_read_by_its_columns():
    assert shown(LAID_OUT)[2:8] == [
        ("action", "A quiet morning. A GUARD, 50, yawns.", 5),
        ("character", "ANNA", 6),
        ("dialogue", "Nobody move.", 7),
        ("parenthetical", "(to the guard)", 8),
        ("dialogue", "You especially.", 9),
        ("action", "The guard drops his keys.", 10),
    ]


def test_numbers_in_the_margins_become_labels():
    headings = [e for e in parse(LAID_OUT).elements if e.kind == "scene_heading"]
    assert [(e.text, e.label) for e in headings] == [
        ("INT. BANK - DAY", "1"),
        ("EXT. STREET - NIGHT", "2A"),
    ]


def test_a_number_on_the_left_alone_is_enough():
    assert parse("12. INT. BANK\n\nx").elements[0].label == "12"


def test_page_numbers_and_continued_marks_are_dropped():
    text = " ".join(e.text for e in parse(LAID_OUT).elements)
    assert not any(mark in text for mark in ("MORE", "CONTINUED", "2.", "*", "\f"))


def test_a_number_that_is_spoken_is_kept():
    assert ("dialogue", "42.", 4) in shown("INT. A\n\nANNA\n42.\n\nBOB\nMore.")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_text_that_is_one_paragraph_a_line_is_read_by_its_capitals(gap):
    found = [(kind, text) for kind, text, _ in shown(PARAGRAPHS.replace("\n", gap))]
    assert found == [
        ("scene_heading", "INT. HOUSE - DAY"),
        ("action", "Anna enters."),
        ("character", "ANNA"),
        ("parenthetical", "(softly)"),
        ("dialogue", "Hello there."),
        ("action", "She sits."),
        ("character", "BOB"),
        ("dialogue", "Hi."),
        ("scene_heading", "EXT. YARD - NIGHT"),
        ("action", "Bob leaves."),
    ]


def test_lines_keep_the_numbers_of_the_source():
    assert shown(PARAGRAPHS.replace("\n", "\n\n"))[-1] == ("action", "Bob leaves.", 19)


def test_fountain_in_a_text_file_is_still_fountain():
    text = "Title: x\n\nINT. A #7#\n\n/* gone */\n@anna\nHi.\n\n> CUT.\n\nShe leaves\nat once."
    kinds = [e.kind for e in parse(text).elements]
    assert kinds == ["scene_heading", "character", "dialogue", "transition", "action"]


def test_indented_text_without_headings_is_left_as_it_is():
    assert shown("    One.\n\n    Two.\n") == [("action", "One.", 1), ("action", "Two.", 3)]


def test_a_flush_script_is_not_taken_for_a_page():
    text = "INT. A\n\nANNA\nHi.\n\nBOB\nHo.\n\nThey sit\nand wait."
    assert [kind for kind, _, _ in shown(text)].count("character") == 2
