from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from fixtures.factories import make_member, make_project, make_user
from fixtures.scripts import (
    FERRY,
    HARBOUR,
    KITCHEN,
    PIER,
    draft,
    scene_ids,
    scene_numbers,
    scripts_of,
    tell,
)
from fixtures.threads import at_once

from asset_service.domain.errors import Forbidden, Invalid, NotFound, UnsupportedType
from asset_service.services import script_previews as module
from asset_service.services.idempotency import Idempotency, Replayed

DAY = timedelta(hours=24)


@pytest.fixture
def scripts(world):
    return scripts_of(world)


def numbers(world, asset):
    return world.see(asset).scene_numbers


def test_a_preview_says_what_is_in_the_script_and_changes_nothing(world, scripts):
    before = world.everything()
    preview = draft(world, "Title: The Last Ferry\n\n", PIER, FERRY)
    assert [(one.scene_number, one.location) for one in preview.scenes] == [
        (1, "PIER"),
        (2, "FERRY"),
    ]
    assert preview.scenes[0].speakers == ["MARA"]
    assert (preview.title, preview.counts["scenes"], preview.counts["speakers"]) == (
        "The Last Ferry",
        2,
        2,
    )
    assert world.everything() == before
    assert scripts.scenes(*world.ids).items == []


def test_at_the_first_import_every_scene_is_new(world):
    diff = draft(world, PIER, FERRY).diff
    assert diff.added == ["1 INT. PIER - NIGHT", "2 EXT. FERRY - DAY"]
    assert (diff.removed, diff.changed, diff.moved) == ([], [], [])


def test_a_preview_can_be_looked_at_again(world, scripts):
    preview = draft(world, PIER)
    assert scripts.draft(*world.ids, preview.draft_id) == preview


def test_a_preview_is_its_users_alone(world, scripts):
    preview = draft(world, PIER)
    editor = make_member(world.owner, world.project)
    for verb in (scripts.draft, scripts.confirm):
        with pytest.raises(NotFound):
            verb(editor.id, world.project.id, preview.draft_id)


def test_a_preview_is_kept_for_a_day(world, scripts):
    preview = draft(world, PIER)
    world.clock.move(DAY - timedelta(seconds=1))
    scripts.draft(*world.ids, preview.draft_id)
    world.clock.move(timedelta(seconds=1))
    for verb in (scripts.draft, scripts.confirm):
        with pytest.raises(NotFound):
            verb(*world.ids, preview.draft_id)


def test_a_preview_is_of_one_project(world, scripts):
    preview = draft(world, PIER)
    other = make_project(world.owner, world.user)
    with pytest.raises(NotFound):
        scripts.confirm(world.user.id, other.id, preview.draft_id)


def test_a_format_that_is_not_read_is_refused_and_leaves_nothing(world, scripts):
    with pytest.raises(UnsupportedType):
        scripts.preview(*world.ids, b"%PDF-1.7", "ferry.pdf")
    assert world.sql("select from script_drafts") == []


def test_confirming_makes_the_scenes(world, scripts):
    confirmed = tell(world, PIER, FERRY)
    assert (confirmed.version, confirmed.scenes) == (1, 2)
    first, _ = scripts.scenes(*world.ids).items
    assert (first.heading, first.int_ext, first.time_of_day) == (
        "INT. PIER - NIGHT",
        "INT",
        "NIGHT",
    )
    assert scripts.scene(*world.ids, first.id) == first
    assert "The ferry is late." in first.text


def test_a_script_confirmed_twice_is_confirmed_once(world, scripts):
    preview = draft(world, PIER)
    confirm = partial(scripts.confirm, *world.ids, preview.draft_id)
    (raised,) = at_once(confirm, confirm)
    assert isinstance(raised, NotFound)
    assert world.sql("select version from scripts") == [(1,)]


def test_a_script_without_a_scene_is_not_confirmed(world, scripts):
    preview = draft(world, "Mara waits.\n")
    with pytest.raises(Invalid) as caught:
        scripts.confirm(*world.ids, preview.draft_id)
    assert caught.value.code == "script_without_scenes"


def test_a_script_of_more_scenes_than_any_film_is_refused(world, monkeypatch):
    monkeypatch.setattr(module, "MOST_SCENES", 1)
    draft(world, PIER)
    with pytest.raises(Invalid) as caught:
        draft(world, PIER, FERRY)
    assert caught.value.code == "too_many_scenes"


def test_text_from_before_unicode_is_read_and_warned_of(world, scripts):
    data = PIER.replace("Mara", "M\xe1ra").encode("cp1252")
    preview = scripts.preview(*world.ids, data, "ferry.txt")
    assert [warning.code for warning in preview.warnings] == ["encoding_guessed"]
    scripts.confirm(*world.ids, preview.draft_id)
    assert "M\xe1ra" in scripts.scenes(*world.ids).items[0].text


def test_a_rescan_shows_what_is_added_removed_changed_and_moved(world):
    tell(world, PIER, FERRY, KITCHEN)
    diff = draft(world, KITCHEN, PIER.replace("late", "gone"), HARBOUR).diff
    assert diff.added == ["3 EXT. HARBOUR - DAY"]
    assert diff.removed == ["2 EXT. FERRY - DAY"]
    assert diff.changed == ["2 INT. PIER - NIGHT"]
    assert diff.moved == ["1 INT. KITCHEN - NIGHT"]


def test_scenes_keep_their_rows_where_they_are_matched(world):
    tell(world, PIER, FERRY)
    before = scene_ids(world)
    tell(world, HARBOUR, FERRY, PIER.replace("late", "gone"))
    after = scene_ids(world)
    assert (after["PIER"], after["FERRY"]) == (before["PIER"], before["FERRY"])
    assert scene_numbers(world) == {"HARBOUR": 1, "FERRY": 2, "PIER": 3}


def test_numbers_follow_the_moved_scene(world):
    tell(world, PIER, FERRY, KITCHEN)
    mara = world.asset("Mara", scene_numbers=[1, 3])
    tom = world.asset("Tom", scene_numbers=[2])
    tell(world, HARBOUR, KITCHEN, PIER, FERRY)
    assert (numbers(world, mara), numbers(world, tom)) == ([2, 3], [4])
    assert world.see(mara).version == 2


def test_numbers_follow_in_the_bin_too(world):
    tell(world, PIER)
    mara = world.asset("Mara", scene_numbers=[1])
    world.curation.delete(*world.ids, mara.id)
    tell(world, HARBOUR, PIER)
    assert numbers(world, mara) == [2]


def test_a_rescan_changes_nothing_else_of_an_asset(world):
    tell(world, PIER, FERRY)
    mara = world.asset("Mara", attempts=2, scene_numbers=[1, 2], source="extracted")
    world.curation.edit(*world.ids, mara.id, 1, {"description": "Mine."})
    before = world.see(mara)
    tell(world, PIER, HARBOUR)
    after = world.see(mara)
    assert (after.name, after.description, after.image) == ("Mara", "Mine.", before.image)
    assert after.scene_numbers == [1]


def test_the_same_script_again_is_no_change(world):
    tell(world, PIER, FERRY)
    mara = world.asset("Mara", attempts=1, scene_numbers=[1])
    world.lock()
    assert tell(world, PIER, FERRY).version == 1
    assert world.stage.gate(*world.ids).stage == "locked"
    assert world.see(mara).version == 1


def test_a_locked_stage_whose_script_changed_shows_outdated(world):
    tell(world, PIER, FERRY)
    world.asset("Mara", attempts=1)
    world.lock()
    assert tell(world, PIER).version == 2
    assert world.stage.gate(*world.ids).stage == "outdated"


def test_a_scene_that_is_gone_is_not_found(world, scripts):
    tell(world, PIER, FERRY)
    gone = scene_ids(world)["FERRY"]
    tell(world, PIER)
    assert list(scene_numbers(world)) == ["PIER"]
    with pytest.raises(NotFound):
        scripts.scene(*world.ids, gone)


def test_a_scene_that_is_back_takes_up_its_row(world):
    tell(world, PIER, FERRY)
    before = scene_ids(world)
    tell(world, PIER)
    assert tell(world, PIER, FERRY).diff.added == ["2 EXT. FERRY - DAY"]
    assert scene_ids(world) == before


def populated(world, place):
    return [
        one.asset.name for one in world.scenes.populate(*world.ids, scene_ids(world)[place]).assets
    ]


def test_an_asset_whose_scenes_were_all_cut_belongs_to_none(world):
    tell(world, PIER, FERRY)
    world.asset("Mara", attempts=1, scene_numbers=[1])
    tom = world.asset("Tom", attempts=1, scene_numbers=[2])
    tell(world, PIER)
    world.lock()
    assert numbers(world, tom) == []
    assert populated(world, "PIER") == ["Mara"]


def test_only_a_person_puts_it_into_every_scene(world):
    tell(world, PIER, FERRY)
    tom = world.asset("Tom", attempts=1, scene_numbers=[2])
    tell(world, PIER)
    for version, wanted in ((2, [1]), (3, [])):
        world.curation.edit(*world.ids, tom.id, version, {"scene_numbers": wanted})
    world.lock()
    assert populated(world, "PIER") == ["Tom"]


def test_saying_again_that_it_has_no_scenes_does_not_put_it_into_every_scene(world):
    tell(world, PIER, FERRY)
    tom = world.asset("Tom", attempts=1, scene_numbers=[2])
    tell(world, PIER)
    changes = {"scene_numbers": [], "description": "Old."}
    world.curation.edit(*world.ids, tom.id, 2, changes)
    world.lock()
    assert populated(world, "PIER") == []


def test_what_was_in_a_scene_moves_with_it(world):
    tell(world, PIER, FERRY)
    world.asset("Mara", attempts=1, scene_numbers=[1])
    world.lock()
    before = world.scenes.populate(*world.ids, scene_ids(world)["PIER"])
    tell(world, FERRY, PIER)
    after = world.scenes.assets(*world.ids, scene_ids(world)["PIER"])
    assert [one.id for one in after.assets] == [one.id for one in before.assets]
    assert (after.scene.scene_number, after.outdated) == (2, False)


def test_scenes_are_listed_page_by_page(world, scripts):
    tell(world, PIER, FERRY, KITCHEN)
    first = scripts.scenes(*world.ids, limit=2)
    rest = scripts.scenes(*world.ids, limit=2, cursor=first.next_cursor)
    shown = [scene.scene_number for scene in (*first.items, *rest.items)]
    assert (shown, rest.next_cursor) == ([1, 2, 3], None)


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "\u0663", "9" * 10, "1 "])
def test_a_cursor_that_is_not_ours_is_refused(world, scripts, cursor):
    with pytest.raises(Invalid):
        scripts.scenes(*world.ids, cursor=cursor)


def test_a_stranger_finds_nothing(world, scripts):
    tell(world, PIER)
    preview, stranger = draft(world, PIER), make_user(world.owner).id
    where = (stranger, world.project.id)
    for call in (
        partial(scripts.preview, *where, PIER.encode(), "a.fountain"),
        partial(scripts.draft, *where, preview.draft_id),
        partial(scripts.confirm, *where, preview.draft_id),
        partial(scripts.scenes, *where),
        partial(scripts.scene, *where, scene_ids(world)["PIER"]),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_viewer_reads_scenes_but_imports_none(world, scripts):
    tell(world, PIER)
    viewer = make_member(world.owner, world.project, "viewer").id
    assert len(scripts.scenes(viewer, world.project.id).items) == 1
    with pytest.raises(Forbidden):
        scripts.preview(viewer, world.project.id, PIER.encode(), "a.fountain")
    with pytest.raises(Forbidden):
        scripts.confirm(viewer, world.project.id, uuid4())


def test_the_outline_names_every_scene_in_order_without_its_text(world, scripts):
    tell(world, PIER, FERRY)
    outline = scripts.outline(*world.ids)
    assert [(scene.scene_number, scene.label) for scene in outline] == [(1, ""), (2, "")]
    assert outline[0].heading == "INT. PIER - NIGHT"


def test_the_preview_counts_what_the_script_names(world):
    counts = draft(world, PIER, FERRY).counts
    assert (counts["characters"], counts["locations"]) == (2, 2)
    assert counts["props"] == 1  # the lantern


def test_a_warning_quotes_its_line(world):
    preview = draft(world, "Somebody waits.\n\n", PIER)
    (warning,) = [one for one in preview.warnings if one.code == "text_before_first_heading"]
    assert (warning.line, warning.quote) == (1, "Somebody waits.")


def test_a_long_line_is_quoted_in_part(world):
    preview = draft(world, "x" * 500 + "\n\n", PIER)
    assert len(preview.warnings[0].quote) == module.LONGEST_QUOTE


def test_what_waits_for_its_confirmation_is_offered_again(world, scripts):
    first = draft(world, PIER)
    second = draft(world, "Title: Row\n\n", PIER, FERRY, file_name="row.txt")
    found = scripts.drafts(*world.ids)
    assert [one.draft_id for one in found] == [second.draft_id, first.draft_id]
    assert (found[0].file_name, found[0].title, found[0].scenes) == ("row.txt", "Row", 2)
    world.clock.move(DAY)
    assert scripts.drafts(*world.ids) == []


def test_a_draft_is_offered_to_its_reader_alone(world, scripts):
    draft(world, PIER)
    editor = make_member(world.owner, world.project, "editor")
    assert scripts.drafts(editor.id, world.project.id) == []
    with pytest.raises(NotFound):
        scripts.drafts(make_user(world.owner).id, world.project.id)


def test_a_discarded_draft_is_gone_and_nothing_else(world, scripts):
    kept, gone = draft(world, PIER), draft(world, FERRY)
    for _ in range(2):
        scripts.discard(*world.ids, gone.draft_id)
    assert [one.draft_id for one in scripts.drafts(*world.ids)] == [kept.draft_id]


def test_nobody_discards_another_ones_draft(world, scripts):
    kept = draft(world, PIER)
    editor = make_member(world.owner, world.project, "editor")
    scripts.discard(editor.id, world.project.id, kept.draft_id)
    assert scripts.draft(*world.ids, kept.draft_id) == kept


def test_the_lines_are_read_as_they_are_counted(world, scripts):
    waiting = draft(world, PIER.replace("\n", "\r\n"))
    assert scripts.draft_text(*world.ids, waiting.draft_id).lines[2] == (
        "Mara waits with a brass lantern."
    )
    assert scripts.text(*world.ids).lines == []
    scripts.confirm(*world.ids, waiting.draft_id)
    text = scripts.text(*world.ids)
    assert (text.version, text.lines[0]) == (1, "INT. PIER - NIGHT")


def test_the_assets_of_every_scene_are_counted(world, scripts):
    tell(world, PIER, FERRY)
    world.asset("Mara", scene_numbers=[1])
    world.asset("Tom", scene_numbers=[1, 2], deferred=True)
    world.asset("Rain")
    world.asset("Cut", scenes_lost=True)
    world.asset("Old", scene_numbers=[1], binned_at=world.clock.now())
    assert scripts.asset_counts(*world.ids) == {1: 3, 2: 2}


def test_a_project_begins_with_its_script(world, scripts):
    project = scripts.begin(world.user.id, " The  Ferry ", PIER.encode(), "ferry.fountain")
    assert (project.title, project.role, project.script_version) == ("The Ferry", "owner", 1)
    assert len(scripts.scenes(world.user.id, project.id).items) == 1


def test_without_scenes_no_project_begins(world, scripts):
    before = world.everything()
    with pytest.raises(Invalid):
        scripts.begin(world.user.id, "The Ferry", b"Only words.", "a.txt")
    assert world.everything() == before


def test_a_project_that_is_asked_for_twice_begins_once(world, scripts):
    key = Idempotency("k", "POST", "/sample", b"x", lambda view: {"id": str(view.id)})
    scripts.begin(world.user.id, "The Ferry", PIER.encode(), "a.txt", key)
    with pytest.raises(Replayed):
        scripts.begin(world.user.id, "The Ferry", PIER.encode(), "a.txt", key)
