"""Space is never over, whoever comes at once; what is paid for is kept; what goes gives it back."""

from datetime import timedelta
from functools import partial

import pytest
from fixtures.factories import (
    make_asset,
    make_member,
    make_object,
    make_project,
    make_user,
)
from fixtures.keeping import keeping_of
from fixtures.pictures import QuickPictures
from fixtures.threads import at_once
from fixtures.world import a_world

from asset_service.domain.errors import Conflict, NotFound
from asset_service.services.files import Files
from asset_service.services.quotas import Quotas, SetQuotas, Storage
from asset_service.services.uploads import Uploads
from asset_service.store.engine import make_engine
from asset_service.store.work import Database

pytestmark = pytest.mark.promise("B29")
SIZE = 100


def some(shade):
    """Bytes that are taken for a picture; another `shade` is another file of the same size."""
    return str(shade).encode().ljust(SIZE)


@pytest.fixture
def world(database):
    with a_world(database) as world:
        yield world


def uploads(world, **limits):
    return Uploads(world.database, QuickPictures(), Files(world.store, Quotas(**limits)))


def bring(world, service, asset, shade, user=None):
    return service.receive((user or world.user).id, asset.project_id, asset.id, some(shade), "a")


def used(world):
    return world.sql("select coalesce(sum(size), 0)::int from objects")[0][0]


def set_quota(world, user, most):
    engine = make_engine(world.urls.maintenance)
    try:
        SetQuotas(Database(engine)).set(user.id, most)
    finally:
        engine.dispose()


def test_a_film_is_filled_to_the_last_byte_and_no_further(world):
    service, asset = uploads(world, project=2 * SIZE), world.asset()
    for shade in (1, 2):
        bring(world, service, asset, shade)
    with pytest.raises(Conflict) as caught:
        bring(world, service, asset, 3)
    assert (caught.value.code, caught.value.extra["quota"]) == ("quota_exceeded", "project")
    assert used(world) == 2 * SIZE


def test_parallel_uploads_to_the_last_byte_are_never_over(world):
    service = uploads(world, project=5 * SIZE)
    assets = [world.asset(f"A {n}") for n in range(12)]
    calls = [partial(bring, world, service, asset, n) for n, asset in enumerate(assets)]
    errors = at_once(*calls)
    assert [error.code for error in errors] == ["quota_exceeded"] * 7
    assert used(world) == 5 * SIZE


def test_parallel_uploads_to_two_films_of_one_owner_share_their_space(world):
    service = uploads(world, user=5 * SIZE)
    other = make_project(world.owner, world.user)
    assets = [world.asset(f"A {n}") for n in range(6)]
    assets += [make_asset(world.owner, other, f"B {n}") for n in range(6)]
    errors = at_once(*[partial(bring, world, service, one, n) for n, one in enumerate(assets)])
    assert [error.extra["quota"] for error in errors] == ["user"] * 7
    assert used(world) == 5 * SIZE


def test_what_is_refused_leaves_nothing(world):
    service, asset = uploads(world, project=SIZE), world.asset()
    bring(world, service, asset, 1)
    before, files = world.everything(), set(world.store.objects)
    with pytest.raises(Conflict):
        bring(world, service, asset, 2)
    assert (world.everything(), set(world.store.objects)) == (before, files)


def test_the_same_picture_again_takes_no_more_space(world):
    service = uploads(world, project=SIZE)
    for name in ("A", "B"):
        bring(world, service, world.asset(name), 1)
    assert used(world) == SIZE


def test_the_owner_pays_whoever_uploads_and_others_space_is_their_own(world):
    service, asset = uploads(world, user=SIZE), world.asset()
    editor = make_member(world.owner, world.project)
    bring(world, service, asset, 1, editor)
    with pytest.raises(Conflict):
        bring(world, service, asset, 2, editor)
    theirs = make_project(world.owner, editor)
    bring(world, service, make_asset(world.owner, theirs), 2, editor)


def test_what_an_operator_sets_for_a_person_counts_instead(world):
    service, asset = uploads(world, user=SIZE), world.asset()
    set_quota(world, world.user, 2 * SIZE)
    for shade in (1, 2):
        bring(world, service, asset, shade)
    with pytest.raises(Conflict):
        bring(world, service, asset, 3)
    set_quota(world, world.user, 0)
    bring(world, service, asset, 3)
    set_quota(world, world.user, None)
    with pytest.raises(Conflict):
        bring(world, service, asset, 4)


def test_an_operator_limits_one_person_where_nobody_else_is_limited(world):
    service, asset = uploads(world), world.asset()
    set_quota(world, world.user, SIZE)
    bring(world, service, asset, 1)
    with pytest.raises(Conflict):
        bring(world, service, asset, 2)


def test_deleting_gives_the_space_back_once_when_the_bytes_are_gone(world):
    service, asset = uploads(world, project=2 * SIZE), world.asset()
    for shade in (1, 2):
        bring(world, service, asset, shade)
    first = world.live(asset)[0]
    world.attempts.delete(*world.ids, asset.id, first.id)
    storage = Storage(world.database, Quotas(project=2 * SIZE))
    assert storage.of_project(*world.ids).left == 0
    with keeping_of(world) as keeping:
        for _ in range(3):
            keeping.pass_time(timedelta(days=31))
            keeping.emptying().empty()
            keeping.collector().collect(everything=True)
    assert storage.of_project(*world.ids).left == SIZE
    bring(world, service, asset, 3)
    with pytest.raises(Conflict):
        bring(world, service, asset, 4)


def test_a_film_without_room_says_so_and_one_whose_owner_has_none(world):
    bring(world, uploads(world), world.asset(), 1)
    tight = Storage(world.database, Quotas(project=SIZE, user=10 * SIZE)).of_project(*world.ids)
    assert (tight.used, tight.most, tight.left, tight.is_full) == (SIZE, SIZE, 0, True)
    assert not tight.owner_is_full
    broad = Storage(world.database, Quotas(user=SIZE)).of_project(*world.ids)
    assert (broad.most, broad.left, broad.is_full, broad.owner_is_full) == (None, None, False, True)


def test_what_one_owns_is_counted_over_all_films_and_not_what_one_may_edit(world):
    bring(world, uploads(world), world.asset(), 1)
    theirs = make_project(world.owner, make_user(world.owner))
    make_member(world.owner, theirs, "editor", world.user)
    make_object(world.owner, theirs.id)
    assert Storage(world.database, Quotas()).of_user(world.user.id).used == SIZE


@pytest.mark.promise("A3")
def test_strangers_learn_nothing_of_a_films_space(world):
    stranger = make_user(world.owner)
    with pytest.raises(NotFound):
        Storage(world.database, Quotas()).of_project(stranger.id, world.project.id)
