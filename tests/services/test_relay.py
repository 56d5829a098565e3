import threading
from contextlib import contextmanager
from uuid import uuid4

import pytest
from job_kit import FakeQueue, a_film, cut, generation, others, sweeper
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from asset_service.models.outbox import OutboxMessage
from asset_service.models.stored_object import StoredObject
from asset_service.ports.queue import Generate, QueueUnavailable, Render
from asset_service.services import relay as module
from asset_service.services.relay import Relay

PICTURE = "ab" * 32


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def relay(film, queue, **facts):
    return Relay(film.maintenance, queue, sweeper(film, queue, lost_after=3600.0), **facts)


def asked(film, count=1):
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


def test_a_stored_picture_asks_for_its_other_sizes(film):
    facts = {"size": 1, "mime": "image/png", "width": 1, "height": 1, "thumbhash": b""}
    film.add(StoredObject(project_id=film.project_id, sha256=PICTURE, **facts))
    wanted = {"kind": "render", "sha256": PICTURE, "user_id": film.user_id}
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
    assert relay(film, queue, ahead=3).publish() == (3, True)
    assert relay(film, queue, ahead=3).publish() == (0, True)
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


def test_two_relays_send_each_message_once(film):
    asked(film, 20)
    queue, start = FakeQueue(), threading.Barrier(2)

    def publish():
        start.wait()
        relay(film, queue, ahead=100).publish()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(queue.sent) == len({command.job_id for command in queue.sent}) == 20


def test_a_message_whose_sender_died_is_sent_again(film):
    asked(film)

    class Dies(FakeQueue):
        def put(self, command):
            super().put(command)
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
    one = relay(film, queue, ahead=2)
    soon = one._turn()
    later = [one._turn() for _ in range(8)]
    assert soon == module.BRIEFLY
    assert later == sorted(later)
    assert later[-1] == module.POLL


def test_the_relays_role_sees_every_project(film):
    asked(film)
    with film.maintenance.as_nobody() as work:
        assert work.session.execute(text("select count(*) from outbox")).scalar() == 1
