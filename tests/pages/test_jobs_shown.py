from datetime import timedelta
from decimal import Decimal

import pytest

from asset_service.services.will_be_sent import Estimate


@pytest.fixture
def mara(film):
    film.style()
    return film.add("Mara")


def refreshes(page):
    return [found for tag, found in page.reader.tags if found.get("http-equiv") == "refresh"]


def test_generating_shows_as_queued_and_the_page_refreshes_itself(film, mara):
    page = film.board().press("2 candidates")
    assert "Asked for 2 pictures." in page.says
    assert page.says.count("Queued") == 2
    assert "2 queued" in page.says
    assert [found["content"] for found in refreshes(page)] == ["3"]


def test_what_is_queued_says_how_many_go_before_it(film, mara):
    film.ask(mara)
    film.ask(film.add("Tom"), 3)
    page = film.board()
    for said in ("Queued, next in line", "Queued, 2nd in line", "Queued, 3rd in line · 1 more"):
        assert said in page.says


def test_what_was_cancelled_is_said_for_a_moment_only(film, mara, monkeypatch):
    film.ask(mara)
    page = film.board().press("Cancel")
    assert "Cancelled Nothing was changed." in page.says
    monkeypatch.setattr("asset_service.web.pages.cards.BRIEFLY", timedelta(0))
    assert "Cancelled" not in film.board().says


def test_what_pictures_cost_is_said_before_they_are_asked_for(film, mara, monkeypatch):
    prices = {mara.id: Estimate(1, Decimal("0.04"), "EUR", ["painter"], 0)}
    monkeypatch.setattr(type(film.services.generation), "prices", lambda *_: prices)
    names = film.board().names()
    assert "Generate · 0.04 EUR" in names
    assert "3 candidates · 0.12 EUR" in names


def test_a_page_that_waits_for_nothing_does_not_refresh(film, mara):
    assert refreshes(film.board()) == []
    film.ask(mara)
    assert refreshes(film.board("?still=1")) == []


def test_a_double_click_asks_once(film, mara):
    page = film.board()
    page.press("Generate")
    page.press("Generate")
    assert len(film.jobs()) == 1


def test_a_fresh_page_asks_again(film, mara):
    film.board().press("Generate").press("Generate")
    assert len(film.jobs()) == 2


def test_a_form_with_nonsense_asks_for_nothing(film, mara):
    for candidates in ("0", "9", "-1", "1.5", "many", "9" * 40):
        page = film.go(f"/assets/{mara.id}").press("Generate", candidates=candidates)
        assert page.status == 200
        assert "Must be" in page.says
    assert film.jobs() == []


def test_a_running_job_shows_how_far_it_is(film, mara):
    (job,) = film.ask(mara)
    film.start_job(job, stage="generating", progress=0.4)
    page = film.board()
    assert "Generating · 40 %" in page.says
    assert "1 running" in page.says


def test_a_queued_job_is_cancelled_in_place(film, mara):
    film.ask(mara)
    page = film.board().press("Cancel")
    assert "No image yet" in page.says
    assert [job.status for job in film.jobs()] == ["canceled"]


def test_cancelling_what_is_over_says_so(film, mara):
    film.ask(mara)
    page = film.board()
    page.press("Cancel")
    assert "There was nothing left to cancel." in page.press("Cancel").says


def test_a_job_that_is_being_cancelled_says_so(film, mara):
    (job,) = film.ask(mara)
    film.start_job(job)
    page = film.board().press("Cancel")
    assert "Cancelling" in page.says
    assert "Cancel" not in page.names()


def test_a_refusal_says_why_and_leads_to_the_prompt(film, mara):
    (job,) = film.ask(mara)
    facts = {"refusal_stage": "prompt", "refusal_categories": ["minors_in_distress"]}
    film.end_job(job, "refused", error_message="Rejected", **facts)
    page = film.board()
    assert "Refused by the provider" in page.says
    assert (
        "Minors in distress. Rejected. It objects to the prompt. No attempt was used." in page.says
    )
    assert f"{film.path}/assets/{mara.id}#edit" in page.reader.links


def test_a_failure_says_why_until_something_better_comes(film, mara):
    (job,) = film.ask(mara)
    film.end_job(job, "failed", error_message="The provider was away.")
    assert "The provider was away. No attempt was used." in film.board().says
    film.upload(mara)
    assert "The provider was away" not in film.board().says


def test_an_unknown_outcome_says_that_it_may_have_cost_something(film, mara):
    (job,) = film.ask(mara)
    film.end_job(job, "unknown_outcome")
    assert "It may have been charged" in film.board().says
    assert "A retry is a new spend." in film.board().says


def test_everything_missing_is_asked_for_at_once(film, mara):
    film.add("Tom")
    page = film.board()
    label = next(name for name in page.names() if name.startswith("Generate 2 missing"))
    page = page.press(label)
    assert "Asked for 2 pictures." in page.says
    assert len(film.jobs()) == 2


def test_asking_for_everything_when_nothing_is_missing_says_so(film, mara):
    page = film.board()
    label = next(name for name in page.names() if name.startswith("Generate 1 missing"))
    film.upload(mara)
    assert "Every active asset has an image" in page.press(label).says


def test_nothing_is_generated_before_the_style_is_locked(film):
    film.add("Tom")
    assert "Generate" not in film.board().names()


def test_activity_lists_jobs_with_state_reason_and_picture(film, mara):
    film.draw(mara)
    (job,) = film.ask(mara)
    film.end_job(job, "failed", error_message="The provider was away.")
    page = film.go("/activity")
    assert "Done" in page.says
    assert "The provider was away. No attempt was used." in page.says
    assert page.reader.images[0]["alt"] == "Placeholder picture for Mara"
    assert "Failed" not in film.go("/activity?status=succeeded").says.split("Asset State")[1]


def test_activity_cancels_and_comes_back(film, mara):
    film.ask(mara)
    page = film.go("/activity?status=queued")
    assert refreshes(page)
    page = page.press("Cancel")
    assert page.path == f"{film.path}/activity?status=queued"
    assert "Nothing like that" in page.says


def test_activity_names_what_is_in_the_bin(film, mara):
    film.draw(mara)
    film.services.curation.delete(*film.ids, mara.id)
    assert "In the bin" in film.go("/activity").says


def test_an_empty_activity_says_what_will_be_there(film):
    assert "Nothing yet" in film.go("/activity").says
