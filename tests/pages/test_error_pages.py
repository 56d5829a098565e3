import pytest
from fixtures.app import signed_in
from sqlalchemy.exc import OperationalError

from asset_service.app import create_app
from asset_service.ports.objects import StoreUnavailable
from pages.browser import Browser


@pytest.fixture
def breaking(app_settings, services, person, monkeypatch):
    """A browser on an application in which reading the projects ends in `error`."""

    def make(error):
        def fail(_user_id):
            raise error

        monkeypatch.setattr(services.projects, "summaries", fail)
        return Browser(signed_in(create_app(app_settings, services), person))

    return make


def test_an_address_that_is_none_has_a_page_with_a_way_on(browser):
    page = browser.get("/nowhere")
    assert page.status == 404
    assert "Not here" in page.says
    assert "/projects" in page.reader.links


def test_an_address_that_is_none_looks_alike_to_everybody(app):
    assert Browser(app.test_client()).get("/nowhere").status == 404


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("select hidden_thing", {}, Exception("host=10.0.0.1")),
        StoreUnavailable("10.0.0.1"),
    ],
)
def test_what_is_away_is_away_for_a_moment(breaking, error):
    page = breaking(error).get("/projects")
    assert page.status == 503
    assert "Away for a moment" in page.says
    assert int(page.headers["Retry-After"]) > 0
    assert "10.0.0.1" not in page.text
    assert "hidden_thing" not in page.text


def test_what_nobody_foresaw_tells_only_its_id(breaking):
    page = breaking(RuntimeError("at /srv/asset_service/x.py")).get("/projects")
    assert page.status == 500
    assert "Something broke on our side" in page.says
    assert page.headers["X-Request-ID"] in page.says
    assert "/srv" not in page.text


def test_an_error_page_leads_back_to_our_own_page_only(film):
    client = film.browser.client
    headers = {"Accept": "text/html", "Referer": f"http://localhost{film.path}?type=prop"}
    assert f'href="{film.path}?type=prop"' in client.get("/nowhere", headers=headers).text
    for foreign in ("https://evil.example/x", "http://localhost//evil.example", "javascript:x"):
        text = client.get("/nowhere", headers={**headers, "Referer": foreign}).text
        assert "evil" not in text
        assert "javascript:" not in text


def test_an_error_page_does_not_lead_to_itself(browser):
    headers = {"Accept": "text/html", "Referer": "http://localhost/nowhere"}
    assert 'href="/nowhere"' not in browser.client.get("/nowhere", headers=headers).text


def test_a_method_that_an_address_does_not_take_has_a_page_too(film):
    page = film.go("/lock")
    assert page.status == 405
    assert "Method Not Allowed" in page.says


def test_bad_news_stays_longer_on_a_page_that_refreshes_itself(film):
    film.style()
    mara = film.add("Mara")
    film.ask(mara)
    page = film.board()
    film.services.curation.defer(*film.ids, mara.id)
    page = page.press("Generate")
    waits = [found["content"] for _, found in page.reader.tags if "http-equiv" in found]
    assert waits == ["10"]
