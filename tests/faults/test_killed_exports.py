"""A worker, or a child of it, dies at any moment of an export: it is made once all the same."""

from datetime import timedelta

import pytest
from rig import PREFORK, THREADS

from asset_service.domain.exports import ExportKind, ExportState
from asset_service.services.export_files import ExportFiles, export_key, exports_prefix

pytestmark = pytest.mark.promise("A64")

PHASES = (
    "exports.before_claim",
    "exports.claimed",
    "exports.made",
    "exports.put",
    "exports.before_commit",
    "exports.committed",
)
LEFT = {"exports.put", "exports.before_commit"}
"""Moments at which a file is stored that nobody named."""
UNDER_WAY = (ExportState.QUEUED, ExportState.RUNNING)


@pytest.fixture(
    scope="module",
    params=[(THREADS, "kill"), (PREFORK, "kill")],
    ids=["worker of threads", "child"],
)
def victim(request):
    return request.param


def keys(rig):
    store = rig.true_store
    return [one.key for one in store.list(exports_prefix(rig.home.project_id))]


@pytest.mark.parametrize("phase", PHASES)
def test_what_dies_over_an_export_leaves_it_to_another_one(rig, victim, phase):
    pool, how = victim
    rig.standing(pool, threads=2)
    rig.home.asset("Mara")
    ids = rig.home.user_id, rig.home.project_id
    rig.arm(phase, how)
    asked = rig.services.exports.request(*ids, ExportKind.MATRIX, {})

    def found():
        return rig.services.exports.get(*ids, asked.id)

    rig.until_taken(phase)
    rig.until(lambda: found().state not in UNDER_WAY, what="the export did not end")
    assert (found().state, found().available) == ("succeeded", True)
    (row,) = rig.home.sql("select epoch, size from exports")
    mine = export_key(rig.home.project_id, asked.id, row.epoch)
    assert row.epoch == (1 if phase in {"exports.before_claim", "exports.committed"} else 2)
    assert len(rig.true_store.get(mine)) == row.size
    assert len(keys(rig)) == (2 if phase in LEFT else 1)
    files = ExportFiles(rig.maintenance, rig.true_store)
    files.remove_strays(rig.home.project_id, timedelta(days=-1))
    assert keys(rig) == [mine]


def test_a_worker_that_was_frozen_past_its_lease_changes_nothing(rig):
    rig.standing(THREADS, threads=2)
    ids = rig.home.user_id, rig.home.project_id
    rig.arm("exports.put", "stop")
    asked = rig.services.exports.request(*ids, ExportKind.MATRIX, {})
    rig.until_taken("exports.put")
    second = rig.worker(PREFORK, threads=1)
    found = rig.services.exports.get
    rig.until(lambda: found(*ids, asked.id).state == "succeeded", what="nobody took it up")
    before = found(*ids, asked.id)
    for kept in rig._running:
        if kept is not second:
            kept.thaw()
    rig.until(lambda: len(keys(rig)) == 1, what="the frozen worker left its file")
    assert found(*ids, asked.id) == before
