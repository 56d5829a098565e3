"""Rights that are withdrawn act at once: on what waits, on what runs, and on what is paid for."""

import pytest
from job_kit import CENTS, FakeQueue, Scripted, a_film, drawn, runner, sweeper

from asset_service.domain.members import GivenRole
from asset_service.models.job import Job
from asset_service.models.user import User
from asset_service.ports.providers import ProviderDown, Submitted
from asset_service.services.members import Members
from asset_service.services.people import People

pytestmark = pytest.mark.promise("A13")

WAYS = ["removed", "made a viewer", "leaves"]


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture
def editor(film):
    return film.member()


def withdraw(film, editor, way):
    members = Members(film.database)
    if way == "removed":
        members.remove(film.user_id, film.project_id, editor)
    elif way == "leaves":
        members.remove(editor, film.project_id, editor)
    else:
        members.change_role(film.user_id, film.project_id, editor, GivenRole.VIEWER)


def asked_by(film, editor, **facts):
    job = film.job(requested_by=editor, **facts)
    film.sql(
        "insert into charges (job_id, project_id, asset_id, requested_by, provider, model, held,"
        " currency) select id, project_id, asset_id, requested_by, provider, model, 0.04, 'EUR'"
        " from jobs where id = :id and paid",
        id=job.id,
    )
    return job


def states(film, job):
    row = film.read(Job, job.id)
    charges = film.sql("select state from charges where job_id = :id", id=job.id)
    return row.status, row.error_code, [one.state for one in charges]


@pytest.mark.parametrize("way", WAYS)
def test_what_waits_ends_in_the_same_moment_and_its_money_is_free(film, editor, way):
    job, mine = asked_by(film, editor, paid=True), film.job(film.asset("Tom"))
    withdraw(film, editor, way)
    assert states(film, job) == ("failed", "access_withdrawn", ["released"])
    assert film.read(Job, mine.id).status == "queued"
    provider = Scripted(paid=True)
    runner(film, provider).run(job.id, editor)
    assert provider.submits == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("paid", [False, True])
def test_a_worker_that_has_not_paid_yet_sends_nothing(film, editor, way, paid):
    job, provider = asked_by(film, editor, paid=paid), Scripted(paid=paid)
    one = runner(film, provider)
    capabilities = provider.capabilities

    def withdrawn_meanwhile(model):
        withdraw(film, editor, way)
        return capabilities(model)

    provider.capabilities = withdrawn_meanwhile
    one.run(job.id, editor)
    assert film.read(Job, job.id).error_code == "access_withdrawn"
    assert film.attempts() == []
    assert provider.submits == (0 if paid else 1)  # free ones are not written down before


@pytest.mark.parametrize("way", WAYS)
def test_a_picture_that_is_paid_for_goes_to_the_bin(film, editor, way):
    job = asked_by(film, editor, paid=True)

    def meanwhile(request, context):
        withdraw(film, editor, way)
        return drawn(cost=CENTS)

    provider = Scripted([meanwhile], paid=True)
    runner(film, provider).run(job.id, editor)
    (attempt,) = film.attempts()
    assert states(film, job) == ("canceled", "access_withdrawn", ["spent"])
    assert (attempt.slot, attempt.binned_because) == (None, "canceled")
    assert (attempt.created_by, provider.submits) == (editor, 1)
    assert film.read(Job, job.id).cost_amount == CENTS.amount


@pytest.mark.parametrize("way", WAYS)
def test_one_that_is_asked_after_is_asked_after_and_goes_to_the_bin(film, editor, way):
    job = asked_by(film, editor, paid=True)

    def meanwhile(request, context):
        withdraw(film, editor, way)
        return Submitted("h1")

    provider = Scripted([meanwhile, ProviderDown("away"), drawn(cost=CENTS)], paid=True)
    runner(film, provider).run(job.id, editor)
    assert film.read(Job, job.id).status == "queued"
    sweeper(film, FakeQueue()).sweep()
    film.set(job, due_at="now()")
    runner(film, provider).run(job.id, editor)
    (attempt,) = film.attempts()
    assert (film.read(Job, job.id).status, attempt.slot) == ("canceled", None)
    assert (provider.submits, provider.polls) == (1, 2)


@pytest.mark.parametrize("way", WAYS)
def test_one_that_waits_with_a_handle_is_brought_home_too(film, editor, way):
    job = asked_by(film, editor, paid=True, provider_handle="h1")
    film.set(job, submitted_at="now()")
    withdraw(film, editor, way)
    assert film.read(Job, job.id).status == "queued"
    sweeper(film).sweep()
    provider = Scripted([drawn(cost=CENTS)], paid=True)
    runner(film, provider).run(job.id, editor)
    assert states(film, job) == ("canceled", "access_withdrawn", ["spent"])
    assert ([one.slot for one in film.attempts()], provider.submits) == ([None], 0)


def test_a_worker_that_dies_over_it_leaves_it_to_the_next_one(film, editor):
    job = asked_by(film, editor, paid=True, provider_handle="h1")
    film.set(
        job,
        submitted_at="now()",
        status="'running'",
        epoch=1,
        deliveries=1,
        lease_until="now() - interval '1 s'",
    )
    withdraw(film, editor, "removed")
    sweeper(film).sweep()
    assert film.read(Job, job.id).status == "queued"
    runner(film, Scripted([drawn()], paid=True)).run(job.id, editor)
    assert film.read(Job, job.id).status == "canceled"
    assert [one.slot for one in film.attempts()] == [None]


def test_a_paid_call_that_breaks_ends_as_nobody_knows(film, editor):
    job = asked_by(film, editor, paid=True)

    def meanwhile(request, context):
        withdraw(film, editor, "removed")
        raise RuntimeError("and nobody knows how far it came")

    runner(film, Scripted([meanwhile], paid=True)).run(job.id, editor)
    assert film.read(Job, job.id).status == "unknown_outcome"
    assert film.attempts() == []


def test_nobody_inherits_what_a_member_may_still_have(film, editor):
    job = asked_by(film, editor, paid=True)
    runner(film, Scripted([drawn(cost=CENTS)], paid=True)).run(job.id, editor)
    (attempt,) = film.attempts()
    assert (film.read(Job, job.id).status, attempt.slot) == ("succeeded", 1)


def test_who_was_made_a_viewer_and_an_editor_again_keeps_what_was_ended_ended(film, editor):
    job = asked_by(film, editor)
    withdraw(film, editor, "made a viewer")
    Members(film.database).change_role(film.user_id, film.project_id, editor, GivenRole.EDITOR)
    runner(film, Scripted()).run(job.id, editor)
    assert film.read(Job, job.id).error_code == "access_withdrawn"
    again = asked_by(film, editor, asset=film.asset("Tom"))
    runner(film, Scripted()).run(again.id, editor)
    assert film.read(Job, again.id).status == "succeeded"


def test_a_picture_of_whoever_is_gone_in_any_other_way_goes_to_the_bin_too(film, editor):
    job = asked_by(film, editor, paid=True)

    def meanwhile(request, context):
        film.sql("delete from memberships where user_id = :id", id=editor)
        return drawn(cost=CENTS)

    runner(film, Scripted([meanwhile], paid=True)).run(job.id, editor)
    (attempt,) = film.attempts()
    assert (film.read(Job, job.id).status, attempt.slot) == ("canceled", None)


def lock_out(film, user_id):
    People(film.maintenance).disable(film.read(User, user_id).email)


@pytest.mark.parametrize(
    "facts", [{}, {"status": "'running'", "lease_until": "now() - interval '1 s'"}]
)
def test_what_is_paid_for_comes_home_also_when_who_asked_was_locked_out(film, editor, facts):
    job = asked_by(film, editor, paid=True, provider_handle="h1")
    film.set(job, submitted_at="now()", **facts)
    lock_out(film, editor)
    sweeper(film, FakeQueue()).sweep()
    provider = Scripted([drawn(cost=CENTS)], paid=True)
    runner(film, provider).run(job.id, editor)
    assert states(film, job) == ("canceled", None, ["spent"])
    assert ([one.slot for one in film.attempts()], provider.submits) == ([None], 0)


def test_nothing_is_sent_for_whoever_was_locked_out(film, editor):
    job = asked_by(film, editor, paid=True)
    lock_out(film, editor)
    provider = Scripted(paid=True)
    runner(film, provider).run(job.id, editor)
    assert (film.read(Job, job.id).status, provider.submits) == ("queued", 0)
    sweeper(film).sweep()
    assert states(film, job) == ("failed", "access_withdrawn", ["released"])
