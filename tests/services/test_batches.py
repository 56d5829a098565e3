from uuid import uuid4

import pytest
from fixtures.statements import counted
from job_kit import Scripted, a_film, generation

from asset_service.domain.errors import Forbidden, NotFound
from asset_service.models.job import Job
from asset_service.services.batches import Batches
from asset_service.services.retries import Retries


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture
def batches(film):
    return Batches(film.database)


def asked(film, count=3):
    """A batch of so many jobs, each of its own asset."""
    for _ in range(count):
        film.asset(uuid4().hex)
    return generation(film).missing(film.user_id, film.project_id).body


def put(film, job, status):
    film.set(job, status="'running'", lease_until="now() + interval '1 minute'")
    if status != "running":
        film.set(job, status=f"'{status}'", lease_until="null", finished_at="now()")


def retry(film, job):
    provider = Scripted()
    service = Retries(film.database, {provider.id: provider}, queue_seconds=60)
    return service.job(film.user_id, film.project_id, job.id).body


def test_a_batch_says_how_far_it_is(film, batches):
    batch = asked(film)
    put(film, batch.jobs[0], "failed")
    put(film, batch.jobs[1], "running")
    view = batches.get(film.user_id, film.project_id, batch.id)
    assert view.counts == {"failed": 1, "queued": 1, "running": 1}
    assert (view.total, view.done, view.kind, view.requested_by) == (3, 1, "missing", film.user_id)


def test_a_job_that_was_asked_for_again_counts_as_its_retry(film, batches):
    batch = asked(film, 2)
    put(film, batch.jobs[0], "failed")
    again = retry(film, batch.jobs[0])
    put(film, again, "refused")
    view = batches.get(film.user_id, film.project_id, batch.id)
    assert (view.counts, view.total) == ({"queued": 1, "refused": 1}, 2)


def test_the_newest_batch_comes_first_and_pages_leave_no_gap(film, batches):
    made = [asked(film, 1).id for _ in range(5)][::-1]
    first = batches.list(film.user_id, film.project_id, limit=3)
    rest = batches.list(film.user_id, film.project_id, limit=3, cursor=first.next_cursor)
    assert [view.id for view in [*first.items, *rest.items]] == made
    assert rest.next_cursor is None


def test_a_batch_of_one_job_is_no_batch_to_those_who_ask_for_several(film, batches):
    asked(film, 1)
    put(film, (single := asked(film, 1)).jobs[0], "failed")
    retry(film, single.jobs[0])
    several = asked(film, 2)
    shown = batches.list(film.user_id, film.project_id, several=True)
    assert [view.id for view in shown.items] == [several.id]


def test_a_batch_that_asked_for_nothing_is_not_listed(film, batches):
    generation(film).missing(film.user_id, film.project_id)
    assert batches.list(film.user_id, film.project_id).items == []


def test_cancelling_ends_what_waits_and_stops_what_runs(film, batches):
    batch = asked(film)
    put(film, batch.jobs[0], "failed")
    put(film, batch.jobs[1], "running")
    other = asked(film, 1)
    told = batches.cancel(film.user_id, film.project_id, batch.id)
    assert (told.changed, told.batch.counts) == (2, {"canceled": 1, "failed": 1, "running": 1})
    assert film.read(Job, batch.jobs[1].id).cancel_requested_at is not None
    assert film.read(Job, batch.jobs[2].id).finished_at is not None
    assert film.read(Job, other.jobs[0].id).status == "queued"


def test_cancelling_again_changes_nothing(film, batches):
    batch = asked(film)
    put(film, batch.jobs[1], "running")
    batches.cancel(film.user_id, film.project_id, batch.id)
    rows = film.sql("select * from jobs order by id")
    assert batches.cancel(film.user_id, film.project_id, batch.id).changed == 0
    assert film.sql("select * from jobs order by id") == rows


def test_what_a_provider_has_is_asked_to_stop_not_dropped(film, batches):
    batch = asked(film, 2)
    film.set(batch.jobs[0], provider_handle="'h1'", paid="true", submitted_at="now()")
    assert batches.cancel(film.user_id, film.project_id, batch.id).changed == 2
    kept = film.read(Job, batch.jobs[0].id)
    assert (kept.status, kept.cancel_requested_at is not None) == ("queued", True)


def test_only_members_see_a_batch_and_viewers_only_look(film, batches):
    batch, viewer = asked(film), film.member("viewer")
    assert batches.get(viewer, film.project_id, batch.id).total == 3
    with pytest.raises(Forbidden):
        batches.cancel(viewer, film.project_id, batch.id)
    for verb in (batches.get, batches.cancel):
        for who, which in ((uuid4(), batch.id), (film.user_id, uuid4())):
            with pytest.raises(NotFound):
                verb(who, film.project_id, which)
    with pytest.raises(NotFound):
        batches.list(uuid4(), film.project_id)


def test_no_number_of_jobs_takes_more_statements(film, batches):
    provider = Scripted()
    retries = Retries(film.database, {provider.id: provider}, queue_seconds=60)
    taken = []
    for size in (2, 40):
        batch = asked(film, size)
        whom = (film.user_id, film.project_id, batch.id)
        taken.append(
            [
                counted(film.database.engine, lambda whom=whom: batches.cancel(*whom)),
                counted(film.database.engine, lambda whom=whom: retries.batch(*whom)),
                counted(film.database.engine, lambda whom=whom: batches.list(*whom[:2])),
            ]
        )
    assert taken[0] == taken[1]


def test_batches_are_listed_by_kind(film, batches):
    missing = asked(film, 1)
    generation(film).request(film.user_id, film.project_id, film.asset("Mara").id, candidates=2)
    found = batches.list(film.user_id, film.project_id, kind="missing").items
    assert [batch.id for batch in found] == [missing.id]


def test_what_became_of_each_asset_begins_with_what_went_wrong(film, batches):
    batch = asked(film, 4)
    put(film, batch.jobs[1], "running")
    put(film, batch.jobs[3], "failed")
    results = batches.results(film.user_id, film.project_id, batch.id)
    assert [one.job.status for one in results] == ["failed", "running", "queued", "queued"]
    assert {one.state for one in results} == {"active"}
    assert all(one.name for one in results)
    assert len(batches.results(film.user_id, film.project_id, batch.id, limit=2)) == 2


def test_a_stranger_gets_no_results(film, batches):
    batch = asked(film, 1)
    with pytest.raises(NotFound):
        batches.results(uuid4(), film.project_id, batch.id)
