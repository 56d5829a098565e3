"""The disk is full: what was accepted is kept, the rest is put off, nothing is half-written."""

from uuid import uuid4

import pytest
import tiny_disk
from bank import HANDLES
from bank_provider import FREE, PAID
from customer import Customer
from fixtures.pictures import a_png
from rig import AFTER_A_LOST_MESSAGE, a_rig

pytestmark = pytest.mark.promise("A65")


@pytest.fixture(scope="module")
def _on_a_tiny_disk():
    if reason := tiny_disk.step_aside():
        pytest.skip(reason)
    with a_rig() as rig, tiny_disk.mounted(rig.folder / "data" / "objects", "512k") as disk:
        yield rig, disk


@pytest.fixture
def disk(_on_a_tiny_disk):
    """Where the pictures are; empty."""
    disk = _on_a_tiny_disk[1]
    disk.free()
    return disk


@pytest.fixture
def rig(_on_a_tiny_disk, disk):
    rig = _on_a_tiny_disk[0]
    rig.reset()
    for left in list(rig.true_store.list()):
        rig.true_store.delete(left.key)
    return rig


def test_who_sends_a_picture_to_a_full_disk_sends_it_again_when_there_is_room(rig, disk):
    rig.standing()
    customer = Customer(rig, rig.standing_web())
    asset, key = rig.home.asset(), uuid4().hex
    disk.fill()
    before = disk.files()  # renditions for the test before may come late
    said = customer.upload(asset, a_png(), key)
    assert (said.status, said.body["code"]) == (503, "unavailable")
    assert int(said.headers["Retry-After"]) > 0
    assert disk.files() == before
    assert rig.home.sql("select id from attempts") == []
    status, servers = customer.ready()
    assert (status, servers["store"], servers["database"]) == (503, "away", "ok")
    disk.free()
    assert customer.upload(asset, a_png(), key).status == 201
    assert len(rig.home.sql("select id from attempts")) == 1
    rig.check()


@pytest.mark.parametrize("harm", ["full", "read-only"])
def test_old_pictures_are_shown_while_no_new_one_can_be_kept(rig, disk, harm):
    rig.standing()
    customer, asset = Customer(rig, rig.standing_web()), rig.home.asset()
    old = customer.upload(asset, a_png(1)).body["attempt"]
    before = disk.files()
    disk.fill() if harm == "full" else disk.read_only()
    try:
        said = customer.upload(asset, a_png(2))
        shown = [customer.picture(old["urls"][what]) for what in ("original", "768")]
        after = disk.files()
    finally:
        disk.free() if harm == "full" else disk.writable()
    assert (said.status, said.body["code"]) == (503, "unavailable")
    assert [one.status_code for one in shown] == [200, 200]
    assert shown[0].content == a_png(1)
    assert set(after) <= {*before, *(f"{old['sha256']}.w{width}.webp" for width in (256, 1600))}
    assert customer.upload(asset, a_png(2)).status == 201
    rig.check()


def test_pictures_wait_for_room_and_are_paid_once(rig, disk):
    rig.standing()
    disk.fill()
    before = disk.files()
    jobs = [job for provider in (PAID, HANDLES, FREE) for job in rig.ask(1, provider)]
    rig.until(lambda: all(rig.job(job).stage == "storing" for job in jobs))
    assert set(rig.statuses(jobs).values()) == {"running"}
    assert disk.files() == before
    disk.free()
    assert rig.ended(within=30) == {"succeeded": 3}
    assert {(rig.job(job).epoch, rig.paid(job)) for job in jobs} == {(1, 1)}
    rig.check()


def test_a_disk_full_for_longer_than_anybody_waits_costs_nobody_twice(rig, disk):
    rig.end_workers()
    rig.relay()
    rig.worker(FAULTS_PATIENCE="0.1")
    disk.fill()
    paid, handles, free = (rig.ask(1, provider)[0] for provider in (PAID, HANDLES, FREE))
    assert rig.until_final([paid]) == {paid: "unknown_outcome"}
    rig.until(lambda: all(rig.job(job).error_code for job in (handles, free)))
    disk.free()
    assert rig.ended([handles, free], within=AFTER_A_LOST_MESSAGE) == {"succeeded": 2}
    assert rig.paid(paid) == rig.paid(handles) == 1
    rig.check()


def test_a_database_without_room_puts_off_what_it_cannot_keep():
    if reason := tiny_disk.step_aside():
        pytest.skip(reason)
    with a_rig() as rig, tiny_disk.moved(rig.database_server, spare_kilobytes=8192) as disk:
        rig.standing()
        customer = Customer(rig, rig.standing_web())
        asset = rig.home.asset()
        disk.fill()
        said = []
        while not said or (said[-1].status != 503 and len(said) < 300):
            said.append(customer.generate(asset))
        assert {one.status for one in said} <= {202, 503}, rig.tell()
        assert said[-1].body["code"] == "unavailable"
        assert int(said[-1].headers["Retry-After"]) > 0
        disk.free()
        customer.until_accepted(customer.generate, asset)
        assert rig.ended(within=AFTER_A_LOST_MESSAGE)["succeeded"] == len(rig.accepted)
        rig.check()
