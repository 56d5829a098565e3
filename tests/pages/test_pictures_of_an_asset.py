import pytest
from fixtures.film import a_file
from fixtures.pictures import a_png


@pytest.fixture
def mara(film):
    return film.add("Mara")


def upload(film, asset, **typed):
    """Choose a file on the asset's page and send it."""
    return film.go(f"/assets/{asset.id}").press("Upload and select", **typed)


def test_an_upload_is_selected_and_said(film, mara):
    page = upload(film, mara, file=a_file(a_png(1), "mara.png"))
    assert page.path == f"{film.path}/assets/{mara.id}"
    assert "Attempt 1 is uploaded and selected." in page.says
    assert [attempt.original_name for attempt in film.attempts(mara)] == ["mara.png"]


def test_a_fifth_upload_says_what_went_to_the_bin(film, mara):
    for shade in range(4):
        film.upload(mara, shade)
    page = upload(film, mara, file=a_file(a_png(5)))
    assert "Attempt 5 is uploaded and selected. Attempt 1 moved to the bin." in page.says


def test_a_form_without_a_file_says_so(film, mara):
    assert "Choose a file first." in upload(film, mara).says
    page = upload(film, mara, file=a_file(b"", ""))
    assert "Choose a file first." in page.says


def test_what_is_no_picture_is_refused_in_words(film, mara):
    page = upload(film, mara, file=a_file(b"GIF89a nothing", "a.gif"))
    assert page.status == 200
    assert film.attempts(mara) == []
    assert page.text.count('class="flash bad"') == 1


def test_a_file_that_is_too_large_has_a_page_with_a_way_back(film, mara):
    most = 20 * 1024 * 1024
    page = upload(film, mara, file=a_file(b"x" * (most + 100_000)))
    assert page.status == 413
    assert "Nothing was changed." in page.says
    assert f"{film.path}/assets/{mara.id}" in page.reader.links


def test_a_file_a_little_too_large_is_refused_in_words(film, mara):
    most = 20 * 1024 * 1024
    page = upload(film, mara, file=a_file(b"x" * (most + 1)))
    assert page.status == 200
    assert "A picture may have" in page.says


def test_another_attempt_is_selected(film, mara):
    film.upload(mara, 1)
    film.upload(mara, 2)
    page = film.board().press("Select attempt 1 of Mara")
    assert [attempt.is_selected for attempt in film.attempts(mara)] == [True, False]
    assert "Select attempt 2 of Mara" in page.names()
    assert "Select attempt 1 of Mara" not in page.names()


def test_an_attempt_is_deleted_and_comes_back_by_undo(film, mara):
    film.upload(mara, 1)
    film.upload(mara, 2)
    page = film.board().press("Delete attempt 1 of Mara")
    assert "Attempt 1 is in the bin for 30 days." in page.says
    page = page.press("Undo")
    assert "Attempt 1 is back." in page.says
    assert len(film.attempts(mara)) == 2


def test_deleting_what_is_selected_by_now_says_why_not(film, mara):
    film.upload(mara, 1)
    film.upload(mara, 2)
    page = film.board()
    page.press("Select attempt 1 of Mara")
    assert "The selected attempt cannot be deleted" in page.press("Delete attempt 1 of Mara").says


def test_the_bin_lists_attempts_and_gives_them_back(film, mara):
    for shade in range(5):
        film.upload(mara, shade)
    page = film.go("/bin")
    assert "Made room for a newer attempt" in page.says
    page = page.press("Restore attempt 1 of Mara")
    assert page.path == f"{film.path}/bin"
    assert "Attempt 1 is back. Attempt 2 moved to the bin." in page.says


def test_the_asset_page_shows_the_attempt_that_was_asked_for(film, mara):
    film.upload(mara, 1)
    film.upload(mara, 2)
    assert "Attempt 2" in film.go(f"/assets/{mara.id}").says
    page = film.go(f"/assets/{mara.id}?attempt=1")
    first = film.attempts(mara)[0]
    assert page.reader.images[0]["src"].endswith(f"/{first.sha256}/1600")
    assert first.sha256 in page.says


def test_the_asset_page_tells_how_a_picture_was_made(film, mara):
    film.style("Grainy noir")
    film.draw(mara)
    page = film.go(f"/assets/{mara.id}")
    assert "Prompt as sent" in page.says
    assert "Grainy noir" in page.says
    (link,) = [link for link in page.reader.links if link.endswith("/original")]
    assert film.browser.client.get(link).status_code == 200


def test_the_asset_page_uploads_generates_and_stays_there(film, mara):
    film.style()
    path = f"/assets/{mara.id}"
    page = film.go(path).press("Upload and select", file=a_file(a_png(1)))
    assert page.path == f"{film.path}{path}"
    page = page.press("Generate", candidates="4")
    assert "Asked for 4 pictures." in page.says
    assert "Queued, next in line · 3 more" in page.says


def test_pictures_on_the_pages_are_served_to_their_owner_only(film, stranger, mara):
    film.upload(mara)
    for image in film.board().reader.images:
        assert film.browser.client.get(image["src"]).mimetype == "image/webp"
        assert stranger.client.get(image["src"]).status_code == 404
