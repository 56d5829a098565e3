import pytest
from fixtures.factories import make_scene, make_scene_asset
from fixtures.keeping import KEPT
from fixtures.statements import counted

from asset_service.domain.styles import Images
from asset_service.domain.vocabulary import BinKind
from asset_service.services.bin import Bin
from services.test_clearing import draw
from services.test_merging import merge
from services.test_splitting import split


@pytest.fixture
def bin_(world):
    return Bin(world.database, KEPT)


def names(page):
    return [one.asset.name if one.asset else one.attempt.name for one in page.items]


def throw(world, *binned):
    for name in binned:
        world.curation.delete(*world.ids, world.asset(name, attempts=1).id)


def test_what_went_there_last_is_shown_first_whatever_it_is(world, bin_):
    world.styles.put(*world.ids, "Noir")
    world.styles.lock(*world.ids)
    draw(world, mara := world.asset("Mara", attempts=2))
    world.attempts.delete(*world.ids, mara.id, world.live(mara)[1].id)
    world.curation.delete(*world.ids, world.asset("Rope").id)
    merge(world, world.asset("Tom"), world.asset("Old Tom"))
    world.styles.change(*world.ids, "Bright", images=Images.CLEAR)
    split(world, world.asset("Sea", scene_numbers=[1, 2]), "Sea at night", 2)
    page = bin_.list(*world.ids)
    assert [one.kind for one in page.items] == ["split", "clearing", "merge", "asset", "attempt"]
    assert {one.by for one in page.items} == {world.user.id}
    assert {one.until - one.at for one in page.items} == {KEPT}
    (one,) = bin_.list(*world.ids, kinds=[BinKind.MERGE]).items
    assert [it.name for it in one.reshape.absorbed] == ["Old Tom"]


def test_what_a_merge_absorbed_is_not_there_a_second_time_and_what_is_undone_not_at_all(
    world, bin_
):
    made = merge(world, world.asset("Tom", attempts=1), world.asset("Old Tom", attempts=2))
    assert [one.kind for one in bin_.list(*world.ids).items] == ["merge"]
    world.reshapes.undo(*world.ids, made.reshape.id)
    assert bin_.list(*world.ids).items == []


def test_the_bin_is_paged_and_searched_by_a_part_of_the_name(world, bin_):
    throw(world, "Mara", "Tom", "Tomas")
    page = bin_.list(*world.ids, limit=2)
    rest = bin_.list(*world.ids, limit=2, cursor=page.next_cursor)
    assert names(page) + names(rest) == ["Tomas", "Tom", "Mara"]
    assert rest.next_cursor is None
    assert names(bin_.list(*world.ids, name="TOM")) == ["Tomas", "Tom"]
    assert names(bin_.list(*world.ids, name="_")) == []


@pytest.mark.parametrize("name", ["tom", "VOSS"])
def test_a_merge_is_found_by_any_name_of_it(world, bin_, name):
    merge(world, world.asset("Tom"), world.asset("Mara Voss"))
    assert len(bin_.list(*world.ids, name=name).items) == 1
    assert bin_.list(*world.ids, name="lamp").items == []


def test_an_asset_says_in_how_many_scenes_it_was_and_comes_back_into_view(world, bin_):
    mara = world.asset("Mara", attempts=1)
    scenes = [make_scene(world.owner, world.project, number) for number in (1, 2)]
    for scene in scenes:
        make_scene_asset(world.owner, scene, mara)
    world.curation.delete(*world.ids, mara.id)
    (one,) = bin_.list(*world.ids).items
    assert (one.scenes, one.asset.attempts) == (2, 1)
    shown = lambda: world.scenes.assets(*world.ids, scenes[0].id).assets  # noqa: E731 - said twice
    assert shown() == []
    world.curation.restore(*world.ids, mara.id)
    assert [it.asset.id for it in shown()] == [mara.id]


def test_attempts_are_of_assets_that_are_not_there_themselves(world, bin_):
    mara, gone = world.asset("Mara", attempts=3), world.asset("Gone", attempts=2)
    for asset in (mara, mara, gone):
        world.attempts.delete(*world.ids, asset.id, world.live(asset)[1].id)
    world.curation.delete(*world.ids, gone.id)
    found = bin_.list(*world.ids, kinds=[BinKind.ATTEMPT]).items
    assert [(one.attempt.name, one.attempt.attempt.number) for one in found] == [
        ("Mara", 3),
        ("Mara", 2),
    ]


def test_a_locked_stage_holds_the_attempts_of_its_assets(world, bin_):
    mara = world.asset("Mara", attempts=2)
    world.attempts.delete(*world.ids, mara.id, world.live(mara)[1].id)
    held = lambda: [one.attempt.held for one in bin_.list(*world.ids).items]  # noqa: E731 - twice
    assert held() == [False]
    world.lock()
    assert held() == [True]


def test_nobody_is_named_for_what_nobody_did(world, bin_):
    mara = world.asset("Mara", attempts=2)
    world.sql(
        """update attempts set slot = null, binned_at = now(), binned_because = 'evicted'
           where id = :id""",
        id=world.live(mara)[1].id,
    )
    assert [one.by for one in bin_.list(*world.ids).items] == [None]


def test_the_number_of_statements_depends_on_no_number_of_things(world, bin_):
    def cost():
        for name in ("", " again"):
            throw(world, f"Mara {cost.times}{name}")
            merge(world, world.asset(), world.asset())
            one = world.asset(attempts=2)
            world.attempts.delete(*world.ids, one.id, world.live(one)[1].id)
        cost.times += 1
        return counted(world.engine, lambda: bin_.list(*world.ids))

    cost.times = 0
    assert cost() == cost()
