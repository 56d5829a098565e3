import pytest
from fixtures.factories import make_attempt, make_member, make_user
from fixtures.pictures import a_png

from asset_service.domain.errors import Conflict, Forbidden, NotFound
from asset_service.store import styles


def add(world, shade, **how):
    return world.references.add(*world.ids, a_png(shade), f"{shade}.png", **how)


def names(style):
    return [one.name for one in style.references]


def lock(world):
    world.styles.put(*world.ids, "Noir")
    return world.styles.lock(*world.ids)


def test_pictures_come_after_one_another_and_the_first_makes_a_version(world):
    add(world, 1)
    style = add(world, 2)
    assert (style.version, names(style)) == (1, ["1.png", "2.png"])
    assert [one.place for one in style.references] == [1, 2]
    assert len(world.store.objects) == 4


def test_the_same_picture_again_changes_nothing(world):
    assert add(world, 1) == add(world, 1)


def test_an_attempt_is_followed_and_stays_an_attempt(world):
    mara = world.asset("Mara", attempts=1)
    (attempt,) = world.live(mara)
    style = world.references.pick(*world.ids, mara.id, attempt.id)
    assert names(style) == ["Mara, attempt 1"]
    assert style.references[0].sha256 == attempt.sha256
    assert len(world.live(mara)) == 1


def test_an_attempt_of_another_film_is_nobodys(world):
    mara, tom = world.asset(), world.asset(attempts=1)
    with pytest.raises(NotFound):
        world.references.pick(*world.ids, mara.id, world.live(tom)[0].id)


def test_a_ninth_picture_is_refused_and_none_is_lost(world):
    for shade in range(8):
        add(world, shade)
    with pytest.raises(Conflict) as caught:
        add(world, 9)
    assert caught.value.code == "references_full"
    assert len(world.styles.get(*world.ids).references) == 8
    assert add(world, 0) == world.styles.get(*world.ids)


def test_what_is_refused_leaves_no_file_behind(world):
    lock(world)
    with pytest.raises(Conflict):
        add(world, 1)
    for shade in range(8):
        add(world, shade, ahead=True)
    stored = dict(world.store.objects)
    with pytest.raises(Conflict):
        add(world, 9, ahead=True)
    assert world.store.objects == stored
    assert len(stored) == 16


def test_what_is_taken_away_leaves_no_gap(world):
    style = [add(world, shade) for shade in (1, 2, 3)][-1]
    left = world.references.remove(*world.ids, style.references[1].sha256)
    assert [(one.place, one.name) for one in left.references] == [(1, "1.png"), (2, "3.png")]
    with pytest.raises(NotFound):
        world.references.remove(*world.ids, style.references[1].sha256)


def test_the_order_is_changed_as_a_whole_or_not_at_all(world):
    hashes = [one.sha256 for one in [add(world, shade) for shade in (1, 2)][-1].references]
    assert names(world.references.arrange(*world.ids, hashes[::-1])) == ["2.png", "1.png"]
    for wrong in (hashes[:1], [*hashes, "0" * 64], [hashes[0], hashes[0]]):
        with pytest.raises(Conflict) as caught:
            world.references.arrange(*world.ids, wrong)
        assert caught.value.code == "references_changed"


def test_a_locked_style_gets_no_picture_but_its_next_version_does(world):
    add(world, 1)
    lock(world)
    with pytest.raises(Conflict) as caught:
        add(world, 2)
    assert caught.value.code == "style_locked"
    style = add(world, 2, ahead=True)
    assert (names(style), names(style.draft)) == (["1.png"], ["1.png", "2.png"])


def test_other_pictures_or_another_order_make_a_new_version(world):
    hashes = [one.sha256 for one in [add(world, shade) for shade in (1, 2)][-1].references]
    lock(world)
    world.references.arrange(*world.ids, hashes[::-1], ahead=True)
    style = world.styles.change(*world.ids)
    assert (style.version, names(style)) == (2, ["2.png", "1.png"])
    assert world.styles.change(*world.ids).version == 2


def test_every_version_keeps_the_pictures_that_it_followed(world):
    add(world, 1)
    lock(world)
    add(world, 2, ahead=True)
    world.styles.change(*world.ids)
    with world.database.as_user(world.user.id) as work:
        found = [styles.references(work.session, world.project.id, one) for one in (1, 2)]
    assert [[(one.place, one.name) for one in pictures] for pictures in found] == [
        [(1, "1.png")],
        [(1, "1.png"), (2, "2.png")],
    ]


def attempt_of(world):
    asset = world.asset()
    return asset.id, make_attempt(world.owner, asset).id


VERBS = {
    "add": lambda world, *ids: world.references.add(*ids, a_png(7), "a.png", ahead=True),
    "pick": lambda world, *ids: world.references.pick(*ids, *attempt_of(world), ahead=True),
    "remove": lambda world, *ids: world.references.remove(*ids, "0" * 64, ahead=True),
    "arrange": lambda world, *ids: world.references.arrange(*ids, [], ahead=True),
}


@pytest.mark.parametrize("verb", VERBS)
def test_strangers_find_nothing_and_viewers_change_nothing(world, verb):
    stranger, viewer = make_user(world.owner), make_member(world.owner, world.project, "viewer")
    before = world.everything()["style_versions"], world.sql("select * from style_references")
    with pytest.raises(NotFound):
        VERBS[verb](world, stranger.id, world.project.id)
    with pytest.raises(Forbidden):
        VERBS[verb](world, viewer.id, world.project.id)
    after = world.everything()["style_versions"], world.sql("select * from style_references")
    assert after == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_locked_stage_holds_the_pictures_of_its_style(world, verb):
    world.asset(attempts=1)
    world.lock()
    stored = dict(world.store.objects)
    with pytest.raises(Conflict) as caught:
        VERBS[verb](world, *world.ids)
    assert caught.value.code == "stage_locked"
    assert world.store.objects == stored
