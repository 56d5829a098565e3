"""What the functions of the database let whom do with members, called as the app calls them."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from fixtures.factories import (
    make_asset,
    make_invitation,
    make_job,
    make_library,
    make_member,
    make_project,
    make_user,
)
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from schema.refusals import is_waiting, refused, run, until

pytestmark = pytest.mark.promise("A12")

CHANGE = "select app.change_role(:film, :who, :role)"
REMOVE = "select app.remove_member(:film, :who)"
TRANSFER = "select app.transfer_project(:film, :who)"
ACCEPT = "select project_id, outcome from app.accept_invitation(:hash)"


class Cast:
    """A film with everybody who can want something of it."""

    def __init__(self, owner):
        self.owner = make_user(owner)
        self.film = make_project(owner, self.owner)
        self.editor = make_member(owner, self.film, "editor")
        self.viewer = make_member(owner, self.film, "viewer")
        self.stranger = make_user(owner)


@pytest.fixture
def cast(owner):
    return Cast(owner)


@pytest.fixture
def ask(empty_database):
    """Run a statement as the application does for a user; returns its rows."""

    def ask(user, statement, **values):
        with create_engine(empty_database.app, poolclass=NullPool).connect() as connection:
            if user is not None:
                told = {"id": str(user.id)}
                connection.execute(text("select set_config('app.user_id', :id, true)"), told)
            rows = connection.execute(text(statement), values).all()
            connection.commit()
            return [tuple(row) for row in rows]

    return ask


def roles(owner, film):
    owner.rollback()
    found = run(owner, "select user_id, role from memberships where project_id = :f", f=film.id)
    return {row.user_id: row.role for row in found}


@pytest.mark.parametrize("statement", [CHANGE, REMOVE, TRANSFER])
@pytest.mark.parametrize("who", ["editor", "viewer", "stranger", None])
def test_nobody_but_the_owner_changes_members(owner, cast, ask, statement, who):
    before = roles(owner, cast.film)
    target = cast.viewer if who == "editor" else cast.editor
    named = {"film": cast.film.id, "who": target.id}
    if statement == CHANGE:
        named["role"] = "viewer"
    caller = getattr(cast, who) if who else None
    says = "forbidden" if who in {"editor", "viewer"} else "no_project"
    assert ask(caller, statement, **named) == [(says,)]
    assert roles(owner, cast.film) == before


@pytest.mark.parametrize("who", ["editor", "viewer"])
@pytest.mark.parametrize("statement", [CHANGE, TRANSFER])
def test_nobody_promotes_themselves(owner, cast, ask, who, statement):
    me, before = getattr(cast, who), roles(owner, cast.film)
    named = {"film": cast.film.id, "who": me.id}
    if statement == CHANGE:
        named["role"] = "editor"
    assert ask(me, statement, **named) == [("forbidden",)]
    assert roles(owner, cast.film) == before


@pytest.mark.parametrize("role", ["owner", "", None, "admin"])
def test_no_other_role_is_given(cast, ask, role):
    with pytest.raises(DBAPIError, match="nobody becomes"):
        ask(cast.owner, CHANGE, film=cast.film.id, who=cast.editor.id, role=role)


@pytest.mark.parametrize("statement", [CHANGE, REMOVE, TRANSFER])
def test_the_owner_stays_and_a_stranger_is_no_member(cast, ask, statement):
    film = (
        {"film": cast.film.id, "role": "viewer"} if statement == CHANGE else {"film": cast.film.id}
    )
    assert ask(cast.owner, statement, who=cast.owner.id, **film) == [("owner_stays",)]
    assert ask(cast.owner, statement, who=cast.stranger.id, **film) == [("no_member",)]


def test_a_transfer_leaves_one_owner_and_an_editor(owner, cast, ask):
    assert ask(cast.owner, TRANSFER, film=cast.film.id, who=cast.viewer.id) == [("done",)]
    assert roles(owner, cast.film) == {
        cast.owner.id: "editor",
        cast.editor.id: "editor",
        cast.viewer.id: "owner",
    }
    assert ask(cast.owner, REMOVE, film=cast.film.id, who=cast.viewer.id) == [("forbidden",)]


def test_there_are_never_two_owners(owner, cast):
    with refused(owner, "uq_memberships_one_owner"):
        run(owner, "update memberships set role = 'owner' where user_id = :u", u=cast.editor.id)


def test_a_library_is_nobody_elses_by_any_function(owner, cast, ask):
    library = make_library(owner, cast.owner)
    for statement in (REMOVE, TRANSFER):
        assert ask(cast.owner, statement, film=library.id, who=cast.editor.id) == [("no_project",)]
    with refused(owner, "ck_kind_of_project"):
        make_invitation(owner, library, invited_by=cast.owner.id)


INVITE = """insert into invitations (id, project_id, email, email_folded, role, secret_hash,
            invited_by, expires_at) values (gen_random_uuid(), :film, 'a@b.c', 'a@b.c', 'editor',
            'x', :me, now() + interval '1 day')"""


@pytest.mark.parametrize("who", ["editor", "viewer", "stranger"])
def test_only_the_owner_invites_and_sees_who_is_invited(owner, cast, ask, who):
    make_invitation(owner, cast.film)
    me = getattr(cast, who)
    assert ask(me, "select 1 from invitations") == []
    with pytest.raises(DBAPIError, match="row-level security"):
        ask(me, INVITE + " returning 1", film=cast.film.id, me=me.id)
    assert len(ask(cast.owner, "select 1 from invitations")) == 1
    assert ask(cast.owner, INVITE + " returning 1", film=cast.film.id, me=cast.owner.id) == [(1,)]


@pytest.mark.parametrize("column", ["accepted_at = now()", "role = 'viewer'", "project_id = id"])
def test_what_was_accepted_is_written_by_nobody(owner, cast, ask, column):
    make_invitation(owner, cast.film)
    with pytest.raises(DBAPIError, match="permission denied"):
        ask(cast.owner, f"update invitations set {column} returning 1")  # noqa: S608 - from above


def accept(ask, user, invitation):
    return ask(user, ACCEPT, hash=invitation.secret_hash)


def invited(owner, cast, user=None, **facts):
    user = user or cast.stranger
    address = {"email": user.email, "email_folded": user.email_folded}
    return make_invitation(owner, cast.film, **address | facts)


def test_an_invitation_makes_one_a_member_once(owner, cast, ask):
    one = invited(owner, cast, role="viewer")
    assert accept(ask, cast.stranger, one) == [(cast.film.id, "done")]
    assert accept(ask, cast.stranger, one) == [(cast.film.id, "done")]
    assert roles(owner, cast.film)[cast.stranger.id] == "viewer"


def test_an_invitation_lets_in_only_whose_address_it_names(owner, cast, ask):
    other = make_user(owner)
    one = invited(owner, cast)
    assert accept(ask, other, one) == [(None, "other_address")]
    assert other.id not in roles(owner, cast.film)
    with pytest.raises(DBAPIError, match="no user"):
        accept(ask, None, one)


ENDED = {
    "expired": {"expires_at": datetime.now(UTC) - timedelta(seconds=1)},
    "revoked": {"revoked_at": datetime.now(UTC)},
}


@pytest.mark.parametrize("end", ENDED)
def test_an_invitation_that_ended_lets_nobody_in(owner, cast, ask, end):
    one = invited(owner, cast, **ENDED[end])
    assert accept(ask, cast.stranger, one) == [(None, "no_invitation")]
    assert ask(cast.stranger, "select 1 from app.find_invitation(:h)", h=one.secret_hash) == []
    assert cast.stranger.id not in roles(owner, cast.film)


def test_a_removed_member_does_not_come_back_by_the_old_link(owner, cast, ask):
    one = invited(owner, cast)
    accept(ask, cast.stranger, one)
    assert ask(cast.owner, REMOVE, film=cast.film.id, who=cast.stranger.id) == [("done",)]
    assert accept(ask, cast.stranger, one) == [(None, "no_invitation")]
    assert cast.stranger.id not in roles(owner, cast.film)


def test_there_is_one_open_invitation_for_an_address(owner, cast):
    invited(owner, cast, revoked_at=datetime.now(UTC))
    first = invited(owner, cast, secret_hash=b"2")
    with refused(owner, "uq_invitations_open"):
        invited(owner, cast, secret_hash=b"3")
    assert first.revoked_at is None


PEOPLE = "select user_id, email is not null, role from app.people_of(array[cast(:film as uuid)])"


def test_members_read_each_other_and_strangers_nobody(owner, cast, ask):
    everybody = {(cast.owner.id, True, "owner"), (cast.editor.id, True, "editor")}
    everybody.add((cast.viewer.id, True, "viewer"))
    for me in (cast.owner, cast.editor, cast.viewer):
        assert set(ask(me, PEOPLE, film=cast.film.id)) == everybody
        assert len(ask(me, "select 1 from users")) == 1
    assert ask(cast.stranger, PEOPLE, film=cast.film.id) == []
    assert ask(None, PEOPLE, film=cast.film.id) == []


def test_of_a_former_member_only_the_name_is_read(cast, ask):
    ask(cast.editor, REMOVE, film=cast.film.id, who=cast.editor.id)
    assert (cast.editor.id, False, None) in ask(cast.owner, PEOPLE, film=cast.film.id)
    assert ask(cast.editor, PEOPLE, film=cast.film.id) == []


def test_who_comes_back_is_former_no_more(owner, cast, ask):
    ask(cast.editor, REMOVE, film=cast.film.id, who=cast.editor.id)
    accept(ask, cast.editor, invited(owner, cast, cast.editor))
    assert ask(cast.owner, "select 1 from former_members") == []


HEIR = "select app.heir_of_job(:job)"
OUT = {"paid": True, "submitted_at": datetime.now(UTC)}


def test_a_job_has_an_heir_when_it_is_paid_for_and_its_user_may_not_have_it(owner, cast, ask):
    job = make_job(owner, make_asset(owner, cast.film), status="running", **OUT)
    run(owner, "update jobs set requested_by = :u", u=cast.editor.id)
    owner.commit()
    assert ask(cast.editor, HEIR, job=job.id) == [(None,)]
    ask(cast.owner, CHANGE, film=cast.film.id, who=cast.editor.id, role="viewer")
    assert ask(cast.editor, HEIR, job=job.id) == [(cast.owner.id,)]
    assert ask(cast.stranger, HEIR, job=job.id) == [(None,)]
    for facts in ("submitted_at = null", "submitted_at = now(), paid = false"):
        run(owner, f"update jobs set {facts}")  # noqa: S608 - from above
        owner.commit()
        assert ask(cast.editor, HEIR, job=job.id) == [(None,)]


def test_pages_hear_of_members_and_of_their_names(owner, cast, ask):
    run(owner, "delete from events")
    owner.commit()
    ask(cast.owner, CHANGE, film=cast.film.id, who=cast.editor.id, role="viewer")
    ask(cast.owner, REMOVE, film=cast.film.id, who=cast.editor.id)
    ask(cast.viewer, "update users set name = 'Grace' returning 1")
    ask(cast.editor, "update users set name = 'Once here' returning 1")
    told = run(owner, "select topic, subject_id from events order by id").all()
    assert [tuple(one) for one in told] == [
        ("member", cast.editor.id),
        ("member", cast.editor.id),
        ("member", cast.viewer.id),
        ("member", cast.editor.id),
    ]


def test_a_project_goes_with_its_members_and_invitations(owner, cast, ask):
    invited(owner, cast)
    ask(cast.editor, REMOVE, film=cast.film.id, who=cast.editor.id)
    run(owner, "delete from projects where id = :id", id=cast.film.id)
    owner.commit()
    for table in ("memberships", "invitations", "former_members", "events"):
        where = f"select 1 from {table} where project_id = :id"  # noqa: S608 - from above
        assert run(owner, where, id=cast.film.id).all() == []


@pytest.mark.parametrize("table", ["invitations", "former_members"])
def test_policies_look_up_the_films_once_and_not_for_each_row(cast, ask, table):
    explain = f"explain select * from {table}"  # noqa: S608 - from above
    plan = " ".join(line for (line,) in ask(cast.owner, explain))
    assert "InitPlan" in plan
    assert "SubPlan" not in plan


def test_of_two_transfers_at_once_the_second_comes_from_nobody(owner, cast, ask, empty_database):
    said, transfer = [], {"film": cast.film.id}

    def second():
        said.extend(ask(cast.owner, TRANSFER, who=cast.viewer.id, **transfer))

    with create_engine(empty_database.app, poolclass=NullPool).connect() as first:
        first.execute(
            text("select set_config('app.user_id', :id, true)"), {"id": str(cast.owner.id)}
        )
        first.execute(text(TRANSFER), {"who": cast.editor.id, **transfer})
        waiting = threading.Thread(target=second)
        waiting.start()
        until(lambda: is_waiting(owner) or not waiting.is_alive())
        first.commit()
    waiting.join()
    assert said == [("forbidden",)]
    assert roles(owner, cast.film)[cast.editor.id] == "owner"
