import threading
from contextlib import contextmanager
from uuid import uuid4

import pytest
from job_kit import FakeQueue, Scripted, a_film, cancel, cut, generation, others, runner, sweeper
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from asset_service.models.job import Job
from asset_service.models.outbox import OutboxMessage
from asset_service.models.stored_object import StoredObject
from asset_service.ports.queue import Generate, Lane, QueueUnavailable, Render, SendReset
from asset_service.services import relay as module
from asset_service.services.relay import Relay, Shares
from asset_service.store import jobs

PICTURE = "ab" * 32


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def relay(film, queue, *, slots=100, per_user=100, providers=None, **facts):
    shares = Shares(slots, per_user, providers or {})
    return Relay(film.maintenance, queue, sweeper(film, queue, lost_after=3600.0), shares, **facts)


def asked(film, count=1, by=None):
    """Pictures that somebody waits for, one an asset."""
    service, user = generation(film), by or film.user_id
    wanted = [film.asset(uuid4().hex) for _ in range(count)]
    return [service.request(user, film.project_id, one.id).body.jobs[0] for one in wanted]


def asked_for_all(film, count):
    """Bulk work, one picture an asset."""
    for _ in range(count):
        film.asset(uuid4().hex)
    return generation(film).missing(film.user_id, film.project_id).body.jobs


def eventually(holds):
    """Wait until it holds; the test's own time-out says when it never does."""
    while not holds():
        threading.Event().wait(0.01)


def test_a_request_reaches_the_broker_with_ids_only(film):
    (job,), queue = asked(film), FakeQueue()
    relay(film, queue).publish()
    assert queue.sent == [Generate(job.id, film.user_id)]


def test_whoever_wants_a_new_password_is_sent_for_by_id_alone(film):
    queue = FakeQueue()
    film.sql(
        "insert into reset_requests (email_folded)"
        " select email_folded from users where id = :id union all select 'nobody@film.example'",
        id=film.user_id,
    )
    found = sweeper(film, queue).sweep()
    assert found["mails asked for"] == 1
    relay(film, queue).publish()
    assert queue.sent == [SendReset(film.user_id)]
    assert film.sql("select count(*) from outbox") == [(0,)]
    assert film.sql("select count(*) from reset_requests") == [(0,)]


def test_a_stored_picture_asks_for_its_other_sizes(film):
    facts = {"size": 1, "mime": "image/png", "width": 1, "height": 1, "thumbhash": b""}
    film.add(StoredObject(project_id=film.project_id, sha256=PICTURE, **facts))
    wanted = {"kind": "render", "lane": "pixels", "sha256": PICTURE, "user_id": film.user_id}
    film.add(OutboxMessage(project_id=film.project_id, **wanted))
    queue = FakeQueue()
    relay(film, queue).publish()
    assert queue.sent == [Render(film.project_id, PICTURE, film.user_id)]


def test_what_was_sent_leaves_the_outbox(film):
    asked(film, 3)
    assert relay(film, FakeQueue()).publish() == (3, False)
    assert film.messages() == []


def test_what_is_due_later_waits(film):
    asked(film)
    film.sql("update outbox set due_at = now() + interval '1 minute'")
    queue = FakeQueue()
    relay(film, queue).publish()
    assert (queue.sent, len(film.messages())) == ([], 1)


def test_the_longest_due_goes_first(film):
    first, second = asked(film, 2)
    film.sql("update outbox set due_at = '2020-01-01' where job_id = :id", id=second.id)
    queue = FakeQueue()
    relay(film, queue).publish()
    assert [command.job_id for command in queue.sent] == [second.id, first.id]


def test_only_so_many_messages_wait_in_the_broker(film):
    asked(film, 5)
    queue = FakeQueue()
    assert relay(film, queue, slots=3).publish() == (3, True)
    assert relay(film, queue, slots=3).publish() == (0, True)
    assert len(film.messages()) == 2


def test_a_broker_that_is_away_loses_nothing(film):
    asked(film, 2)
    with pytest.raises(QueueUnavailable):
        relay(film, FakeQueue(away=True)).publish()
    assert len(film.messages()) == 2


def test_a_broker_that_breaks_in_the_middle_gets_the_rest_later(film):
    asked(film, 3)
    queue = FakeQueue(breaks_after=2)
    with pytest.raises(QueueUnavailable):
        relay(film, queue).publish()
    assert len(film.messages()) == 1
    queue.breaks_after = None
    relay(film, queue).publish()
    assert len({command.job_id for command in queue.sent}) == 3


def at_once(*acts):
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Slow(FakeQueue):
    """Time enough for two to see the same free place."""

    def put(self, command, lane):
        threading.Event().wait(0.005)
        super().put(command, lane)


IN_FLIGHT = (
    "select count(*) from jobs"
    " where status = 'running' or (status = 'queued' and published_at is not null)"
)


def test_two_relays_send_each_message_once_and_keep_the_limit_together(film):
    asked(film, 20)
    asked_for_all(film, 20)
    queue, most = Slow(), []

    def publish():
        one = relay(film, queue, per_user=5)
        while one.publish()[1]:
            pass

    def work():
        for number in range(40):
            eventually(lambda n=number: len(queue.sent) > n)
            job = queue.sent[number].job_id
            lease = "lease_until = now() + interval '1 minute'"
            film.sql(f"update jobs set status = 'running', {lease} where id = :id", id=job)  # noqa: S608
            most.append(film.sql(IN_FLIGHT)[0][0])
            over = "status = 'failed', lease_until = null, finished_at = now()"
            film.sql(f"update jobs set {over} where id = :id", id=job)  # noqa: S608
            queue.lanes.pop()

    at_once(publish, publish, work)
    assert len(queue.sent) == len({command.job_id for command in queue.sent}) == 40
    assert max(most) == 5


def test_a_relay_leaves_the_choice_to_the_one_that_is_at_it(film):
    asked(film)
    with film.maintenance.as_nobody() as other:
        module.turns.begin(other.session)
        assert relay(film, FakeQueue()).publish() == (0, True)
    assert relay(film, FakeQueue()).publish() == (1, False)


def test_what_was_sent_is_in_flight(film):
    (job,) = asked(film)
    relay(film, FakeQueue()).publish()
    assert film.read(Job, job.id).published_at is not None


def test_a_worker_that_hears_at_once_waits_until_its_job_is_in_flight(film):
    (job,) = asked(film)
    drawn, workers = runner(film, Scripted()), []

    class Immediate(FakeQueue):
        def put(self, command, lane):
            workers.append(threading.Thread(target=drawn.run, args=(job.id, film.user_id)))
            workers[0].start()
            eventually(lambda: others(film.database, "pid", "%UPDATE jobs%"))

    relay(film, Immediate()).publish()
    workers[0].join()
    ended = film.read(Job, job.id)
    assert (ended.status, ended.epoch, film.messages()) == ("succeeded", 1, [])


def test_a_job_that_somebody_holds_is_left_for_the_next_time(film):
    held, free = asked(film, 2)
    queue = FakeQueue()
    with film.database.as_user(film.user_id) as work:
        jobs.lock(work.session, film.project_id, held.id)
        relay(film, queue).publish()
    assert [command.job_id for command in queue.sent] == [free.id]
    relay(film, queue).publish()
    assert [command.job_id for command in queue.sent] == [free.id, held.id]


def test_the_message_of_a_cancelled_job_is_not_sent(film):
    (job,) = asked(film)
    cancel(film, job)
    queue = FakeQueue()
    relay(film, queue).publish()
    assert queue.sent == []


def test_who_comes_later_with_little_goes_before_the_rest_of_much(film):
    asked(film, 30)
    queue = FakeQueue()
    one = relay(film, queue, slots=5)
    one.publish()
    few = {job.id for job in asked(film, 3, by=film.member())}
    queue.lanes.clear()  # a worker took them
    one.publish()
    assert {command.job_id for command in queue.sent[5:8]} == few


def test_bulk_work_goes_to_its_own_lane_and_leaves_a_place_free(film):
    asked_for_all(film, 6)
    queue = FakeQueue()
    one = relay(film, queue, per_user=4)
    assert one.publish() == (3, True)
    (clicked,) = asked(film)
    one.publish()
    assert queue.lanes == [Lane.BACKGROUND] * 3 + [Lane.IMAGES]
    assert queue.sent[-1].job_id == clicked.id


def test_a_provider_gets_no_more_than_it_takes(film):
    asked(film, 5)
    queue = FakeQueue()
    one = relay(film, queue, providers={"scripted": 2, "other": 1})
    assert [one.publish(), one.publish()] == [(2, True), (0, True)]


def test_the_end_of_a_job_rings_for_the_one_that_waited_for_its_place(film, monkeypatch):
    monkeypatch.setattr(module, "POLL", 60.0)
    monkeypatch.setattr(module, "BRIEFLY", 60.0)
    first, second = asked(film, 2)
    queue = FakeQueue()
    with running(film, queue, per_user=1):
        eventually(lambda: queue.sent)
        eventually(lambda: others(film.maintenance, "pid", "listen%"))
        cancel(film, first)
        eventually(lambda: len(queue.sent) == 2)
    assert queue.sent[1].job_id == second.id


def test_a_message_whose_sender_died_is_sent_again(film):
    asked(film)

    class Dies(FakeQueue):
        def put(self, command, lane):
            super().put(command, lane)
            raise SystemExit

    dying, queue = Dies(), FakeQueue()
    with pytest.raises(SystemExit):
        relay(film, dying).publish()
    relay(film, queue).publish()
    assert dying.sent == queue.sent != []


@contextmanager
def running(film, queue, **facts):
    stop = threading.Event()
    thread = threading.Thread(target=relay(film, queue, **facts).run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        film.sql("notify outbox")
        thread.join()


def test_a_commit_rings_the_relays_bell(film, monkeypatch):
    monkeypatch.setattr(module, "POLL", 60.0)
    queue, stop = FakeQueue(), threading.Event()
    one = relay(film, queue)
    thread = threading.Thread(target=one.run, args=(stop,), daemon=True)
    thread.start()
    eventually(lambda: others(film.maintenance, "pid", "listen%"))
    asked(film)
    eventually(lambda: queue.sent)
    stop.set()
    film.sql("notify outbox")
    thread.join()


def test_the_relay_outlives_a_broker_that_goes_away(film, monkeypatch):
    monkeypatch.setattr(module, "BROKER_PAUSES", (0.01,))
    monkeypatch.setattr(module, "POLL", 0.01)
    queue = FakeQueue(away=True)
    with running(film, queue):
        asked(film)
        queue.away = False
        eventually(lambda: queue.sent)


def test_the_relay_outlives_a_database_that_cuts_it_off(film, monkeypatch):
    monkeypatch.setattr(module, "POLL", 0.01)
    queue = FakeQueue()
    with running(film, queue):
        asked(film)
        eventually(lambda: queue.sent)
        cut(film.maintenance)
        asked(film, 2)
        eventually(lambda: len(queue.sent) == 3)


def test_the_relay_says_once_that_the_database_is_away(film, monkeypatch):
    one, told = relay(film, FakeQueue(), sweep_every=0.0), []
    failures = [OperationalError("select", {}, Exception("gone"))] * 3

    def sweep():
        if failures:
            raise failures.pop()

    monkeypatch.setattr(one._sweeper, "sweep", sweep)
    monkeypatch.setattr(module.log, "warning", lambda *args, **_: told.append(args))
    monkeypatch.setattr(module.log, "info", lambda *args, **_: told.append(args))
    for _ in range(5):
        one._turn()
    assert told == [("the database is away",), ("the database is back",)]


def test_the_relay_sweeps_as_it_goes(film, monkeypatch):
    monkeypatch.setattr(module, "POLL", 0.01)
    (job,) = asked(film)
    film.set(job, status="'running'", lease_until="now() - interval '1 second'")
    queue = FakeQueue()
    with running(film, queue, sweep_every=0.01):
        eventually(lambda: len(queue.sent) == 2)  # the first message, and the sweeper's


def test_a_full_broker_is_looked_at_often_while_it_empties_and_seldom_while_it_does_not(film):
    asked(film, 3)
    queue = FakeQueue()
    one = relay(film, queue, slots=2)
    soon = one._turn()
    later = [one._turn() for _ in range(8)]
    assert soon == module.BRIEFLY
    assert later == sorted(later)
    assert later[-1] == module.POLL


def test_the_relays_role_sees_every_project(film):
    asked(film)
    with film.maintenance.as_nobody() as work:
        assert work.session.execute(text("select count(*) from outbox")).scalar() == 1
