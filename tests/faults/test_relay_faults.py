"""The relay dies between broker and database, or there are two: sent twice at most, run once."""

import time

import pytest
from bank import HANDLES


@pytest.fixture
def unread(rig):
    """Messages are sent and nobody reads them yet; gives a way to have them read."""
    rig.end_workers()
    return rig.worker


def test_what_was_sent_before_the_relay_died_is_sent_again_and_run_once(rig, unread):
    rig.arm("relay.put")
    rig.relay()
    jobs = rig.ask(1) + rig.ask(1, HANDLES)
    rig.until_taken("relay.put")
    rig.until(lambda: rig.broker.waiting() == 3)
    unread()
    assert rig.ended() == {"succeeded": 2}
    rig.until(lambda: rig.broker.waiting() == 0)
    assert {(rig.job(job).epoch, rig.paid(job)) for job in jobs} == {(1, 1)}
    rig.check()


def test_a_relay_that_dies_again_and_again_under_load_loses_and_doubles_nothing(rig):
    rig.end_workers()
    relay = rig.relay()
    rig.worker()
    for _ in range(5):
        rig.ask(8)
        rig.arm("relay.put")
        time.sleep(0.8)
        relay.kill()
    assert rig.ended() == {"succeeded": 40}
    assert rig.bank.calls() == 40
    assert relay.starts > 3
    rig.check()


def test_two_relays_send_every_message_once(rig, unread):
    for _ in range(2):
        rig.relay()
    rig.ask(12)
    rig.until(lambda: rig.home.sql("select count(*) from outbox where lane = 'images'") == [(0,)])
    assert rig.broker.waiting() == 12
    unread()
    assert rig.ended() == {"succeeded": 12}
    assert rig.bank.calls() == 12
    rig.check()


def test_a_relay_that_freezes_over_a_message_delays_the_other_one_and_no_more(rig):
    rig.end_workers()
    rig.arm("relay.put", "stop")
    frozen = rig.relay()
    rig.ask(4)
    rig.until_taken("relay.put")
    rig.relay()
    rig.worker()
    rig.ask(4, HANDLES)
    time.sleep(2)
    frozen.thaw()
    assert rig.ended() == {"succeeded": 8}
    assert rig.bank.calls() == 8
    rig.check()
