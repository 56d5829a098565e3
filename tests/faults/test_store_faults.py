"""The object store refuses, crawls, cuts the line or dies: pictures come home or cost nobody twice.

What is put is only to be seen whole; a person who was told no sends the same again.
"""

import random
from uuid import uuid4

import pytest
import seaweed
from bank import HANDLES
from bank_provider import FREE, PAID
from customer import Customer
from fixtures.pictures import a_png
from object_server import ObjectServer
from PIL import Image
from rig import AFTER_A_LOST_MESSAGE, a_rig

pytestmark = pytest.mark.promise("A63")

BOUND = 25.0
"""Seconds in which a person is told that a store gives no answer."""
EVERY = (PAID, HANDLES, FREE)


@pytest.fixture(scope="module")
def _on_s3(tmp_path_factory):
    if seaweed.program() is None:
        pytest.skip("there is no S3 server for this machine")
    server = ObjectServer(tmp_path_factory.mktemp("weed"))
    try:
        with a_rig(server.env) as rig:
            yield rig, server
    finally:
        server.kill()


@pytest.fixture
def server(_on_s3):
    """The server behind the line, for a test that kills it."""
    server = _on_s3[1]
    yield server
    server.start()


@pytest.fixture
def rig(_on_s3):
    """The rig of this folder, with its files on an S3 server at the end of a line."""
    rig, line = _on_s3[0], _on_s3[0].line
    line.wait, line.cut_after, line.silent, line.refuses = 0.0, None, False, False
    rig.reset()
    for left in list(rig.true_store.list()):
        rig.true_store.delete(left.key)
    return rig


@pytest.fixture
def customer(rig):
    rig.standing()
    return Customer(rig, rig.standing_web())


def refuse(rig):
    rig.line.refuses = True
    rig.line.cut()


def serve(rig):
    rig.line.refuses = False


def a_large_picture(tmp_path):
    """Of noise, so that it is a megabyte that takes its time on the line."""
    path = tmp_path / "noise.png"
    noise = random.Random(5).randbytes(3 * 600 * 600)
    Image.frombytes("RGB", (600, 600), noise).save(path)
    return path.read_bytes()


def stored(rig):
    """What is to be seen of the film's pictures: in the store, and in the rows."""
    keys = [one.key for one in rig.true_store.list(f"{rig.home.project_id}/")]
    return keys, rig.home.sql("select id from attempts"), rig.home.sql("select sha256 from objects")


def assert_it_is_told_and_leaves_nothing(rig, said):
    assert (said.status, said.body["code"]) == (503, "unavailable")
    assert int(said.headers["Retry-After"]) > 0
    assert said.seconds < BOUND * rig.slower()
    keys, attempts, objects = stored(rig)
    assert (attempts, objects) == ([], [])
    return keys


def test_pictures_wait_for_a_store_that_refuses_and_then_come_home(rig):
    rig.standing()
    refuse(rig)
    jobs = [job for provider in EVERY for job in rig.ask(1, provider)]
    rig.until(lambda: rig.bank.calls() == 3)
    rig.until(lambda: all(rig.job(job).stage == "storing" for job in jobs))
    assert set(rig.statuses(jobs).values()) == {"running"}
    serve(rig)
    assert rig.ended(within=30) == {"succeeded": 3}
    assert {(rig.job(job).epoch, rig.paid(job)) for job in jobs} == {(1, 1)}
    rig.check()


def test_a_store_away_for_longer_than_anybody_waits_costs_nobody_twice(rig):
    rig.end_workers()
    rig.relay()
    rig.worker(FAULTS_PATIENCE="0.1")
    refuse(rig)
    jobs = {provider: rig.ask(1, provider)[0] for provider in EVERY}
    assert rig.until_final([jobs[PAID]]) == {jobs[PAID]: "unknown_outcome"}
    assert rig.job(jobs[PAID]).error_code == "store_unavailable"
    # an order with a handle is asked after again, and what was free is drawn again
    rest = [jobs[HANDLES], jobs[FREE]]
    rig.until(lambda: all(rig.job(job).error_code == "store_unavailable" for job in rest))
    serve(rig)
    assert rig.ended(rest, within=AFTER_A_LOST_MESSAGE) == {"succeeded": 2}
    assert rig.paid(jobs[PAID]) == rig.paid(jobs[HANDLES]) == 1
    rig.check()


def test_a_line_that_is_cut_while_pictures_are_stored_costs_another_try_and_no_more(rig):
    rig.standing()
    jobs = rig.ask(2) + rig.ask(2, HANDLES)
    for _ in range(6):
        rig.line.cut_after = rig.line.sent + random.Random(str(rig.line.sent)).randrange(50, 900)
        rig.until(lambda: rig.line.cut_after < rig.line.sent + 900, what="nothing was sent")
        jobs += rig.ask(1)
    rig.line.cut_after = None
    assert rig.ended(within=AFTER_A_LOST_MESSAGE) == {"succeeded": 10}
    assert {rig.paid(job) for job in jobs} == {1}
    rig.check()


def test_a_slow_store_makes_pictures_late_and_nothing_else(rig):
    rig.standing()
    rig.line.wait = 0.4
    jobs = [job for provider in EVERY for job in rig.ask(2, provider)]
    assert rig.ended(within=AFTER_A_LOST_MESSAGE) == {"succeeded": 6}
    assert {(rig.job(job).epoch, rig.paid(job)) for job in jobs} == {(1, 1)}
    rig.check()


def test_a_store_that_is_killed_while_pictures_come_has_them_all_when_it_is_back(rig, server):
    rig.standing()
    rig.bank.delay = 0.3
    jobs = rig.ask(4) + rig.ask(4, HANDLES)
    rig.until(lambda: rig.bank.calls() >= 4)
    server.kill()
    rig.ask(2)
    server.start()
    assert rig.ended(within=AFTER_A_LOST_MESSAGE) == {"succeeded": 10}
    assert {rig.paid(job) for job in jobs} == {1}
    rig.check()


def test_who_sends_a_picture_to_a_store_that_refuses_sends_it_again_later(rig, customer):
    refuse(rig)
    asset, key = rig.home.asset(), uuid4().hex
    said = customer.upload(asset, a_png(), key)
    assert assert_it_is_told_and_leaves_nothing(rig, said) == []
    status, servers = customer.ready()
    assert (status, servers["store"], servers["database"]) == (503, "away", "ok")
    serve(rig)
    assert customer.upload(asset, a_png(), key).status == 201
    assert len(rig.home.sql("select id from attempts")) == 1
    rig.check()


def test_who_sends_a_picture_to_a_store_that_is_silent_is_told_in_time(rig, customer):
    rig.line.silent = True
    asset, key = rig.home.asset(), uuid4().hex
    said = customer.upload(asset, a_png(), key)
    assert_it_is_told_and_leaves_nothing(rig, said)
    rig.line.cut()
    rig.line.silent = False
    assert customer.upload(asset, a_png(), key).status == 201
    rig.check()


@pytest.mark.promise("A21")
def test_a_picture_that_is_cut_half_way_is_nowhere_and_may_be_sent_again(rig, customer, tmp_path):
    data = a_large_picture(tmp_path)
    asset, key = rig.home.asset(), uuid4().hex
    rig.line.cut_after = rig.line.sent + len(data) // 2
    said = customer.upload(asset, data, key)
    assert assert_it_is_told_and_leaves_nothing(rig, said) == []
    rig.line.cut_after = None
    assert customer.upload(asset, data, key).status == 201
    rig.check()


@pytest.mark.promise("A21", "A64")
def test_a_web_process_that_dies_after_the_put_leaves_what_no_page_shows(rig, customer):
    rig.arm("upload.put")
    asset, key = rig.home.asset(), uuid4().hex
    assert customer.upload(asset, a_png(), key).status == 0
    keys, attempts, objects = stored(rig)
    assert (len(keys), attempts, objects) == (2, [], [])
    customer.until_accepted(customer.upload, asset, a_png())
    assert len(rig.home.sql("select id from attempts")) == 1
    rig.check()
