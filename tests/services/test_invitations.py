"""Invitations: a link for one address, once, for seven days."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from fixtures.factories import make_member, make_user
from fixtures.threads import at_once

from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from asset_service.domain.members import GivenRole
from asset_service.services.accounts import Accounts
from asset_service.services.invitations import Invitations
from asset_service.services.members import Members
from asset_service.services.passwords import Passwords

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(world):
    return Accounts(world.database, Passwords(), sign_up_open=False)


@pytest.fixture
def invitations(world, accounts):
    return Invitations(world.database, world.clock, accounts, public_url="https://film.example")


@pytest.fixture
def guest(world):
    return make_user(world.owner, name="Grace")


def invite(world, invitations, who, role=GivenRole.EDITOR):
    return invitations.invite(*world.ids, who.email, role)


def secret(made):
    assert made.link.startswith("https://film.example/invitations/")
    return made.link.rpartition("/")[2]


def refused(act, *args):
    with pytest.raises((NotFound, Conflict, Forbidden)) as error:
        act(*args)
    return error.value.code, str(error.value)


def test_a_link_says_what_it_offers_and_makes_one_a_member(world, invitations, guest):
    made = invite(world, invitations, guest, GivenRole.VIEWER)
    offer = invitations.offer(secret(made))
    assert (offer.project_title, offer.inviter, offer.role) == ("The Last Ferry", "Ada", "viewer")
    assert (offer.email, offer.accepted) == (guest.email, False)
    assert invitations.accept(guest.id, secret(made)) == world.project.id
    shown = Members(world.database).list(*world.ids)
    assert [(one.name, one.role) for one in shown] == [("Ada", "owner"), ("Grace", "viewer")]
    assert invitations.list(*world.ids) == []


def test_accepting_twice_is_harmless_and_the_link_is_used_up_for_others(world, invitations, guest):
    one = secret(invite(world, invitations, guest))
    for _ in range(2):
        assert invitations.accept(guest.id, one) == world.project.id
    assert invitations.offer(one, guest.id).accepted
    assert refused(invitations.offer, one) == ("not_found", "No such invitation.")
    assert refused(invitations.accept, make_user(world.owner).id, one)[0] == "not_found"


def test_wrong_used_expired_and_revoked_look_alike(world, invitations, guest):
    used, other = secret(invite(world, invitations, guest)), make_user(world.owner)
    invitations.accept(guest.id, used)
    revoked = invite(world, invitations, other)
    invitations.revoke(*world.ids, revoked.invitation.id)
    late = invite(world, invitations, other)
    world.sql("update invitations set expires_at = now() where id = :id", id=late.invitation.id)
    dead = ["wrong", used, secret(revoked), secret(late), "", "\x00", "\ud800"]
    said = {refused(invitations.offer, one) for one in dead}
    said |= {refused(invitations.accept, other.id, one) for one in dead}
    assert said == {("not_found", "No such invitation.")}


def test_a_link_that_was_passed_on_lets_nobody_else_in(world, invitations, guest):
    one = secret(invite(world, invitations, guest))
    other = make_user(world.owner)
    assert refused(invitations.accept, other.id, one)[0] == "other_address"
    assert invitations.accept(guest.id, one) == world.project.id


def test_the_address_may_be_written_in_another_way(world, invitations, guest):
    made = invitations.invite(*world.ids, guest.email.upper(), GivenRole.EDITOR)
    assert invitations.accept(guest.id, secret(made)) == world.project.id


def test_sent_anew_the_old_link_is_dead(world, invitations, guest):
    first = invite(world, invitations, guest)
    second = invitations.resend(*world.ids, first.invitation.id)
    assert refused(invitations.accept, guest.id, secret(first))[0] == "not_found"
    assert invitations.accept(guest.id, secret(second)) == world.project.id
    assert refused(invitations.resend, *world.ids, first.invitation.id)[0] == "not_found"


def test_an_address_is_invited_once_and_a_member_not_at_all(world, invitations, guest):
    invite(world, invitations, guest)
    assert refused(invite, world, invitations, guest)[0] == "invited_already"
    member = make_member(world.owner, world.project)
    assert refused(invite, world, invitations, member)[0] == "member_already"
    assert refused(invite, world, invitations, world.user)[0] == "member_already"
    with pytest.raises(Invalid):
        invitations.invite(*world.ids, "nobody", GivenRole.EDITOR)


def test_an_expired_invitation_makes_room_for_another(world, invitations, guest):
    first = invite(world, invitations, guest)
    world.clock.move(timedelta(days=8))
    assert [one.expired for one in invitations.list(*world.ids)] == [True]
    second = invite(world, invitations, guest)
    assert [one.id for one in invitations.list(*world.ids)] == [second.invitation.id]
    assert first.invitation.id != second.invitation.id


def test_there_is_an_end_to_how_many_are_open(world, invitations, guest, monkeypatch):
    monkeypatch.setattr("asset_service.services.invitations.INVITATIONS_MOST", 1)
    invite(world, invitations, guest)
    assert refused(invite, world, invitations, make_user(world.owner))[0] == "too_many_invitations"


@pytest.mark.promise("A12")
@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_only_the_owner_invites_and_reads_addresses(world, invitations, guest, role):
    member = make_member(world.owner, world.project, role)
    made = invite(world, invitations, guest)
    here = (member.id, world.project.id)
    for act in (
        partial(invitations.list, *here),
        partial(invitations.invite, *here, "a@b.example", GivenRole.EDITOR),
        partial(invitations.resend, *here, made.invitation.id),
        partial(invitations.revoke, *here, made.invitation.id),
    ):
        with pytest.raises(Forbidden):
            act()
    assert invitations.accept(guest.id, secret(made)) == world.project.id


def test_a_stranger_finds_nothing(world, invitations, guest):
    made = invite(world, invitations, guest)
    here = (guest.id, world.project.id)
    for act in (
        partial(invitations.list, *here),
        partial(invitations.invite, *here, guest.email, GivenRole.EDITOR),
        partial(invitations.resend, *here, made.invitation.id),
        partial(invitations.revoke, *here, made.invitation.id),
        partial(invitations.revoke, *world.ids, uuid4()),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.promise("A13")
def test_a_removed_member_does_not_come_back_by_the_old_link(world, invitations, guest):
    one = secret(invite(world, invitations, guest))
    invitations.accept(guest.id, one)
    Members(world.database).remove(*world.ids, guest.id)
    assert refused(invitations.accept, guest.id, one)[0] == "not_found"
    again = secret(invite(world, invitations, guest))
    assert invitations.accept(guest.id, again) == world.project.id


def test_the_one_link_pressed_by_many_hands_makes_one_member(world, invitations, guest):
    one = secret(invite(world, invitations, guest))
    assert at_once(*[partial(invitations.accept, guest.id, one)] * 4) == []
    assert len(Members(world.database).list(*world.ids)) == 2


def test_a_link_that_is_revoked_in_the_same_moment_is_one_or_the_other(world, invitations, guest):
    for _ in range(5):
        made = invite(world, invitations, guest)
        raised = at_once(
            partial(invitations.accept, guest.id, secret(made)),
            partial(invitations.revoke, *world.ids, made.invitation.id),
        )
        is_member = len(Members(world.database).list(*world.ids)) == 2
        assert [type(error) for error in raised] == ([] if is_member else [NotFound])
        if is_member:
            Members(world.database).remove(*world.ids, guest.id)


def test_where_sign_up_is_closed_an_invitation_opens_it_to_its_address(
    world, invitations, accounts
):
    made = invitations.invite(*world.ids, "new@film.example", GivenRole.EDITOR)
    assert invitations.invited(secret(made)) == "new@film.example"
    for wrong in ((secret(made), "other@film.example"), ("nothing", "new@film.example")):
        assert refused(invitations.sign_up, *wrong, "New", PASSWORD)[0] == "sign_up_closed"
    user = invitations.sign_up(secret(made), "New@film.example", "New", PASSWORD)
    assert len(Members(world.database).list(*world.ids)) == 1  # not before it is accepted
    assert invitations.accept(user.id, secret(made)) == world.project.id
    assert invitations.invited(secret(made)) is None


def test_only_the_hash_of_a_secret_is_kept(world, invitations, guest):
    one = secret(invite(world, invitations, guest))
    rows = str(world.sql("select to_jsonb(i) from invitations i"))
    assert one not in rows
    assert one not in repr(invitations.resend(*world.ids, invitations.list(*world.ids)[0].id))
