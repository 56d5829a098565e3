from functools import partial

import pytest
from fixtures.factories import make_member, make_user
from fixtures.scripts import FERRY, HARBOUR, KITCHEN, PIER, extraction_of, tell
from fixtures.threads import at_once
from sqlalchemy import event

from asset_service.domain.decisions import EntityChoice
from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from asset_service.domain.vocabulary import AssetType, Decision
from asset_service.services import extraction as module
from asset_service.services.curation import NewAsset

CHARACTER, LOCATION, PROP = AssetType.CHARACTER, AssetType.LOCATION, AssetType.PROP
KEEP, DEFER, DELETE = Decision


@pytest.fixture
def told(world):
    """The world with a script of three scenes."""
    tell(world, PIER, FERRY, KITCHEN)
    return world


def preview(world):
    return extraction_of(world).preview(*world.ids)


def proposed(world):
    """What is proposed, by name, with its status."""
    return {entity.name: entity.status for entity in preview(world).entities}


def confirm(world, *choices):
    return extraction_of(world).confirm(*world.ids, choices)


def choose(name, decision=KEEP, numbers=None, kind=CHARACTER):
    return EntityChoice(kind, name, decision, numbers)


def everything_kept(world):
    """The choices of somebody who decides nothing and confirms."""
    return [EntityChoice(AssetType(one.type), one.name) for one in preview(world).entities]


def board(world):
    return {asset.name: asset for asset in world.curation.list(*world.ids).items}


def test_a_preview_names_what_is_in_the_script_with_its_lines(told):
    mara = preview(told).entities[0]
    assert (mara.type, mara.name, mara.scene_numbers) == ("character", "Mara", [1, 3])
    assert mara.quotes[0] == {
        "line": 3,
        "scene_number": 1,
        "text": "Mara waits with a brass lantern.",
    }
    assert (mara.status, mara.source) == ("new", "cue")
    assert board(told) == {}


def test_all_entities_default_to_keep(told):
    assert {entity.decision for entity in preview(told).entities} == {"keep"}
    result = confirm(told, *everything_kept(told))
    assert len(result.created) == len(preview(told).entities) > 3
    assert {asset.state for asset in result.created} == {"active"}


def test_keep_and_defer_store_the_scene_numbers_and_the_source(told):
    confirm(told, choose("Mara"), choose("Lantern", DEFER, kind=PROP))
    kept = board(told)
    assert {asset.source for asset in kept.values()} == {"extracted"}
    assert (kept["Mara"].scene_numbers, kept["Lantern"].scene_numbers) == ([1, 3], [1, 2])
    assert kept["Mara"].description == "Mara waits with a brass lantern."


def test_defer_creates_one_with_its_scenes(told):
    (made,) = confirm(told, choose("Tom", DEFER)).created
    assert (made.state, made.scene_numbers, made.locked) == ("deferred", [2], False)


def test_delete_leaves_no_asset(told):
    result = confirm(told, choose("Tom", DELETE))
    assert (result.created, result.deleted) == ([], 1)
    assert board(told) == {}
    assert "Tom" not in proposed(told)


def test_what_was_deleted_is_not_brought_back_by_a_confirmation(told):
    confirm(told, choose("Tom", DELETE))
    result = confirm(told, choose("TOM"))
    assert (result.created, [one.name for one in result.skipped]) == ([], ["TOM"])


def test_an_entity_that_is_not_listed_is_neither_created_nor_remembered(told):
    confirm(told, choose("Mara"))
    assert list(board(told)) == ["Mara"]
    assert proposed(told)["Tom"] == "new"


def test_a_confirm_sent_twice_creates_nothing_twice(told):
    choices = [*everything_kept(told), choose("Greta", DELETE)]
    first = confirm(told, *choices)
    before = told.everything()
    again = confirm(told, *choices)
    assert (again.created, again.extended) == ([], [])
    assert again.unchanged == len(first.created)
    assert told.everything() == before


def test_two_confirms_at_once_create_everything_once(told):
    choices = everything_kept(told)
    assert at_once(*[partial(confirm, told, *choices)] * 4) == []
    assert len(board(told)) == len(choices)


def test_re_extraction_keeps_manual_assets(told):
    told.curation.add(*told.ids, NewAsset("mara", CHARACTER, "Mine."))
    before = board(told)["mara"]
    result = confirm(told, *everything_kept(told))
    assert "Mara" not in {asset.name for asset in result.created}
    assert board(told)["mara"] == before


@pytest.mark.parametrize("decision", Decision)
def test_whatever_is_decided_of_a_live_asset_it_only_gains_scenes(told, decision):
    mara = told.asset("Mara", scene_numbers=[2], attempts=1)
    result = confirm(told, choose("MARA", decision))
    assert [asset.id for asset in result.extended] == [mara.id]
    seen = told.see(mara)
    assert (seen.name, seen.scene_numbers, seen.state) == ("Mara", [1, 2, 3], "active")
    assert (seen.version, seen.attempts, result.deleted) == (2, 1, 0)


def test_an_asset_of_every_scene_stays_one(told):
    mara = told.asset("Mara", scene_numbers=[])
    assert proposed(told)["Mara"] == "existing"
    assert confirm(told, choose("Mara")).unchanged == 1
    assert told.see(mara).scene_numbers == []


def test_a_rescan_keeps_edited_fields_and_numbers_follow_the_moved_scene(told):
    confirm(told, choose("Mara"))
    mara = board(told)["Mara"]
    told.curation.edit(*told.ids, mara.id, 1, {"description": "Mine.", "image_prompt": "noir"})
    tell(told, HARBOUR, FERRY, PIER, KITCHEN)
    confirm(told, *everything_kept(told))
    seen = told.see(mara)
    assert (seen.description, seen.image_prompt) == ("Mine.", "noir")
    assert seen.scene_numbers == [3, 4]


def test_a_rescan_proposes_new_scenes_of_what_is_there(told):
    confirm(told, choose("Tom"))
    tell(told, PIER, FERRY, KITCHEN.replace("MARA", "TOM"))
    assert proposed(told)["Tom"] == "new_scenes"
    found = extraction_of(told).preview(*told.ids).entities
    assert {one.name: one.gained_scenes for one in found}["Tom"] == [3]
    assert confirm(told, choose("Tom")).extended[0].scene_numbers == [2, 3]
    assert proposed(told)["Tom"] == "existing"


def test_an_asset_that_lost_its_scenes_finds_new_ones(told):
    confirm(told, choose("Tom"))
    tell(told, PIER)
    assert board(told)["Tom"].scene_numbers == []
    tell(told, PIER, HARBOUR.replace("GRETA", "TOM"))
    assert proposed(told)["Tom"] == "new_scenes"
    assert confirm(told, choose("Tom")).extended[0].scene_numbers == [2]


def test_deferred_stays_deferred_and_is_not_proposed_again(told):
    confirm(told, choose("Tom", DEFER))
    assert "Tom" not in proposed(told)
    confirm(told, choose("Tom", KEEP))
    assert board(told)["Tom"].state == "deferred"


def test_a_deleted_name_that_is_in_use_again_is_spoken_of(told):
    confirm(told, choose("Tom", DELETE))
    tom = told.asset("Tim", scene_numbers=[1])
    told.curation.edit(*told.ids, tom.id, 1, {"name": "Tom"})
    assert proposed(told)["Tom"] == "new_scenes"


def test_what_the_script_names_no_more_is_gone_but_stays(told):
    confirm(told, choose("Tom"), choose("Ferry", DEFER, kind=LOCATION))
    told.asset("Rain")
    tell(told, PIER, KITCHEN)
    assert [one.name for one in preview(told).gone] == ["Tom"]
    assert set(board(told)) == {"Tom", "Ferry", "Rain"}


def test_given_scene_numbers_replace_those_of_the_preview(told):
    (made,) = confirm(told, choose("Mara", numbers=[2, 2])).created
    assert made.scene_numbers == [2]


@pytest.mark.parametrize("number", [0, 4, 2**40])
def test_a_scene_that_is_not_there_is_refused_and_nothing_is_created(told, number):
    with pytest.raises(Invalid) as caught:
        confirm(told, choose("Tom"), choose("Mara", numbers=[1, number]))
    assert caught.value.code == "unknown_scene"
    assert board(told) == {}


def test_two_decisions_on_one_entity_are_refused(told):
    with pytest.raises(Invalid) as caught:
        confirm(told, choose("Mara"), choose(" MARA ", DELETE))
    assert caught.value.code == "decision_conflict"


def test_a_name_that_is_none_is_refused(told):
    with pytest.raises(Invalid):
        confirm(told, choose("\x00"))


def test_without_a_script_there_is_nothing_to_extract(world):
    for verb in (preview, confirm):
        with pytest.raises(Conflict) as caught:
            verb(world)
        assert caught.value.code == "no_script"


def test_a_locked_stage_takes_no_confirmation_but_shows_the_preview(told):
    told.asset(attempts=1)
    told.lock()
    assert proposed(told)["Mara"] == "new"
    with pytest.raises(Conflict) as caught:
        confirm(told, choose("Mara"))
    assert caught.value.code == "stage_locked"


def test_what_a_text_names_is_found_once_and_kept(told, monkeypatch):
    first = preview(told)
    monkeypatch.setattr(module, "extract", None)
    assert preview(told) == first


def test_another_extractor_looks_again(told, monkeypatch):
    preview(told)
    monkeypatch.setattr(module, "EXTRACTOR", "next")
    monkeypatch.setattr(module, "extract", lambda script: ())
    assert preview(told).entities == []


def statements(world, call):
    """How many statements a call sends."""
    sent = []

    def note(connection, cursor, statement, *rest):
        sent.append(statement)

    event.listen(world.engine, "before_cursor_execute", note)
    call()
    event.remove(world.engine, "before_cursor_execute", note)
    return len(sent)


def test_the_number_of_statements_does_not_grow_with_the_entities(told):
    preview(told)
    few = [choose("Mara", numbers=[1]), choose("Tom", DELETE)]
    many = [
        choose(f"Person {number}", decision, [1, 2])
        for number, decision in enumerate([KEEP, DEFER, DELETE] * 20)
    ]
    first = statements(told, partial(confirm, told, *few))
    assert statements(told, partial(confirm, told, *many)) <= first


def test_a_stranger_finds_nothing_and_a_viewer_confirms_nothing(told):
    stranger = make_user(told.owner).id
    viewer = make_member(told.owner, told.project, "viewer").id
    extraction = extraction_of(told)
    with pytest.raises(NotFound):
        extraction.preview(stranger, told.project.id)
    with pytest.raises(NotFound):
        extraction.confirm(stranger, told.project.id, [choose("Mara")])
    assert extraction.preview(viewer, told.project.id).entities
    with pytest.raises(Forbidden):
        extraction.confirm(viewer, told.project.id, [choose("Mara")])
