from asset_service.screenplay.fountain import parse
from asset_service.screenplay.scenes import split_scenes
from asset_service.screenplay.script_warnings import MOST_OF_A_CODE, script_warnings


def warned(text, **options):
    script = parse(text)
    found = script_warnings(script, split_scenes(script, **options), **options)
    return [(warning.line, warning.code) for warning in found]


def test_a_clean_script_has_no_warnings():
    assert warned("FADE IN:\n\nINT. A - DAY\n\nANNA\nHi.\n\nTOM\nHo.") == []


def test_a_script_without_headings_is_said_for_the_whole():
    assert warned("ANNA\nHi.") == [(0, "no_scenes")]


def test_text_before_the_first_heading_is_said():
    assert warned("FADE IN:\n\nFog.\n\nINT. A") == [(3, "text_before_first_heading")]


def test_forced_headings_are_said():
    text = "INT. A\n\nx\n\n.CLOSE ON KEY\n\ny\n\n.VAULT #3#"
    assert warned(text) == [(5, "forced_heading"), (9, "forced_heading")]


def test_a_script_of_forced_headings_is_said_once():
    assert warned(".ONE\n\nx\n\n.TWO") == [(1, "forced_headings_are_scenes")]


def test_a_number_that_comes_twice_is_said():
    assert warned("INT. A #1#\n\nx\n\nINT. B #1#") == [(5, "duplicate_number")]


def test_a_heading_without_a_place_is_said_unless_omitted():
    assert warned("INT. - DAY\n\nx\n\n.OMITTED #2#") == [
        (1, "heading_without_location"),
        (5, "forced_heading"),
    ]


def test_a_group_cue_is_said_once():
    text = "INT. A\n\nANNA AND TOM\nHi.\n\nANNA AND TOM\nHo."
    assert warned(text) == [(3, "group_cue")]


def test_names_one_letter_apart_are_said_at_the_rarer_one():
    text = "INT. A\n\nMARGARET\nHi.\n\nMARGERET\nHo.\n\nMARGARET\nHi."
    assert warned(text) == [(6, "similar_names")]


def test_names_that_differ_by_a_number_are_not_alike():
    text = "INT. A\n\nSECURITY GUARD 1\nHi.\n\nSECURITY GUARD 2\nHo."
    assert warned(text) == []


def test_the_warnings_of_the_reader_come_along():
    assert (3, "unclosed_comment") in warned("INT. A\n\n/* x")


def test_one_kind_of_warning_does_not_flood_the_page():
    text = "INT. A\n\n" + ".SHOT\n\n" * (MOST_OF_A_CODE + 10)
    script = parse(text)
    found = script_warnings(script, split_scenes(script))
    assert len(found) == MOST_OF_A_CODE
    assert found[-1].message.endswith("And 10 more.")


def test_exactly_as_many_as_are_shown_say_nothing_of_more():
    script = parse("INT. A\n\n" + ".SHOT\n\n" * MOST_OF_A_CODE)
    found = script_warnings(script, split_scenes(script))
    assert len(found) == MOST_OF_A_CODE
    assert "more" not in found[-1].message
