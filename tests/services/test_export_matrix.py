"""The table of assets by scenes, read back as a spreadsheet would."""

import csv
import io

import pytest
from fixtures.exporting import exporting_of
from fixtures.factories import make_scene
from fixtures.pictures import a_png

from asset_service.domain.exports import ExportKind
from asset_service.domain.vocabulary import AssetType

CHARACTER, PROP = AssetType.CHARACTER, AssetType.PROP


@pytest.fixture
def exporting(world, tmp_path):
    with exporting_of(world, tmp_path) as made:
        yield made


@pytest.fixture
def scenes(world):
    labels = ("1", "2A", "", "4")
    return [
        make_scene(world.owner, world.project, number + 1, label=label)
        for number, label in enumerate(labels)
    ]


@pytest.fixture
def table(exporting):
    def make(**options):
        text = exporting.make(ExportKind.MATRIX, **options).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))

    return make


def test_scenes_stand_at_the_top_and_assets_at_the_side(world, scenes, table):
    world.add("Mara", CHARACTER, 1, 3)
    heads, headings, mara = table()
    assert heads == ["Type", "Name", "Deferred", "Scenes", "1", "2A", "3", "4"]
    assert headings[4:] == [scene.heading for scene in scenes]
    assert mara == ["character", "Mara", "no", "2", "member", "", "member", ""]


def test_an_asset_without_numbers_is_in_every_scene(world, scenes, table):
    world.add("Gulls", PROP)
    assert table()[2][3:] == ["4", *["member"] * 4]


def test_a_populated_scene_says_what_it_shows(world, scenes, table):
    mara, tom = world.add("Mara", CHARACTER, 1, 2, 3), world.add("Tom", CHARACTER, 1)
    world.upload(mara, 1)
    world.curation.defer(*world.ids, tom.id)
    world.lock()
    for scene in scenes[:2]:
        world.scenes.populate(*world.ids, scene.id)
    rows = {row[1]: row[4:] for row in table()}
    assert rows["Mara"] == ["master", "inherited", "member", ""]
    assert rows["Tom"] == ["no image", "", "", ""]


def test_a_picture_of_one_scene_alone_is_its_own(world, scenes, table):
    mara = world.add("Mara", CHARACTER, 1)
    attempt = world.upload(mara, 1).attempt
    world.lock()
    world.scenes.populate(*world.ids, scenes[0].id)
    world.sql(
        "insert into attempts (id, project_id, asset_id, scene_asset_id, number, slot, source,"
        " sha256, created_by) select gen_random_uuid(), a.project_id, a.asset_id, s.id, 1, 1,"
        " 'uploaded', a.sha256, a.created_by from attempts a, scene_assets s where a.id = :id",
        id=attempt.id,
    )
    world.sql(
        "update scene_assets set image_attempt_id ="
        " (select id from attempts where scene_asset_id is not null)"
    )
    assert table()[2][4] == "own"


def test_a_picture_of_an_earlier_scene_is_inherited_by_the_later_ones(world, scenes, table):
    mara = world.add("Mara", CHARACTER, 1, 2)
    world.upload(mara, 1)
    world.lock()
    world.scenes.populate(*world.ids, scenes[0].id)
    world.uploads.receive(*world.ids, mara.id, a_png(2), "a.png", scene_id=scenes[0].id)
    world.scenes.populate(*world.ids, scenes[1].id)
    assert table()[2][4:6] == ["own", "inherited"]


def test_what_came_only_from_where_it_was_taken_out_is_the_masters(world, scenes, table):
    mara = world.add("Mara", CHARACTER, 1, 2)
    world.upload(mara, 1)
    world.lock()
    for scene in scenes[:2]:
        world.scenes.populate(*world.ids, scene.id)
    assert table()[2][4:6] == ["master", "inherited"]
    world.scenes.unlink(*world.ids, scenes[0].id, mara.id)
    assert table()[2][4:6] == ["", "master"]


def test_what_was_taken_out_of_a_scene_shows_nothing_there(world, scenes, table):
    mara = world.add("Mara", CHARACTER, 1, 2)
    world.upload(mara, 1)
    world.lock()
    world.scenes.populate(*world.ids, scenes[0].id)
    world.sql(
        "update scene_assets set unlinked_at = now(); update assets set scene_numbers = '{2}'"
    )
    assert table()[2][4:6] == ["", "member"]


def test_types_and_deferred_ones_can_be_left_out(world, scenes, table):
    world.add("Mara", CHARACTER, 1)
    world.add("Lamp", PROP, 1)
    world.curation.defer(*world.ids, world.add("Oar", PROP, 1).id)
    assert [row[1] for row in table()[2:]] == ["Mara", "Lamp", "Oar"]
    assert [row[1] for row in table(types=["prop"], deferred=False)[2:]] == ["Lamp"]


def test_the_mark_for_excel_can_be_left_out(exporting):
    assert exporting.make(ExportKind.MATRIX).startswith(b"\xef\xbb\xbfType,")
    assert exporting.make(ExportKind.MATRIX, excel=False).startswith(b"Type,")


def test_no_name_and_no_label_is_a_formula(world, table):
    make_scene(world.owner, world.project, 1, label="-1", heading="=1+1")
    world.add("@Mara", CHARACTER)
    heads, headings, mara = table()
    assert (heads[4], headings[4], mara[1]) == ("'-1", "'=1+1", "'@Mara")


def test_a_film_without_scenes_has_a_table_all_the_same(world, table):
    world.add("Mara", CHARACTER)
    assert table() == [
        ["Type", "Name", "Deferred", "Scenes"],
        ["", "", "", ""],
        ["character", "Mara", "no", "0"],
    ]
