from types import SimpleNamespace

from asset_service.services.script_previews import ScriptText
from asset_service.web.pages.screenplay import belongs, paragraphs, scene_texts

LINES = ["INT. PIER - DAY", "", "Mara waits.", "", "MARA (V.O.)", "(low)", "Late.", "", "CUT TO:"]


def asset(name, *numbers, lost=False):
    return SimpleNamespace(name=name, scene_numbers=list(numbers), scenes_lost=lost)


def marked(found):
    return [piece.text for one in found for piece in one.pieces if piece.key is not None]


def test_every_paragraph_says_what_it_is_and_where_it_stands():
    (scene,) = scene_texts(ScriptText(1, "a.fountain", LINES), [])
    assert [(one.kind, one.line) for one in scene.paragraphs] == [
        ("scene_heading", 1),
        ("action", 3),
        ("character", 5),
        ("parenthetical", 6),
        ("dialogue", 7),
        ("transition", 9),
    ]
    assert scene.paragraphs[2].text == "MARA (V.O.)"


def test_in_each_scene_its_own_assets_are_marked():
    lines = [*LINES, "", "EXT. SEA - DAY", "", "Mara rows."]
    first, second = scene_texts(ScriptText(1, "a.fountain", lines), [asset("Mara", 2)])
    assert (marked(first.paragraphs), marked(second.paragraphs)) == ([], ["Mara"])


def test_a_scene_by_itself_is_set_and_marked_too():
    found = paragraphs("\n".join(LINES), [asset("mara")])
    assert marked(found) == ["Mara", "MARA"]
    assert {one.line for one in found} == {0}


def test_any_text_is_readable_as_a_scene():
    assert [(one.kind, one.text) for one in paragraphs("  ")] == [("action", "  ")]
    assert scene_texts(ScriptText(0, "", []), []) == []


def test_an_asset_without_numbers_is_of_every_scene_unless_its_scenes_were_cut():
    assert belongs(asset("Rain"), 7)
    assert not belongs(asset("Cut", lost=True), 7)
    assert belongs(asset("Mara", 7), 7)
    assert not belongs(asset("Mara", 6), 7)
