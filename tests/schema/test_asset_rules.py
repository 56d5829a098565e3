"""Names, scene numbers and states of assets, scenes, jobs and projects, tried in SQL."""

import pytest
from fixtures.factories import (
    make_asset,
    make_job,
    make_member,
    make_object,
    make_project,
    make_scene,
    make_user,
)
from sqlalchemy import text

from schema.refusals import refused, run

CHECK_VIOLATION = "23514"


@pytest.fixture
def project(owner):
    return make_project(owner, make_user(owner))


def change(owner, table, what):
    """Write `what` on every row of the table."""
    run(owner, f"update {table} set {what}")  # noqa: S608 - the tests' own words
    owner.commit()


def test_a_name_is_unique_in_its_type(owner, project):
    make_asset(owner, project, "Mara")
    with refused(owner, "uq_assets_live_name"):
        make_asset(owner, project, "  MARA ")


def test_another_type_or_project_may_have_the_name(owner, project):
    make_asset(owner, project, "Mara")
    make_asset(owner, project, "Mara", type="prop")
    make_asset(owner, make_project(owner, make_user(owner)), "Mara")


def test_a_name_in_the_bin_is_free(owner, project):
    make_asset(owner, project, "Mara")
    change(owner, "assets", "binned_at = now()")
    make_asset(owner, project, "Mara")
    with refused(owner, "uq_assets_live_name"):
        change(owner, "assets", "binned_at = null")


@pytest.mark.parametrize(
    "what",
    [
        "scene_numbers = '{0}'",
        "scene_numbers = '{3,-1}'",
        "scene_numbers = '{1,null}'",
        "type = 'ghost'",
        "source = 'found'",
        "name = ''",
        "name = repeat('x', 201)",
        "name_folded = ''",
        "description = repeat('x', 4001)",
        "image_prompt = repeat('x', 4001)",
        "deferred = true, locked = true",
        "binned_at = now(), locked = true",
        "version = 0",
        "text_version = 0",
        "attempt_counter = -1",
        "choice_counter = -1",
    ],
)
def test_an_asset_is_never(owner, project, what):
    make_asset(owner, project)
    with refused(owner, CHECK_VIOLATION):
        change(owner, "assets", what)


def test_any_scene_numbers_from_one_are_taken(owner, project):
    make_asset(owner, project, scene_numbers=[])
    change(owner, "assets", "scene_numbers = '{7,1,1}'")


@pytest.mark.parametrize(
    "what",
    [
        "scene_number = 0",
        "scene_number = null",
        "removed_at = now()",
        "start_line = 0",
        "start_line = 9, end_line = 8",
        "int_ext = 'UNDER'",
    ],
)
def test_a_scene_is_never(owner, project, what):
    make_scene(owner, project, 1)
    with refused(owner, CHECK_VIOLATION):
        change(owner, "scenes", what)


def test_scenes_may_change_places_but_not_share_one(owner, project):
    make_scene(owner, project, 1)
    make_scene(owner, project, 2)
    run(owner, "update scenes set scene_number = 1")
    with refused(owner, "uq_scenes_project_id_scene_number"):
        owner.commit()
    change(owner, "scenes", "scene_number = 3 - scene_number")


@pytest.mark.parametrize(
    "what",
    [
        "status = 'canceling'",
        "status = 'running'",
        "status = 'failed'",
        "lease_until = now()",
        "finished_at = now()",
        "stage = 'thinking'",
        "progress = 1.5",
        "progress = -0.1",
        "cost_amount = 1",
        "cost_currency = 'EUR'",
        "tries = -1",
        "deliveries = -1",
        "epoch = -1",
    ],
)
def test_a_queued_job_is_never(owner, project, what):
    make_job(owner, make_asset(owner, project))
    with refused(owner, CHECK_VIOLATION):
        change(owner, "jobs", what)


ENDED = "lease_until = null, finished_at = now()"
RUNNING = "status = 'running', lease_until = now(), finished_at = null"


@pytest.mark.parametrize("status", ["succeeded", "failed", "refused", "unknown_outcome"])
def test_a_running_job_may_end_in_any_way_and_stays_ended(owner, project, status):
    make_job(owner, make_asset(owner, project), status="running")
    change(owner, "jobs", f"status = '{status}', {ENDED}")
    with refused(owner, "ck_jobs_move"):
        change(owner, "jobs", RUNNING)


@pytest.mark.parametrize("status", ["succeeded", "refused", "unknown_outcome"])
def test_a_queued_job_does_not_end_in_what_only_a_provider_can_say(owner, project, status):
    make_job(owner, make_asset(owner, project))
    with refused(owner, "ck_jobs_move"):
        change(owner, "jobs", f"status = '{status}', {ENDED}")


@pytest.mark.parametrize("what", ["epoch = epoch - 1", "progress = 0.1"])
def test_epoch_and_progress_never_fall(owner, project, what):
    make_job(owner, make_asset(owner, project), status="running", epoch=2, progress=0.5)
    with refused(owner, "ck_jobs_never_fall"):
        change(owner, "jobs", what)


@pytest.mark.parametrize(
    "what",
    [
        "stage = 'outdated'",
        "stage = 'locked'",
        "stage_locked_at = now()",
        "locked_script_version = 0",
        "title = ''",
        "title = repeat('x', 201)",
        "script_version = -1",
        "style_version = -1",
    ],
)
def test_a_project_is_never(owner, project, what):
    with refused(owner, CHECK_VIOLATION):
        change(owner, "projects", what)


def test_a_project_has_one_owner(owner, project):
    with refused(owner, "uq_memberships_one_owner"):
        make_member(owner, project, "owner")


def test_no_other_role_is_known(owner, project):
    with refused(owner, CHECK_VIOLATION):
        make_member(owner, project, "admin")


@pytest.mark.parametrize(
    "what", ["sha256 = 'x'", "size = 0", "width = 0", "height = 0", "mime = 'image/svg+xml'"]
)
def test_a_file_is_never(owner, project, what):
    make_object(owner, project.id)
    with refused(owner, CHECK_VIOLATION):
        change(owner, "objects", what)


def test_the_time_of_the_last_change_is_the_databases_own(owner, project):
    asset = make_asset(owner, project)
    change(owner, "assets", "name = 'Tom', updated_at = 'epoch'")
    owner.refresh(asset)
    assert asset.updated_at > asset.created_at


def test_every_time_of_a_change_is_kept_by_a_trigger(owner):
    missing = owner.execute(
        text(
            """select table_name from information_schema.columns
               where table_schema = 'public' and column_name = 'updated_at'
               and not exists (select from pg_trigger
                 where tgrelid = quote_ident(table_name)::regclass and tgname = 'touch')"""
        )
    )
    assert missing.all() == []
