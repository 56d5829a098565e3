import pytest

from asset_service.screenplay.fountain import parse
from asset_service.screenplay.marks import plain


def lines_of(text, kind):
    return [(e.text, e.start_line, e.end_line) for e in parse(text).elements if e.kind == kind]


def test_a_comment_leaves_the_text_but_not_its_lines():
    text = "INT. A\n\n/* gone\n\nEXT. GONE\n*/\n\nINT. B"
    assert lines_of(text, "scene_heading") == [("INT. A", 1, 1), ("INT. B", 8, 8)]


def test_a_comment_inside_a_line_leaves_the_rest_of_it():
    assert lines_of("She /* never */runs.", "action") == [("She runs.", 1, 1)]


def test_a_comment_over_two_lines_keeps_both_ends():
    assert lines_of("One /* a\nb */ two.", "action") == [("One\n two.", 1, 2)]


def test_a_comment_that_is_never_closed_is_text_with_a_warning():
    script = parse("One.\n\nTwo /* three\n\nFour.")
    assert [e.text for e in script.elements] == ["One.", "Two /* three", "Four."]
    assert [(w.line, w.code) for w in script.warnings] == [(3, "unclosed_comment")]


def test_a_note_is_an_element_of_its_own():
    assert lines_of("INT. A [[COLOR RED]]\n\nx", "note") == [("COLOR RED", 1, 1)]
    assert lines_of("INT. A [[COLOR RED]]\n\nx", "scene_heading") == [("INT. A", 1, 1)]


def test_a_note_runs_over_lines_but_not_over_an_empty_one():
    assert lines_of("a [[one\ntwo]] b", "note") == [("one two", 1, 2)]
    assert lines_of("a [[one\n\ntwo]] b", "note") == []
    assert lines_of("a [[one\n\ntwo]] b", "action")[0] == ("a [[one", 1, 1)


def test_two_spaces_let_a_note_run_on():
    assert lines_of("[[one\n  \ntwo]]", "note") == [("one two", 1, 3)]


def test_a_second_note_is_found_after_one_that_is_not_closed():
    assert lines_of("[[one\n\n[[two]] x", "note") == [("two", 3, 3)]


def test_a_note_on_its_own_line_does_not_end_a_speech():
    text = "ANNA\nOne.\n[[aside]]\nTwo.\n\nx"
    assert lines_of(text, "dialogue") == [("One.", 2, 2), ("Two.", 4, 4)]


def test_a_note_may_stand_between_cue_and_speech():
    assert lines_of("ANNA\n[[aside]]\nOne.", "character") == [("ANNA", 1, 1)]
    assert lines_of("ANNA\n[[aside]]\n\nOne.", "character") == []
    assert lines_of("ANNA\n[[aside]]", "character") == []


def test_a_heading_may_follow_a_note():
    assert lines_of("One.\n[[aside]]\nINT. A", "scene_heading") == [("INT. A", 3, 3)]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("*a*", "a"),
        ("**a**", "a"),
        ("***a***", "a"),
        ("_a_", "a"),
        ("_*a* b_", "a b"),
        ("*a", "*a"),
        ("a *b", "a *b"),
        ("he dialled *69 and then *23", "he dialled *69 and then *23"),
        ("a * b * c", "a * b * c"),
        (r"\*a\*", "*a*"),
        ("snake_case_name", "snake_case_name"),
        ("****a****", "****a****"),
        ("* a*", "* a*"),
        ("plain", "plain"),
    ],
)
def test_only_balanced_emphasis_is_taken_off(line, shown):
    assert plain(line) == shown
