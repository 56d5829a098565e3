import pytest


@pytest.fixture
def mara(film):
    film.style()
    return film.add("Mara")


def test_activity_says_who_asked_how_long_it_took_and_what_it_cost(film, mara):
    (job,) = film.ask(mara)
    film.end_job(job, "failed", cost_amount=0.04, cost_currency="USD", started_at="now()")
    page = film.go("/activity")
    assert "by you" in page.says
    assert "0 s" in page.says
    assert "1 job · 0.04 USD in all" in page.says


def test_activity_is_narrowed_by_name_state_and_time(film, mara):
    film.ask(mara), film.ask(film.add("Tom"))
    assert "Tom" not in film.go("/activity?q=mar").says
    assert "Nothing like that" in film.go("/activity?q=mar&status=failed").says
    assert "2 jobs" in film.go("/activity?since=hour").says
    assert "Nothing like that" in film.go("/activity?provider=other").says


@pytest.mark.parametrize("query", ["?status=x&since=y&batch=z", "?q=%00&provider=%00"])
def test_an_address_that_makes_no_sense_is_no_error(film, mara, query):
    film.ask(mara)
    assert film.go(f"/activity{query}").status == 200


def test_a_batch_shows_its_jobs_alone(film, mara):
    (other,) = film.ask(film.add("Tom"))
    batch = film.ask(mara, 2)[0].batch_id
    page = film.go(f"/activity?batch={batch}")
    assert "Candidates for Mara" in page.says
    assert str(other.id) not in page.text
    assert film.go("/activity?batch=00000000-0000-0000-0000-000000000001").status == 404


def test_all_that_waits_is_cancelled_at_once(film, mara):
    film.ask(mara, 3)
    page = film.go("/activity")
    again = page.press("Cancel all queued")
    assert "Cancelled 3 jobs." in again.says
    assert "Cancel all queued" not in again.names()
    assert "Nothing was waiting." in page.press("Cancel all queued").says
