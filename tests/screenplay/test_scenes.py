import pytest

from asset_service.screenplay.fountain import parse
from asset_service.screenplay.scenes import prologue, split_scenes

SCRIPT = """\
FADE IN:

NARRATOR (V.O.)
Once.

INT. HOUSE - KITCHEN - DAY #2A#

= Anna comes home.

Anna enters. [[slowly]]

ANNA (O.S.)
(low)
Hello.

.CLOSE ON THE KEY

Bob
sits.

BOB
Hi.

ANNA
Ho.

EXT. YARD - NIGHT

Rain.
"""


def scenes_of(text, **options):
    return split_scenes(parse(text), **options)


def test_scenes_are_numbered_in_order_and_keep_their_label():
    first, second = scenes_of(SCRIPT)
    assert (first.scene_number, first.label, first.heading) == (
        1,
        "2A",
        "INT. HOUSE - KITCHEN - DAY",
    )
    assert (second.scene_number, second.label, second.int_ext) == (2, "", "EXT")


def test_a_scene_knows_its_place_and_time():
    first, _ = scenes_of(SCRIPT)
    assert (first.location, first.sub_locations, first.time_of_day) == (
        "HOUSE",
        ("KITCHEN",),
        "DAY",
    )


def test_a_scene_has_its_lines_and_its_synopsis():
    first, second = scenes_of(SCRIPT)
    assert (first.start_line, first.end_line) == (6, 25)
    assert (second.start_line, second.end_line) == (27, 29)
    assert first.synopsis == "Anna comes home."


def test_the_text_reads_like_the_script_without_its_notes():
    assert scenes_of(SCRIPT)[0].text == (
        "INT. HOUSE - KITCHEN - DAY\n\nAnna enters.\n\nANNA (O.S.)\n(low)\nHello.\n\n"
        "CLOSE ON THE KEY\n\nBob\nsits.\n\nBOB\nHi.\n\nANNA\nHo."
    )


def test_speakers_come_once_in_order_of_speech():
    assert scenes_of(SCRIPT)[0].speakers == ("ANNA", "BOB")


def test_text_before_the_first_heading_is_kept_apart():
    before = prologue(parse(SCRIPT))
    assert (before.scene_number, before.speakers, before.start_line) == (0, ("NARRATOR",), 1)


@pytest.mark.parametrize("text", ["INT. A\n\nx", "[[a note]]\n\n# Act\n\nINT. A", ""])
def test_there_is_no_prologue_where_nothing_stands_before(text):
    assert prologue(parse(text)) is None


def test_a_forced_heading_is_a_shot_unless_asked():
    assert len(scenes_of(SCRIPT)) == 2
    assert [s.heading for s in scenes_of(SCRIPT, shots_are_scenes=True)][1] == "CLOSE ON THE KEY"


@pytest.mark.parametrize("heading", [".VAULT #3#", ".INT. VAULT"])
def test_a_forced_heading_with_a_number_or_int_is_a_scene(heading):
    assert len(scenes_of(f"INT. A\n\nx\n\n{heading}\n\ny")) == 2


def test_forced_headings_are_the_scenes_of_a_script_that_has_no_others():
    assert [s.heading for s in scenes_of(".ACT ONE\n\nx\n\n.ACT TWO\n\ny")] == [
        "ACT ONE",
        "ACT TWO",
    ]


def test_a_script_without_headings_has_no_scenes():
    assert scenes_of("ANNA\nHi.") == []
    assert prologue(parse("ANNA\nHi.")).speakers == ("ANNA",)


def test_an_omitted_scene_keeps_its_number():
    scene = scenes_of("INT. A #1#\n\nx\n\n.OMITTED #2#")[1]
    assert (scene.label, scene.status, scene.location) == ("2", "omitted", "")


def test_a_bare_room_offers_the_place_before_it():
    text = "INT. HOTEL - LOBBY\n\nx\n\nINT. BATHROOM\n\ny\n\nEXT. YARD\n\nz\n\nINT. BATHROOM"
    assert [s.suggested_master for s in scenes_of(text)] == ["", "HOTEL", "", ""]


def test_the_hash_ignores_spacing_and_number_but_not_words():
    one, two, three = (
        scenes_of(text)[0].text_hash
        for text in ("INT. A #1#\n\nx  y", "INT. A  #2#\n\n\n x y", "INT. A\n\nx z")
    )
    assert one == two != three
