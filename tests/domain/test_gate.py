from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.gate import judge


@dataclass(frozen=True)
class Thing:
    deferred: bool = False
    has_image: bool = True
    locked: bool = False


things = st.lists(st.builds(Thing))


def test_the_gate_is_open_with_a_locked_style_and_an_image_on_every_active_asset():
    assert judge([Thing(), Thing()], style_locked=True).ready


def test_a_style_that_is_not_locked_closes_it():
    assert judge([Thing()], style_locked=False).problems == ["style_not_locked"]


def test_no_active_asset_closes_it():
    assert judge([Thing(deferred=True)], style_locked=True).problems == ["no_active_assets"]


def test_what_is_missing_is_listed():
    bare = Thing(has_image=False)
    gate = judge([Thing(), bare], style_locked=True)
    assert (gate.problems, gate.missing) == (["images_missing"], [bare])


def test_all_that_is_wrong_is_said_at_once():
    gate = judge([Thing(has_image=False)], style_locked=False)
    assert gate.problems == ["style_not_locked", "images_missing"]


def test_a_deferred_asset_needs_no_image():
    assert judge([Thing(), Thing(deferred=True, has_image=False)], style_locked=True).ready


@given(found=things, style_locked=st.booleans())
def test_every_asset_is_counted_once(found, style_locked):
    gate = judge(found, style_locked=style_locked)
    assert gate.active + gate.deferred == len(found)
    assert gate.with_images + len(gate.missing) == gate.active


@given(found=things)
def test_only_active_assets_count_as_unlocked(found):
    wanted = sum(not thing.deferred and not thing.locked for thing in found)
    assert judge(found, style_locked=True).unlocked == wanted


@given(found=things, style_locked=st.booleans())
def test_it_is_open_exactly_when_nothing_is_wrong(found, style_locked):
    active = [thing for thing in found if not thing.deferred]
    wanted = style_locked and bool(active) and all(thing.has_image for thing in active)
    assert judge(found, style_locked=style_locked).ready is wanted
