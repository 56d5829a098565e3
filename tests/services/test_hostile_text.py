"""Names and words that mean harm, in everything that is made of a film for other programs."""

import csv
import io
import unicodedata
import zipfile

import pytest
from fixtures.exporting import exporting_of
from fixtures.factories import make_scene
from fixtures.pages_of_pdf import words
from pypdf import PdfReader

from asset_service.domain.exports import ExportKind
from asset_service.domain.vocabulary import AssetType
from asset_service.services.curation import NewAsset

pytestmark = pytest.mark.promise("B62")

HOSTILE = [
    '=HYPERLINK("http://x.example","y")', "+1+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0",
    "\N{FULLWIDTH EQUALS SIGN}1", "<img src=x onerror=alert(1)>", "(x) Tj /JS (app.alert) \\",
    "a\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe", "../../../etc/passwd", "..", "CON", "a/b\\c", "x" * 200,
    "%s%n{0}{{7*7}}", "endstream endobj /OpenAction", "\N{ZERO WIDTH SPACE}=1",
]  # fmt: skip
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\N{FULLWIDTH EQUALS SIGN}")


@pytest.fixture
def exporting(world, tmp_path):
    with exporting_of(world, tmp_path) as made:
        yield made


@pytest.fixture
def film(world):
    """Every such word as a title, a heading, a name, a description and the words of a prompt."""
    for number, word in enumerate(HOSTILE, start=1):
        make_scene(world.owner, world.project, number, label=word[:20], heading=word)
        new = NewAsset(word, AssetType.PROP, word, [])
        asset = world.curation.add(*world.ids, new)
        world.upload(asset, number, file_name=word)
    return world


def test_no_cell_of_a_table_is_run(film, exporting):
    data = exporting.make(ExportKind.MATRIX).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(data, newline="")) for cell in row]
    assert sum(word[:20] in cell for word in HOSTILE for cell in cells) >= len(HOSTILE)
    assert [cell for cell in cells if cell.startswith(FORMULAS)] == []


def test_no_entry_of_an_archive_leads_out_or_is_read_backwards(film, exporting):
    with zipfile.ZipFile(io.BytesIO(exporting.make(ExportKind.ORIGINALS))) as archive:
        names = archive.namelist()
        rows = list(csv.reader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
    assert len([name for name in names if name.startswith("props/")]) == len(HOSTILE)
    for name in names:
        assert ".." not in name.split("/")
        assert not name.startswith(("/", "-"))
        assert not any(unicodedata.category(one)[0] == "C" for one in name), name
        assert len(name.encode()) < 255
    assert [cell for row in rows for cell in row if cell.startswith(FORMULAS)] == []


def test_a_book_says_the_words_and_runs_nothing(film, exporting):
    data = exporting.make(ExportKind.LOOK_BOOK)
    book = PdfReader(io.BytesIO(data))
    told = " ".join(words(page) for page in book.pages)
    assert "<img src=x onerror=alert(1)>" in told
    assert "/JS (app.alert)" in told
    assert not {"/OpenAction", "/AA", "/Names"} & set(book.trailer["/Root"]) - {"/OpenAction"}
    for page in book.pages:
        for each in page.get("/Annots", []):
            action = each.get_object().get("/A", {})
            assert action.get("/S", "/GoTo") == "/GoTo", action
