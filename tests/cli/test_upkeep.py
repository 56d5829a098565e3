"""One pass of what the relay does all the time, and the look whether all is well."""

import os

import pytest
from fixtures.factories import LONG_AGO
from fixtures.pictures import a_png

from asset_service.adapters.disk_store import DiskStore
from asset_service.cli.local import open_services
from asset_service.models.job import Job
from asset_service.store.invariants import RULES, CannotSee


@pytest.fixture
def store(tmp_path):
    return DiskStore(tmp_path / "data" / "objects")


@pytest.fixture
def key(run, film):
    """The key of the original of a picture that came through the services."""
    asset = film.asset()
    with open_services({**os.environ, "SECRET_KEY": "unused"}) as services:
        services.uploads.receive(film.user_id, film.project_id, asset.id, a_png(), "a.png")
    return f"{film.project_id}/{film.attempts()[0].sha256}"


def test_a_sweep_ends_what_was_lost_and_says_so(run, film):
    job = film.job(status="running", lease_until="now()", deliveries=3)
    told = run("sweep").output
    assert "leases ended: 1\n" in told
    assert "condemned: 0\n" in told
    assert film.read(Job, job.id).error_code == "poison"


def test_when_all_is_well_the_rules_are_counted(run, key):
    done = run("check-invariants", "--files")
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        f"{len(RULES)} rules looked at, 0 broken",
        "1 files read",
        "0 stored objects without a row, 0 of other kinds",
    ]


def test_a_broken_rule_is_named_with_its_rows(run, film):
    job = film.job(status="running", lease_until=LONG_AGO)
    done = run("check-invariants")
    assert done.exit_code == 1
    assert done.output.endswith(f"BROKEN: nobody ended a lease that ran out (1)\n  {job.id}\n")


def test_a_long_list_is_cut(run, film):
    asset = film.asset()
    for _ in range(22):
        film.job(asset, status="running", lease_until=LONG_AGO)
    assert run("check-invariants").output.endswith("  and 2 more\n")


def test_a_file_that_is_gone_is_named(run, key, store):
    store.delete(key)
    assert run("check-invariants").exit_code == 0
    done = run("check-invariants", "--files")
    assert (done.exit_code, "not in the store" in done.output) == (1, True)
    assert key in done.output


def test_a_file_with_other_bytes_is_named(run, key, store):
    store.put(key, a_png(1), "image/png")
    done = run("check-invariants", "--files")
    assert (done.exit_code, "has other bytes" in done.output) == (1, True)


def test_objects_without_a_row_are_counted_and_are_no_violation(run, key, store):
    store.put(key[:-4] + "abcd", b"nobody named it", "image/png")
    store.put("strange/key", b"not ours", "image/png")
    done = run("check-invariants", "--files")
    assert done.exit_code == 0
    assert "1 stored objects without a row, 1 of other kinds" in done.output


def test_a_role_that_sees_nothing_is_no_witness(run, database, monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", database.app)
    with pytest.raises(CannotSee):
        run("check-invariants")
