# ruff: noqa: RUF001 -- other alphabets are the point of some cases
"""Every case of the Fountain grammar that matters, one line each."""

import pytest

from asset_service.screenplay.fountain import parse


def kinds(text):
    return [(element.kind, element.text) for element in parse(text).elements]


HEADINGS = [
    "INT. HOUSE - DAY",
    "EXT. HOUSE",
    "EST. HOUSE",
    "INT HOUSE",
    "ext. house",
    "INT./EXT. CAR",
    "INT/EXT CAR",
    "INT./EXT CAR",
    "I/E CAR",
    "I/E. CAR",
    "EXT/INT. CAR",
    "EXT./INT. CAR",
    "E/I CAR",
    "INT.HOUSE",
    "ИНТ. КВАРТИРА - ДЕНЬ",
    "НАТ. УЛИЦА",
    "INT。 病院-日",
    "内景 医院 日",
    "INNEN. HAUS - TAG",
    "INTERIOR. HOUSE",
]


@pytest.mark.parametrize("line", HEADINGS)
def test_a_line_of_int_or_ext_after_an_empty_line_is_a_heading(line):
    assert kinds(f"One.\n\n{line}\n\nTwo.")[1] == ("scene_heading", line)


@pytest.mark.parametrize(
    "line",
    [
        "INTERCUT WITH THE PHONE",
        "Exterminators arrive.",
        "Interior monologue is hard.",
        "Estimates vary.",
        "INT",
        "I think so.",
        "E for effort.",
        "Est ce vrai ?",
    ],
)
def test_words_that_only_begin_like_a_heading_are_action(line):
    assert kinds(f"One.\n\n{line}\n\nTwo.")[1] == ("action", line)


def test_a_heading_needs_an_empty_line_before_it():
    assert kinds("She shouts\nINT. HOUSE - DAY") == [("action", "She shouts\nINT. HOUSE - DAY")]


def test_a_heading_needs_no_empty_line_behind_it():
    assert kinds("INT. HOUSE\nAnna sits.") == [
        ("scene_heading", "INT. HOUSE"),
        ("action", "Anna sits."),
    ]


def test_words_of_a_project_can_open_a_heading():
    element = parse("BINNEN. HUIS\n\nx", heading_words=("BINNEN",)).elements[0]
    assert element.kind == "scene_heading"


@pytest.mark.parametrize("line", [".FLASHBACK", ".45 CALIBRE CLOSE", ".école"])
def test_a_dot_and_a_letter_or_digit_force_a_heading(line):
    element = parse(f"{line}\n\nx").elements[0]
    assert (element.kind, element.text, element.forced) == ("scene_heading", line[1:], True)


@pytest.mark.parametrize("line", ["...", "...and then", "..", ". x"])
def test_dots_that_force_nothing_are_action(line):
    assert kinds(f"{line}\n\nx")[0] == ("action", line)


@pytest.mark.parametrize("label", ["1", "1A", "I-1-A", "110.", "MAC0-1-1"])
@pytest.mark.parametrize("heading", ["INT. HOUSE - DAY", ".SNIPER SCOPE"])
def test_a_number_ends_a_heading_and_is_kept_apart(heading, label):
    element = parse(f"{heading} #{label}#\n\nx").elements[0]
    assert (element.text, element.label) == (heading.lstrip("."), label)


@pytest.mark.parametrize("ending", ["#5", "#", "##", "#a b#", f"#{'1' * 33}#"])
def test_hashes_that_hold_no_number_stay_in_the_heading(ending):
    element = parse(f"INT. ROOM {ending}\n\nx").elements[0]
    assert (element.text, element.label) == (f"INT. ROOM {ending}", "")


def test_a_bold_heading_is_a_heading():
    assert kinds("**INT. HOUSE - DAY #2#**\n\nx")[0] == ("scene_heading", "INT. HOUSE - DAY")


CUES = [
    ("ANNA", "ANNA", ()),
    ("R2D2", "R2D2", ()),
    ("ANNA (V.O.)", "ANNA", ("V.O.",)),
    ("ANNA (on the phone)", "ANNA", ("on the phone",)),
    ("ANNA (V.O.)(CONT'D)", "ANNA", ("V.O.", "CONT'D")),
    ("ANNA (V.O.) (CONT'D)", "ANNA", ("V.O.", "CONT'D")),
    ("ANNA (V.O.", "ANNA", ("V.O.",)),
    ("ANNA:", "ANNA", ()),
    ("\t\t\tANNA", "ANNA", ()),
    ("   OLD   TOM", "OLD TOM", ()),
    ("@McCLANE", "McCLANE", ()),
    ("@anna (whispers)", "anna", ("whispers",)),
    ("ÉLODIE", "ÉLODIE", ()),
    ("МАША", "МАША", ()),
    ("GROßMUTTER", "GROßMUTTER", ()),
    ("ジョン", "ジョン", ()),
    ("约翰（画外音）", "约翰", ("画外音",)),
    ("MR. SMITH", "MR. SMITH", ()),
    ("**ANNA**", "ANNA", ()),
]


@pytest.mark.parametrize(("line", "name", "extensions"), CUES)
def test_capitals_between_an_empty_line_and_words_are_a_cue(line, name, extensions):
    element = parse(f"One.\n\n{line}\nHello.").elements[1]
    assert (element.kind, element.text, element.extensions) == ("character", name, extensions)


@pytest.mark.parametrize(
    "line",
    [
        "23",
        "Anna",
        "McCLANE",
        "WHAT?!",
        "FADE TO BLACK",
        "(ANNA)",
        "ANGLE ON ANNA",
        "@",
        "。",
        "A " * 50,
    ],
)
def test_lines_that_only_resemble_a_cue_are_none(line):
    assert all(kind != "character" for kind, _ in kinds(f"One.\n\n{line}\nHello."))


def test_capitals_with_nothing_behind_them_are_action():
    assert kinds("BANG\n\nShe runs.")[0] == ("action", "BANG")


def test_a_forced_cue_that_is_absurdly_long_is_action():
    assert kinds(f"@{'x' * 300}\nHello.")[0][0] == "action"


@pytest.mark.parametrize("line", ["BOB ^", "BOB^", "@Bob ^", "BOB (O.S.) ^"])
def test_a_caret_makes_the_speech_dual(line):
    element = parse(f"ANNA\nHi.\n\n{line}\nHo.").elements[2]
    assert element.dual
    assert element.text.upper() == "BOB"


def test_a_speech_runs_to_the_empty_line():
    assert kinds("ANNA\nOne.\nTwo.\n\nThree.") == [
        ("character", "ANNA"),
        ("dialogue", "One.\nTwo."),
        ("action", "Three."),
    ]


def test_two_spaces_keep_a_speech_open():
    assert kinds("ANNA\nOne.\n  \nTwo.")[1] == ("dialogue", "One.\n\nTwo.")


def test_two_spaces_before_any_speech_add_nothing():
    assert kinds("ANNA\n(low)\n  \nTwo.")[2] == ("dialogue", "Two.")


def test_a_line_of_one_space_ends_a_speech():
    assert kinds("ANNA\nOne.\n \nTwo.")[2] == ("action", "Two.")


def test_parentheticals_stand_anywhere_in_a_speech():
    assert kinds("ANNA\n(low)\nOne.\n(to Bob,\nlouder)\nTwo.")[1:] == [
        ("parenthetical", "(low)"),
        ("dialogue", "One."),
        ("parenthetical", "(to Bob,\nlouder)"),
        ("dialogue", "Two."),
    ]


@pytest.mark.parametrize(
    "speech", ["(never closed\nTwo.", "(never closed\n[[x]]\nclosed)", "(x", "(1\n2\n3\n4\n5)"]
)
def test_a_parenthesis_that_is_not_closed_is_spoken(speech):
    assert all(kind != "parenthetical" for kind, _ in kinds(f"ANNA\n{speech}\n\nEnd."))


def test_a_full_width_parenthetical_is_one():
    assert kinds("约翰\n（丢失）\n这是什么地方？")[1] == ("parenthetical", "（丢失）")


def test_tildes_sing_inside_a_speech_and_out():
    assert kinds("ANNA\n~La la\n\n~Tra la")[1:] == [("lyrics", "La la"), ("lyrics", "Tra la")]


@pytest.mark.parametrize(
    "line",
    [
        "CUT TO:",
        "SMASH CUT TO:",
        "FADE IN:",
        "FADE OUT.",
        "DISSOLVE TO BLACK.",
        "淡出。",
        "**CUT TO:**",
    ],
)
def test_a_transition_stands_in_capitals_between_empty_lines(line):
    assert kinds(f"One.\n\n{line}\n\nTwo.")[1] == ("transition", line.strip("*"))


@pytest.mark.parametrize("line", ["Cut to:", "She walks TO:", "GO TO THE SHOP"])
def test_other_lines_are_no_transition(line):
    assert kinds(f"One.\n\n{line}\n\nTwo.")[1][0] == "action"


def test_a_heading_may_follow_a_transition_at_once():
    assert kinds("FADE IN:\nINT. HOUSE\n\nx")[1][0] == "scene_heading"


def test_an_angle_forces_a_transition_and_two_centre():
    assert kinds("> Burn to white.\n\n> THE END <\n\n>") == [
        ("transition", "Burn to white."),
        ("centered", "THE END"),
        ("transition", ""),
    ]


def test_an_exclamation_mark_forces_action():
    assert kinds("!INT. HOUSE\n\n!ANNA\nruns") == [
        ("action", "INT. HOUSE"),
        ("action", "ANNA\nruns"),
    ]


def test_action_keeps_its_leading_spaces():
    assert kinds("One.\n\n    Deep.\n")[1] == ("action", "    Deep.")


def test_sections_synopses_and_page_breaks_are_not_action():
    assert kinds("# Act\n\n## Two\n= What happens\n\n===\n\nx") == [
        ("section", "Act"),
        ("section", "Two"),
        ("synopsis", "What happens"),
        ("page_break", ""),
        ("action", "x"),
    ]


def test_a_hash_inside_a_paragraph_is_text():
    assert kinds("He writes\n#metoo\nand leaves.") == [("action", "He writes\n#metoo\nand leaves.")]


def test_windows_and_old_mac_line_ends_count_as_lines():
    for end in ("\r\n", "\r"):
        elements = parse(end.join(["INT. A", "", "x"])).elements
        assert [(e.kind, e.start_line) for e in elements] == [("scene_heading", 1), ("action", 3)]


def test_emphasis_is_taken_off():
    assert kinds("She *really* **means** _it_.\n\nx")[0] == ("action", "She really means it.")


def test_an_empty_text_has_no_elements():
    assert parse("").elements == ()
