"""Members of a film: who sees them, who changes them, and what races leave."""

import threading
from functools import partial
from uuid import uuid4

import pytest
from fixtures.factories import make_export, make_library, make_member, make_project, make_user
from fixtures.threads import at_once

from asset_service.domain.errors import Conflict, Forbidden, NotFound
from asset_service.domain.members import GivenRole
from asset_service.services.members import Members
from asset_service.services.projects import Projects
from asset_service.store import members as store


@pytest.fixture
def members(world):
    return Members(world.database)


@pytest.fixture
def editor(world):
    return make_member(world.owner, world.project, "editor", make_user(world.owner, name="Edith"))


@pytest.fixture
def viewer(world):
    return make_member(world.owner, world.project, "viewer", make_user(world.owner, name="Vera"))


def roles(world):
    found = world.sql(
        "select user_id, role from memberships where project_id = :id", id=world.project.id
    )
    return {row.user_id: row.role for row in found}


def test_everybody_in_the_film_sees_everybody(world, members, editor, viewer):
    for reader in (world.user, editor, viewer):
        shown = members.list(reader.id, world.project.id)
        assert [(one.name, one.role) for one in shown] == [
            ("Ada", "owner"),
            ("Edith", "editor"),
            ("Vera", "viewer"),
        ]
        assert shown[1].email == editor.email


def test_a_stranger_sees_nobody_and_a_library_has_no_members(world, members):
    library = make_library(world.owner, world.user)
    for reader, project_id in [
        (make_user(world.owner), world.project.id),
        (world.user, library.id),
        (world.user, uuid4()),
    ]:
        with pytest.raises(NotFound):
            members.list(reader.id, project_id)


def test_the_owner_changes_a_role_as_often_as_he_likes(world, members, editor):
    for role in (GivenRole.VIEWER, GivenRole.VIEWER, GivenRole.EDITOR):
        assert members.change_role(*world.ids, editor.id, role).role == role.value
    assert roles(world)[editor.id] == "editor"


@pytest.mark.promise("A12")
@pytest.mark.parametrize("who", ["editor", "viewer"])
def test_nobody_else_changes_anybody(world, members, editor, viewer, who):
    me, before = {"editor": editor, "viewer": viewer}[who].id, roles(world)
    other = viewer.id if who == "editor" else editor.id
    for act in (
        partial(members.change_role, me, world.project.id, me, GivenRole.EDITOR),
        partial(members.change_role, me, world.project.id, other, GivenRole.VIEWER),
        partial(members.remove, me, world.project.id, other),
        partial(members.remove, me, world.project.id, world.user.id),
        partial(members.transfer, me, world.project.id, me),
    ):
        with pytest.raises(Forbidden):
            act()
    assert roles(world) == before


def test_the_owner_stays(world, members, editor):
    for act in (
        partial(members.change_role, *world.ids, world.user.id, GivenRole.EDITOR),
        partial(members.remove, *world.ids, world.user.id),
        partial(members.transfer, *world.ids, world.user.id),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "owner_stays"
    assert roles(world)[world.user.id] == "owner"


@pytest.mark.promise("A13")
def test_the_film_is_absent_from_the_next_request_on(world, members, editor, viewer):
    members.remove(*world.ids, editor.id)
    members.remove(viewer.id, world.project.id, viewer.id)
    for gone in (editor, viewer):
        with pytest.raises(NotFound):
            Projects(world.database).get(gone.id, world.project.id)
        assert Projects(world.database).list(gone.id) == []
    with pytest.raises(NotFound):
        members.remove(*world.ids, editor.id)


@pytest.mark.promise("A13")
def test_who_is_made_a_viewer_may_change_nothing_from_then_on(world, members, editor):
    asset = world.asset()
    members.change_role(*world.ids, editor.id, GivenRole.VIEWER)
    with pytest.raises(Forbidden):
        world.curation.defer(editor.id, world.project.id, asset.id)
    assert world.curation.get(editor.id, world.project.id, asset.id).state == "active"


@pytest.mark.promise("A13")
@pytest.mark.parametrize("state", ["queued", "running"])
def test_exports_of_who_leaves_end_and_those_of_others_go_on(world, members, viewer, state):
    theirs = make_export(world.owner, world.project, requested_by=viewer.id, state=state)
    mine = make_export(world.owner, world.project)
    members.remove(*world.ids, viewer.id)
    for one in (theirs, mine):
        world.owner.refresh(one)
    assert (theirs.state, theirs.error_code) == ("failed", "access_withdrawn")
    assert mine.state == "queued"


def test_an_editor_who_becomes_a_viewer_keeps_his_exports(world, members, editor):
    theirs = make_export(world.owner, world.project, requested_by=editor.id)
    members.change_role(*world.ids, editor.id, GivenRole.VIEWER)
    world.owner.refresh(theirs)
    assert theirs.state == "queued"


def test_names_outlast_membership_and_are_nobody_elses(world, members, editor, viewer):
    members.remove(*world.ids, editor.id)
    for reader in (world.user, viewer):
        assert members.names(reader.id, world.project.id)[editor.id] == "Edith"
    assert editor.id not in [one.user_id for one in members.list(*world.ids)]
    with pytest.raises(NotFound):
        members.names(editor.id, world.project.id)


def test_the_list_of_films_says_whose_they_are(world, editor):
    make_project(world.owner, editor, title="Edith's own")
    summaries = Projects(world.database).summaries(editor.id)
    found = {one.project.title: (one.project.role, one.owner) for one in summaries}
    assert found == {"The Last Ferry": ("editor", "Ada"), "Edith's own": ("owner", None)}


def test_two_transfers_at_once_leave_one_owner(world, members, editor, viewer):
    give = partial(members.transfer, *world.ids)
    for _ in range(5):
        raised = at_once(partial(give, editor.id), partial(give, viewer.id))
        assert [type(error) for error in raised] == [Forbidden]
        now = roles(world)
        (owner,) = [user for user, role in now.items() if role == "owner"]
        members.transfer(owner, world.project.id, world.user.id)


def test_a_transfer_and_a_removal_of_the_same_one_leave_one_owner(world, members):
    for _ in range(6):
        other = make_member(world.owner, world.project)
        raised = at_once(
            partial(members.transfer, *world.ids, other.id),
            partial(members.remove, *world.ids, other.id),
        )
        (refused,) = raised
        now = roles(world)
        assert list(now.values()).count("owner") == 1
        if isinstance(refused, NotFound):  # removed first
            assert other.id not in now
        else:  # given away first: who gave it may not remove the owner
            assert isinstance(refused, Forbidden)
            assert now[other.id] == "owner"
            members.transfer(other.id, world.project.id, world.user.id)
            members.remove(*world.ids, other.id)


@pytest.mark.promise("A13")
@pytest.mark.parametrize(
    ("withdraw", "refusal"),
    [
        (partial(store.change_role, role=GivenRole.VIEWER), Forbidden),
        (store.remove, NotFound),
    ],
)
def test_a_change_that_waited_behind_the_withdrawal_is_refused(world, editor, withdraw, refusal):
    """It began while it was allowed; what counts is what holds when it gets its turn."""
    asset, raised = world.asset(), []

    def change():
        try:
            world.curation.defer(editor.id, world.project.id, asset.id)
        except (Forbidden, NotFound) as error:
            raised.append(type(error))

    changing = threading.Thread(target=change)
    with world.database.as_user(world.user.id) as work:
        withdraw(work.session, world.project.id, editor.id)
        changing.start()
        until(lambda: is_waiting(world) or not changing.is_alive())
        work.commit()
    changing.join()
    assert raised == [refusal]
    assert world.see(asset).state == "active"


def is_waiting(world):
    return world.sql("select count(*) from pg_locks where not granted")[0][0] > 0


def until(holds):
    for _ in range(1200):
        if holds():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it never came about")
