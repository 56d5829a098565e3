"""The cap, the single selection and what hangs on an attempt, tried in SQL."""

from uuid import uuid4

import pytest
from fixtures.factories import (
    make_asset,
    make_attempt,
    make_job,
    make_object,
    make_project,
    make_scene,
    make_scene_asset,
    make_style,
    make_user,
)
from fixtures.world import owner_session

from asset_service.models.project import Project
from schema.refusals import refused, run

LOCK_NOT_AVAILABLE = "55P03"
ADD = """insert into attempts (id, project_id, asset_id, number, slot, is_selected, source, sha256,
           binned_at, binned_because, created_by, scene_asset_id)
         values (:id, :project_id, :asset_id, :number, :slot, :is_selected, 'uploaded', :sha256,
           case when cast(:slot as smallint) is null then now() end,
           case when cast(:slot as smallint) is null then 'deleted' end,
           :created_by, :scene_asset_id)"""


@pytest.fixture
def project(owner):
    return make_project(owner, make_user(owner))


@pytest.fixture
def asset(owner, project):
    return make_asset(owner, project)


def add(owner, asset, **facts):
    values = {
        "id": uuid4(),
        "project_id": asset.project_id,
        "asset_id": asset.id,
        "number": 9,
        "slot": None,
        "is_selected": False,
        "sha256": make_object(owner, asset.project_id).sha256,
        "created_by": asset.created_by,
        "scene_asset_id": None,
    }
    return run(owner, ADD, **values | facts)


@pytest.mark.promise("A22")
def test_there_is_no_fifth_slot(owner, asset):
    with refused(owner, "ck_attempts_slot"):
        add(owner, asset, slot=5)


@pytest.mark.promise("A22")
def test_two_live_attempts_never_share_a_slot(owner, asset):
    make_attempt(owner, asset)
    with refused(owner, "uq_attempts_slot"):
        add(owner, asset, slot=1)


def test_any_number_of_attempts_may_be_in_the_bin(owner, asset):
    for number in range(1, 7):
        add(owner, asset, number=number)
    owner.commit()


@pytest.mark.promise("A22")
def test_two_attempts_are_never_selected_not_even_for_a_moment(owner, asset):
    make_attempt(owner, asset)
    with refused(owner, "uq_attempts_selected"):
        add(owner, asset, slot=2, is_selected=True)


@pytest.mark.promise("A22")
def test_attempts_without_a_selected_one_are_refused_at_commit(owner, asset):
    add(owner, asset, slot=1)
    with refused(owner, "ck_attempts_one_selected"):
        owner.commit()


def test_the_selection_may_be_empty_for_a_moment(owner, asset):
    one, two = make_attempt(owner, asset), make_attempt(owner, asset)
    run(owner, "update attempts set is_selected = false where id = :id", id=one.id)
    run(owner, "update attempts set is_selected = true where id = :id", id=two.id)
    owner.commit()


def test_the_selected_one_does_not_leave_others_behind(owner, asset):
    one, _ = make_attempt(owner, asset), make_attempt(owner, asset)
    run(owner, "delete from attempts where id = :id", id=one.id)
    with refused(owner, "ck_attempts_one_selected"):
        owner.commit()


def test_the_last_attempt_may_go(owner, asset):
    one = make_attempt(owner, asset)
    run(owner, "delete from attempts where id = :id", id=one.id)
    owner.commit()


def test_a_selected_attempt_does_not_leave_for_another_asset(owner, project, asset):
    one, _ = make_attempt(owner, asset), make_attempt(owner, asset)
    other = make_asset(owner, project)
    run(owner, "update attempts set asset_id = :to where id = :id", id=one.id, to=other.id)
    with refused(owner, "ck_attempts_one_selected"):
        owner.commit()


def test_an_attempt_in_the_bin_is_not_selected(owner, asset):
    with refused(owner, "attempts_check2"):
        add(owner, asset, is_selected=True)


@pytest.mark.parametrize(
    "change",
    ["slot = null", "binned_at = now()", "binned_because = 'deleted'", "binned_because = 'lost'"],
)
def test_an_attempt_is_live_or_in_the_bin_for_a_reason(owner, asset, change):
    make_attempt(owner, asset)
    with refused(owner, "23514"):
        run(owner, f"update attempts set is_selected = false, {change}")  # noqa: S608 - from above


@pytest.mark.parametrize(
    "change",
    [
        "binned_because = 'cleared'",
        "cleared_with = 1, cleared_slot = 1",
        "cleared_selected = true",
        "binned_because = 'cleared', cleared_with = 1",
    ],
)
def test_what_was_cleared_knows_with_which_style_and_from_which_slot(owner, asset, change):
    make_style(owner, owner.get_one(Project, asset.project_id))
    add(owner, asset)
    with refused(owner, "ck_attempts_cleared"):
        run(owner, f"update attempts set {change}")  # noqa: S608 - from above


def test_numbers_are_never_used_twice(owner, asset):
    make_attempt(owner, asset)
    with refused(owner, "uq_attempts_number"):
        add(owner, asset, number=1)


def test_a_job_makes_one_attempt_at_most(owner, asset):
    job = make_job(owner, asset)
    make_attempt(owner, asset, job=job)
    with refused(owner, "uq_attempts_job_id"):
        make_attempt(owner, asset, job=job)


@pytest.mark.parametrize("source", ["generated", "master_copy"])
def test_only_a_generated_attempt_has_a_job_and_no_other_source_is_known(owner, asset, source):
    make_attempt(owner, asset)
    with refused(owner, "23514"):
        run(owner, "update attempts set source = :source", source=source)


def test_an_attempt_needs_its_file(owner, asset):
    with refused(owner, "fk_attempts_object"):
        add(owner, asset, sha256="0" * 64)


def test_a_file_with_an_attempt_stays(owner, asset):
    make_attempt(owner, asset)
    with refused(owner, "fk_attempts_object"):
        run(owner, "delete from objects")


def test_who_looks_at_the_selection_waits_for_who_looked_before(empty_database, owner, asset):
    """One takes the last attempt away, the other adds a candidate: each alone would be right."""
    make_attempt(owner, asset)
    candidate = make_object(owner, asset.project_id).sha256
    run(owner, "delete from attempts")
    run(owner, "set constraints all immediate")
    with owner_session(empty_database) as other:
        add(other, asset, number=2, slot=2, sha256=candidate)
        run(other, "set local lock_timeout = '50ms'")
        with refused(other, LOCK_NOT_AVAILABLE):
            run(other, "set constraints all immediate")


def test_looking_at_the_selection_does_not_hold_up_who_only_refers_to_the_asset(
    empty_database, owner, asset
):
    make_attempt(owner, asset)
    run(owner, "update attempts set original_name = 'a.png'")
    run(owner, "set constraints all immediate")
    with owner_session(empty_database) as other:
        run(other, "set local lock_timeout = '50ms'")
        run(other, "select from assets for key share")


@pytest.fixture
def there(owner, project, asset):
    return make_scene_asset(owner, make_scene(owner, project, 1), asset)


def test_a_scene_has_eight_places_of_its_own_beside_those_of_the_asset(owner, asset, there):
    make_attempt(owner, asset)
    for place in range(1, 9):
        add(owner, asset, number=place, slot=place, scene_asset_id=there.id)
    owner.commit()


def test_a_scene_has_no_ninth_place(owner, asset, there):
    with refused(owner, "ck_attempts_slot"):
        add(owner, asset, slot=9, scene_asset_id=there.id)


@pytest.mark.parametrize(
    ("key", "again"),
    [("uq_attempts_scene_slot", {"number": 2}), ("uq_attempts_scene_number", {"slot": 2})],
)
def test_two_pictures_of_a_scene_share_neither_place_nor_number(owner, asset, there, key, again):
    first = {"number": 1, "slot": 1, "scene_asset_id": there.id}
    add(owner, asset, **first)
    with refused(owner, key):
        add(owner, asset, **first | again)


def test_a_picture_of_a_scene_is_never_the_selected_one(owner, asset, there):
    with refused(owner, "ck_attempts_selected_is_master"):
        add(owner, asset, slot=1, is_selected=True, scene_asset_id=there.id)


def test_a_picture_hangs_on_no_scene_of_another_asset(owner, project, there):
    with refused(owner, "fk_attempts_scene_asset"):
        add(owner, make_asset(owner, project), scene_asset_id=there.id)


def test_a_change_of_style_clears_no_picture_of_a_scene(owner, asset, there):
    make_style(owner, owner.get_one(Project, asset.project_id))
    add(owner, asset, scene_asset_id=there.id)
    with refused(owner, "ck_attempts_cleared_is_master"):
        run(
            owner,
            "update attempts set binned_because = 'cleared', cleared_with = 1, cleared_slot = 1",
        )


@pytest.mark.parametrize("change", ["job_id = null", "copy_of = gen_random_uuid()"])
def test_a_generated_picture_has_its_job_or_is_a_copy(owner, asset, change):
    make_attempt(owner, asset, job=make_job(owner, asset))
    with refused(owner, "ck_attempts_generated"):
        run(owner, f"update attempts set {change}")  # noqa: S608 - from above


def test_a_copy_of_a_generated_picture_has_no_job_here(owner, asset):
    make_attempt(owner, asset, job=make_job(owner, asset))
    run(owner, "update attempts set job_id = null, copy_of = gen_random_uuid()")
    owner.commit()
