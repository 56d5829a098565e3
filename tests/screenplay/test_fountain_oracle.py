# ruff: noqa: RUF001 -- other alphabets are the point of some cases
"""Another reader of Fountain must agree wherever both know the rule."""

import io

import pytest

from asset_service.screenplay.fountain import parse

fountain = pytest.importorskip(
    "screenplain.parsers.fountain", reason="screenplain is not installed"
)

SCRIPTS = [
    "INT. A - DAY\n\nAnna sits.\n\nANNA\nHi.\n(low)\nHo.\n\nCUT TO:\n\nEXT. B\n\nRain.",
    "INT. A #1#\n\nx\n\nINT. B #2-B#\n\ny\n\n.FORCED #3#\n\nz",
    "INT. A\n\nANNA\nHi.\n\nBOB ^\nHo.\n\n> THE END <",
    "# One\n\n= told\n\nINT. A\n\n= what happens\n\nx",
    "INT. A\n\n/* cut\n\nINT. CUT\n*/\n\nx [[note]] y\n\n===\n\nEXT. B",
    "INT. A\n\n@McCLANE\nYes.\n\n!ANNA\nruns.\n\n> Burn to white.",
    "INT. A\n\nÉLODIE (V.O.)\nOui.\n\nМАША\nДа.\n\nR2D2\nBeep.\n\n23\nNo cue.",
]


def ours(text):
    wanted = {"scene_heading": "heading", "character": "cue", "transition": "transition"}
    return [
        (wanted[e.kind], e.label or e.text.upper())
        for e in parse(text).elements
        if e.kind in wanted
    ]


def theirs(text):
    found = []
    for paragraph in fountain.parse(io.StringIO(text)).paragraphs:
        name = type(paragraph).__name__
        if name == "Slug":
            number = paragraph.scene_number
            found.append(("heading", str(number or paragraph.line).upper()))
        elif name == "Transition":
            found.append(("transition", str(paragraph.line).upper()))
        speeches = [paragraph] if name == "Dialog" else []
        if name == "DualDialog":
            speeches = [paragraph.left, paragraph.right]
        found += [
            ("cue", str(speech.character).split("(")[0].strip().upper()) for speech in speeches
        ]
    return found


@pytest.mark.parametrize("text", SCRIPTS)
def test_headings_numbers_cues_and_transitions_are_the_same(text):
    assert ours(text) == theirs(text)
