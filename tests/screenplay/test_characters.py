import pytest
from extracted import entities


def characters(text):
    return entities(text, "character")


TWO_SCENES = """\
INT. HOUSE - DAY

MARA VOSS, 34, in a raincoat, waits. Mara has a scar.

MARA
Hello.

EXT. YARD - NIGHT

Rain. Voss runs.

OLD TOM (V.O.)
Run, Mara!
"""


def test_a_cue_is_a_character_with_the_scenes_where_it_is_seen():
    mara = characters(TWO_SCENES)["Mara"]
    assert (mara.source, mara.scene_numbers, mara.mentions) == ("cue", (1, 2), 4)
    assert mara.roles == ((1, "speaks"), (2, "seen"))


def test_a_full_name_in_capitals_is_another_name_of_the_one_who_speaks():
    found = characters(TWO_SCENES)
    assert set(found) == {"Mara", "Old Tom"}
    assert "Mara Voss" in found["Mara"].aliases


def test_the_line_with_the_age_describes_a_character():
    mara = characters(TWO_SCENES)["Mara"]
    assert mara.first_appearance == "MARA VOSS, 34, in a raincoat, waits. Mara has a scar."


def test_a_voice_over_is_a_voice_and_no_presence():
    assert characters(TWO_SCENES)["Old Tom"].roles == ((2, "voice"),)


def test_quotes_carry_line_scene_and_words():
    quotes = characters(TWO_SCENES)["Mara"].quotes
    assert [(q.line, q.scene_number) for q in quotes] == [(3, 1), (3, 1), (5, 1), (10, 2)]
    assert quotes[2].text == "MARA: Hello."
    assert quotes[3].text == "Voss runs."


def test_at_most_five_quotes_come_from_as_many_scenes_as_there_are():
    text = "".join(f"INT. R{k} - DAY\n\nANNA\nHi.\n\nAnna sits. Anna stands.\n\n" for k in range(9))
    quotes = characters(text)["Anna"].quotes
    assert [quote.scene_number for quote in quotes] == [1, 2, 3, 4, 5]


def test_a_cue_without_words_is_quoted_by_its_name():
    assert characters("@ANNA\n(nods)\n\nx")["Anna"].quotes[0].text == "ANNA"
    assert characters("@ANNA\n\nBob.")["Anna"].quotes[0].text == "ANNA"


def test_speakers_before_the_first_heading_belong_to_no_scene():
    narrator = characters("!Fog.\n\nNARRATOR (V.O.)\nOnce.\n\nINT. A\n\nx")["Narrator"]
    assert (narrator.scene_numbers, narrator.quotes[0].scene_number) == ((), 0)


def test_a_group_is_split_and_marked():
    found = characters("ANNA\nHi.\n\nANNA AND TOM\nHo.\n\nEVERYONE\nHurrah!")
    assert set(found) == {"Anna", "Tom", "Anna and Tom"}
    assert found["Tom"].split_of == ("Anna and Tom",)
    assert found["Anna and Tom"].group_of == ("Anna", "Tom")
    assert found["Anna and Tom"].confidence < 0.2


def test_a_numbered_group_is_split_into_its_numbers():
    found = characters("PATRON ONE\nHi.\n\nPATRONS TWO AND THREE\nSh!")
    assert {"Patron One", "Patron Two", "Patron Three"} <= set(found)


def test_a_crowd_in_a_group_is_no_character():
    found = characters("ANNA AND THE GUARDS\nHi.\n\nANNA AND OTHERS\nHo.")
    assert {name for name, entity in found.items() if not entity.group_of} == {"Anna"}


def test_a_cue_of_signs_is_taken_as_it_is():
    assert characters("@:\nHi.") == {}
    assert list(characters("@_\nHi.")) == ["_"]


def test_an_owned_voice_is_its_owner():
    found = characters("ANNA\nHi.\n\nANNA'S VOICE\nHo.\n\nVOICE OF ANNA\nHe.\n\nGOD'S VOICE\nHm.")
    assert set(found) == {"Anna", "God's Voice"}
    assert found["Anna"].mentions == 3


def test_an_article_or_number_sign_does_not_make_another_character():
    assert set(characters("THE GURU\nHi.\n\nGURU\nHo.\n\nGUARD #1\nA.\n\nGUARD 1\nB.")) == {
        "Guru",
        "Guard #1",
    }


def test_another_age_is_a_variant():
    found = characters("RUTH\nHi.\n\nYOUNG RUTH\nHo.")
    assert found["Young Ruth"].variant_of == "Ruth"
    assert found["Ruth"].variant_of == ""


def test_nobody_is_the_other_age_of_anybody():
    assert characters("WOMAN\nHi.\n\nOLD WOMAN\nHo.")["Old Woman"].variant_of == ""


def test_a_name_inside_one_other_name_may_be_the_same():
    found = characters("BOB\nHi.\n\nCYBER BOB\nHo.")
    assert found["Bob"].same_as == ("Cyber Bob",)
    assert found["Cyber Bob"].same_as == ("Bob",)


def test_a_name_that_several_bear_is_not_said_to_be_any_of_them():
    found = characters("DOOLEY\nA.\n\nJACK DOOLEY\nB.\n\nANN DOOLEY\nC.\n\nDOOLEY TWO\nD.")
    assert found["Dooley"].same_as == ()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("A POSTMAN walks by.", "Postman"),
        ("A MAN in his fifties appears from the dark.", "Man"),
        ("QUILLON aged 9 hides.", "Quillon"),
        ("ZYGMUNT KRALL looks up.", "Zygmunt Krall"),
        ("MIRABEL (40s) looks up.", "Mirabel"),
        ("DR. JUNE ODUYA, in her 50s, waits.", "Dr. June Oduya"),
        ("At the door: QUILLON. They know Quillon well.", "Quillon"),
        ("A BLACK CAT sits on the wall.", "Black Cat"),
    ],
)
def test_who_is_introduced_in_capitals_is_a_character_without_a_word(line, name):
    entity = characters(line)[name]
    assert (entity.source, entity.scene_numbers) == ("capitals", (1,))


@pytest.mark.parametrize(
    "line",
    [
        "A loud THUD from above.",
        "CLOSE ON the door as it opens slowly.",
        'He reads a card: "MARVIN WAS HERE" and smiles at it.',
        "EVERYTHING HERE IS SHOUTED AND NOBODY IS MEANT",
        "He lifts a BRASS KEY to the light.",
        "Two GUARDS run in and stop.",
        "She points at the RED CHURCH on the hill.",
        "X marks the spot on the long old wall.",
    ],
)
def test_other_capitals_are_nobody(line):
    assert characters(line) == {}


def test_an_animal_is_marked_as_one():
    assert characters("A BLACK CAT sits on the wall.")["Black Cat"].kind == "animal"


def test_a_common_word_as_a_name_must_look_like_one():
    text = "INT. A\n\nWILL\nHi.\n\nINT. B\n\nThey will go. Free will.\n\nINT. C\n\nWill nods.\n"
    assert characters(text)["Will"].scene_numbers == (1, 3)


def test_a_role_is_seen_where_the_text_says_the():
    text = "INT. A\n\nGURU\nHi.\n\nINT. B\n\nThe guru waits."
    text += "\n\nINT. C\n\nA guru. Mount Guru. Guru Peak."
    assert characters(text)["Guru"].scene_numbers == (1, 2)


def test_the_woman_who_speaks_is_not_every_woman():
    text = "INT. A\n\nWOMAN\nHi.\n\nINT. B\n\nThe woman waits. An OLD WOMAN sits."
    found = characters(text)
    assert found["Woman"].scene_numbers == (1,)
    assert found["Woman"].confidence <= 0.6


def test_a_name_in_a_heading_is_no_presence():
    assert characters("INT. A\n\nRUTH\nHi.\n\nINT. RUTH'S GARAGE\n\nEmpty.")[
        "Ruth"
    ].scene_numbers == (1,)


def test_a_second_name_in_brackets_is_remembered():
    text = "INT. A\n\nCHARYA\nHi.\n\nINT. B\n\nCharya (the Librarian) nods."
    text += "\n\nINT. C\n\nThe librarian sits."
    charya = characters(text)["Charya"]
    assert charya.aliases == ("Librarian",)
    assert charya.scene_numbers == (1, 2, 3)


def test_a_bracket_after_nobody_names_nobody():
    assert characters("(the end) comes.\n\nA day (the last) ends.") == {}


def test_a_name_is_spelled_as_the_descriptions_spell_it():
    assert set(characters("@McCLANE\nHi.\n\nThen McClane runs.")) == {"McClane"}


def test_a_surname_behind_a_rank_stands_for_both():
    text = "INT. A\n\nCAPTAIN ODU\nHi.\n\nINT. B\n\nOdu sleeps."
    assert characters(text)["Captain Odu"].scene_numbers == (1, 2)


def test_the_cast_of_an_omitted_scene_is_not_called():
    assert characters("INT. A #1#\n\nANNA\nHi.\n\n.OMITTED #2#\n\nGHOST\nBoo.").keys() == {"Anna"}


def test_names_of_other_alphabets_are_found_inside_their_sentences():
    text = "INT. A\n\nジョン\nはい\n\nINT. B\n\nそして、ジョンは沈黙。"
    assert characters(text)["ジョン"].scene_numbers == (1, 2)
