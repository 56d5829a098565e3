import threading
import time

import pytest

from asset_service.services import heartbeat as module
from asset_service.services.heartbeat import Heartbeat
from asset_service.store.claims import Beat

FOR_EVER = 4000.0
IN_TIME_TO_WAIT = 0.5
"""Seconds to the first beat: long enough that whoever waits for its answer waits by then."""
GO_ON, STOP = Beat(cancel_requested=False), Beat(cancel_requested=True)


class Line:
    """What a heartbeat sends into; `answers` are given in turn, the last one for ever."""

    def __init__(self, *answers):
        self.answers = list(answers) or [GO_ON]
        self.told = []
        self.rung = threading.Event()

    def send(self, progress, stage):
        self.told.append((progress, stage))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if len(self.answers) == 1:
            self.rung.set()
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(module, "LEAST_GAP", 0.0)


def until(holds):
    while not holds():
        threading.Event().wait(0.001)


def test_the_lease_is_renewed_again_and_again():
    line = Line(GO_ON, GO_ON, GO_ON)
    with Heartbeat(line.send, 0.02) as beat:
        assert line.rung.wait(10)
        assert not beat.stop_wanted()


def test_it_ends_with_the_work_and_not_a_quarter_of_a_lease_later():
    began = time.monotonic()
    with Heartbeat(Line().send, FOR_EVER):
        pass
    assert time.monotonic() - began < FOR_EVER / 4


def test_progress_is_told_before_the_next_beat_is_due():
    line = Line()
    with Heartbeat(line.send, FOR_EVER) as beat:
        beat.progress(0.5)
        assert line.rung.wait(10)
    assert line.told == [(0.5, "generating")]


def test_small_steps_wait_for_the_next_beat():
    line = Line()
    with Heartbeat(line.send, FOR_EVER) as beat:
        beat.progress(module.STEP / 2)
        assert not beat._wake.is_set()


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan"), float("inf")])
def test_what_is_no_share_is_ignored(share):
    with Heartbeat(Line().send, FOR_EVER) as beat:
        beat.progress(share)
        assert not beat._wake.is_set()


def test_progress_never_falls():
    line = Line()
    with Heartbeat(line.send, FOR_EVER) as beat:
        beat.progress(0.5)
        beat.progress(0.2)
        assert line.rung.wait(10)
    assert line.told[-1][0] == 0.5


def test_the_stage_is_told_with_the_next_beat():
    line = Line()
    with Heartbeat(line.send, FOR_EVER) as beat:
        beat.storing()
        beat.progress(1.0)
        assert line.rung.wait(10)
    assert line.told == [(1.0, "storing")]


def test_a_claim_that_is_somebody_elses_is_lost():
    line = Line(GO_ON, None)
    with Heartbeat(line.send, 0.02) as beat:
        until(lambda: beat.lost)
        assert beat.stop_wanted()
    assert len(line.told) == 2


def test_a_cancel_is_remembered():
    line = Line(STOP, GO_ON)
    with Heartbeat(line.send, 0.02) as beat:
        assert line.rung.wait(10)
        assert (beat.cancelled, beat.lost) == (True, False)


def test_one_beat_that_did_not_get_through_loses_nothing():
    line = Line(ConnectionError("cut"), GO_ON, GO_ON)
    with Heartbeat(line.send, 0.02) as beat:
        assert line.rung.wait(10)
        assert not beat.lost


def test_a_lease_that_could_not_be_renewed_in_time_is_lost():
    with Heartbeat(Line(ConnectionError("cut")).send, 0.02) as beat:
        until(lambda: beat.lost)


def test_a_wait_ends_when_a_stop_is_wanted():
    with Heartbeat(Line(STOP).send, IN_TIME_TO_WAIT) as beat:
        beat.wait(FOR_EVER)
        assert beat.cancelled


def test_later_waits_are_waited_through():
    with Heartbeat(Line(STOP).send, IN_TIME_TO_WAIT) as beat:
        beat.wait(FOR_EVER)
        began = time.monotonic()
        beat.wait(0.01)
        assert time.monotonic() - began >= 0.01
