"""What the schema itself keeps of libraries: whose they are, and what may follow them."""

import threading

import pytest
from fixtures.factories import (
    make_asset,
    make_library,
    make_library_asset,
    make_member,
    make_project,
    make_user,
)
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from schema.refusals import is_waiting, refused, run, until

LINK = (
    "update assets set library_asset_id = :kept, library_version = 1 where id = :asset"
    " returning library_version"
)


@pytest.fixture
def user(owner):
    return make_user(owner)


@pytest.fixture
def film(owner, user):
    return make_project(owner, user)


def as_user(database, user, statement, **values):
    """Run it as the application does for a user; return its rows."""
    with create_engine(database.app, poolclass=NullPool).connect() as connection:
        connection.execute(
            text("select set_config('app.user_id', :id, true)"), {"id": str(user.id)}
        )
        rows = connection.execute(text(statement), values).all()
        connection.commit()
        return rows


def test_nobody_joins_a_library(owner, user):
    library = make_library(owner, user)
    for role in ("owner", "editor", "viewer"):
        with refused(owner, "ck_memberships_library_alone"):
            make_member(owner, library, role)


def test_a_film_does_not_become_a_library_nor_the_other_way_round(owner, user, film):
    library = make_library(owner, user)
    change = "update projects set kind = :kind, library_of = :of where id = :id"
    with refused(owner, "ck_projects_kind_stays"):
        run(owner, change, kind="library", of=make_user(owner).id, id=film.id)
    with refused(owner, "ck_projects_kind_stays"):
        run(owner, change, kind="film", of=None, id=library.id)


def test_a_user_has_one_library_and_makes_it_on_first_use(empty_database, owner, user):
    opened = {
        as_user(empty_database, user, "select app.open_library(gen_random_uuid())")[0][0]
        for _ in range(2)
    }
    assert opened == {make_library(owner, user).id}


def test_a_library_has_no_assets_and_a_film_no_library_assets(owner, user, film):
    library = make_library(owner, user)
    with refused(owner, "ck_kind_of_project"):
        make_asset(owner, library)
    kept = make_library_asset(owner, film)
    with refused(owner, "ck_kind_of_project"):
        run(owner, "update library_assets set project_id = :film", film=film.id)
    assert kept.project_id == library.id


def test_a_version_is_never_changed(empty_database, owner, user, film):
    make_library_asset(owner, film)
    for statement in (
        "update library_versions set name = 'Other' returning 1",
        "delete from library_versions returning 1",
        "delete from library_assets returning 1",
    ):
        with pytest.raises(DBAPIError, match="permission denied"):
            as_user(empty_database, user, statement)


def test_whoever_links_an_asset_must_see_the_library_asset(empty_database, owner, user, film):
    editor = make_member(owner, film)
    kept, asset = make_library_asset(owner, film), make_asset(owner, film)
    named = {"kept": kept.id, "asset": asset.id}
    with pytest.raises(DBAPIError, match="no such library asset"):
        as_user(empty_database, editor, LINK, **named)
    assert as_user(empty_database, user, LINK, **named) == [(1,)]
    # what is linked may be edited by everybody who works on the film
    assert as_user(empty_database, editor, LINK, **named) == [(1,)]


def test_nothing_comes_to_follow_what_is_in_the_bin(empty_database, owner, user, film):
    kept, asset = make_library_asset(owner, film), make_asset(owner, film)
    run(owner, "update library_assets set binned_at = now()")
    owner.commit()
    with pytest.raises(DBAPIError, match="no such library asset"):
        as_user(empty_database, user, LINK, kept=kept.id, asset=asset.id)


def test_a_link_waits_for_a_deletion_that_is_under_way(empty_database, owner, user, film):
    kept, asset = make_library_asset(owner, film), make_asset(owner, film)
    named, raised = {"kept": kept.id, "asset": asset.id}, []
    run(owner, "update library_assets set binned_at = now()")

    def link():
        try:
            as_user(empty_database, user, LINK, **named)
        except DBAPIError as error:
            raised.append(error.orig.diag.constraint_name)

    linking = threading.Thread(target=link)
    linking.start()
    until(lambda: is_waiting(owner) or not linking.is_alive())
    owner.commit()
    linking.join()
    assert raised == ["ck_assets_library_link"]


def test_a_link_names_a_version_that_there_is(empty_database, owner, user, film):
    kept, asset = make_library_asset(owner, film), make_asset(owner, film)
    link = "update assets set library_asset_id = :kept, library_version = :version"
    with refused(owner, "fk_assets_library_version"):
        run(owner, link, kept=kept.id, version=7)
    with refused(owner, "ck_assets_library"):
        run(owner, link, kept=kept.id, version=None)
    assert asset.library_asset_id is None


def test_a_film_keeps_its_asset_when_the_library_asset_is_gone(owner, film):
    kept, asset = make_library_asset(owner, film), make_asset(owner, film)
    run(owner, LINK, kept=kept.id, asset=asset.id)
    run(owner, "delete from library_assets")
    owner.commit()
    owner.refresh(asset)
    assert asset.library_asset_id is None


def test_films_hear_when_what_they_follow_changes(owner, film):
    kept, asset = make_library_asset(owner, film), make_asset(owner, film)
    run(owner, LINK, kept=kept.id, asset=asset.id)
    run(owner, "delete from events")
    run(owner, "update library_assets set binned_at = now()")
    owner.commit()
    told = run(owner, "select project_id, topic, subject_id from events").all()
    assert [tuple(one) for one in told] == [(film.id, "asset", asset.id)]
