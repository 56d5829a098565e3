"""Every act of people and workers leaves one line, with who did it and what changed."""

from datetime import UTC, datetime, timedelta

import pytest
from fixtures.factories import make_member, make_scene
from fixtures.statements import counted
from fixtures.world import a_world

from asset_service.domain import acting
from asset_service.domain.errors import Invalid, NotFound
from asset_service.domain.vocabulary import AssetType
from asset_service.services.all_scenes import AllScenes
from asset_service.services.audit import Ageing, Audit, Filters
from asset_service.services.many import Many
from asset_service.services.merging import NewMerge
from asset_service.store.engine import make_engine
from asset_service.store.work import Database


@pytest.fixture
def world(database):
    with a_world(database) as world:
        yield world


@pytest.fixture
def audit(world):
    return Audit(world.database)


@pytest.fixture
def said(world, audit):
    """What is new in the film's log since it was asked last, the oldest first."""
    seen = [0]

    def told():
        items = audit.of_project(*world.ids, limit=200).items
        new = [one for one in items if one.id > seen[0]]
        seen[0] = max([one.id for one in items], default=0)
        return [(one.kind, one.action) for one in reversed(new)]

    told()
    return told


def last(world, audit, **filters):
    return audit.of_project(*world.ids, Filters(**filters), limit=1).items[0]


def edit(world, asset, **changes):
    now = world.see(asset)
    return world.curation.edit(*world.ids, asset.id, now.version, changes)


def test_a_new_asset_is_told_with_who_added_it(world, audit, said):
    added = world.add("Mara", AssetType.CHARACTER)
    assert said() == [("asset", "added")]
    entry = last(world, audit)
    assert (entry.user_id, entry.user_name) == (world.user.id, "Ada")
    assert (entry.subject_ids, entry.subject_names) == ([added.id], ["Mara"])
    assert entry.detail == {"type": "character", "source": "manual"}


def test_an_upload_is_one_line_though_it_selects_and_makes_room(world, audit, said):
    asset = world.asset("Mara", attempts=4)
    said()
    world.upload(asset)
    assert said() == [("attempt", "evicted"), ("attempt", "uploaded")]
    entry = last(world, audit, kind="attempt")
    assert (entry.subject_names, entry.detail["number"]) == (["Mara"], 5)


def test_selecting_deleting_and_restoring_are_told_by_the_attempts_number(world, audit, said):
    asset = world.asset("Mara", attempts=3)
    said()
    third = world.live(asset)[2]
    world.attempts.select(*world.ids, asset.id, third.id)
    assert (last(world, audit).action, last(world, audit).detail) == ("selected", {"number": 3})
    first = world.live(asset)[0]
    world.attempts.delete(*world.ids, asset.id, first.id)
    world.attempts.restore(*world.ids, asset.id, first.id)
    assert said() == [("attempt", one) for one in ("selected", "deleted", "restored")]


def test_an_edit_tells_what_was_and_what_is(world, audit):
    asset = world.asset("Mara", type="character", description="")
    edit(world, asset, name="Mara Voss", description="Forty.")
    entry = last(world, audit)
    assert (entry.kind, entry.action) == ("asset", "edited")
    assert entry.detail == {
        "name": ["Mara", "Mara Voss"],
        "description": ["0 characters", "6 characters"],
    }


def test_saving_what_is_there_already_says_nothing(world, said):
    asset = world.asset("Mara")
    said()
    edit(world, asset, name="Mara")
    assert said() == []


def test_acts_on_many_are_one_line_with_all_they_touched(world, audit, said):
    assets = [world.asset(f"Extra {n}") for n in range(12)]
    said()
    Many(world.database).defer(*world.ids, [asset.id for asset in assets])
    assert said() == [("asset", "deferred")]
    entry = last(world, audit)
    assert (entry.count, len(entry.subject_ids)) == (12, 12)
    assert last(world, audit, asset_id=assets[11].id) == entry


def test_the_stage_and_the_style_are_told(world, said):
    world.asset("Mara", attempts=1)
    said()
    world.lock()
    world.unlock()
    told = said()
    for act in [("style", "edited"), ("style", "locked"), ("stage", "locked")]:
        assert act in told
    assert told[-1] == ("stage", "unlocked")
    assert ("asset", "edited") not in told


def test_a_merge_is_a_merge_and_no_deletion(world, audit, said):
    survivor, other = world.asset("Mara", type="prop"), world.asset("Mara V", type="prop")
    said()
    world.merging.merge(*world.ids, NewMerge(survivor.id, [other.id]))
    told = said()
    assert ("asset", "merged") in told
    assert ("asset", "deleted") not in told
    assert last(world, audit, asset_id=survivor.id).subject_names == ["Mara"]


def test_populating_many_scenes_is_a_handful_of_lines(world, audit, said):
    for number in range(1, 11):
        make_scene(world.owner, world.project, number)
    for n in range(6):
        world.asset(f"A {n}", attempts=1)
    world.lock()
    said()
    AllScenes(world.database).populate(*world.ids)
    assert sorted(said()) == [("scene", "populated"), ("scene_asset", "linked")]
    linked = last(world, audit, kind="scene_asset")
    assert (linked.count, len(linked.subject_ids)) == (60, 6)


def test_a_line_says_by_what_way_somebody_came(world, audit):
    ways = [acting.Via.SESSION, acting.Via.TOKEN, acting.Via.WORKER]
    for way in ways:
        acting.through(way)
        world.add(f"By {way}", AssetType.PROP)
    acting.through(acting.Via.SYSTEM)
    found = [one.via for one in audit.of_project(*world.ids).items if one.action == "added"]
    assert found == [way.value for way in reversed(ways)]


def test_every_filter_that_is_given_must_hold(world, audit):
    mara, tom = world.add("Mara", AssetType.PROP), world.add("Tom", AssetType.PROP)
    world.upload(mara)
    now = datetime.now(UTC)

    def names(**filters):
        found = audit.of_project(*world.ids, Filters(**filters)).items
        return [one.subject_names[0] for one in found if one.kind != "project"]

    assert names(kind="asset") == ["Tom", "Mara"]
    assert names(asset_id=mara.id) == ["Mara", "Mara"]
    assert names(asset_id=tom.id, kind="attempt") == []
    assert names(user_id=tom.id) == []
    assert names(user_id=world.user.id, kind="attempt") == ["Mara"]
    assert names(since=now + timedelta(days=1)) == []
    assert names(until=now - timedelta(days=1)) == []
    assert names(since=now - timedelta(days=1), kind="attempt") == ["Mara"]


def test_pages_hang_together_and_none_is_shown_twice(world, audit):
    for n in range(7):
        world.add(f"A {n}", AssetType.PROP)
    seen, cursor = [], None
    while True:
        page = audit.of_project(*world.ids, Filters(kind="asset"), limit=3, cursor=cursor)
        seen += [one.subject_names[0] for one in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert seen == [f"A {n}" for n in reversed(range(7))]


def test_a_strange_cursor_is_refused(world, audit):
    with pytest.raises(Invalid):
        audit.of_project(*world.ids, cursor="later")


def test_the_number_of_statements_depends_on_no_number_of_entries(world, audit):
    world.add("One", AssetType.PROP)
    few = counted(world.engine, lambda: audit.of_project(*world.ids))
    for n in range(20):
        world.add(f"A {n}", AssetType.PROP)
    assert counted(world.engine, lambda: audit.of_project(*world.ids)) == few


@pytest.mark.promise("A3")
def test_strangers_find_no_log_and_members_all_of_it(world, audit):
    world.add("Mara", AssetType.PROP)
    member = make_member(world.owner, world.project, "viewer")
    seen = audit.of_project(member.id, world.project.id, Filters(kind="asset")).items
    assert [one.subject_names for one in seen] == [["Mara"]]
    stranger = make_member(world.owner, world.project, "viewer")
    world.sql("delete from memberships where user_id = :id", id=stranger.id)
    for ask in (audit.of_project, audit.people):
        with pytest.raises(NotFound):
            ask(stranger.id, world.project.id)
    assert audit.of_account(member.id).items[-1].kind == "account"


def test_who_left_is_still_in_the_log_by_name(world, audit):
    member = make_member(world.owner, world.project, "editor")
    world.sql("update users set name = 'Bea' where id = :id", id=member.id)
    world.curation.defer(member.id, world.project.id, world.asset("Mara").id)
    world.sql("delete from memberships where user_id = :id", id=member.id)
    assert audit.people(*world.ids) == [(member.id, "Bea")]
    removed, deferred = audit.of_project(*world.ids, limit=2).items
    assert (deferred.user_name, deferred.action) == ("Bea", "deferred")
    assert (removed.action, removed.subject_names) == ("removed", ["Bea"])


def test_what_is_old_goes_and_what_is_younger_stays(world, audit):
    world.add("Mara", AssetType.PROP)
    world.sql(
        "insert into audit_entries (project_id, user_name, via, kind, action, subject_ids,"
        " subject_names, count, detail, at) select id, '', 'system', 'a', 'b', '{}', '{}', 1, '{}',"
        " now() - interval '40 days' from projects"
    )
    engine = make_engine(world.urls.maintenance)
    try:
        ageing = Ageing(Database(engine), timedelta(days=35))
        assert ageing.age() == {"log entries forgotten": 1}
        assert ageing.age() == {"log entries forgotten": 0}
    finally:
        engine.dispose()
    assert audit.of_project(*world.ids, limit=1).items[0].subject_names == ["Mara"]
