"""The look book of a film, read back: every asset has its page, and each picture is told of."""

import io

import pytest
from fixtures.exporting import exporting_of
from fixtures.factories import make_scene
from fixtures.pages_of_pdf import placed, words
from pypdf import PdfReader

from asset_service.domain.exports import ExportKind
from asset_service.domain.provenance import SaidType
from asset_service.domain.vocabulary import AssetType
from asset_service.imaging.pictures import Pictures

CHARACTER, PROP = AssetType.CHARACTER, AssetType.PROP


@pytest.fixture
def exporting(world, tmp_path):
    with exporting_of(world, tmp_path) as made:
        yield made


@pytest.fixture
def book(exporting):
    def make(**options):
        return PdfReader(io.BytesIO(exporting.make(ExportKind.LOOK_BOOK, **options)))

    return make


def test_a_cover_a_contact_sheet_and_a_page_for_each_asset(world, book):
    make_scene(world.owner, world.project, 1, label="1A")
    world.styles.put(*world.ids, "Grainy noir", pillars=["Slate", "Brass"])
    for shade, (name, kind) in enumerate((("Mara Voss", CHARACTER), ("Oil lamp", PROP))):
        world.upload(world.add(name, kind, 1), shade + 1)
    pages = book().pages
    assert len(pages) == 4
    cover, sheet, mara, lamp = map(words, pages)
    for said in ("The Last Ferry", "Grainy noir", "Slate", "1 character", "1 prop"):
        assert said in cover
    assert "2 of 2 assets have an image" in cover
    assert "Mara Voss" in sheet
    assert "Oil lamp" in sheet
    for said in ("CHARACTER", "Mara Voss", "Seen at sea.", "1A", "INT. ROOM 1 - DAY"):
        assert said in mara
    assert "PROP" in lamp


def test_the_outline_leads_to_every_asset_by_its_type(world, book):
    for name, kind in (("Mara", CHARACTER), ("Tom", CHARACTER), ("Lamp", PROP)):
        world.add(name, kind)
    read = book()
    named = [
        [one.title for one in entry] if isinstance(entry, list) else entry.title
        for entry in read.outline
    ]
    assert named == ["Cover", "Contact sheet", "Characters", ["Mara", "Tom"], "Props", ["Lamp"]]
    pages = [read.get_destination_page_number(one) for one in read.outline[3]]
    assert pages == [2, 3]


def test_the_document_says_what_it_is_and_in_which_language(world, book):
    world.add("Mara", CHARACTER)
    read = book()
    assert read.metadata.title == "The Last Ferry \N{EN DASH} Look book"
    assert read.root_object["/Lang"] == "en"
    assert read.root_object["/ViewerPreferences"]["/DisplayDocTitle"]


@pytest.mark.parametrize(("paper", "size"), [("a4", (842, 595)), ("letter", (792, 612))])
def test_paper_lies_on_its_side(world, book, paper, size):
    world.add("Mara", CHARACTER)
    for page in book(paper=paper).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_what_made_a_picture_is_told_and_a_placeholder_is_never_called_ai(world, book):
    mara, lamp = world.add("Mara", CHARACTER), world.add("Lamp", PROP)
    for shade, asset in enumerate((mara, lamp)):
        world.uploads.receive(*world.ids, asset.id, world_png(shade), "a.png", said=SaidType.AI)
    world.sql(
        "update attempts set provider = 'placeholder', model = 'cards',"
        " digital_source_type = 'algorithmicMedia' where asset_id = :id",
        id=lamp.id,
    )
    cover, _, first, second = map(words, book().pages)
    assert "1 made by generative AI; 1 is a placeholder." in cover
    assert "Made by generative AI" in first
    assert "Placeholder, drawn by rules" in second
    assert "generative" not in second


def world_png(shade):
    return b"png %d" % shade


def test_candidates_are_shown_unless_they_shall_not_be(world, book):
    asset = world.add("Mara", CHARACTER)
    for shade in range(3):
        world.upload(asset, shade + 1)
    assert len(placed(book().pages[2])) == 3
    assert len(placed(book(candidates=False).pages[2])) == 1


def test_deferred_assets_come_only_when_asked_for_and_say_so(world, book):
    world.add("Mara", CHARACTER)
    world.curation.defer(*world.ids, world.add("Tom", CHARACTER).id)
    assert len(book().pages) == 3
    assert "Deferred" in words(book(deferred=True).pages[3])


def test_an_asset_without_an_image_has_its_page(world, book):
    world.add("Mara", CHARACTER)
    assert "No image yet" in words(book().pages[2])


def test_a_picture_that_cannot_be_read_is_told_of(exporting, world):
    world.upload(world.add("Mara", CHARACTER), 1)
    world.store.objects.clear()
    asked = exporting.ask(ExportKind.LOOK_BOOK)
    exporting.runner().run(asked.id, world.user.id)
    row = exporting.row(asked)
    assert (row.state, row.warnings) == ("succeeded", ["1 picture could not be read"])
    read = PdfReader(io.BytesIO(exporting.bytes_of(asked)))
    assert "The picture could not be read" in words(read.pages[2])


def test_an_empty_film_has_a_cover(book):
    assert len(book().pages) == 1


def test_real_pictures_are_encoded_for_paper_in_the_sandbox(exporting, world, book):
    pictures = Pictures(children=1)
    world.pictures = pictures
    world.__post_init__()
    world.upload(world.add("Mara", CHARACTER), 0x336699)
    try:
        (image,) = book().pages[2].images
    finally:
        pictures.close()
    assert image.image.format == "JPEG"
    assert image.image.size == (40, 60)
    red, green, blue = image.image.convert("RGB").getpixel((20, 30))
    assert (abs(red - 0x33), abs(green - 0x66), abs(blue - 0x99)) < (8, 8, 8)
