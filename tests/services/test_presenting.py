import pytest
from fixtures.factories import make_scene

from asset_service.services.presenting import present_scene


def test_a_scene_that_the_script_lost_cannot_be_shown(world):
    with pytest.raises(ValueError, match="removed scene"):
        present_scene(make_scene(world.owner, world.project, None))


def test_an_asset_says_that_its_scenes_were_cut_until_it_has_some(world):
    asset = world.asset(scenes_lost=True)
    assert world.see(asset).scenes_lost
    world.curation.edit(*world.ids, asset.id, 1, {"scene_numbers": [1]})
    assert not world.see(asset).scenes_lost


def test_an_asset_of_every_scene_lost_none(world):
    assert not world.see(world.asset()).scenes_lost
