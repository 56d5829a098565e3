"""The bar of the missing pictures, without scripts."""

import pytest

from asset_service.web.pages import progress


@pytest.fixture
def asked(film):
    """A batch of three that nobody works on; its jobs."""
    film.style()
    for name in ("Mara", "Tom", "Lamp"):
        film.add(name)
    return list(film.services.generation.missing(*film.ids).body.jobs)


def test_a_batch_shows_how_far_it_is_with_each_asset(film, asked):
    film.services.runner.run(asked[0].id, film.person.id)
    film.end_job(asked[1], "failed", error_code="provider_error", error_message="It broke")
    page = film.board()
    assert "1 of 3 pictures · 1 failed" in page.says
    bars = {
        found["aria-label"]: (found["value"], found["max"])
        for tag, found in page.reader.tags
        if tag == "progress"
    }
    assert bars["Pictures that are done"] == ("2", "3")
    assert "It broke. No attempt was used." in page.says
    assert {"Cancel all", "Retry failed"} <= set(page.names())


def test_what_went_wrong_is_listed_first_and_not_more_than_fits(film, asked, monkeypatch):
    monkeypatch.setattr(progress, "RESULTS_SHOWN", 2)
    film.services.runner.run(asked[0].id, film.person.id)
    film.end_job(asked[2], "failed", error_code="provider_error", error_message="It broke")
    says = film.board().says
    assert says.index("Lamp Failed") < says.index("Tom Queued")
    assert "Mara Done" not in says
    assert "And 1 more" in says


def test_a_result_is_dismissed_and_stays_so_until_the_next_batch(film, asked):
    for job in asked:
        film.services.runner.run(job.id, film.person.id)
    page = film.board().press("Dismiss the result")
    assert "3 of 3 pictures" not in page.says
    assert "3 of 3 pictures" not in film.board().says
    film.add("Girl")
    film.services.generation.missing(*film.ids)
    assert "0 of 1 picture" in film.board().says


def test_an_old_result_is_no_news(film, asked, monkeypatch):
    for job in asked:
        film.services.runner.run(job.id, film.person.id)
    monkeypatch.setattr(progress, "SHOWN_FOR", progress.SHOWN_FOR * 0)
    assert "3 of 3 pictures" not in film.board().says


def test_of_several_that_run_the_newest_is_shown_and_the_others_are_told(film, asked):
    film.add("Girl")
    film.services.generation.missing(*film.ids)
    assert "0 of 1 picture and 1 more batch" in film.board().says


def test_cancelled_ones_may_be_asked_for_again(film, asked):
    page = film.board().press("Cancel all")
    assert "0 of 3 pictures · 3 cancelled" in page.says
    page = page.press("Retry those without picture")
    assert "Asked again for 3 pictures." in page.says
    assert "0 of 3 pictures" in page.says


def test_candidates_of_one_asset_are_told_on_its_card_alone(film):
    film.style()
    film.ask(film.add("Mara"), 3)
    assert "of 3 pictures" not in film.board().says
