"""The zip of originals, read back: every file is what the manifest says, and none is left out."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from fixtures import claiming
from fixtures.exporting import exporting_of
from fixtures.factories import make_scene
from fixtures.pictures import a_png

from asset_service.domain.exports import ExportKind
from asset_service.domain.provenance import SaidType, SourceType
from asset_service.domain.vocabulary import AssetType
from asset_service.imaging.claims import read_claims
from asset_service.services.files import original_key

SHOWN = ("manifest.json", "manifest.csv", "SHA256SUMS")
PROP, CHARACTER = AssetType.PROP, AssetType.CHARACTER


@pytest.fixture
def exporting(world, tmp_path):
    with exporting_of(world, tmp_path) as made:
        yield made


class Zip:
    def __init__(self, data):
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        assert self.archive.testzip() is None
        self.names = [name for name in self.archive.namelist() if name not in SHOWN]
        self.manifest = json.loads(self.archive.read("manifest.json"))
        self.lines = self.manifest["pictures"]

    def rows(self):
        text = self.archive.read("manifest.csv").decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def export(exporting):
    def make(**options):
        return Zip(exporting.make(ExportKind.ORIGINALS, **options))

    return make


def test_every_file_is_the_one_that_the_manifest_names(world, export):
    mara, lamp = world.add("Mara Voss", CHARACTER), world.add("Lamp", PROP)
    for shade, asset in enumerate((mara, lamp)):
        world.upload(asset, shade + 1)
    found = export(files="original")
    assert found.names == ["characters/mara-voss_1.png", "props/lamp_1.png"]
    for line, data in zip(found.lines, (a_png(1), a_png(2)), strict=True):
        assert found.archive.read(line["file"]) == data
        assert line["sha256"] == line["original_sha256"] == hashlib.sha256(data).hexdigest()
        assert (line["size"], line["copy"], line["problem"]) == (len(data), "original", "")


def test_the_sums_are_those_of_every_file_beside_them(world, export):
    world.upload(world.add("Маяк", AssetType.LOCATION), 1)
    found = export()
    sums = found.archive.read("SHA256SUMS").decode().splitlines()
    told = dict(line.split("  ", 1)[::-1] for line in sums)
    assert set(told) == {*found.names, "manifest.json", "manifest.csv"}
    for name, digest in told.items():
        assert hashlib.sha256(found.archive.read(name)).hexdigest() == digest


def test_pictures_are_stored_as_they_are_and_the_manifest_is_packed(world, export):
    world.upload(world.add("Lamp", PROP), 1)
    kinds = {one.filename: one.compress_type for one in export().archive.infolist()}
    assert kinds["props/lamp_1.png"] == zipfile.ZIP_STORED
    assert kinds["manifest.json"] == zipfile.ZIP_DEFLATED


def test_a_marked_copy_says_where_it_is_from_and_the_manifest_has_both_hashes(world, export):
    asset = world.add("Lamp", PROP)
    world.uploads.receive(*world.ids, asset.id, a_png(1), "a.png", said=SaidType.AI)
    (line,) = (found := export()).lines
    data = found.archive.read(line["file"])
    assert read_claims(data, "PNG").source_type == SourceType.AI.uri
    assert line["copy"] == "marked"
    assert line["sha256"] == hashlib.sha256(data).hexdigest() != line["original_sha256"]
    assert (line["digital_source_type"], line["ai_generated"]) == ("trainedAlgorithmicMedia", True)


def test_of_what_nothing_is_known_the_copy_is_the_original_and_says_why(world, export):
    world.upload(world.add("Lamp", PROP), 1)
    (line,) = (found := export()).lines
    assert line["copy"] == "original: nothing_known"
    assert found.archive.read(line["file"]) == a_png(1)


def test_a_picture_that_cannot_be_marked_is_there_all_the_same(world, export):
    asset = world.add("Lamp", PROP)
    world.uploads.receive(*world.ids, asset.id, b"no picture", "a.png", said=SaidType.AI)
    (line,) = (found := export()).lines
    assert (line["copy"], line["problem"]) == ("original: unmarkable", "")
    assert found.archive.read(line["file"]) == b"no picture"


@pytest.mark.parametrize(("options", "numbers"), [({}, [3]), ({"attempts": "live"}, [1, 2, 3])])
def test_the_picture_in_use_or_every_candidate(world, export, options, numbers):
    asset = world.add("Lamp", PROP)
    for shade in range(3):
        world.upload(asset, shade + 1)
    found = export(**options)
    assert [line["attempt"] for line in found.lines] == numbers
    assert [line["selected"] for line in found.lines] == [number == 3 for number in numbers]
    assert found.names == [f"props/lamp_{number}.png" for number in numbers]


def test_only_the_types_that_are_wanted_and_no_deferred_ones_unless_asked(world, export):
    for shade, (name, kind) in enumerate((("Mara", CHARACTER), ("Lamp", PROP), ("Oar", PROP))):
        world.upload(world.add(name, kind), shade + 1)
    oar = next(one for one in world.curation.list(*world.ids).items if one.name == "Oar")
    world.curation.defer(*world.ids, oar.id)
    assert export(types=["prop"]).names == ["props/lamp_1.png"]
    both = export(types=["prop"], deferred=True)
    assert both.names == ["props/lamp_1.png", "props/oar_1.png"]
    assert [line["deferred"] for line in both.lines] == [False, True]


def test_what_is_in_the_bin_is_not_exported(world, export):
    lamp, oar = world.add("Lamp", PROP), world.add("Oar", PROP)
    for shade, asset in enumerate((lamp, lamp, oar)):
        world.upload(asset, shade + 1)
    world.attempts.delete(*world.ids, lamp.id, world.live(lamp)[0].id)
    world.curation.delete(*world.ids, oar.id)
    assert export(attempts="live").names == ["props/lamp_2.png"]


@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_a_picture_that_cannot_be_read_is_named_and_the_export_says_so(exporting, world, harm):
    lamp, oar = world.add("Lamp", PROP), world.add("Oar", PROP)
    for shade, asset in enumerate((lamp, oar)):
        world.upload(asset, shade + 1)
    key = original_key(world.project.id, world.live(lamp)[0].sha256)
    if harm == "missing":
        del world.store.objects[key]
    else:
        world.store.objects[key] = a_png(99)
    asked = exporting.ask(ExportKind.ORIGINALS)
    exporting.runner().run(asked.id, world.user.id)
    found = Zip(exporting.bytes_of(asked))
    assert found.names == ["props/oar_1.png"]
    assert [(line["name"], line["problem"]) for line in found.lines] == [
        ("Lamp", harm),
        ("Oar", ""),
    ]
    assert found.manifest["problems"] == 1
    view = exporting.service.get(*world.ids, asked.id)
    assert (view.state, view.warnings) == ("succeeded", ["1 picture could not be read"])


def test_prompts_are_in_the_manifest_unless_they_shall_not_be(world, export):
    asset = world.add("Lamp", PROP)
    world.upload(asset, 1)
    world.sql("update attempts set prompt = 'a brass lamp, secret of scene 9'")
    assert export().lines[0]["prompt"] == "a brass lamp, secret of scene 9"
    without = export(prompts=False)
    assert without.lines[0]["prompt"] is None
    assert b"secret" not in without.archive.read("manifest.csv")


def test_scenes_are_told_by_number_and_by_the_scripts_own_label(world, export):
    for number, label in ((1, "1"), (2, "2A"), (3, "")):
        make_scene(world.owner, world.project, number, label=label)
    world.upload(world.add("Lamp", PROP, 2, 3), 1)
    (line,) = (found := export()).lines
    assert (line["scene_numbers"], line["scene_labels"]) == ([2, 3], ["2A", "3"])
    assert found.rows()[0]["scene_labels"] == "2A 3"


def test_the_table_has_what_the_json_has_and_runs_no_formula(world, export):
    world.upload(world.add("=cmd|' /C calc'!A0", PROP), 1)
    (row,) = (found := export()).rows()
    (line,) = found.lines
    assert set(row) == set(line)
    assert line["name"] == "=cmd|' /C calc'!A0"
    assert row["name"] == "'=cmd|' /C calc'!A0"
    assert found.archive.read("manifest.csv").startswith(b"\xef\xbb\xbf")


def test_no_name_leaves_its_folder(world, export):
    for shade, name in enumerate(("../../evil", "..", "NUL", "a/b\\c")):
        world.upload(world.add(name, PROP), shade + 1)
    found = export()
    assert all(name.startswith("props/") and ".." not in name for name in found.names)
    assert len(set(found.names)) == 4


def test_made_again_it_is_the_same_file(exporting, world):
    for shade, name in enumerate("cab"):
        world.upload(world.add(name, PROP), shade + 1)
    asked = exporting.ask(ExportKind.ORIGINALS)
    exporting.runner().run(asked.id, world.user.id)
    first = exporting.row(asked).sha256
    exporting.world.sql("delete from exports")
    again = exporting.ask(ExportKind.ORIGINALS)
    exporting.set(again, f"created_at = '{asked.created_at.isoformat()}'")
    exporting.runner().run(again.id, world.user.id)
    assert exporting.row(again).sha256 == first


def test_a_zip_that_grew_too_large_since_it_was_asked_for_says_so(exporting, world):
    world.upload(world.add("Lamp", PROP), 1)
    asked = exporting.ask(ExportKind.ORIGINALS)
    world.sql("update objects set size = 10000000")
    exporting.runner().run(asked.id, world.user.id)
    assert exporting.row(asked).error_code == "export_too_large"


def test_a_claim_in_a_file_is_no_reason_to_leave_it_out(world, export):
    asset = world.add("Lamp", PROP)
    data = claiming.plain("PNG")
    world.uploads.receive(*world.ids, asset.id, data, "a.png")
    assert len(export().names) == 1
