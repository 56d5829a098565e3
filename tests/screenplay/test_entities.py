from asset_service.domain.names import fold
from asset_service.screenplay.elements import Element, Script, Tag
from asset_service.screenplay.entities import MOST_OF_A_TYPE, extract
from asset_service.screenplay.fountain import parse

SCRIPT = parse(
    "INT. BAR - NIGHT\n\nANNA\nHi.\n\nTwo GUARDS run in. She grabs a BRASS KEY and a gun.\n\n"
    "EXT. YARD - DAY\n\nAnna drops the gun."
)


def test_types_come_in_order_and_the_likeliest_first():
    found = extract(SCRIPT)
    assert [(e.type, e.name) for e in found] == [
        ("character", "Anna"),
        ("location", "Bar"),
        ("location", "Yard"),
        ("prop", "Brass key"),
        ("prop", "Gun"),
        ("extra_archetype", "Guards"),
    ]


def test_the_same_script_gives_the_same_answer():
    assert extract(SCRIPT) == extract(SCRIPT)


def test_an_empty_script_needs_nothing():
    assert extract(Script()) == ()


def test_names_are_unique_in_their_type():
    long = "X" * 200
    text = f"INT. {long} A - DAY\n\nx\n\nINT. {long} B - DAY\n\ny"
    names = [(e.type, fold(e.name)) for e in extract(parse(text))]
    assert len(names) == len(set(names)) == 1


def test_shots_can_be_scenes_with_places():
    text = parse("INT. BAR\n\nx\n\n.ROOF\n\ny")
    assert [e.name for e in extract(text, shots_are_scenes=True)] == ["Bar", "Roof"]


def test_words_of_the_project_are_used():
    text = "BINNEN. HUIS\n\nx"
    script = parse(text, heading_words=("BINNEN",))
    assert [e.name for e in extract(script, heading_words=("BINNEN",))] == ["Huis"]


def test_there_is_an_end_to_the_proposals():
    text = "INT. A\n\n" + "".join(f"NAME{k}\nHi.\n\n" for k in range(MOST_OF_A_TYPE + 50))
    assert sum(e.type == "character" for e in extract(parse(text))) == MOST_OF_A_TYPE


def tagged(*tags):
    lines = ["INT. BAR", "Ann lifts a gun.", "INT. YARD", "The Jeep idles."]
    kinds = ["scene_heading", "action"] * 2
    elements = [
        Element(kind, text, k, k)
        for k, (kind, text) in enumerate(zip(kinds, lines, strict=True), 1)
    ]
    return extract(Script(elements=tuple(elements), tags=tags))


def test_a_tag_is_an_entity_in_the_scene_of_its_line():
    found = tagged(Tag("prop", "Brass key", 2), Tag("extra_archetype", "Crowd", 4))
    by_name = {e.name: e for e in found}
    assert (by_name["Brass key"].source, by_name["Brass key"].scene_numbers) == ("tag", (1,))
    assert (by_name["Crowd"].type, by_name["Crowd"].scene_numbers) == ("extra_archetype", (2,))


def test_a_tag_strengthens_what_was_found_without_it():
    (gun,) = [
        e for e in tagged(Tag("prop", "Gun", 4, "Weapons")) if e.type == "prop" and e.name == "Gun"
    ]
    assert (gun.source, gun.scene_numbers, gun.mentions, gun.kind) == ("tag", (1, 2), 2, "weapons")


def test_tags_of_one_thing_are_one_entity():
    found = tagged(Tag("character", "ANN", 2), Tag("character", "Ann", 4))
    (ann,) = [e for e in found if e.type == "character"]
    assert (ann.name, ann.scene_numbers, ann.confidence) == ("ANN", (1, 2), 0.97)


def test_a_tag_before_the_first_scene_has_none():
    script = Script(elements=(Element("action", "Fog.", 1, 1),), tags=(Tag("prop", "Fog lamp", 1),))
    assert extract(script)[0].scene_numbers == ()
