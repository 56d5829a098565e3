"""Whatever the text, it is read, and what comes out holds together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asset_service.domain.errors import DomainError
from asset_service.domain.names import fold
from asset_service.screenplay import fountain, plain
from asset_service.screenplay.entities import extract
from asset_service.screenplay.reading import read, read_text
from asset_service.screenplay.scenes import prologue, split_scenes
from asset_service.screenplay.script_warnings import script_warnings

MARKS = [*".@!~><=()^*_:é", "#1#", "===", "[[", "]]", "/*", "*/", "\\", "'s"]
SPACES = ["\n", "\n\n", "  \n", "\r\n", " ", "\t"]
WORDS = ["INT. ", "EXT. HOUSE - DAY", "ANNA", "Anna, 40,", "TOM", "ANNA AND TOM", "GUARDS"]
MORE = ["a brass KEY", "the guards", "CUT TO:", "(V.O.)", "Title: x", "ジョン", "lifts the gun"]
PIECES = st.sampled_from([*MARKS, *SPACES, *WORDS, *MORE])
SCRIPTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


@given(SCRIPTS)
@settings(max_examples=300, deadline=None)
def test_elements_are_in_order_and_inside_the_source(text):
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for parse in (fountain.parse, plain.parse):
        elements = parse(text).elements
        assert all(1 <= e.start_line <= e.end_line <= lines for e in elements)
        starts = [e.start_line for e in elements]
        assert starts == sorted(starts)


@given(SCRIPTS)
@settings(max_examples=300, deadline=None)
def test_scenes_divide_the_elements_and_number_themselves(text):
    script = fountain.parse(text)
    scenes = split_scenes(script)
    before = prologue(script)
    assert [scene.scene_number for scene in scenes] == list(range(1, len(scenes) + 1))
    kept = [e for scene in scenes for e in scene.elements]
    assert kept == list(script.elements[len(script.elements) - len(kept) :])
    assert before is None or before.elements == script.elements[: len(script.elements) - len(kept)]


@given(SCRIPTS)
@settings(max_examples=300, deadline=None)
def test_entities_are_unique_and_stay_inside_the_script(text):
    script = plain.parse(text)
    scenes = split_scenes(script)
    found = extract(script)
    names = [(e.type, fold(e.name)) for e in found]
    assert len(set(names)) == len(names)
    assert all(set(e.scene_numbers) <= {s.scene_number for s in scenes} for e in found)
    assert all(0 <= e.confidence <= 1 and 1 <= len(e.quotes) <= 5 and e.mentions for e in found)
    assert all(len(q.text) <= 300 and q.line >= 1 for e in found for q in e.quotes)
    assert not {n for t, n in names if t == "prop"} & {n for t, n in names if t == "character"}


@given(SCRIPTS)
@settings(max_examples=100, deadline=None)
def test_warnings_come_in_the_order_of_lines(text):
    script = fountain.parse(text)
    lines = [warning.line for warning in script_warnings(script, split_scenes(script))]
    assert lines == sorted(lines)


@pytest.mark.promise("A61")
@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_bytes_are_read_or_refused_in_our_own_words(data):
    try:
        script = read(data, "a.fountain")
    except DomainError:
        return
    assert script.elements or script.title_page


@pytest.mark.promise("A61")
@given(st.text(alphabet=st.characters(), max_size=100))
@settings(max_examples=300, deadline=None)
def test_pasted_text_is_read_or_refused_in_our_own_words(text):
    try:
        found = extract(read_text(text))
    except DomainError:
        return
    assert all(e.name.encode() for e in found)
