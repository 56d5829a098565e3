import pytest

from pages.conftest import SCRIPT, a_file


def read(film, data=SCRIPT, name="tide.fountain"):
    return film.go("/script").press("Read the file", file=a_file(data, name))


def test_a_file_is_previewed_before_anything_enters_the_project(film):
    page = read(film)
    assert "/script/drafts/" in page.path
    assert "The Long Tide" in page.says
    assert "INT. LIGHTHOUSE - NIGHT" in page.says
    assert "MARA" in page.says
    assert film.services.scripts.scenes(*film.ids).items == []


def test_a_confirmed_script_lists_its_scenes(film):
    page = read(film).press("Import 3 scenes")
    assert page.path == f"{film.path}/script"
    assert "version 1" in page.says
    assert "EXT. SLIPWAY - DAWN" in page.says


def test_a_pasted_script_is_read_alike(film):
    page = film.go("/script").press("Read the text", text=SCRIPT.decode())
    assert "Import 3 scenes" in page.names()


def test_a_script_again_shows_what_differs(film):
    film.script()
    newer = SCRIPT.replace(b"waits.", b"waits for the tide.") + b"\nEXT. SEA - DAY\n\nWind.\n"
    page = read(film, newer)
    assert "Against version 1" in page.says
    assert "New 1" in page.says
    assert "Changed 1" in page.says


def test_the_same_script_again_says_that_nothing_differs(film):
    film.script()
    assert "No scene differs." in read(film).says


def test_warnings_name_their_line(film):
    page = read(film, SCRIPT + b"\nINT. - DAY\n\nNobody.\n/* never closed\n")
    assert "Warnings" in page.says
    assert "Line " in page.says


def test_a_text_without_scenes_cannot_be_imported(film):
    page = read(film, b"Only words.\n", "a.txt")
    assert "No scene heading was found" in page.says
    assert not [name for name in page.names() if name.startswith("Import")]


@pytest.mark.parametrize(
    ("data", "name"), [(b"%PDF-1.7", "a.pdf"), (b"\x00\x01\x02" * 99, "a.txt"), (b"", "a.txt")]
)
def test_what_is_no_script_is_refused_in_words(film, data, name):
    page = read(film, data, name)
    assert page.path == f"{film.path}/script"
    assert page.text.count('class="flash bad"') == 1


def test_a_pasted_text_that_is_refused_is_not_lost(film):
    page = film.go("/script").press("Read the text", text="  ")
    assert page.status == 422
    page = film.go("/script").press("Read the text", text="INT. X\n" + "x" * 2 * 1024 * 1024)
    assert page.status == 413
    assert "A script may have" in page.says
    assert "x" * 1000 in page.text


def test_a_draft_is_nobody_elses(film, stranger):
    page = read(film)
    assert stranger.get(page.path).status == 404
    assert stranger.post(f"{page.path}/confirm", {}).status in {403, 404}


def test_a_draft_is_confirmed_once(film):
    page = read(film)
    page.press("Import 3 scenes")
    assert page.press("Import 3 scenes").status == 404


def test_more_scenes_than_a_page_holds_are_a_link_away(film, monkeypatch):
    monkeypatch.setattr("asset_service.web.pages.script.SCENES_SHOWN", 2)
    film.script()
    (link,) = [link for link in film.go("/script").reader.links if "after=" in link]
    assert "INT. LIGHTHOUSE - DAY" in film.browser.get(link).says
