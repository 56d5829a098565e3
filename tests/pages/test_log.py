"""The log as people read it, and the space that is left."""

import pytest

from asset_service.services.quotas import Quotas


def log(film, query=""):
    return film.go(f"/log{query}")


def test_what_was_done_is_told_in_plain_words(film):
    mara = film.add("Mara")
    film.upload(mara, 1)
    film.upload(mara, 2)
    first = film.attempts(mara)[0]
    film.services.attempts.select(*film.ids, mara.id, first.id)
    says = log(film).says
    assert "You selected attempt 1 of Mara" in says
    assert "You uploaded attempt 2 of Mara" in says
    assert "You added Mara" in says
    assert "You made the film" in says


def test_what_changed_is_told_with_what_was_and_what_is(film):
    mara = film.add("Mara")
    now = film.asset(mara)
    film.services.curation.edit(*film.ids, mara.id, now.version, {"name": "Mara Voss"})
    page = log(film)
    assert "You renamed Mara to Mara Voss" in page.says
    assert "<del>" in page.text


def test_others_are_called_by_their_names_and_the_service_is_nobody(film, other, services):
    film.invite(other, "editor")
    services.accounts.rename(other.id, "Bea")
    mara = film.add("Mara")
    services.curation.defer(other.id, film.id, mara.id)
    says = log(film).says
    assert "Bea deferred Mara" in says
    assert "The service added" in says  # the tests write memberships as nobody


def test_many_are_one_line(film, services):
    assets = [film.add(f"Extra {n}", "prop") for n in range(8)]
    services.many.defer(*film.ids, [one.id for one in assets])
    assert "and 6 more" in log(film, "?kind=asset").says


def test_it_is_narrowed_by_person_kind_time_and_asset(film, other):
    film.invite(other, "viewer")
    mara, tom = film.add("Mara"), film.add("Tom")
    film.upload(mara)
    says = log(film, f"?asset={mara.id}").says
    assert "added Mara" in says
    assert "added Tom" not in says
    assert "added Mara" not in log(film, "?kind=attempt").says
    assert "Nothing like that" in log(film, f"?person={other.id}").says
    assert "uploaded" in log(film, "?since=day&kind=nonsense&person=nobody").says
    assert f"asset={tom.id}" in film.go(f"/assets/{tom.id}").text


def test_the_way_there_is_on_the_page_of_activity(film):
    assert f'href="{film.path}/log"' in film.go("/activity").text


def test_a_long_log_goes_on_on_the_next_page(film, monkeypatch):
    from asset_service.web.pages import log as pages  # noqa: PLC0415

    monkeypatch.setattr(pages, "SHOWN", 3)
    for n in range(4):
        film.add(f"A {n}")
    page = log(film)
    assert "added A 3" in page.says
    assert "added A 0" not in page.says
    (older,) = {link for link in page.reader.links if "/log?after=" in link}
    assert "added A 0" in film.browser.get(older).says


def test_strangers_find_no_log(film, stranger):
    assert stranger.get(f"{film.path}/log").status == 404


def test_the_account_has_a_log_of_its_own(film, browser):
    page = browser.get("/settings")
    assert "You signed in" in page.says
    assert "The service made the account" in browser.get("/settings/log").says


def test_the_space_is_told_in_setup_and_settings(film, browser):
    film.upload(film.add("Mara"))
    for says in (film.go("/setup").says, browser.get("/settings").says):
        assert "used, no limit" in says


@pytest.mark.promise("B29")
def test_a_full_film_says_so_with_numbers_and_refuses_on_the_page(film, services, monkeypatch):
    mara = film.add("Mara")
    film.upload(mara)
    full = Quotas(project=1)
    monkeypatch.setattr(services.storage, "_limits", full)
    monkeypatch.setattr(services.uploads._files, "quotas", full)
    says = film.go("/setup").says
    assert "of 1 bytes used, 0 bytes left" in says
    assert "There is no room for more pictures" in says
    board = film.board()
    assert board.status == 200
