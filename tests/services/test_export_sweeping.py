"""What relay, sweeper and housekeeping do with exports."""

from datetime import timedelta

import pytest
from fixtures.exporting import exporting_of
from fixtures.factories import make_export, make_member
from fixtures.keeping import GRACE, keeping_of

from asset_service.domain.errors import Conflict
from asset_service.domain.exports import DELIVERIES, KEPT, REMEMBERED, ExportKind
from asset_service.domain.files import CLOCK_SKEW
from asset_service.ports.queue import Export, Lane
from asset_service.services.export_files import export_key, read_export_key

OLD = GRACE + CLOCK_SKEW + timedelta(minutes=1)


@pytest.fixture
def exporting(world, tmp_path):
    with exporting_of(world, tmp_path) as made:
        yield made


def others(exporting, count):
    """Exports of as many people, in the order in which they were asked for."""
    world = exporting.world
    people = [make_member(world.owner, world.project) for _ in range(count)]
    return [
        exporting.service.request(one.id, world.project.id, ExportKind.MATRIX, {}) for one in people
    ]


def test_the_relay_tells_the_workers_in_a_lane_of_their_own(exporting):
    asked = exporting.ask()
    assert exporting.relay().publish()[0] == 1
    told = Export(asked.id, exporting.world.user.id)
    assert exporting.queue.messages == [(told, Lane.EXPORTS)]
    assert exporting.row(asked).published_at is not None
    assert exporting.messages() == []


def test_only_as_many_are_in_flight_as_there_are_slots(exporting):
    asked = [one.id for one in others(exporting, 4)]
    relay = exporting.relay(exports=2)
    relay.publish()
    assert sorted(exporting.sent()) == sorted(asked[:2])
    relay.publish()
    assert exporting.sent() == []
    first = exporting.row(type("Named", (), {"id": asked[0]}))
    exporting.runner().run(first.id, first.requested_by)
    relay.publish()
    assert exporting.sent() == [asked[2]]


def test_a_lost_worker_is_followed_by_another_one(exporting):
    asked = exporting.ask()
    exporting.abandon(asked)
    assert exporting.sweeper.sweep()["export leases ended"] == 1
    row = exporting.row(asked)
    assert (row.state, row.lease_until, exporting.messages()) == ("queued", None, [asked.id])
    exporting.runner().run(asked.id, exporting.world.user.id)
    assert (exporting.row(asked).state, exporting.row(asked).epoch) == ("succeeded", 2)


def test_the_third_lost_worker_ends_it(exporting):
    asked = exporting.ask()
    exporting.abandon(asked, deliveries=str(DELIVERIES))
    exporting.sweeper.sweep()
    row = exporting.row(asked)
    assert (row.state, row.error_code, exporting.messages()) == ("failed", "poison", [])


def test_one_that_was_called_off_when_its_worker_died_is_canceled(exporting):
    asked = exporting.ask()
    exporting.abandon(asked, cancel_requested_at="now()")
    exporting.sweeper.sweep()
    assert exporting.row(asked).state == "canceled"


def test_a_lease_that_still_runs_is_left_alone(exporting):
    asked = exporting.ask()
    exporting.abandon(asked, lease_until="now() + interval '1 minute'")
    assert exporting.sweeper.sweep()["export leases ended"] == 0


def test_the_end_of_a_lost_one_asks_for_what_waits_behind_it(exporting):
    first, second = exporting.ask(), exporting.ask()
    exporting.abandon(first, deliveries=str(DELIVERIES))
    exporting.world.sql("delete from outbox")
    exporting.sweeper.sweep()
    assert exporting.messages() == [second.id]


def test_a_waiting_one_of_somebody_who_lost_access_ends(exporting):
    (asked,) = others(exporting, 1)
    exporting.world.sql("delete from memberships where user_id = :id", id=asked.requested_by)
    assert exporting.sweeper.sweep()["export access withdrawn"] == 1
    assert exporting.row(asked).error_code == "access_withdrawn"


def test_a_message_that_was_lost_is_sent_again(exporting):
    asked = exporting.ask()
    exporting.relay().publish()
    assert exporting.sweeper.sweep()["export messages lost"] == 0
    exporting.set(asked, "published_at = now() - interval '1 minute'")
    assert exporting.sweeper.sweep()["export messages lost"] == 0  # the broker still has it
    exporting.sent()
    assert exporting.sweeper.sweep()["export messages lost"] == 1
    assert exporting.messages() == [asked.id]


def test_one_that_waits_for_another_has_lost_nothing(exporting):
    first, second = exporting.ask(), exporting.ask()
    exporting.abandon(first, lease_until="now() + interval '1 hour'")
    exporting.world.sql("delete from outbox")
    exporting.set(second, "published_at = null, due_at = now() - interval '1 hour'")
    assert exporting.sweeper.sweep()["export messages lost"] == 0


def test_a_file_goes_when_its_week_is_over(exporting):
    exporting.world.asset()
    asked = exporting.ask()
    exporting.runner().run(asked.id, exporting.world.user.id)
    assert exporting.files.expire()["exports expired"] == 0
    exporting.age(KEPT)
    assert exporting.files.expire()["exports expired"] == 1
    view = exporting.service.get(*exporting.world.ids, asked.id)
    assert (view.state, view.available, exporting.keys()) == ("succeeded", False, [])
    with pytest.raises(Conflict) as refused:
        exporting.service.file(*exporting.world.ids, asked.id)
    assert refused.value.code == "export_expired"


def test_what_ended_long_ago_is_forgotten_and_what_has_a_file_is_not(exporting):
    owner, project = exporting.world.owner, exporting.world.project
    for state in ("failed", "canceled", "succeeded", "queued"):
        make_export(owner, project, state=state)
    exporting.world.sql(
        "update exports set finished_at = now() where state <> 'queued';"
        " update exports set file_removed_at = null"
    )
    exporting.age(REMEMBERED + timedelta(minutes=1))
    exporting.world.sql(
        "update exports set expires_at = now() + interval '1 day' where state = 'succeeded'"
    )
    assert exporting.files.expire()["exports forgotten"] == 2
    left = exporting.world.sql("select state from exports order by state")
    assert [row[0] for row in left] == ["queued", "succeeded"]


def test_a_file_that_no_export_has_is_found_by_the_daily_comparison(exporting):
    world = exporting.world
    world.asset()
    made, killed = exporting.ask(), exporting.ask()
    exporting.runner().run(made.id, world.user.id)
    strays = [
        export_key(world.project.id, killed.id, 1),  # put, and never named
        export_key(world.project.id, made.id, 9),  # of a claim that was given up
        export_key(world.project.id, world.user.id, 1),  # of a row that is forgotten
    ]
    for key in strays:
        world.store.put(key, b"left", "application/zip")
    with keeping_of(world) as keeping:
        assert keeping.reconciling().reconcile()["stray exports"] == 0  # young ones may be named
        world.store._times = {key: at - OLD for key, at in world.store._times.items()}
        found = keeping.reconciling().reconcile()
    assert (found["stray exports"], found["strange keys"]) == (3, 0)
    assert exporting.keys() == [export_key(world.project.id, made.id, 1)]


def test_the_file_of_a_claim_that_still_runs_is_no_stray(exporting):
    world = exporting.world
    asked = exporting.ask()
    exporting.abandon(asked)
    key = export_key(world.project.id, asked.id, 1)
    world.store.put(key, b"on its way", "application/zip")
    assert exporting.files.remove_strays(world.project.id, timedelta(days=-1)) == 0
    assert exporting.keys() == [key]


@pytest.mark.parametrize("change", [str.upper, lambda key: f"{key}.1", lambda key: f"{key}0" * 2])
def test_keys_that_are_not_written_here_name_no_export(exporting, change):
    key = export_key(exporting.world.project.id, exporting.world.user.id, 3)
    assert read_export_key(key).epoch == 3
    assert read_export_key(change(key)) is None
