from uuid import UUID

import pytest
from fixtures.factories import make_job, make_member, make_scene, make_script, make_user

from asset_service.domain.errors import Conflict, Forbidden, NotFound
from asset_service.domain.vocabulary import AssetType
from asset_service.services.curation import NewAsset


def refused(world):
    with pytest.raises(Conflict) as caught:
        world.stage.lock_all(*world.ids)
    assert caught.value.code == "gate_closed"
    return caught.value.extra


def locked(world):
    """The names of the assets that are locked."""
    return sorted(asset.name for asset in world.curation.list(*world.ids).items if asset.locked)


def test_an_empty_project_says_all_that_is_missing(world):
    gate = world.stage.gate(*world.ids)
    assert (gate.ready, gate.stage, gate.style_locked) == (False, "open", False)
    assert gate.problems == ["style_not_locked", "no_active_assets"]


def test_the_gate_counts_active_assets_with_images_and_deferred_ones(world):
    world.asset(attempts=1), world.asset(), world.asset(deferred=True)
    world.asset(binned_at="2026-01-01T00:00:00Z")
    gate = world.stage.gate(*world.ids)
    assert (gate.with_images, gate.active, gate.deferred, gate.unlocked) == (1, 2, 1, 2)


def test_lock_all_refuses_with_the_list_of_what_is_missing_and_changes_nothing(world):
    world.asset("Mara", attempts=1)
    tom, lamp = world.asset("Tom"), world.asset("Lamp", type="prop")
    before = world.everything()
    extra = refused(world)
    assert extra["problems"] == ["style_not_locked", "images_missing"]
    assert extra["missing"] == [
        {"asset_id": tom.id, "name": "Tom", "type": "character"},
        {"asset_id": lamp.id, "name": "Lamp", "type": "prop"},
    ]
    assert world.everything() == before


def test_lock_all_needs_an_active_asset(world):
    world.asset(deferred=True)
    assert "no_active_assets" in refused(world)["problems"]


def test_lock_all_locks_only_active_assets_and_ignores_deferred_ones(world):
    world.asset("Mara", attempts=1)
    world.asset("Tom", deferred=True)
    world.lock()
    gate = world.stage.gate(*world.ids)
    assert (gate.stage, gate.unlocked, locked(world)) == ("locked", 0, ["Mara"])


def test_the_lock_says_when_and_by_whom(world):
    world.asset(attempts=1)
    world.lock()
    world.owner.refresh(world.project)
    assert world.project.stage_locked_by == world.user.id
    assert world.project.stage_locked_at is not None


def test_lock_all_again_changes_nothing(world):
    world.asset(attempts=1)
    world.lock()
    before = world.everything()
    world.stage.lock_all(*world.ids)
    assert world.everything() == before


def test_a_restored_asset_in_a_locked_stage_is_active_but_unlocked_and_lock_all_takes_it_in(world):
    world.asset("Mara", attempts=1)
    tom = world.asset("Tom", deferred=True)
    world.lock()
    restored = world.curation.restore(*world.ids, tom.id)
    assert (restored.state, restored.locked) == ("active", False)
    assert world.stage.gate(*world.ids).unlocked == 1
    assert [one["name"] for one in refused(world)["missing"]] == ["Tom"]
    world.upload(tom)
    world.stage.lock_all(*world.ids)
    assert locked(world) == ["Mara", "Tom"]


def test_a_locked_stage_whose_script_changed_shows_outdated(world):
    world.asset(attempts=1)
    make_script(world.owner, world.project)
    world.lock()
    make_script(world.owner, world.project)
    assert world.stage.gate(*world.ids).stage == "outdated"


def test_an_outdated_stage_blocks_like_a_locked_one_until_it_is_locked_again(world):
    asset = world.asset(attempts=1)
    world.lock()
    make_script(world.owner, world.project)
    with pytest.raises(Conflict) as caught:
        world.curation.delete(*world.ids, asset.id)
    assert caught.value.code == "stage_locked"
    assert world.stage.lock_all(*world.ids).stage == "locked"


def test_unlock_shows_its_impact_and_waits_for_a_yes(world):
    asset = world.asset(attempts=1, scene_numbers=[1, 2])
    world.asset(deferred=True, scene_numbers=[1])
    scenes = [make_scene(world.owner, world.project, number) for number in (1, 2, 3)]
    world.lock()
    for scene in scenes[:2]:
        world.scenes.populate(*world.ids, scene.id)
    with pytest.raises(Conflict) as caught:
        world.stage.unlock(*world.ids, confirmed=False)
    assert caught.value.code == "unlock_unconfirmed"
    assert caught.value.extra["impact"] == {"scenes": 2, "images": 2}
    assert world.see(asset).locked


def test_scenes_that_the_script_lost_are_no_impact(world):
    world.asset(attempts=1)
    scene = make_scene(world.owner, world.project, 1)
    world.lock()
    world.scenes.populate(*world.ids, scene.id)
    world.sql("update scenes set scene_number = null, removed_at = now()")
    impact = world.stage.unlock_impact(*world.ids)
    assert (impact.scenes, impact.images) == (0, 0)


def test_unlock_makes_everything_editable(world):
    asset, deferred = world.asset(attempts=2), world.asset(deferred=True)
    world.lock()
    gate = world.stage.unlock(*world.ids, confirmed=True)
    assert (gate.stage, gate.unlocked, locked(world)) == ("open", 1, [])
    world.styles.change(*world.ids, "Bright")
    world.curation.add(*world.ids, NewAsset("Lamp", AssetType.PROP, "Of brass."))
    world.upload(asset)
    for one in (asset, deferred):
        world.curation.edit(*world.ids, one.id, 1, {"description": "Older."})
        world.curation.delete(*world.ids, one.id)


def test_unlocking_an_open_stage_asks_nothing_and_changes_nothing(world):
    world.asset(attempts=1)
    before = world.everything()
    assert world.stage.unlock(*world.ids, confirmed=False).stage == "open"
    assert world.everything() == before


def test_a_running_job_does_not_keep_the_stage_open(world):
    make_job(world.owner, world.asset(attempts=1), status="running")
    world.lock()
    assert world.stage.gate(*world.ids).stage == "locked"


VERBS = {
    "gate": lambda stage, *ids: stage.gate(*ids),
    "unlock_impact": lambda stage, *ids: stage.unlock_impact(*ids),
    "lock_all": lambda stage, *ids: stage.lock_all(*ids),
    "unlock": lambda stage, *ids: stage.unlock(*ids, confirmed=True),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_stranger_finds_no_project(world, verb):
    for stranger in (make_user(world.owner).id, UUID(int=0)):
        with pytest.raises(NotFound):
            VERBS[verb](world.stage, stranger, world.project.id)


@pytest.mark.parametrize("verb", ["lock_all", "unlock"])
def test_a_viewer_neither_locks_nor_unlocks(world, verb):
    viewer = make_member(world.owner, world.project, "viewer")
    with pytest.raises(Forbidden):
        VERBS[verb](world.stage, viewer.id, world.project.id)
