"""Earlier texts of an asset."""

import pytest

from asset_service.domain.diffs import Said
from asset_service.domain.errors import Conflict, NotFound, PreconditionMissing, Stale
from asset_service.services.history import History
from services.test_merging import code_of


@pytest.fixture
def history(world):
    return History(world.database)


def edit(world, asset, **changes):
    return world.curation.edit(*world.ids, asset.id, world.see(asset).version, changes)


@pytest.fixture
def mara(world):
    """An asset of version 3, with two earlier texts."""
    asset = world.asset("Mara", description="A tall woman.")
    edit(world, asset, description="A tall old woman.")
    edit(world, asset, name="Mara Voss", description="A tall old woman.", image_prompt="Grey")
    return asset


def test_each_earlier_text_says_who_ended_it_and_what_of_it(world, mara):
    found = world.history(mara)
    assert [(one.version, one.changed) for one in found] == [
        (2, ["name", "image_prompt"]),
        (1, ["description"]),
    ]
    assert {one.changed_by for one in found} == {world.user.id}


def test_two_versions_are_compared_word_by_word(world, history, mara):
    told = history.compare(*world.ids, mara.id, 1, 2)
    assert (told.first, told.second) == (1, 2)
    (one,) = told.differences
    assert (one.field, [(run.text, run.said) for run in one.runs]) == (
        "description",
        [("A tall ", Said.BOTH), ("old ", Said.SECOND), ("woman.", Said.BOTH)],
    )


def test_without_a_second_one_it_is_the_text_of_now(world, history, mara):
    told = history.compare(*world.ids, mara.id, 1)
    assert told.second == 3
    assert [one.field for one in told.differences] == ["name", "description", "image_prompt"]
    assert history.compare(*world.ids, mara.id, 3).differences == []


@pytest.mark.parametrize("versions", [(0,), (4,), (2**40,), (1, 9)])
def test_a_version_that_is_not_kept_is_not_found(world, history, mara, versions):
    with pytest.raises(NotFound):
        history.compare(*world.ids, mara.id, *versions)


def test_a_restored_text_is_an_edit_that_keeps_the_history(world, history, mara):
    now = history.restore(*world.ids, mara.id, 1, 3)
    assert (now.name, now.description, now.version) == ("Mara", "A tall woman.", 4)
    assert [one.version for one in world.history(mara)] == [3, 2, 1]


def test_a_restore_is_based_on_the_version_of_now_and_obeys_the_rules_of_an_edit(
    world, history, mara
):
    assert code_of(Stale, lambda: history.restore(*world.ids, mara.id, 1, 2)) == "stale"
    with pytest.raises(PreconditionMissing):
        history.restore(*world.ids, mara.id, 1, None)
    with pytest.raises(NotFound):
        history.restore(*world.ids, mara.id, 7, 3)
    world.asset("Mara")
    assert code_of(Conflict, lambda: history.restore(*world.ids, mara.id, 1, 3)) == "name_taken"


def test_a_new_type_warns_of_pictures_of_another_shape_and_changes_none(world):
    mara = world.asset("Mara", attempts=2)
    world.sql(
        "update objects set width = 1500, height = 1000 where sha256 = :s",
        s=world.live(mara)[1].sha256,
    )
    warned = edit(world, mara, type="location").warnings
    assert [(one.number, one.shape, one.wanted, one.is_selected) for one in warned] == [
        (1, "2:3", "16:9", True)
    ]
    assert edit(world, mara, type="character").warnings[0].number == 2
    assert edit(world, mara, description="Other.").warnings == []
    assert world.see(mara).attempts == 2
    misfits = world.curation.misfits(*world.ids, mara.id)
    assert {kind: len(one) for kind, one in misfits.items()} == {
        "character": 1,
        "extra_archetype": 1,
        "location": 1,
        "prop": 2,
    }
