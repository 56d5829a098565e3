"""Films of somebody who is gone go to somebody else, with all that is in them."""

from uuid import uuid4

import pytest
from fixtures.factories import make_member, make_project, make_user

from asset_service.domain.errors import Conflict, NotFound
from asset_service.domain.members import GivenRole
from asset_service.services.accounts import Accounts
from asset_service.services.handing_over import HandingOver
from asset_service.services.invitations import Invitations
from asset_service.services.members import Members
from asset_service.services.passwords import Passwords
from asset_service.services.projects import Projects


@pytest.fixture
def members(world):
    return Members(world.database)


@pytest.fixture
def invitations(world):
    accounts = Accounts(world.database, Passwords(), sign_up_open=False)
    return Invitations(world.database, world.clock, accounts, public_url="https://film.example")


@pytest.fixture
def grace(world):
    return make_user(world.owner, name="Grace")


@pytest.fixture
def give(world, members, invitations, grace):
    giving = HandingOver(Projects(world.database), members, invitations)

    def call(receiver=grace, **which):
        return list(giving.films(world.user.id, receiver.id, receiver.email, **which))

    return call


def roles(members, who, project_id):
    return {one.name: one.role for one in members.list(who.id, project_id)}


def test_who_was_no_member_has_them_all_and_the_other_edits(world, members, grace, give):
    second = make_project(world.owner, world.user, title="Second")
    assert sorted(give()) == sorted([(world.project.id, "The Last Ferry"), (second.id, "Second")])
    for project in (world.project, second):
        assert roles(members, grace, project.id) == {"Grace": "owner", "Ada": "editor"}
    assert give() == []


def test_a_member_gets_one_film_alone(world, members, grace, give):
    second = make_project(world.owner, world.user, title="Second")
    make_member(world.owner, world.project, "viewer", grace)
    assert give(only=world.project.id) == [(world.project.id, "The Last Ferry")]
    assert roles(members, grace, world.project.id) == {"Grace": "owner", "Ada": "editor"}
    assert roles(members, world.user, second.id) == {"Ada": "owner"}


def test_an_invitation_that_is_open_is_the_one_that_is_used(
    world, members, invitations, grace, give
):
    invitations.invite(*world.ids, grace.email.upper(), GivenRole.VIEWER)
    give()
    assert roles(members, grace, world.project.id) == {"Grace": "owner", "Ada": "editor"}
    assert invitations.list(grace.id, world.project.id) == []


def test_what_is_not_the_owners_is_not_given(world, members, grace, give):
    theirs = make_project(world.owner, grace, title="Hers")
    make_member(world.owner, theirs, "editor", world.user)
    for project_id in (theirs.id, uuid4()):
        with pytest.raises(NotFound):
            give(only=project_id)
    assert give(only=world.project.id)
    assert roles(members, grace, theirs.id) == {"Grace": "owner", "Ada": "editor"}


def test_nobody_gives_films_to_himself(world, give):
    with pytest.raises(Conflict) as error:
        give(world.user)
    assert error.value.code == "owner_stays"
