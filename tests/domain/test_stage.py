import pytest

from asset_service.domain.errors import Conflict
from asset_service.domain.stage import Act, check, state
from asset_service.domain.vocabulary import StageState

CHANGES = (Act.CHANGE_ASSET, Act.CHANGE_SET, Act.CHANGE_STYLE)


def code_of(act, stage, **facts):
    with pytest.raises(Conflict) as caught:
        check(act, stage, **facts)
    return caught.value.code


def test_an_open_stage_is_open_whatever_the_script():
    assert state("open", None, 3) is StageState.OPEN


def test_a_lock_on_the_newest_script_is_locked():
    assert state("locked", 3, 3) is StageState.LOCKED


def test_a_lock_on_an_older_script_is_outdated():
    assert state("locked", 2, 3) is StageState.OUTDATED


@pytest.mark.parametrize("act", CHANGES)
def test_an_open_stage_holds_no_change_back(act):
    assert check(act, "open") is None


@pytest.mark.parametrize("act", CHANGES)
def test_a_locked_stage_holds_every_change_back(act):
    assert code_of(act, "locked") == "stage_locked"


def test_what_a_locked_stage_does_not_hold_may_change():
    assert check(Act.CHANGE_ASSET, "locked", asset_held=False) is None


@pytest.mark.parametrize("act", [Act.CHANGE_SET, Act.CHANGE_STYLE])
def test_an_asset_that_is_not_held_opens_nothing_else(act):
    assert code_of(act, "locked", asset_held=False) == "stage_locked"


def test_scenes_are_populated_only_from_a_locked_stage():
    assert code_of(Act.POPULATE, "open") == "stage_open"
    assert check(Act.POPULATE, "locked") is None
