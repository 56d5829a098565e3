"""Merges and splits, tried in SQL."""

import pytest
from fixtures.factories import (
    make_asset,
    make_attempt,
    make_project,
    make_reshape,
    make_scene,
    make_scene_asset,
    make_user,
)
from sqlalchemy import text

from asset_service.store.engine import make_engine
from asset_service.store.work import Database
from schema.refusals import refused, run


@pytest.fixture
def user(owner):
    return make_user(owner)


@pytest.fixture
def project(owner, user):
    return make_project(owner, user)


@pytest.fixture
def asset(owner, project):
    return make_asset(owner, project)


def test_an_absorbed_asset_is_in_the_bin(owner, asset):
    reshape = make_reshape(owner, asset)
    with refused(owner, "ck_assets_merged_is_binned"):
        run(owner, "update assets set merged_with = :id", id=reshape.id)
    run(owner, "update assets set merged_with = :id, binned_at = now()", id=reshape.id)


def test_nothing_is_split_from_itself(owner, asset):
    with refused(owner, "ck_assets_split_from"):
        run(owner, "update assets set split_from = id")


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ("kind = 'cut'", "ck_reshapes_kind"),
        ("variant_id = asset_id", "ck_reshapes_variant"),
        ("before = '[]'", "ck_reshapes_before"),
        ("after = '1'", "ck_reshapes_after"),
        ("undone_at = now(), left_out = '{}'", "ck_reshapes_left_out"),
        ("left_out = '[{}]'", "ck_reshapes_undone"),
    ],
)
def test_what_a_merge_says_is_well_formed(owner, asset, facts, key):
    make_reshape(owner, asset)
    with refused(owner, key):
        run(owner, f"update reshapes set {facts}")  # noqa: S608 - from the list above


def test_only_copies_are_made_by_a_merge(owner, asset):
    reshape, _ = make_reshape(owner, asset), make_attempt(owner, asset)
    with refused(owner, "ck_attempts_made_is_copy"):
        run(owner, "update attempts set made_with = :id", id=reshape.id)


def test_who_links_again_or_unlinks_by_hand_takes_it_from_the_undo(owner, project, asset):
    reshape = make_reshape(owner, asset)
    make_scene_asset(owner, make_scene(owner, project, 1), asset)
    by = "select unlinked_with from scene_assets"
    run(owner, "update scene_assets set unlinked_at = now(), unlinked_with = :id", id=reshape.id)
    assert owner.execute(text(by)).scalar() == reshape.id
    run(owner, "update scene_assets set unlinked_at = now() + interval '1 hour'")
    assert owner.execute(text(by)).scalar() is None
    with refused(owner, "ck_scene_assets_unlinked_with"):
        run(owner, "update scene_assets set unlinked_at = null, unlinked_with = :id", id=reshape.id)


def test_what_is_thrown_away_says_by_whom_until_it_is_back(owner, user, asset):
    run(owner, "select set_config('app.user_id', :id, false)", id=str(user.id))
    run(owner, "update assets set binned_at = now()")
    assert owner.execute(text("select binned_by from assets")).scalar() == user.id
    run(owner, "update assets set binned_at = null")
    assert owner.execute(text("select binned_by from assets")).scalar() is None


def test_a_merge_that_is_forgotten_leaves_what_it_made(owner, asset):
    reshape = make_reshape(owner, asset)
    run(owner, "update assets set merged_with = :id, binned_at = now()", id=reshape.id)
    run(owner, "delete from reshapes")
    assert owner.execute(text("select merged_with from assets")).scalar() is None


def test_people_delete_no_attempt_that_a_merge_did_not_copy(empty_database, owner, user, asset):
    attempts = [make_attempt(owner, asset) for _ in range(2)]
    run(
        owner,
        "update attempts set copy_of = id, made_with = :made where id = :id",
        made=make_reshape(owner, asset).id,
        id=attempts[1].id,
    )
    owner.commit()
    engine = make_engine(empty_database.app)
    with Database(engine).as_user(user.id) as work:
        deleted = work.session.scalars(text("delete from attempts returning id")).all()
        work.commit()
    engine.dispose()
    assert deleted == [attempts[1].id]
