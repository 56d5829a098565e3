"""How many pictures somebody may wait for, and that a full film asks for no more."""

import pytest
from fixtures.threads import at_once
from job_kit import Scripted, a_film, drawn, runner

from asset_service.domain.errors import Conflict, TooMany
from asset_service.models.job import Job
from asset_service.services.admission import Admission
from asset_service.services.generation import Generation
from asset_service.services.quotas import Quotas
from asset_service.services.recipes import Maker
from asset_service.services.retries import Retries

pytestmark = pytest.mark.promise("B30")


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def asking(film, provider=None, **limits):
    provider = provider or Scripted()
    return Generation(
        film.database,
        {provider.id: provider},
        Maker(provider.id, "one"),
        queue_seconds=3600,
        admission=Admission(**limits),
    )


def ask(film, service, asset, **facts):
    return service.request(film.user_id, film.project_id, asset.id, **facts)


def test_who_has_too_many_waiting_is_told_when_to_come_again(film):
    service, asset = asking(film, waiting=5), film.asset()
    ask(film, service, asset, candidates=4)
    with pytest.raises(TooMany) as caught:
        ask(film, service, asset, candidates=2)
    assert (caught.value.code, caught.value.retry_after) == ("too_many_jobs", 30)
    ask(film, service, asset, candidates=1)


def test_what_has_begun_or_ended_waits_no_more(film):
    service, asset = asking(film, waiting=4), film.asset()
    ask(film, service, asset, candidates=4)
    one, two, *_ = film.all(Job)
    film.set(one, status="'canceled'", finished_at="now()")
    film.set(two, status="'running'", lease_until="now()", started_at="now()")
    ask(film, service, asset, candidates=2)
    with pytest.raises(TooMany):
        ask(film, service, asset, candidates=1)


def test_a_film_with_more_missing_pictures_than_that_is_asked_for_at_once(film):
    service = asking(film, waiting=5)
    for n in range(9):
        film.asset(f"A {n}")
    answer = service.missing(film.user_id, film.project_id)
    assert len(answer.body.jobs) == 9
    with pytest.raises(TooMany):
        ask(film, service, film.asset("Tom"), candidates=1)


def test_what_others_wait_for_does_not_count(film):
    service, asset = asking(film, waiting=2), film.asset()
    ask(film, service, asset, candidates=2)
    service.request(film.member(), film.project_id, asset.id, candidates=2)


def test_many_at_once_do_not_each_find_the_same_place(film):
    service = asking(film, waiting=4)
    assets = [film.asset(f"A {n}") for n in range(8)]
    ask(film, service, assets[0], candidates=2)
    errors = at_once(*[lambda one=one: ask(film, service, one, candidates=1) for one in assets])
    assert [error.code for error in errors] == ["too_many_jobs"] * 6
    assert len(film.all(Job)) == 4


def test_asking_again_is_asking(film):
    service, asset = asking(film, waiting=2), film.asset()
    failed = film.job(asset, status="failed", finished_at="now()")
    ask(film, service, asset, candidates=2)
    provider = Scripted()
    admission = Admission(waiting=2)
    retries = Retries(film.database, {provider.id: provider}, queue_seconds=60, admission=admission)
    with pytest.raises(TooMany):
        retries.job(film.user_id, film.project_id, failed.id)


@pytest.mark.promise("B29")
def test_a_full_film_asks_for_no_picture_and_the_one_under_way_is_kept(film):
    provider, asset = Scripted([drawn()]), film.asset()
    ask(film, asking(film, provider), asset, candidates=1)
    (job,) = film.all(Job)
    worker = runner(film, provider)
    worker._files.quotas = Quotas(project=1)
    worker.run(job.id, film.user_id)
    assert [attempt.job_id for attempt in film.attempts()] == [job.id]
    with pytest.raises(Conflict) as caught:
        ask(film, asking(film, provider, quotas=Quotas(project=1)), asset, candidates=1)
    assert caught.value.code == "quota_exceeded"
