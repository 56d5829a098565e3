import pytest
from job_kit import FakeQueue, Scripted, a_film, cancel, runner, sweeper
from sqlalchemy.exc import OperationalError

from asset_service.models.attempt import Attempt
from asset_service.models.event import Event
from asset_service.models.idempotency_key import IdempotencyKey
from asset_service.models.job import Job
from asset_service.models.outbox import OutboxMessage
from asset_service.models.script_draft import ScriptDraft
from asset_service.models.stored_object import StoredObject
from asset_service.models.user_session import UserSession
from asset_service.ports.queue import Generate, Lane
from asset_service.services import sweeper as module


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def abandoned(film, **facts):
    """A running job whose worker was lost."""
    job = film.job(paid=facts.pop("paid", False))
    defaults = {"epoch": "1", "deliveries": "1", "tries": "1"}
    lease = {"status": "'running'", "lease_until": "now() - interval '1 second'"}
    film.set(job, **defaults | lease | facts)
    return job


def swept(film, job) -> Job:
    sweeper(film).end_leases()
    return film.read(Job, job.id)


def test_a_job_whose_worker_was_lost_is_queued_again_with_a_message(film):
    job = swept(film, abandoned(film))
    (message,) = film.messages()
    assert (job.status, job.lease_until, job.epoch) == ("queued", None, 1)
    assert (message.job_id, message.user_id) == (job.id, film.user_id)


def test_the_new_run_has_a_higher_epoch(film):
    job = swept(film, abandoned(film))
    runner(film, Scripted()).run(job.id, film.user_id)
    ended = film.read(Job, job.id)
    assert (ended.status, ended.epoch, ended.deliveries) == ("succeeded", 2, 2)


def test_a_lease_that_still_runs_is_left_alone(film):
    job = abandoned(film, lease_until="now() + interval '1 minute'")
    assert swept(film, job).status == "running"


def test_the_third_lost_worker_makes_a_job_poison(film):
    job = swept(film, abandoned(film, deliveries="3"))
    assert (job.status, job.error_code, film.messages()) == ("failed", "poison", [])


def test_a_paid_call_that_went_out_is_not_sent_again(film):
    job = swept(film, abandoned(film, paid=True, submitted_at="now()"))
    assert (job.status, film.messages()) == ("unknown_outcome", [])


def test_a_paid_call_with_a_handle_is_asked_after_again(film):
    job = swept(film, abandoned(film, paid=True, submitted_at="now()", provider_handle="'h1'"))
    assert (job.status, job.provider_handle) == ("queued", "h1")
    assert job.submitted_at is not None


def test_a_cancelled_job_whose_worker_was_lost_is_canceled(film):
    job = swept(film, abandoned(film, cancel_requested_at="now()"))
    assert (job.status, job.error_code) == ("canceled", None)


def test_a_running_job_of_somebody_who_lost_access_ends(film):
    job = abandoned(film)
    film.sql("delete from memberships")
    ended = swept(film, job)
    assert (ended.status, ended.error_code) == ("failed", "access_withdrawn")


@pytest.mark.parametrize(
    "change", ["delete from memberships", "update memberships set role = 'viewer'"]
)
def test_a_queued_job_of_somebody_who_lost_access_ends(film, change):
    job = film.job()
    film.sql(change)
    assert sweeper(film).end_withdrawn() == 1
    ended = film.read(Job, job.id)
    assert (ended.status, ended.error_code) == ("failed", "access_withdrawn")


def test_a_queued_job_of_a_member_stays(film):
    film.job()
    assert sweeper(film).end_withdrawn() == 0


def published(film, asset=None, seconds=60):
    """A queued job whose message went to the broker so many seconds ago."""
    job = film.job(asset)
    film.set(job, published_at=f"now() - interval '{seconds} seconds'")
    return job


def test_a_job_whose_message_was_lost_is_sent_again(film):
    job = published(film)
    assert sweeper(film).find_lost() == 1
    assert [message.job_id for message in film.messages()] == [job.id]
    assert film.read(Job, job.id).published_at is None


def test_a_job_whose_message_still_waits_is_not_sent_twice(film):
    published(film)
    one = sweeper(film)
    one.find_lost()
    assert (one.find_lost(), len(film.messages())) == (0, 1)


@pytest.mark.parametrize("lane", [Lane.IMAGES, Lane.BACKGROUND])
def test_nothing_counts_as_lost_while_the_broker_holds_as_many_messages(film, lane):
    job, queue = published(film), FakeQueue()
    queue.put(Generate(job.id, film.user_id), lane)
    assert sweeper(film, queue).find_lost() == 0


def test_no_more_are_sent_again_than_the_broker_lacks(film):
    asset = film.asset()
    _, oldest, _ = [published(film, asset, seconds).id for seconds in (60, 90, 70)]
    assert sweeper(film, FakeQueue(waiting=2)).find_lost() == 1
    assert film.messages()[0].job_id == oldest


def test_another_one_has_its_turn_the_next_time(film):
    asset = film.asset()
    first, second = (published(film, asset, seconds) for seconds in (90, 60))
    one = sweeper(film, FakeQueue(waiting=1))
    one.find_lost()
    film.sql("delete from outbox")  # sent, and it was not the lost one
    film.set(first, published_at="now()")
    one.find_lost()
    assert film.messages()[0].job_id == second.id


def test_a_message_gets_its_time_before_it_counts_as_lost(film):
    published(film, seconds=60)
    assert sweeper(film, lost_after=61.0).find_lost() == 0
    assert sweeper(film, lost_after=59.0).find_lost() == 1


def test_a_job_that_has_no_message_and_never_had_one_gets_one(film):
    job = film.job()
    assert sweeper(film).find_lost() == 1
    assert film.messages()[0].job_id == job.id


def test_a_job_that_is_not_due_yet_is_not_lost(film):
    film.set(film.job(), due_at="now() + interval '1 minute'")
    assert sweeper(film).find_lost() == 0


def test_without_a_broker_nobody_can_say_what_is_lost(film):
    published(film)
    assert sweeper(film, FakeQueue(away=True)).find_lost() == 0


def overdue(film, **facts):
    """A job with its message that should have been started a second ago."""
    job = film.job()
    film.set(job, expires_at="now() - interval '1 second'", **facts)
    ask_again(film, job)
    return job


def ask_again(film, job):
    with film.maintenance.as_nobody() as work:
        module.outbox.add_jobs(work.session, [job])
        work.commit()


def test_a_job_that_waited_past_its_deadline_fails_and_its_message_goes(film):
    job = overdue(film)
    found = sweeper(film).sweep()
    ended = film.read(Job, job.id)
    assert (ended.status, ended.error_code) == ("failed", "deadline_passed")
    assert "ask again" in ended.error_message
    assert (film.messages(), found["deadlines passed"]) == ([], 1)


@pytest.mark.parametrize("deadline", ["null", "now() + interval '1 minute'"])
def test_a_job_whose_time_is_not_over_waits_on(film, deadline):
    job = film.job()
    film.set(job, expires_at=deadline)
    assert sweeper(film).end_overdue() == 0


def test_a_job_that_a_provider_may_have_finished_has_no_deadline(film):
    job = overdue(film, provider_handle="'h1'")
    sweeper(film).sweep()
    assert (film.read(Job, job.id).status, len(film.messages())) == ("queued", 1)


def test_a_job_that_runs_may_end_after_its_deadline(film):
    job = abandoned(film, lease_until="now() + interval '1 minute'")
    film.set(job, expires_at="now() - interval '1 second'")
    assert sweeper(film).end_overdue() == 0


def test_messages_of_cancelled_jobs_go(film):
    job, waits = film.job(), film.job(film.asset("Tom"))
    for one in (job, waits):
        ask_again(film, one)
    cancel(film, job)
    assert sweeper(film).drop_needless() == 1
    assert [message.job_id for message in film.messages()] == [waits.id]


def picture(film, sha="ab" * 32, *, made="now() - interval '1 hour'", **facts):
    """A stored picture that an attempt of the film's user shows."""
    known = {"size": 1, "mime": "image/png", "width": 1, "height": 1, "thumbhash": b""}
    known |= {"renditions": [768]}
    film.add(StoredObject(project_id=film.project_id, sha256=sha, **known | facts))
    film.sql(f"update objects set created_at = {made} where sha256 = :sha", sha=sha)  # noqa: S608
    asset = film.asset(sha[:8])
    film.add(
        Attempt(
            project_id=film.project_id,
            asset_id=asset.id,
            number=1,
            slot=1,
            is_selected=True,
            source="uploaded",
            sha256=sha,
            created_by=film.user_id,
        )
    )


def renders(film):
    return [(one.lane, one.sha256, one.user_id) for one in film.all(OutboxMessage)]


def test_a_picture_that_lacks_sizes_is_asked_for_again(film):
    picture(film)
    assert sweeper(film).sweep()["renditions asked for"] == 1
    assert renders(film) == [("pixels", "ab" * 32, film.user_id)]


@pytest.mark.parametrize(
    "facts",
    [
        {"renditions": [256, 768, 1600]},
        {"made": "now()"},
        {"made": "now() - interval '2 days'"},
    ],
)
def test_a_picture_with_its_sizes_or_too_new_or_too_old_is_not(film, facts):
    picture(film, **facts)
    assert sweeper(film).find_lost_renders() == 0


def test_a_picture_that_nobody_shows_is_not(film):
    picture(film)
    film.sql("delete from attempts")
    assert sweeper(film).find_lost_renders() == 0


def test_a_picture_is_not_asked_for_twice(film):
    picture(film)
    one = sweeper(film)
    assert [one.find_lost_renders(), one.find_lost_renders()] == [1, 0]


def test_while_the_broker_has_renditions_none_counts_as_lost(film):
    picture(film)
    queue = FakeQueue(lanes=[Lane.PIXELS])
    assert sweeper(film, queue).find_lost_renders() == 0


def test_a_picture_is_asked_for_as_somebody_who_may_see_it(film):
    picture(film)
    film.sql("delete from memberships")
    assert sweeper(film).find_lost_renders() == 0


def test_two_sweepers_share_the_work(film):
    job = abandoned(film)
    with film.maintenance.as_nobody() as work:
        module.sweeping.expired(work.session, 10)
        assert sweeper(film).end_leases() == 0
    assert swept(film, job).status == "queued"


def test_what_has_served_its_time_is_forgotten(film):
    user, project = {"user_id": film.user_id}, {"project_id": film.project_id}
    film.job()
    film.add(
        ScriptDraft(**user, **project, file_name="", text="", preview={}, expires_at="2020-01-01"),
        UserSession(**user, secret_hash=b"1", expires_at="2020-01-01"),
        IdempotencyKey(**user, key="k", method="", path="", body_hash=b"", created_at="2020-01-01"),
    )
    events = len(film.sql("update events set created_at = '2020-01-01' returning id"))
    assert sweeper(film).forget() == 3 + events
    tables = (ScriptDraft, UserSession, IdempotencyKey, Event)
    assert [film.all(table) for table in tables] == [[], [], [], []]


def test_what_is_still_needed_is_kept(film):
    user = {"user_id": film.user_id}
    film.job()
    film.add(
        UserSession(**user, secret_hash=b"1", expires_at="2100-01-01"),
        IdempotencyKey(**user, key="k", method="", path="", body_hash=b""),
    )
    sweeper(film).forget()
    assert [len(film.all(table)) for table in (UserSession, IdempotencyKey)] == [1, 1]
    assert film.all(Event) != []


def test_one_sweep_looks_at_everything(film):
    job, withdrawn = abandoned(film), film.job(film.asset("Tom"))
    film.sql("insert into events (project_id, topic, subject_id) select id, 'x', id from projects")
    film.sql("update events set created_at = '2020-01-01'")
    film.sql("delete from memberships")
    sweeper(film).sweep()
    statuses = {film.read(Job, one.id).error_code for one in (job, withdrawn)}
    assert statuses == {"access_withdrawn"}


def test_what_can_wait_is_looked_for_seldom(film):
    one = sweeper(film)
    seldom = {"renditions asked for", "rows forgotten"}
    assert [seldom & one.sweep().keys(), seldom & one.sweep().keys()] == [seldom, set()]


def test_one_thing_that_cannot_be_swept_keeps_nothing_else_from_it(film, monkeypatch):
    one, job = sweeper(film), film.job()
    film.sql("delete from memberships")
    monkeypatch.setattr(one, "end_leases", lambda: 1 / 0)
    found = one.sweep()
    assert ("leases ended" in found, found["access withdrawn"]) == (False, 1)
    assert film.read(Job, job.id).status == "failed"


def test_a_database_that_is_away_is_the_relays_to_tell(film, monkeypatch):
    def away():
        raise OperationalError("select", {}, Exception("gone"))

    one = sweeper(film)
    monkeypatch.setattr(one, "end_leases", away)
    with pytest.raises(OperationalError):
        one.sweep()


def test_a_cancelled_job_is_not_sent_again(film):
    job = published(film)
    cancel(film, job)
    assert sweeper(film).find_lost() == 0
