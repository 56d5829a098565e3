import pytest
from fixtures.film import SCRIPT, a_file


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
    pressed = [page.press("Import 3 scenes") for _ in range(2)]
    assert [again.status for again in pressed] == [200, 200]
    assert all("3 scenes, version 1" in again.says for again in pressed)
    assert film.services.projects.get(*film.ids).script_version == 1


def test_more_scenes_than_a_page_holds_are_a_link_away(film, monkeypatch):
    monkeypatch.setattr("asset_service.web.pages.script.SCENES_SHOWN", 2)
    film.script()
    (link,) = [link for link in film.go("/script").reader.links if "after=" in link]
    assert "INT. LIGHTHOUSE - DAY" in film.browser.get(link).says


def test_a_script_that_was_not_taken_is_offered_again_until_it_is_discarded(film):
    read(film)
    page = film.go("/script")
    assert "3 scenes, and is not in the project yet." in page.says
    page = page.press("Discard The Long Tide")
    assert "Discarded. The project is as it was." in page.says
    assert "not in the project yet" not in film.go("/script").says


def test_the_preview_counts_what_the_script_names(film):
    says = read(film).says
    for fact in ("Scenes 3", "Characters 2", "Locations 2", "Props 1", "Extras 0"):
        assert fact in says


def test_a_warning_quotes_its_line_and_leads_to_it(film):
    page = read(film, b"Before <b>.\n\n" + SCRIPT[24:], "tide.txt")
    assert "Before <b>." in page.says
    (link,) = {link for link in page.reader.links if link.endswith("#line-1")}
    assert 'id="line-1"' in film.browser.get(link).text


def test_the_list_of_scenes_counts_their_assets(film):
    film.script()
    film.add("Mara", "character", 1, 3)
    film.add("Rain", "prop")
    page = film.go("/script")
    assert page.says.count("2 assets") == 2
    assert page.says.count("1 asset ") == 1


def test_the_script_is_read_with_its_assets_marked(film):
    film.script()
    mara = film.add("mara voss", "character", 1)
    page = film.go("/script/read")
    assert page.text.count(f'href="{film.path}/assets/{mara.id}"') == 1
    assert page.text.count("Nobody comes here.") == 1
    assert 'class="dialogue"' in page.text


def test_one_scene_is_read_by_itself(film):
    film.script()
    page = film.go("/script/read?scene=2")
    assert "Almost nobody." in page.says
    assert "Nobody comes here." not in page.says
    assert f"{film.path}/script/read?scene=3" in page.reader.links


@pytest.mark.parametrize("scene", ["4", "0", "x"])
def test_a_scene_that_is_not_there_is_not_read(film, scene):
    film.script()
    assert film.go(f"/script/read?scene={scene}").status == 404


def test_before_the_first_script_there_is_nothing_to_read(film):
    assert film.go("/script/read").status == 200


def test_names_with_marks_of_their_own_are_marked_as_text(film):
    film.script("INT. אולם - DAY\n\nמרים עומדת. <i>Bo</i> 🐉 waits.\n".encode())  # noqa: RUF001 - Hebrew
    film.add("מרים", "character", 1)
    film.add("<i>Bo</i>", "character", 1)
    film.add("🐉", "prop", 1)
    text = film.go("/script/read").text
    assert "<i>Bo" not in text
    assert text.count('class="named of-') == 3 + 4  # and the legend
