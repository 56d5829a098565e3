"""Real scripts against lists made by a reader; where they are is said by SCREENPLAY_SAMPLES."""

import json
import os
from functools import cache
from pathlib import Path

import pytest

from asset_service.domain.names import fold
from asset_service.screenplay.entities import extract
from asset_service.screenplay.lexicon import singular
from asset_service.screenplay.naming import name_key
from asset_service.screenplay.reading import read
from asset_service.screenplay.scenes import split_scenes

FOLDER = os.environ.get("SCREENPLAY_SAMPLES")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="SCREENPLAY_SAMPLES does not name a folder of sample scripts"
)
SHORT = ["eb-The-Library-Freak-Out", "eb-Cyber-Bob-ep00001", "eb-Ascent-To-Guru-Peak"]
SHAKESPEARE = "Shakespeare-Canon-10plays"
READABLE = [
    "aw-cyrillic",
    "aw-jp",
    "aw-sc",
    "sp-scene-numbers",
    "st-fadein",
    "st-finaldraft13",
]


@cache
def script(name):
    path = Path(FOLDER) / f"{name}.fountain"
    return read(path.read_bytes(), path.name)


@cache
def gold(name):
    return json.loads((Path(FOLDER) / f"{name}.gold.json").read_text(encoding="utf-8"))


@cache
def found(name, kind):
    return [e for e in extract(script(name)) if e.type == kind and not e.group_of]


def keys(*names):
    """Names as they are compared: folded, and once more with their last word in the singular."""
    folded = {name_key(name) for name in names}
    return folded | {" ".join((*key.split()[:-1], singular(key.split()[-1]))) for key in folded}


def matches(entity, item):
    return bool(keys(entity.name, *entity.aliases) & keys(item["name"], *item["aliases"]))


def heads(entity, item):
    """Whether an entity names the thing, or its head noun, under any name of it."""
    ours = keys(entity.name, *entity.aliases)
    theirs = keys(item["name"], *item["aliases"])
    ours |= {name.rpartition(" ")[2] for name in ours}
    return bool(ours & (theirs | {name.rpartition(" ")[2] for name in keys(item["name"])}))


def shares(hits, of):
    return len(hits) / max(1, len(of))


def test_shakespeare_has_every_scene_and_every_cue():
    cues = [e for e in script(SHAKESPEARE).elements if e.kind == "character"]
    scenes = split_scenes(script(SHAKESPEARE))
    assert (len(scenes), len(cues)) == (206, 8464)
    expected = gold(SHAKESPEARE)["scenes"]
    assert [(s.heading, s.label) for s in scenes] == [(g["heading"], g["number"]) for g in expected]


def test_shakespeare_has_the_right_speakers_in_every_scene():
    scenes = split_scenes(script(SHAKESPEARE))
    expected = [set(scene["speakers"]) for scene in gold(SHAKESPEARE)["scenes"]]
    assert [set(scene.speakers) for scene in scenes] == expected


def test_shakespeare_loses_no_speaker_in_extraction():
    characters = {fold(e.name) for e in found(SHAKESPEARE, "character")}
    characters |= {fold(a) for e in found(SHAKESPEARE, "character") for a in e.aliases}
    extras = {fold(e.name) for e in found(SHAKESPEARE, "extra_archetype")}
    names = {n.rstrip(":") for scene in gold(SHAKESPEARE)["scenes"] for n in scene["speakers"]}
    lost = {name for name in names if name_key(name) not in {name_key(c) for c in characters}}
    assert len(lost) <= 0.05 * len(names)
    assert {fold(name).rpartition(" ")[2] for name in lost} <= extras | {"all"}


@pytest.mark.parametrize("name", SHORT)
def test_characters_are_those_a_reader_finds(name):
    expected = gold(name)["characters"]
    ours = found(name, "character")
    right = [e for e in ours if any(matches(e, item) for item in expected)]
    hit = [item for item in expected if any(matches(e, item) for e in ours)]
    assert shares(right, ours) >= 0.95
    assert shares(hit, expected) >= 0.95


@pytest.mark.parametrize("name", SHORT)
def test_characters_are_in_the_scenes_a_reader_sees_them_in(name):
    expected = gold(name)["characters"]
    ours = {
        (item["name"], number)
        for item in expected
        for e in found(name, "character")
        if matches(e, item)
        for number in e.scene_numbers
    }
    arguable = {(item["name"], number) for item in expected for number in item["maybe_in"]}
    pairs = {(item["name"], number) for item in expected for number in item["present_in"]}
    assert shares(ours & pairs, ours - arguable) >= 0.85
    assert shares(ours & pairs, pairs) >= 0.90


@pytest.mark.parametrize("name", SHORT)
def test_locations_are_those_of_the_headings(name):
    ours = {fold(e.name) for e in found(name, "location")}
    expected = {fold(item["name"]) for item in gold(name)["locations"]}
    assert shares(ours & expected, ours) >= 0.95
    assert shares(ours & expected, expected) >= 0.95


@pytest.mark.parametrize("name", SHORT)
def test_props_are_mostly_those_a_reader_would_list(name):
    wanted = [item for item in gold(name)["props"] if not item["optional"]]
    optional = [item for item in gold(name)["props"] if item["optional"]]
    ours = found(name, "prop")
    right = [e for e in ours if any(heads(e, item) for item in wanted)]
    counted = [e for e in ours if e in right or not any(heads(e, item) for item in optional)]
    hit = [item for item in wanted if any(heads(e, item) for e in ours)]
    assert shares(hit, wanted) >= 0.65
    assert shares(right, counted) >= 0.40


@pytest.mark.parametrize("name", READABLE)
def test_other_scripts_have_scenes_with_a_place_and_someone_in_them(name):
    scenes = split_scenes(script(name))
    assert scenes
    assert all(scene.location and scene.int_ext for scene in scenes)
    assert name == "sp-scene-numbers" or any(scene.speakers for scene in scenes)


def test_labels_of_final_draft_and_fade_in_are_kept():
    for name in ("st-fadein", "st-finaldraft13"):
        assert [scene.label for scene in split_scenes(script(name))] == ["1", "2"]
    labels = [scene.label for scene in split_scenes(script("sp-scene-numbers"))]
    assert labels == ["1", "2", "", "", "2-B"]
