"""Pauses and rates of providers, and what the relay sends because of them."""

import pytest
from job_kit import FakeQueue, Scripted, a_film, generation, runner, sweeper
from sqlalchemy import text

from asset_service.models.job import Job
from asset_service.ports import providers
from asset_service.ports.queue import Lane
from asset_service.services.relay import Relay, Shares
from asset_service.store import gates


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def relay(film, queue, **shares):
    facts = {"slots": 100, "per_user": 100} | shares
    return Relay(film.maintenance, queue, sweeper(film, queue), Shares(**facts))


def ask(film, provider, name):
    service = generation(film, provider)
    return service.request(film.user_id, film.project_id, film.asset(name).id).body.jobs[0]


def sent(queue):
    return [command.job_id for command in queue.sent]


def pause(film, seconds, provider="scripted"):
    with film.database.as_user(film.user_id) as work:
        gates.pause(work.session, provider, seconds, "busy")
        work.commit()


def test_a_provider_that_is_asked_too_often_is_left_alone_by_everybody(film):
    busy, other = Scripted([providers.RateLimited("Slow down.", retry_after=30)]), Scripted(id="x")
    first = ask(film, busy, "Mara")
    runner(film, busy).run(first.id, film.user_id)
    film.sql("delete from outbox")  # the request's own message: nobody published it here
    waits, goes = ask(film, busy, "Tom"), ask(film, other, "Oar")
    queue = FakeQueue()
    relay(film, queue).publish()
    assert sent(queue) == [goes.id]
    film.sql("update provider_gates set paused_until = clock_timestamp()")
    relay(film, queue).publish()
    assert sent(queue) == [goes.id, waits.id]


def test_what_was_told_to_wait_is_due_after_that(film):
    busy = Scripted([providers.RateLimited("Slow down.", retry_after=30)])
    job = ask(film, busy, "Mara")
    runner(film, busy).run(job.id, film.user_id)
    (seconds,) = film.sql(
        "select extract(epoch from due_at - clock_timestamp()) from jobs where id = :id", id=job.id
    )[0]
    assert 25 < seconds < 33
    assert film.read(Job, job.id).status == "queued"


@pytest.mark.promise("A41")
def test_a_longer_pause_stays_and_none_is_longer_than_a_quarter_of_an_hour(film):
    pause(film, 10**9)
    pause(film, 3)
    (row,) = film.sql("select paused_until - clock_timestamp() as left, why from provider_gates")
    assert 890 < row.left.total_seconds() <= 900
    assert row.why == "busy"


def test_one_that_does_not_say_for_how_long_gets_a_moment(film):
    pause(film, 0)
    with film.maintenance.as_nobody() as work:
        assert set(gates.paused(work.session)) == {"scripted"}


def test_no_more_start_in_a_minute_than_the_provider_takes(film):
    provider, queue = Scripted(), FakeQueue()
    jobs = [ask(film, provider, f"Thing {number}") for number in range(6)]
    running = relay(film, queue, rates={"scripted": 30.0})
    for _ in range(3):
        running.publish()
    assert sent(queue) == [job.id for job in jobs[:3]]
    film.sql("update provider_gates set counted_at = counted_at - interval '4 seconds'")
    running.publish()
    assert len(queue.sent) == 5


def test_a_slow_provider_still_gets_one(film):
    queue = FakeQueue()
    for name in ("Mara", "Tom"):
        ask(film, Scripted(), name)
    running = relay(film, queue, rates={"scripted": 0.5})
    for _ in range(2):
        running.publish()
    assert len(queue.sent) == 1


def test_rates_and_concurrency_hold_together(film):
    queue = FakeQueue()
    for number in range(6):
        ask(film, Scripted(), f"Thing {number}")
    relay(film, queue, rates={"scripted": 600.0}, providers={"scripted": 2}).publish()
    assert len(queue.sent) == 2


def test_renditions_wait_for_no_provider(film):
    pause(film, 60, "")
    film.sql(
        "insert into objects (project_id, sha256, size, mime, width, height, thumbhash)"
        " values (:project, :sha, 1, 'image/png', 1, 1, '')",
        project=film.project_id,
        sha="ab" * 32,
    )
    film.sql(
        "insert into outbox (project_id, kind, sha256, user_id, lane)"
        " values (:project, 'render', :sha, :user, 'pixels')",
        project=film.project_id,
        sha="ab" * 32,
        user=film.user_id,
    )
    queue = FakeQueue()
    relay(film, queue).publish()
    assert queue.lanes == [Lane.PIXELS]


def test_a_bucket_never_holds_more_than_a_tenth_of_a_minute(film):
    with film.maintenance.as_nobody() as work:
        assert gates.fill(work.session, {"a": 60.0}) == {"a": 6}
        work.session.execute(
            text("update provider_gates set counted_at = counted_at - interval '1 hour'")
        )
        assert gates.fill(work.session, {"a": 60.0}) == {"a": 6}
        gates.take(work.session, {"a": 4})
        assert gates.fill(work.session, {"a": 60.0}) == {"a": 2}
