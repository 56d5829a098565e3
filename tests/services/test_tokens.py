from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from structlog.testing import capture_logs

from asset_service.domain.errors import Forbidden, Invalid, NotFound
from asset_service.domain.scopes import USUAL, Rights, Scope
from asset_service.services.passwords import Passwords
from asset_service.services.projects import Projects
from asset_service.services.tokens import Wanted
from asset_service.store import credentials
from asset_service.store.work import Database, keep_to
from services.people_kit import PASSWORD, House


@pytest.fixture(scope="module")
def passwords():
    return Passwords()


@pytest.fixture
def house(engine, passwords):
    return House(engine, passwords)


@pytest.fixture
def user(house):
    return house.accounts.sign_up(f"{uuid4().hex}@film.example", "Ada", PASSWORD)


@pytest.fixture
def films(house, user):
    projects = Projects(house.database)
    return [projects.create(user.id, title) for title in ("One", "Two")]


@pytest.fixture(autouse=True)
def _afterwards():
    yield
    keep_to(None)


def test_a_token_may_what_is_usual_unless_it_is_said(house, user):
    made = house.tokens.create(user.id, Wanted("ci"))
    assert made.token.scopes == ["read", "write", "spend"]
    assert house.holder(made.secret).rights == Rights(USUAL)


def test_a_token_may_what_was_said_and_is_shown_so(house, user, films):
    ends = datetime.now(UTC) + timedelta(days=1)
    made = house.tokens.create(user.id, Wanted("ci", ends, ["write", "read"], films[0].id))
    assert (made.token.scopes, made.token.project_title) == (["read", "write"], "One")
    rights = Rights(frozenset({Scope.READ, Scope.WRITE}), films[0].id, ends)
    assert house.tokens.list(user.id)[0] == made.token
    assert house.holder(made.secret).rights == rights


def test_nobody_makes_a_token_for_a_film_of_somebody_else(house, user, films):
    other = house.accounts.sign_up(f"{uuid4().hex}@film.example", "Eve", PASSWORD)
    for film in (films[0].id, uuid4()):
        with pytest.raises(Invalid) as refused:
            house.tokens.create(other.id, Wanted("ci", project_id=film))
        assert list(refused.value.extra["errors"]) == ["project_id"]


def test_a_token_makes_none_better_than_itself(house, user):
    mine = Rights(frozenset({Scope.READ, Scope.ACCOUNT}))
    made = house.tokens.create(user.id, Wanted("less"), mine)
    assert made.token.scopes == ["read"]
    with pytest.raises(Forbidden) as refused:
        house.tokens.create(user.id, Wanted("more", scopes=["write"]), mine)
    assert (refused.value.code, refused.value.extra["scope"]) == ("more_than_own", "write")


def test_work_that_is_kept_to_one_film_sees_no_other(house, user, films):
    keep_to(films[0].id)
    projects = Projects(house.database)
    assert [one.title for one in projects.list(user.id)] == ["One"]
    with pytest.raises(NotFound):
        projects.get(user.id, films[1].id)
    keep_to(None)
    assert len(projects.list(user.id)) == 2


def test_the_database_itself_keeps_it_to_the_film(house, user, films, engine):
    """Without any filter: every table of the other film is empty, and nothing gets in."""
    keep_to(films[0].id)
    with house.database.as_user(user.id) as work:
        seen = set(work.session.execute(text("select id from projects")).scalars())
        members = set(work.session.execute(text("select project_id from memberships")).scalars())
        changed = work.session.execute(text("update projects set title = 'x'")).rowcount
    assert (seen, members, changed) == ({films[0].id}, {films[0].id}, 1)


def test_a_film_outlives_no_transaction_in_the_pool(house, user, films):
    keep_to(films[0].id)
    with house.database.as_user(user.id) as work:
        work.session.execute(text("select 1"))
    keep_to(None)
    for _ in range(6):  # whichever connection it is
        with house.database.as_user(user.id) as work:
            assert work.session.execute(text("select count(*) from projects")).scalar_one() == 2


def test_the_schema_refuses_a_token_that_may_nothing_or_too_much(house, user, films):
    insert = text(
        "insert into api_tokens (id, user_id, name, secret_hash, scopes, project_id)"
        " values (gen_random_uuid(), :user, 't', decode(md5(random()::text), 'hex'),"
        " :scopes, :film)"
    )
    wrong = [
        ([], None, "ck_api_tokens_scopes"),
        (["admin"], None, "ck_api_tokens_scopes"),
        (["account"], films[0].id, "ck_api_tokens_film"),
    ]
    for scopes, film, constraint in wrong:
        with house.database.as_user(user.id) as work, pytest.raises(IntegrityError) as refused:
            work.session.execute(insert, {"user": user.id, "scopes": scopes, "film": film})
        assert refused.value.orig.diag.constraint_name == constraint


def test_a_token_for_a_film_goes_with_the_membership(house, user, films, app_settings):
    made = house.tokens.create(user.id, Wanted("ci", project_id=films[0].id))
    owned(app_settings, "delete from memberships where project_id = :id", id=films[0].id)
    assert house.holder(made.secret) is None


def owned(settings, statement, **values):
    from sqlalchemy import create_engine  # noqa: PLC0415 - for these few alone

    engine = create_engine(settings.owner_url)
    with engine.begin() as connection:
        result = connection.execute(text(statement), values)
        rows = list(result) if result.returns_rows else []
    engine.dispose()
    return rows


def test_its_use_is_written_down_once_in_five_minutes(house, user, app_settings):
    made = house.tokens.create(user.id, Wanted("ci"))
    assert made.token.last_used_at is None
    house.holder(made.secret)
    first = house.tokens.list(user.id)[0].last_used_at
    assert first is not None
    house.holder(made.secret)
    assert house.tokens.list(user.id)[0].last_used_at == first
    owned(
        app_settings,
        "update api_tokens set last_used_at = now() - interval '6 minutes' where id = :id",
        id=made.token.id,
    )
    house.holder(made.secret)
    assert house.tokens.list(user.id)[0].last_used_at >= first


def test_a_use_that_cannot_be_written_refuses_nobody(house, user, monkeypatch):
    made = house.tokens.create(user.id, Wanted("ci"))

    def away(*_):
        raise OperationalError("", None, Exception("read only"))

    monkeypatch.setattr(credentials, "note_use", away)
    assert house.holder(made.secret).user == user


def test_a_row_that_somebody_holds_is_not_waited_for(house, user, engine):
    made = house.tokens.create(user.id, Wanted("ci"))
    with Database(engine).as_user(user.id) as holding:
        holding.session.execute(text("select from api_tokens for update"))
        with capture_logs() as told:
            assert house.holder(made.secret).user == user
    assert told == []  # had it waited, it would have given up at last, and said so
    assert house.tokens.list(user.id)[0].last_used_at is None
