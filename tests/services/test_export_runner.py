"""A worker with one export: claimed once, fenced, stored, or ended in words."""

import errno
import hashlib
import threading
from datetime import timedelta

import pytest
from fixtures.exporting import exporting_of
from fixtures.factories import make_member
from fixtures.stores import MemoryStore

from asset_service.domain.exports import DELIVERIES, ExportKind
from asset_service.ports.objects import StoreUnavailable
from asset_service.services.export_files import export_key
from asset_service.services.export_making import ExportFailed, Made


@pytest.fixture
def exporting(world, tmp_path):
    with exporting_of(world, tmp_path / "scratch") as made:
        yield made


class Making:
    """Makes a file of a few bytes, after whatever `meanwhile` does; raises what it is told to."""

    def __init__(self, *raises, meanwhile=None):
        self.raises = list(raises)
        self.meanwhile = meanwhile
        self.calls = 0

    def make(self, task, file, progress):
        self.calls += 1
        progress.begin(2)
        file.write(b"one")
        progress.step()
        if self.meanwhile is not None:
            self.meanwhile()
        if self.raises:
            raise self.raises.pop(0)
        progress.step()
        return Made("Tide", ["1 picture could not be read"])


def run(exporting, maker=None, asked=None, **how):
    asked = asked or exporting.ask()
    exporting.runner(maker or Making(), **how).run(asked.id, exporting.world.user.id, "m1")
    return exporting.row(asked)


def test_a_made_export_has_its_file_and_says_what_it_is(exporting):
    row = run(exporting)
    assert (row.state, row.done, row.total, row.epoch) == ("succeeded", 2, 2, 1)
    assert (row.size, row.sha256) == (3, hashlib.sha256(b"one").hexdigest())
    assert row.warnings == ["1 picture could not be read"]
    assert row.expires_at - row.finished_at > timedelta(days=6)
    assert exporting.keys() == [export_key(row.project_id, row.id, 1)]
    assert exporting.bytes_of(row) == b"one"


def test_told_twice_it_is_made_once(exporting):
    asked, maker = exporting.ask(), Making()
    for _ in range(2):
        run(exporting, maker, asked)
    assert (maker.calls, len(exporting.keys())) == (1, 1)


def test_an_export_is_nobody_elses_to_make(exporting):
    asked, world = exporting.ask(), exporting.world
    member = make_member(world.owner, world.project)
    exporting.runner(Making()).run(asked.id, member.id)
    assert exporting.row(asked).state == "queued"


def test_a_second_one_of_the_same_person_waits_and_is_asked_for_when_the_first_ends(exporting):
    first, second = exporting.ask(), exporting.ask()
    exporting.world.sql("delete from outbox; update exports set published_at = now()")

    def meanwhile():
        run(exporting, Making(), second)
        assert exporting.row(second).state == "queued"
        assert exporting.row(second).published_at is None

    assert run(exporting, Making(meanwhile=meanwhile), first).state == "succeeded"
    assert exporting.messages() == [second.id]
    assert run(exporting, Making(), second).state == "succeeded"


def test_two_people_export_the_same_film_at_once(exporting):
    world = exporting.world
    other = make_member(world.owner, world.project)
    asked = exporting.service.request(other.id, world.project.id, ExportKind.MATRIX, {})

    def meanwhile():
        exporting.runner(Making()).run(asked.id, other.id)
        assert exporting.row(asked).state == "succeeded"

    assert run(exporting, Making(meanwhile=meanwhile)).state == "succeeded"


def test_the_database_itself_lets_only_one_of_a_person_run(exporting):
    first, second = exporting.ask(), exporting.ask()
    workers = [
        threading.Thread(target=run, args=(exporting, Making(), one)) for one in (first, second)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    states = {exporting.row(one).state for one in (first, second)}
    assert "succeeded" in states
    assert states <= {"succeeded", "queued"}


def test_one_that_was_taken_from_its_worker_has_the_result_of_the_next_one_alone(exporting):
    asked = exporting.ask()
    next_one = Making()

    def meanwhile():
        """The lease runs out, the sweeper queues it, another worker makes it."""
        while exporting.row(asked).state == "running":  # its heart may beat in between
            exporting.world.sql(
                "update exports set lease_until = now() - interval '1 second'"
                " where id = :id and state = 'running'",
                id=asked.id,
            )
            exporting.sweeper.sweep()
        run(exporting, next_one, asked)

    row = run(exporting, Making(meanwhile=meanwhile), asked)
    assert (row.state, row.epoch, next_one.calls) == ("succeeded", 2, 1)
    assert exporting.keys() == [export_key(row.project_id, row.id, 2)]


def test_one_that_another_worker_runs_by_now_is_not_ended_by_the_first(exporting):
    asked = exporting.ask()

    def meanwhile():
        exporting.abandon(asked, lease_until="now() + interval '1 hour'")

    row = run(exporting, Making(meanwhile=meanwhile), asked)
    assert (row.state, row.epoch, exporting.keys()) == ("running", 2, [])


def test_a_heartbeat_that_hears_of_a_cancel_stops_the_work(exporting):
    asked = exporting.ask()
    stopped = threading.Event()

    class Patient(Making):
        def make(self, task, file, progress):
            progress.begin(1)
            exporting.service.cancel(*exporting.world.ids, asked.id)
            while not progress.stop_wanted():
                stopped.wait(0.01)
            return super().make(task, file, progress)

    row = run(exporting, Patient(), asked, lease=0.4)
    assert (row.state, exporting.keys()) == ("canceled", [])


def test_a_cancel_that_comes_while_the_file_is_stored_leaves_no_file(exporting):
    asked = exporting.ask()

    class Slow(MemoryStore):
        def put_stream(self, *what):
            super().put_stream(*what)
            exporting.service.cancel(*exporting.world.ids, asked.id)

    store = Slow()
    row = run(exporting, asked=asked, store=store)
    assert (row.state, store.objects) == ("canceled", {})


def test_an_export_of_somebody_who_lost_access_is_left_and_ends_with_the_reason(exporting):
    world = exporting.world
    other = make_member(world.owner, world.project)
    asked = exporting.service.request(other.id, world.project.id, ExportKind.MATRIX, {})

    def meanwhile():
        world.sql("delete from memberships where user_id = :id", id=other.id)

    exporting.runner(Making(meanwhile=meanwhile)).run(asked.id, other.id)
    assert (exporting.row(asked).state, exporting.keys()) == ("running", [])
    exporting.set(asked, "lease_until = now() - interval '1 second'")
    exporting.sweeper.sweep()
    row = exporting.row(asked)
    assert (row.state, row.error_code) == ("failed", "access_withdrawn")


def test_a_maker_that_cannot_says_why(exporting):
    row = run(exporting, Making(ExportFailed("export_too_large", "Too large.")))
    assert (row.state, row.error_code, row.error_message) == (
        "failed",
        "export_too_large",
        "Too large.",
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "full"), "no_room"),
        (OSError(errno.EIO, "broken"), "export_error"),
        (ValueError("whatever"), "export_error"),
    ],
)
def test_what_goes_wrong_ends_it_with_a_code(exporting, error, code):
    row = run(exporting, Making(error))
    assert (row.state, row.error_code, exporting.keys()) == ("failed", code, [])


def test_a_store_that_is_away_is_tried_again_later_and_not_for_ever(exporting):
    asked = exporting.ask()
    for delivery in range(1, DELIVERIES + 1):
        exporting.world.sql("delete from outbox")
        exporting.set(asked, "due_at = now()")
        row = run(exporting, Making(StoreUnavailable("away")), asked)
        assert row.deliveries == delivery
        if delivery < DELIVERIES:
            assert (row.state, exporting.messages()) == ("queued", [asked.id])
    assert (row.state, row.error_code) == ("failed", "store_unavailable")


def test_nothing_of_a_file_stays_in_the_scratch_folder(exporting):
    seen = []
    maker = Making(ValueError(), meanwhile=lambda: seen.append(list(exporting.scratch.iterdir())))
    run(exporting, maker)
    assert (seen, list(exporting.scratch.iterdir())) == ([[]], [])


def test_word_of_a_dead_child_ends_the_lease_of_its_claim_alone(exporting):
    asked, user = exporting.ask(), exporting.world.user.id
    exporting.abandon(asked, claimed_by="'m2'", lease_until="now() + interval '1 hour'")
    runner = exporting.runner()
    runner.lost(asked.id, user, "m1")
    assert exporting.sweeper.sweep()["export leases ended"] == 0
    runner.lost(asked.id, user, "m2")
    assert exporting.sweeper.sweep()["export leases ended"] == 1
