import pytest
from job_kit import FakeQueue, Scripted, a_film, cancel, runner, sweeper
from sqlalchemy.exc import OperationalError

from asset_service.models.event import Event
from asset_service.models.idempotency_key import IdempotencyKey
from asset_service.models.job import Job
from asset_service.models.script_draft import ScriptDraft
from asset_service.models.user_session import UserSession
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


def test_a_job_whose_message_was_lost_is_sent_again(film):
    job = film.job()
    assert sweeper(film).find_lost() == 1
    assert [message.job_id for message in film.messages()] == [job.id]


def test_a_job_whose_message_still_waits_is_not_sent_twice(film):
    film.job()
    one = sweeper(film)
    one.find_lost()
    assert (one.find_lost(), len(film.messages())) == (0, 1)


def test_nothing_counts_as_lost_while_the_broker_holds_as_many_messages(film):
    film.job()
    assert sweeper(film, FakeQueue(waiting=1)).find_lost() == 0


def test_no_more_are_sent_again_than_the_broker_lacks(film):
    asset = film.asset()
    oldest, *_ = [film.job(asset).id for _ in range(3)]
    assert sweeper(film, FakeQueue(waiting=2)).find_lost() == 1
    assert film.messages()[0].job_id == oldest


def test_another_one_has_its_turn_the_next_time(film):
    asset = film.asset()
    jobs = [film.job(asset).id for _ in range(2)]
    one = sweeper(film, FakeQueue(waiting=1))
    one.find_lost()
    film.sql("delete from outbox")  # sent, and it was not the lost one
    one.find_lost()
    assert film.messages()[0].job_id == jobs[1]


def test_a_message_gets_its_time_before_it_counts_as_lost(film):
    film.job()
    assert sweeper(film, lost_after=3600.0).find_lost() == 0


def test_a_job_that_is_not_due_yet_is_not_lost(film):
    film.set(film.job(), due_at="now() + interval '1 minute'")
    assert sweeper(film).find_lost() == 0


def test_without_a_broker_nobody_can_say_what_is_lost(film):
    film.job()
    assert sweeper(film, FakeQueue(away=True)).find_lost() == 0


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
    film.sql("update events set created_at = '2020-01-01'")
    sweeper(film).forget()
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


def test_old_rows_are_forgotten_seldom(film, monkeypatch):
    one, times = sweeper(film), []
    monkeypatch.setattr(one, "forget", lambda: times.append(1))
    one.sweep()
    one.sweep()
    assert times == [1]


def test_one_thing_that_cannot_be_swept_keeps_nothing_else_from_it(film, monkeypatch):
    one, job = sweeper(film), film.job()
    film.sql("delete from memberships")
    monkeypatch.setattr(one, "end_leases", lambda: 1 / 0)
    one.sweep()
    assert film.read(Job, job.id).status == "failed"


def test_a_database_that_is_away_is_the_relays_to_tell(film, monkeypatch):
    def away():
        raise OperationalError("select", {}, Exception("gone"))

    one = sweeper(film)
    monkeypatch.setattr(one, "end_leases", away)
    with pytest.raises(OperationalError):
        one.sweep()


def test_a_cancelled_job_is_not_sent_again(film):
    job = film.job()
    cancel(film, job)
    assert sweeper(film).find_lost() == 0
