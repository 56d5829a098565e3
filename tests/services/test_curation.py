from uuid import uuid4

import pytest
from fixtures.factories import (
    make_asset,
    make_job,
    make_member,
    make_project,
    make_scene,
    make_user,
)

from asset_service.domain.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    PreconditionMissing,
    Stale,
)
from asset_service.domain.vocabulary import AssetType
from asset_service.models.tombstone import Tombstone
from asset_service.services.asset_texts import REVISIONS_KEPT
from asset_service.services.curation import NewAsset

PROP, CHARACTER = AssetType.PROP, AssetType.CHARACTER


def names(page):
    return [asset.name for asset in page.items]


def code_of(caught):
    return caught.value.code


def tombstones(world):
    return sorted(one.name for one in world.owner.query(Tombstone).populate_existing())


def edit(world, asset, /, version=None, **changes):
    version = world.see(asset).version if version is None else version
    return world.curation.edit(*world.ids, asset.id, version, changes)


def test_an_asset_added_by_hand_is_active_and_manual(world):
    asset = world.add("  Brass \n lamp ", PROP)
    assert (asset.name, asset.source, asset.state) == ("Brass lamp", "manual", "active")
    assert (asset.image, asset.attempts, asset.scene_numbers) == (None, 0, [])


def test_a_description_is_required(world):
    with pytest.raises(Invalid) as caught:
        world.curation.add(*world.ids, NewAsset("Lamp", PROP, "  "))
    assert list(caught.value.extra["errors"]) == ["description"]


def test_a_name_is_taken_in_its_type_whatever_its_case(world):
    world.add("Mara Voss", CHARACTER)
    world.add("Mara Voss", PROP)
    with pytest.raises(Conflict) as caught:
        world.add("MARA  voss", CHARACTER)
    assert code_of(caught) == "name_taken"


def test_scenes_are_sorted_and_each_once(world):
    for number in (1, 2, 3):
        make_scene(world.owner, world.project, number)
    assert world.add("Lamp", PROP, 3, 1, 3).scene_numbers == [1, 3]


def test_scenes_must_exist_where_there_is_a_script(world):
    make_scene(world.owner, world.project, 1)
    with pytest.raises(Invalid) as caught:
        world.add("Lamp", PROP, 1, 7, 0)
    assert caught.value.extra["errors"]["scene_numbers"] == ["No scene 0.", "No scene 7."]


@pytest.mark.parametrize("number", [0, -1, 100_001, 2**31, 2**70])
def test_without_a_script_any_number_of_a_scene_is_taken_but_no_other(world, number):
    assert world.add("Lamp", PROP, 9).scene_numbers == [9]
    with pytest.raises(Invalid) as caught:
        world.add("Rope", PROP, number)
    assert code_of(caught) == "unknown_scene"


def test_list_returns_active_and_deferred(world):
    for name in ("Mara", "Tom", "Lamp"):
        world.asset(name)
    _, tom, lamp = world.curation.list(*world.ids).items
    world.curation.defer(*world.ids, tom.id)
    world.curation.delete(*world.ids, lamp.id)
    listed = {
        state: names(world.curation.list(*world.ids, state=state))
        for state in ("all", "active", "deferred", "binned")
    }
    assert listed == {
        "all": ["Mara", "Tom"],
        "active": ["Mara"],
        "deferred": ["Tom"],
        "binned": ["Lamp"],
    }


def test_a_list_of_one_type(world):
    world.asset("Mara")
    world.asset("Lamp", type="prop")
    assert names(world.curation.list(*world.ids, type="prop")) == ["Lamp"]


def test_a_list_is_shown_page_by_page_in_the_order_of_making(world):
    for number in range(5):
        world.asset(f"Thing {number}")
    shown, cursor = [], None
    for _ in range(3):
        page = world.curation.list(*world.ids, limit=2, cursor=cursor)
        cursor = page.next_cursor
        shown += names(page)
    assert (shown, cursor) == ([f"Thing {number}" for number in range(5)], None)


def test_a_full_last_page_has_no_next(world):
    world.asset()
    assert world.curation.list(*world.ids, limit=1).next_cursor is None


def test_an_asset_shows_its_image_its_attempts_and_its_running_jobs(world):
    asset = world.asset(attempts=3)
    for status in ("queued", "running", "failed"):
        make_job(world.owner, asset, status=status)
    seen = world.see(asset)
    (selected,) = [one for one in world.live(asset) if one.is_selected]
    assert (seen.attempts, seen.running) == (3, 2)
    assert seen.image.key == f"{world.project.id}/{selected.sha256}"


def test_an_edit_needs_the_version_it_is_based_on(world):
    asset = world.asset("Mara")
    with pytest.raises(PreconditionMissing):
        world.curation.edit(*world.ids, asset.id, None, {"name": "Tom"})


def test_a_stale_edit_changes_nothing_and_says_what_is_current(world):
    asset = world.asset("Mara")
    edit(world, asset, name="Mara Voss")
    with pytest.raises(Stale) as caught:
        edit(world, asset, 1, name="Tom")
    assert caught.value.extra["current_version"] == 2
    assert world.see(asset).name == "Mara Voss"


def test_every_field_can_be_edited_at_once(world):
    make_scene(world.owner, world.project, 4)
    asset = world.asset("Mara")
    seen = edit(
        world,
        asset,
        name="Lamp",
        type="prop",
        description="Of brass.\r\nDented.",
        image_prompt="brass lamp",
        scene_numbers=[4, 4],
    )
    assert (seen.name, seen.type, seen.description) == ("Lamp", "prop", "Of brass.\nDented.")
    assert (seen.image_prompt, seen.scene_numbers, seen.version) == ("brass lamp", [4], 2)


def test_an_edit_that_changes_nothing_keeps_the_version(world):
    asset = world.asset("Mara", scene_numbers=[2])
    assert edit(world, asset, name="Mara", scene_numbers=[2]).version == 1
    assert world.curation.revisions(*world.ids, asset.id) == []


def test_scene_numbers_that_stay_are_not_asked_for_again(world):
    asset = world.asset("Mara", scene_numbers=[7])
    make_scene(world.owner, world.project, 1)
    assert edit(world, asset, description="Older.", scene_numbers=[7]).scene_numbers == [7]
    with pytest.raises(Invalid):
        edit(world, asset, scene_numbers=[7, 8])


def test_an_edit_that_takes_a_name_is_refused_and_loses_nothing(world):
    world.asset("Tom")
    asset = world.asset("Mara")
    before = world.everything()
    with pytest.raises(Conflict) as caught:
        edit(world, asset, name="TOM", description="New.")
    assert code_of(caught) == "name_taken"
    assert world.everything() == before


def test_text_edits_are_kept_newest_first(world):
    asset = world.asset("Mara")
    edit(world, asset, name="Mara Voss")
    edit(world, asset, scene_numbers=[1])
    edit(world, asset, description="Older.")
    kept = world.curation.revisions(*world.ids, asset.id)
    assert [(one.version, one.name) for one in kept] == [(3, "Mara Voss"), (1, "Mara")]


def test_the_last_twenty_texts_are_kept(world):
    asset = world.asset("Mara")
    for number in range(REVISIONS_KEPT + 3):
        edit(world, asset, description=f"Take {number}.")
    kept = world.curation.revisions(*world.ids, asset.id)
    assert [one.version for one in kept] == list(range(REVISIONS_KEPT + 3, 3, -1))


def test_defer_and_restore_may_be_sent_twice(world):
    asset = world.asset()
    assert [world.curation.defer(*world.ids, asset.id).state for _ in "12"] == ["deferred"] * 2
    assert [world.curation.restore(*world.ids, asset.id).state for _ in "12"] == ["active"] * 2


def test_deferral_toggles_while_the_stage_is_locked(world):
    asset, _ = world.asset(attempts=1), world.asset(attempts=1)
    world.lock()
    deferred = world.curation.defer(*world.ids, asset.id)
    assert (deferred.state, deferred.locked) == ("deferred", False)
    restored = world.curation.restore(*world.ids, asset.id)
    assert (restored.state, restored.locked) == ("active", False)


def test_a_deleted_asset_leaves_a_tombstone_and_can_be_restored(world):
    asset = world.asset("Mara", attempts=2)
    gone = world.curation.delete(*world.ids, asset.id)
    assert (gone.state, tombstones(world)) == ("binned", ["Mara"])
    back = world.curation.restore(*world.ids, asset.id)
    assert (back.state, back.attempts, tombstones(world)) == ("active", 2, [])


def test_what_was_deferred_comes_back_from_the_bin_deferred(world):
    asset = world.asset()
    world.curation.defer(*world.ids, asset.id)
    world.curation.delete(*world.ids, asset.id)
    assert world.curation.restore(*world.ids, asset.id).state == "deferred"


def test_deleting_twice_finds_nothing_the_second_time(world):
    asset = world.asset()
    world.curation.delete(*world.ids, asset.id)
    with pytest.raises(NotFound):
        world.curation.delete(*world.ids, asset.id)


def test_deleting_the_same_name_again_keeps_one_tombstone(world):
    for _ in range(2):
        world.curation.delete(*world.ids, world.asset("Mara").id)
    assert tombstones(world) == ["Mara"]


def test_a_deleted_name_may_be_added_by_hand_again(world):
    world.curation.delete(*world.ids, world.asset("Mara").id)
    world.add("Mara", CHARACTER)
    assert tombstones(world) == []


def test_a_deleted_name_that_is_given_to_another_asset_is_in_use(world):
    world.curation.delete(*world.ids, world.asset("Mara").id)
    edit(world, world.asset("Tom"), name="Mara")
    assert tombstones(world) == []


def test_restoring_a_name_that_is_taken_needs_another_one(world):
    asset = world.asset("Mara")
    world.curation.delete(*world.ids, asset.id)
    world.add("Mara", CHARACTER)
    with pytest.raises(Conflict) as caught:
        world.curation.restore(*world.ids, asset.id)
    assert code_of(caught) == "name_taken"
    assert world.curation.restore(*world.ids, asset.id, "Young Mara").name == "Young Mara"


def test_restoring_under_another_name_takes_the_tombstone_of_the_old_one(world):
    asset = world.asset("Mara")
    world.curation.delete(*world.ids, asset.id)
    world.curation.restore(*world.ids, asset.id, "Young Mara")
    assert tombstones(world) == []


CHANGES = {
    "add": lambda world, asset: world.add("New", PROP),
    "edit": lambda world, asset: edit(world, asset, name="New"),
    "delete": lambda world, asset: world.curation.delete(*world.ids, asset.id),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_locked_stage_holds_the_assets_and_their_set(world, change):
    asset = world.asset(attempts=1)
    world.lock()
    with pytest.raises(Conflict) as caught:
        CHANGES[change](world, asset)
    assert code_of(caught) == "stage_locked"


@pytest.mark.parametrize("change", ["edit", "delete"])
def test_a_deferred_asset_is_held_until_it_is_restored(world, change):
    asset, _ = world.asset(attempts=1), world.asset(attempts=1)
    world.lock()
    world.curation.defer(*world.ids, asset.id)
    with pytest.raises(Conflict):
        CHANGES[change](world, asset)
    world.curation.restore(*world.ids, asset.id)
    CHANGES[change](world, asset)


def test_nothing_comes_back_from_the_bin_into_a_locked_stage(world):
    gone, _ = world.asset(), world.asset(attempts=1)
    world.curation.delete(*world.ids, gone.id)
    world.lock()
    with pytest.raises(Conflict) as caught:
        world.curation.restore(*world.ids, gone.id)
    assert code_of(caught) == "stage_locked"


VERBS = {
    "list": lambda world, user, project, asset: world.curation.list(user, project),
    "get": lambda world, *ids: world.curation.get(*ids),
    "revisions": lambda world, *ids: world.curation.revisions(*ids),
    "add": lambda world, user, project, asset: world.curation.add(
        user, project, NewAsset("New", PROP, "Seen.")
    ),
    "edit": lambda world, *ids: world.curation.edit(*ids, 1, {"name": "New"}),
    "defer": lambda world, *ids: world.curation.defer(*ids),
    "restore": lambda world, *ids: world.curation.restore(*ids),
    "delete": lambda world, *ids: world.curation.delete(*ids),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_stranger_finds_no_project(world, verb):
    asset, stranger = world.asset(), make_user(world.owner)
    with pytest.raises(NotFound):
        VERBS[verb](world, stranger.id, world.project.id, asset.id)


@pytest.mark.parametrize("verb", sorted(VERBS.keys() - {"list", "add"}))
def test_an_asset_is_looked_for_in_its_own_project_alone(world, verb):
    theirs = make_asset(world.owner, make_project(world.owner, make_user(world.owner)))
    for wrong in (theirs.id, uuid4()):
        with pytest.raises(NotFound):
            VERBS[verb](world, *world.ids, wrong)


@pytest.mark.parametrize("verb", ["add", "edit", "defer", "restore", "delete"])
def test_a_viewer_changes_nothing(world, verb):
    asset, viewer = world.asset(), make_member(world.owner, world.project, "viewer")
    with pytest.raises(Forbidden):
        VERBS[verb](world, viewer.id, world.project.id, asset.id)


def test_an_editor_may_do_what_the_owner_may(world):
    asset, editor = world.asset(), make_member(world.owner, world.project)
    assert world.curation.defer(editor.id, world.project.id, asset.id).deferred


def test_an_error_of_the_database_that_is_not_about_names_stays_one(world, monkeypatch):
    asset = world.asset("Mara")
    monkeypatch.setattr("asset_service.services.asset_texts.fold", lambda name: "")
    with pytest.raises(Exception, match="name_folded"):
        edit(world, asset, name="Tom")


def test_one_go_of_writing_is_one_step_of_the_history(world):
    mara = world.asset("Mara", description="Before.")
    for version, text in enumerate(("One.", "One. Two.", "One. Two. Three."), start=1):
        world.curation.edit(*world.ids, mara.id, version, {"description": text}, began=1)
    earlier = world.curation.revisions(*world.ids, mara.id)
    assert [(one.version, one.description) for one in earlier] == [(1, "Before.")]
    world.curation.edit(*world.ids, mara.id, 4, {"description": "Later."}, began=4)
    assert world.curation.revisions(*world.ids, mara.id)[0].description == "One. Two. Three."


def test_what_somebody_else_wrote_is_never_left_out_of_the_history(world):
    mara = world.asset("Mara", description="Before.")
    other = make_member(world.owner, world.project)
    world.curation.edit(*world.ids, mara.id, 1, {"description": "Mine."}, began=1)
    theirs = {"description": "Theirs."}
    world.curation.edit(other.id, world.project.id, mara.id, 2, theirs, began=1)
    world.curation.edit(*world.ids, mara.id, 3, {"description": "Mine again."}, began=1)
    earlier = world.curation.revisions(*world.ids, mara.id)
    assert [one.description for one in earlier] == ["Theirs.", "Mine.", "Before."]
