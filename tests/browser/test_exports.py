"""Exports in a browser: asked for, made by a real worker, and downloaded for real."""

import csv
import zipfile

import pytest
from fixtures.pictures import a_png
from playwright.sync_api import expect
from pypdf import PdfReader

from asset_service.domain.exports import ExportKind

MADE_WITHIN = 60_000
"""Milliseconds that a worker may take, on a machine that runs much else."""


@pytest.fixture
def full(film):
    film.script()
    film.style()
    for shade, (name, kind) in enumerate((("Mara Voss", "character"), ("Oil lamp", "prop"))):
        film.upload(film.add(name, kind, 1), shade)
    return film


def row(page):
    return page.get_by_role("table").get_by_role("row").nth(1)


def download(page, tmp_path):
    """Wait for the newest export, download it, and return where it is."""
    link = row(page).get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=MADE_WITHIN)
    with page.expect_download() as coming:
        link.click()
    path = tmp_path / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def test_a_look_book_is_asked_for_appears_by_itself_and_is_downloaded(page, full, tmp_path):
    page.goto(full.path)
    page.get_by_role("navigation", name="Project").get_by_role("link", name="Exports").click()
    page.get_by_role("button", name="Make the look book").click()
    expect(page.get_by_text("The look book is on its way")).to_be_visible()
    path = download(page, tmp_path)
    assert path.name.startswith("The Long Tide - look book ")
    read = PdfReader(path)
    assert len(read.pages) == 4
    assert "Mara Voss" in read.pages[2].extract_text()
    expect(row(page)).to_contain_text("Ready")


def test_the_originals_are_downloaded_as_they_came(page, full, tmp_path):
    page.goto(f"{full.path}/exports")
    form = page.get_by_role("form", name="Originals")
    form.get_by_label("Characters").uncheck()
    form.get_by_label("As received").check()
    form.get_by_role("button", name="Make the zip").click()
    with zipfile.ZipFile(download(page, tmp_path)) as archive:
        assert archive.read("props/oil-lamp_1.png") == a_png(1)
        assert not [name for name in archive.namelist() if name.startswith("characters/")]
    expect(row(page)).to_contain_text("as received")


def test_without_a_script_it_works_as_well(new_page, full, tmp_path):
    page = new_page(java_script_enabled=False)
    page.goto(f"{full.path}/exports")
    page.get_by_role("button", name="Make the table").click()
    path = download(page, tmp_path)  # the page asks for itself again
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [line[1] for line in rows[2:]] == ["Mara Voss", "Oil lamp"]


def test_what_is_ticked_stays_while_the_page_changes(page, full, stack):
    page.goto(f"{full.path}/exports")
    box = page.get_by_role("form", name="Look book").get_by_label("Deferred assets too")
    box.check()
    with stack.paused("pixels"):
        full.services.exports.request(*full.ids, ExportKind.MATRIX, {})
        expect(row(page)).to_contain_text("Queued")
        expect(box).to_be_checked()
        row(page).get_by_role("button", name="Cancel").click()
        expect(row(page)).to_contain_text("Cancelled")
