"""Each rule is broken on purpose, where the schema is told to let it happen, and is found."""

from datetime import timedelta

import pytest
from fixtures.factories import (
    make_attempt,
    make_export,
    make_job,
    make_library_asset,
    make_message,
    make_scene,
    make_scene_asset,
)
from fixtures.world import a_world

from asset_service.store.invariants import ALWAYS, IN_TIME, RULES, CannotSee, broken

GRACE = timedelta(minutes=1)
# what keeps the rules in the schema itself
GUARDS = """
alter table attempts disable trigger user;
alter table jobs disable trigger user;
alter table jobs drop constraint jobs_check;
alter table jobs drop constraint jobs_check1;
alter table attempts drop constraint attempts_check2;
alter table attempts drop constraint ck_attempts_slot;
alter table attempts drop constraint ck_attempts_selected_is_master;
alter table scene_assets drop constraint fk_scene_assets_image;
alter table attempts drop constraint uq_attempts_job_id;
drop index uq_attempts_selected;
drop index uq_jobs_retry_of;
"""


@pytest.fixture
def world(database):
    """A film that keeps the rules: a picture of a job, one in the bin, one job of each kind."""
    with a_world(database) as world:
        asset = world.asset("Mara", attempts=2)
        done = make_job(world.owner, asset, status="succeeded")
        make_attempt(world.owner, asset, job=done)
        world.sql(
            "update attempts set slot = null, is_selected = false, binned_at = now(),"
            " binned_because = 'evicted' where number = 2"
        )
        make_message(world.owner, make_job(world.owner, asset))
        make_job(world.owner, asset, status="failed")
        make_library_asset(world.owner, world.project)
        world.sql(
            "update jobs set lease_until = now() where id = :id",
            id=make_job(world.owner, asset, status="running").id,
        )
        scene = make_scene(world.owner, world.project, 1)
        there = make_scene_asset(world.owner, scene, asset)
        make_job(world.owner, asset, scene_id=scene.id, scene_asset_id=there.id)
        make_export(world.owner, world.project)
        yield world


def found(world, rules=RULES):
    return {one.rule: one for one in broken(world.owner, rules, grace=GRACE)}


PLANTED = {
    "a job made more than one attempt":
        "update attempts set job_id = (select id from jobs where status = 'succeeded'),"
        " source = 'generated', digital_source_type = 'algorithmicMedia'",
    "a job succeeded without its attempt": "delete from attempts where job_id is not null",
    "an attempt hangs on a job that brought none":
        "update attempts set job_id = (select id from jobs where status = 'failed')"
        " where job_id is not null",
    "an attempt is of another asset than its job":
        "with other as (insert into assets (id, project_id, type, source, name, name_folded,"
        " created_by) select gen_random_uuid(), project_id, type, source, 'Tom', 'tom', created_by"
        " from assets returning id) update jobs set asset_id = (select id from other)"
        " where status = 'succeeded'",
    "a job's attempt is there and gone for good":
        "update jobs set emptied_at = now() where status = 'succeeded'",
    "an attempt is of another scene than its job":
        "update jobs set scene_id = (select id from scenes),"
        " scene_asset_id = (select id from scene_assets) where status = 'succeeded'",
    "an asset has too many attempts in a scene":
        "insert into attempts (id, project_id, asset_id, scene_asset_id, number, slot, source,"
        " sha256, created_by) select gen_random_uuid(), a.project_id, a.asset_id, s.id, 10 + n,"
        " n, 'uploaded', a.sha256, a.created_by from attempts a, scene_assets s,"
        " generate_series(1, 9) n where a.number = 1",
    "a scene shows a picture of another asset":
        "with other as (insert into assets (id, project_id, type, source, name, name_folded,"
        " created_by) select gen_random_uuid(), project_id, type, source, 'Tom', 'tom', created_by"
        " from assets returning id, project_id, created_by), made as (insert into attempts (id,"
        " project_id, asset_id, number, slot, is_selected, source, sha256, created_by) select"
        " gen_random_uuid(), other.project_id, other.id, 1, 1, true, 'uploaded', sha256,"
        " other.created_by from other, attempts where number = 1 returning id)"
        " update scene_assets set image_attempt_id = (select id from made)",
    "an attempt of a scene is selected":
        "update attempts set scene_asset_id = (select id from scene_assets) where is_selected",
    "an asset has too many attempts":
        "insert into attempts (id, project_id, asset_id, number, slot, source, sha256, created_by)"
        " select gen_random_uuid(), project_id, asset_id, 10 + s, 10 + s, 'uploaded', sha256,"
        " created_by from attempts, generate_series(1, 3) s where number = 1",
    "not exactly one attempt is selected": "update attempts set is_selected = slot is not null",
    "an attempt in the bin is selected": "update attempts set is_selected = slot is null",
    "a lease without a run, or a run without a lease":
        "update jobs set lease_until = now() where status = 'failed'",
    "an end without its time, or a time without an end":
        "update jobs set finished_at = null where status = 'failed'",
    "a job was asked for again more than once":
        "update jobs set retry_of = (select id from jobs where status = 'failed')"
        " where status <> 'failed'",
    "money is held for a job that ended, or is not for one under way":
        "insert into charges (job_id, project_id, asset_id, requested_by, provider, model)"
        " select id, project_id, asset_id, requested_by, '', '' from jobs where status = 'failed'",
    "a job's charge is not what its ledger says":
        "insert into charges (job_id, project_id, asset_id, requested_by, provider, model, state,"
        " amount, currency, settled_at) select id, project_id, asset_id, requested_by, '', '',"
        " 'spent', 1, 'USD', now() from jobs where status = 'succeeded';"
        " update jobs set cost_amount = 2, cost_currency = 'USD' where status = 'succeeded'",
    "an attempt's file has no row, or is being removed":
        "update objects set condemned_at = now(), removed_at = now()"
        " where sha256 = (select sha256 from attempts where number = 2)",
    "a file that a style or a job follows is being removed":
        "insert into job_references (project_id, job_id, place, sha256, role) select a.project_id,"
        " a.job_id, 1, a.sha256, 'style' from attempts a where a.job_id is not null;"
        " update objects set condemned_at = now(), removed_at = now()"
        " where sha256 in (select sha256 from job_references)",
    "the picture of a library asset is being removed":
        "update objects set condemned_at = now(), removed_at = now()"
        " where sha256 in (select sha256 from library_versions)",
    "a picture was cleared with a version that is not the style yet":
        "insert into style_versions (project_id, version, text, created_by) select project_id, 1,"
        " '', created_by from assets limit 1; update attempts set binned_because = 'cleared',"
        " cleared_with = 1, cleared_slot = 1 where number = 2",
    "nobody ended a lease that ran out":
        "update jobs set lease_until = now() - interval '2 min' where status = 'running'",
    "a job waits past its deadline":
        "update jobs set expires_at = now() - interval '2 min' where status = 'queued'",
    "a job is due and nobody is told":
        "with gone as (delete from outbox) update jobs set due_at = now() - interval '2 min'"
        " where status = 'queued'",
    "nobody took up an export whose lease ran out":
        "update exports set state = 'running', lease_until = now() - interval '2 min'",
    "an export is due and nobody is told": "update exports set due_at = now() - interval '2 min'",
}  # fmt: skip


def test_a_sound_film_breaks_no_rule(world):
    assert found(world) == {}


def test_every_rule_is_tried():
    assert set(PLANTED) == set(RULES) == {*ALWAYS, *IN_TIME}


@pytest.mark.parametrize("rule", PLANTED)
def test_what_breaks_a_rule_is_named(world, rule):
    world.sql(GUARDS)
    world.sql(PLANTED[rule])
    assert rule in found(world)
    assert found(world)[rule].ids


def test_what_is_late_gets_a_grace(world):
    world.sql("update jobs set lease_until = now() - interval '30 s' where status = 'running'")
    assert found(world, IN_TIME) == {}


def test_an_export_that_waits_for_another_one_is_not_late(world):
    world.sql(PLANTED["an export is due and nobody is told"])
    make_export(world.owner, world.project, state="running")
    world.sql("update exports set lease_until = now() where state = 'running'")
    assert found(world) == {}


def test_a_paid_job_that_is_asked_after_again_has_no_deadline(world):
    world.sql(PLANTED["a job waits past its deadline"])
    world.sql("update jobs set provider_handle = 'h' where status = 'queued'")
    assert found(world) == {}


def test_a_picture_that_left_the_bin_for_good_is_not_missed(world):
    world.sql(PLANTED["a job succeeded without its attempt"])
    assert found(world) == {}  # deleting it left its mark


def test_only_the_first_ids_are_told_and_all_are_counted(world):
    world.sql(GUARDS)
    world.sql("update jobs set lease_until = now() where status <> 'running'")
    (told,) = broken(world.owner, grace=GRACE, most=2)
    assert (told.count, len(told.ids)) == (4, 2)


def test_a_role_that_would_see_nothing_is_refused(world):
    with world.database.as_nobody() as work, pytest.raises(CannotSee, match="OWNER"):
        broken(work.session, grace=GRACE)
