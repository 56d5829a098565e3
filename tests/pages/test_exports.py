"""The page of exports, without a script: ask, watch, fetch, call off."""

import io

import pytest
from fixtures.app import signed_in
from pypdf import PdfReader

from pages.browser import Browser


def only(film):
    (export,) = film.services.exports.list(*film.ids).items
    return export


def make(film):
    film.services.export_runner.run(only(film).id, film.person.id)


def carried(film):
    """What every form of the page carries."""
    page = film.go("/exports")
    return {name: page.typed(name) for name in ("csrf_token", "back", "idempotency_key")}


def test_the_navigation_leads_to_the_page(film):
    assert f"{film.path}/exports" in film.board().reader.links
    assert "Nothing exported yet" in film.go("/exports").says


def test_a_look_book_is_asked_for_made_and_fetched(film):
    film.upload(film.add("Mara"))
    page = film.go("/exports").press("Make the look book")
    assert "The look book is on its way" in page.says
    assert "Queued" in page.says
    assert only(film).options == {
        "types": [],
        "deferred": False,
        "candidates": True,
        "paper": "a4",
    }
    make(film)
    page = film.go("/exports")
    assert "Ready" in page.says
    assert "The Long Tide - look book" in page.says
    export = only(film)
    answer = film.browser.client.get(f"/api/v1{film.path}/exports/{export.id}/file")
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 3


def test_what_is_ticked_is_what_is_asked_for(film):
    film.upload(film.add("Lamp", "prop"))
    chosen = {"types": ["prop"], "attempts": "live", "files": "original", "prompts": ""}
    film.go("/exports").press("Make the zip", **chosen)
    assert only(film).options == {
        "types": ["prop"],
        "deferred": False,
        "attempts": "live",
        "files": "original",
        "prompts": False,
    }
    said = film.go("/exports").says
    for words in ("props", "all candidates", "as received", "without prompts"):
        assert words in said


def test_how_much_a_zip_is_stands_beside_the_choice(film):
    mara = film.add("Mara")
    for shade in range(3):
        film.upload(mara, shade)
    said = film.go("/exports").says
    assert "The ones in use 1, " in said
    assert "All candidates 3, " in said


@pytest.mark.parametrize(
    "sent", [{}, {"types": "villain"}, {"types": "prop", "paper": "a5"}, {"types": "prop"}]
)
def test_what_makes_no_sense_is_refused_in_words(film, sent):
    page = film.browser.post(f"{film.path}/exports/look_book", carried(film) | sent)
    assert page.status == 200
    assert "Choose" in page.says
    assert film.services.exports.list(*film.ids).items == []


def test_a_kind_that_there_is_not_is_no_page(film):
    assert film.browser.post(f"{film.path}/exports/video", carried(film)).status == 404


def test_a_zip_without_pictures_is_refused_in_words(film):
    assert "There is no picture to export" in film.go("/exports").press("Make the zip").says


def test_one_that_waits_can_be_called_off(film):
    film.go("/exports").press("Make the table")
    page = film.go("/exports").press("Cancel")
    assert "Cancelled" in page.says
    assert "Cancel" not in page.names()


def test_a_failed_one_says_why(film):
    film.upload(film.add("Mara"))
    film.go("/exports").press("Make the zip")
    film.services.curation.delete(*film.ids, film.assets("all")["Mara"].id)
    make(film)
    said = film.go("/exports").says
    assert "Failed" in said
    assert "There is no picture to export" in said


def test_a_viewer_may_export_and_sees_no_cancel_on_what_others_asked_for(film, other, app):
    film.invite(other, "viewer")
    film.go("/exports").press("Make the table")
    looking = Browser(signed_in(app, other))
    page = looking.get(f"{film.path}/exports")
    assert "by Ada" in page.says
    assert "Cancel" not in page.names()
    assert "by you" in page.press("Make the table").says


def test_older_exports_are_on_a_page_of_their_own(film, monkeypatch):
    monkeypatch.setattr("asset_service.web.pages.exports.SHOWN", 1)
    for _ in range(2):
        film.go("/exports").press("Make the table")
    (older,) = [one for one in film.go("/exports").reader.links if "after=" in one]
    page = film.browser.get(older)
    assert "Make the table" not in page.names()
    assert "Scenes table" in page.says


def test_a_page_with_work_under_way_is_asked_for_again_without_a_script(film):
    film.go("/exports").press("Make the table")
    assert 'http-equiv="refresh"' in film.go("/exports").text
    make(film)
    assert 'http-equiv="refresh"' not in film.go("/exports").text
