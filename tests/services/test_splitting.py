"""One asset becomes two."""

import pytest
from fixtures.factories import make_member, make_scene, make_scene_asset, make_user

from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from asset_service.services.splitting import NewSplit
from services.test_merging import code_of, in_scenes


def split(world, asset, name, *numbers, **facts):
    return world.splitting.split(*world.ids, asset.id, NewSplit(name, list(numbers)), **facts)


def test_some_scenes_go_to_a_variant_that_remembers_its_origin(world):
    mara = world.asset("Mara", scene_numbers=[1, 2, 3], attempts=2, image_prompt="Grey coat")
    made = split(world, mara, "Mara, old", 2, 3)
    assert (made.asset.scene_numbers, made.variant.scene_numbers) == ([1], [2, 3])
    variant = world.see(made.variant)
    assert (variant.split_from, variant.attempts, variant.image) == (mara.id, 0, None)
    assert (variant.description, variant.image_prompt) == ("Mara, at sea", "Grey coat")
    assert (variant.type, variant.source, variant.state) == ("character", "manual", "active")
    assert world.see(mara).attempts == 2


def test_one_of_every_scene_is_split_along_the_script(world):
    for number in (1, 2, 3):
        make_scene(world.owner, world.project, number)
    made = split(world, world.asset("Mara"), "Mara, old", 3)
    assert (made.asset.scene_numbers, made.variant.scene_numbers) == ([1, 2], [3])


@pytest.mark.parametrize(
    ("facts", "numbers"),
    [
        ({"scene_numbers": [1, 2]}, []),
        ({"scene_numbers": [1, 2]}, [1, 2]),
        ({"scene_numbers": [1, 2]}, [1, 3]),
        ({"scene_numbers": [1]}, [1]),
        ({"scenes_lost": True}, [1]),
        ({}, [1]),
    ],
)
def test_only_a_proper_part_of_its_scenes_can_go(world, facts, numbers):
    mara = world.asset("Mara", **facts)
    before = world.everything()
    assert code_of(Invalid, lambda: split(world, mara, "Old", *numbers)) == "scenes_not_divided"
    assert world.everything() == before


def test_in_those_scenes_the_variant_is_what_the_asset_was_without_its_picture(world):
    mara = world.asset("Mara", attempts=1, scene_numbers=[1, 2, 3])
    shown = {"image_attempt_id": world.live(mara)[0].id}
    told = {"override_text": "Wet", "status_tags": ["wet"], "carry_forward": False}
    rows, facts = [], {1: {}, 2: told, 3: {}}
    for number, said in facts.items():
        scene = make_scene(world.owner, world.project, number)
        above = rows[-1].id if rows else None
        rows.append(
            make_scene_asset(world.owner, scene, mara, inherited_from=above, **said, **shown)
        )
    made = split(world, mara, "Old", 2, 3)
    found = in_scenes(world, made.variant)
    assert made.scene_assets == 2
    assert found[2][1:5] == ("Wet", ["wet"], False, None)
    assert (found[2].inherited_from, found[3].inherited_from) == (None, found[2].id)
    assert set(in_scenes(world, mara)) == {1}


def test_a_variant_of_a_deferred_asset_is_deferred(world):
    mara = world.asset("Mara", scene_numbers=[1, 2], deferred=True)
    assert split(world, mara, "Old", 1).variant.state == "deferred"


def test_the_variants_name_is_its_own_and_free(world):
    mara, tom = world.asset("Mara", scene_numbers=[1, 2]), world.asset("Tom")
    world.asset("Lamp", type="prop")
    before = world.everything()
    for name in (mara.name, tom.name):
        assert code_of(Conflict, lambda taken=name: split(world, mara, taken, 1)) == "name_taken"
    assert code_of(Invalid, lambda: split(world, mara, " ", 1)) == "invalid"
    assert world.everything() == before
    assert split(world, mara, "Lamp", 1).variant.name == "Lamp"


def test_a_dry_run_changes_nothing(world):
    mara = world.asset("Mara", scene_numbers=[1, 2])
    before = world.everything()
    told = split(world, mara, "Old", 2, dry_run=True)
    assert (told.variant.scene_numbers, told.dry_run) == ([2], True)
    assert world.everything() == before


def test_a_locked_stage_strangers_and_viewers_split_nothing(world):
    mara = world.asset("Mara", scene_numbers=[1, 2], attempts=1)
    stranger, viewer = make_user(world.owner), make_member(world.owner, world.project, "viewer")
    new = NewSplit("Old", [1])
    for user, error in ((stranger, NotFound), (viewer, Forbidden)):
        with pytest.raises(error):
            world.splitting.split(user.id, world.project.id, mara.id, new)
    world.lock()
    assert code_of(Conflict, lambda: split(world, mara, "Old", 1)) == "stage_locked"
