import threading

import pytest
from job_kit import a_film, generation
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from asset_service.domain.errors import Conflict, Invalid, NotFound
from asset_service.models.job import Job
from asset_service.services import idempotency
from asset_service.services.idempotency import Idempotency


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def sent(key="k1", body=b"one", path="/generate", method="POST"):
    return Idempotency(key, method, path, body, present)


def present(view):
    return {"jobs": [str(job.id) for job in view.jobs]}


def ask(film, asset, idempotency, user_id=None):
    return generation(film).request(
        user_id or film.user_id, film.project_id, asset.id, idempotency=idempotency
    )


def test_the_same_request_again_gets_the_same_answer(film):
    asset = film.asset()
    first, again = ask(film, asset, sent()), ask(film, asset, sent())
    assert (again.status, again.body) == (first.status, first.body)
    assert (first.replayed, again.replayed) == (False, True)
    assert len(film.all(Job)) == 1


def test_generate_all_keeps_its_answer_too(film):
    film.asset()
    service = generation(film)
    answers = [service.missing(film.user_id, film.project_id, sent()) for _ in range(2)]
    assert answers[0].body == answers[1].body
    assert len(film.all(Job)) == 1


def test_two_requests_without_a_key_are_two_jobs(film):
    asset = film.asset()
    answers = [ask(film, asset, sent(key=None)) for _ in range(2)]
    assert answers[0].body != answers[1].body
    assert len(film.all(Job)) == 2


@pytest.mark.parametrize("other", [{"body": b"two"}, {"path": "/other"}, {"method": "PUT"}])
def test_another_request_under_the_key_is_refused(film, other):
    asset = film.asset()
    ask(film, asset, sent())
    with pytest.raises(Invalid) as refused:
        ask(film, asset, sent(**other))
    assert refused.value.code == "idempotency_key_reused"
    assert len(film.all(Job)) == 1


def test_a_key_belongs_to_one_user(film):
    asset, other = film.asset(), film.member()
    ask(film, asset, sent())
    ask(film, asset, sent(), other)
    assert len(film.all(Job)) == 2


def test_a_request_that_failed_leaves_its_key_free(film):
    asset = film.asset(deferred=True)
    with pytest.raises(Conflict):
        ask(film, asset, sent())
    film.sql("update assets set deferred = false")
    assert not ask(film, asset, sent()).replayed


def test_the_answer_stays_the_same_when_the_state_has_changed(film):
    asset = film.asset()
    first = ask(film, asset, sent())
    film.sql("update assets set deferred = true")
    assert ask(film, asset, sent()).body == first.body


def test_an_answer_is_not_given_to_somebody_who_lost_access(film):
    asset = film.asset()
    ask(film, asset, sent())
    film.sql("delete from memberships")
    with pytest.raises(NotFound):
        ask(film, asset, sent())


@pytest.mark.parametrize("key", ["", "x" * 256, "a\0b", "a\nb\r"])
def test_a_key_that_cannot_be_stored_is_refused(film, key):
    with pytest.raises(Invalid):
        ask(film, film.asset(), sent(key=key))


def test_a_double_click_makes_one_job(film):
    asset, answers, start = film.asset(), [], threading.Barrier(4)

    def click():
        start.wait()
        answers.append(ask(film, asset, sent()))

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({str(answer.body) for answer in answers}) == 1
    assert len(film.all(Job)) == 1


def test_a_duplicate_does_not_wait_for_ever(film, monkeypatch):
    monkeypatch.setattr(idempotency, "WAIT", "50ms")
    asset = film.asset()
    with film.database.as_user(film.user_id) as first:
        idempotency.begin(first, sent())
        with pytest.raises(Conflict) as refused:
            ask(film, asset, sent())
    assert refused.value.code == "idempotency_in_progress"


def test_the_wait_for_the_key_bounds_no_other_wait(film):
    with film.database.as_user(film.user_id) as work:
        idempotency.begin(work, sent())
        assert work.session.connection().exec_driver_sql("show lock_timeout").scalar() == "0"


def test_a_key_that_is_forgotten_just_now_is_free(film, monkeypatch):
    ask(film, film.asset(), sent())
    taken = idempotency._take

    def forgets(work, *sent):
        answer = taken(work, *sent)
        film.sql("delete from idempotency_keys where status is not null")
        return answer

    monkeypatch.setattr(idempotency, "_take", forgets)
    assert not ask(film, film.asset("Tom"), sent(body=b"two")).replayed


def test_a_key_that_comes_and_goes_counts_as_in_progress(film, monkeypatch):
    monkeypatch.setattr(idempotency, "_take", lambda *_: False)
    with pytest.raises(Conflict) as refused:
        ask(film, film.asset(), sent())
    assert refused.value.code == "idempotency_in_progress"


def test_a_database_that_fails_is_no_duplicate(film):
    with film.database.as_user(film.user_id) as work:
        work.session.execute(text("set local statement_timeout = 1"))
        with film.owners.begin() as other:
            other.execute(text("lock table idempotency_keys in access exclusive mode"))
            with pytest.raises(OperationalError, match="statement timeout"):
                idempotency.begin(work, sent())


def test_a_key_that_was_taken_and_never_answered_counts_as_in_progress(film):
    with film.database.as_user(film.user_id) as work:
        idempotency.begin(work, sent())
        work.commit()
    with pytest.raises(Conflict) as refused:
        ask(film, film.asset(), sent())
    assert refused.value.code == "idempotency_in_progress"
