"""Any history of uploads, deletions, collectors, freezes and deaths; see `histories.py`.

The search does not find that the fence of `mark_gone` or the limit PUT_SERVES is missing: those
histories are written out here.
"""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from fixtures.databases import shared_database
from fixtures.keeping import GRACE, keeping_of
from fixtures.world import a_world

from asset_service.domain.files import FORGET_AFTER, TAKE_OVER_AFTER
from asset_service.services import collector as collector_module
from asset_service.services import files as files_module
from asset_service.services import reconciling as reconciling_module
from asset_service.store import collecting
from services.histories import (
    DECIDED,
    DELETED,
    DELETING,
    END,
    HASHES,
    HISTORIES,
    PUT,
    Histories,
)
from services.standing import ElapsedClock, Remembered

__all__ = ["shared_database"]


@pytest.fixture
def histories(empty_database, monkeypatch) -> Iterator[Histories]:
    clock = ElapsedClock()
    for module in (files_module, collector_module, reconciling_module):
        monkeypatch.setattr(module, "elapsed_clock", clock)
    # who waits to put again comes to a place to stand at the next call
    monkeypatch.setattr(files_module, "time", SimpleNamespace(sleep=lambda _seconds: None))
    monkeypatch.setattr(reconciling_module, "DIGITS", ("",))
    monkeypatch.setattr(collecting, "Removed", Remembered)
    with a_world(empty_database) as world, keeping_of(world) as keeping:
        made = Histories(world, keeping, clock)
        yield made
        made.owner.close()


def test_what_is_named_is_there_and_what_is_not_goes(histories):
    for seed in range(HISTORIES):
        histories.run(seed)


@pytest.fixture
def ripe(histories) -> Histories:
    """A file that nothing refers to is condemned, and its grace is over."""
    histories.upload(0)
    histories.empty(0)
    histories.passes(GRACE)
    histories.ripen(0)
    return histories


def test_what_is_uploaded_between_decision_and_deletion_is_there(ripe):
    collector = ripe.start(ripe.collect, 0, DECIDED)
    upload = ripe.start(ripe.upload, 0, PUT)
    ripe.go(collector, END)
    ripe.go(upload, END)
    assert ripe.check() == {HASHES[0]}


def test_what_is_uploaded_after_a_frozen_collector_was_replaced_is_there(ripe):
    frozen = ripe.start(ripe.collect, 0, DELETING)
    ripe.go(frozen, 1)
    ripe.passes(TAKE_OVER_AFTER)
    ripe.start(ripe.collect, 0, END)
    ripe.upload(0)
    ripe.go(frozen, END)
    assert ripe.check() == {HASHES[0]}


def test_what_was_decided_twice_is_gone_when_the_second_says_so(ripe):
    first = ripe.start(ripe.collect, 0, DELETED)
    ripe.passes(TAKE_OVER_AFTER)
    second = ripe.start(ripe.collect, 0, DECIDED)
    ripe.go(first, END)
    ripe.upload(0)
    assert ripe.check() == set()
    ripe.go(second, END)
    ripe.upload(0)
    assert ripe.check() == {HASHES[0]}


def test_a_file_that_was_put_before_its_row_was_forgotten_is_put_again(ripe):
    upload = ripe.start(ripe.upload, 0, PUT)
    ripe.start(ripe.collect, 0, END)
    ripe.passes(FORGET_AFTER)
    ripe.forget(0)
    ripe.go(upload, END)
    assert ripe.check() == {HASHES[0]}


def test_a_file_that_was_put_before_it_was_deleted_finds_a_row_that_says_so(ripe):
    upload = ripe.start(ripe.upload, 0, PUT)
    ripe.start(ripe.collect, 0, END)
    ripe.forget(0)
    ripe.go(upload, END)
    assert ripe.check() == {HASHES[0]}
