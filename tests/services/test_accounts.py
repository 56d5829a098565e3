import secrets
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, table, text

from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from asset_service.services.accounts import Accounts
from asset_service.services.passwords import Passwords
from asset_service.services.tokens import TOKEN_PREFIX, Wanted
from asset_service.store.work import Database
from services.people_kit import PASSWORD, Clock, House


@pytest.fixture(scope="module")
def passwords():
    return Passwords()


@pytest.fixture
def house(engine, passwords):
    return House(engine, passwords)


@pytest.fixture
def accounts(house):
    return house.accounts


@pytest.fixture
def email():
    return f"{secrets.token_hex(8)}@Film.example"


@pytest.fixture
def user(accounts, email):
    return accounts.sign_up(email, "Ada Lens", PASSWORD)


def test_who_signed_up_can_sign_in(house, user, email):
    assert house.sessions.sign_in(email, PASSWORD).user == user


def test_the_case_of_an_address_does_not_matter(house, user, email):
    assert house.sessions.sign_in(f"  {email.upper()} ", PASSWORD).user == user


def test_an_address_has_one_account_however_it_is_written(accounts, user, email):
    with pytest.raises(Conflict) as refused:
        accounts.sign_up(email.swapcase(), "Eve", PASSWORD)
    assert refused.value.code == "email_taken"


@pytest.mark.parametrize(
    "password", ["wrong horse battery", "", "x" * 2000, "\0", "\ud800", PASSWORD.upper()]
)
def test_a_wrong_password_signs_nobody_in(house, user, email, password):
    with pytest.raises(Unauthenticated) as refused:
        house.sessions.sign_in(email, password)
    assert refused.value.code == "bad_credentials"


@pytest.mark.parametrize("address", ["nobody@film.example", "", "\0@film.example", "\ud800@x", "@"])
def test_an_unknown_address_is_told_what_a_wrong_password_is_told(house, user, email, address):
    with pytest.raises(Unauthenticated) as unknown:
        house.sessions.sign_in(address, PASSWORD)
    with pytest.raises(Unauthenticated) as wrong:
        house.sessions.sign_in(email, "wrong horse battery")
    assert (unknown.value.code, unknown.value.detail) == (wrong.value.code, wrong.value.detail)


def test_a_password_is_kept_as_strongly_as_is_asked_for_today(passwords):
    kept = passwords.hash("correct horse battery")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_unknown_address_costs_a_hash_too(house, monkeypatch, passwords):
    compared = []
    monkeypatch.setattr(passwords, "matches", lambda *given: compared.append(given))
    with pytest.raises(Unauthenticated):
        house.sessions.sign_in("nobody@film.example", PASSWORD)
    assert compared == [(None, PASSWORD)]


def test_a_composed_and_a_decomposed_password_are_the_same(house, accounts, email):
    accounts.sign_up(email, "Ada", "caf\u00e9 in the harbour")
    assert house.sessions.sign_in(email, "cafe\u0301 in the harbour").secret


def test_a_session_says_who_holds_it(house, user, email):
    held = house.holder(house.sessions.sign_in(email, PASSWORD).secret)
    assert (held.user, held.kind) == (user, "session")


@pytest.mark.parametrize("secret", ["", "nobody's", "\0", "\ud800", "x" * 10_000])
def test_an_unknown_secret_is_nobodys(house, secret):
    assert house.holder(secret) is None


def test_a_changed_password_ends_every_session_and_keeps_tokens(house, user, email):
    session = house.sessions.sign_in(email, PASSWORD).secret
    token = house.tokens.create(user.id, Wanted("ci")).secret
    house.logins.change_password(user.id, PASSWORD, "another horse battery")
    assert house.holder(session) is None
    assert house.holder(token)
    assert house.sessions.sign_in(email, "another horse battery").user == user


def test_the_current_password_is_needed_to_change_it(house, user, email):
    with pytest.raises(Invalid) as refused:
        house.logins.change_password(user.id, "wrong horse battery", "another horse battery")
    assert refused.value.code == "wrong_password"
    assert house.sessions.sign_in(email, PASSWORD)


@pytest.mark.parametrize("password", ["", "ninechars", "x" * 1025, "\ud800" * 12])
def test_a_password_that_cannot_be_used_is_refused(house, accounts, user, email, password):
    with pytest.raises(Invalid) as refused:
        accounts.sign_up("new@film.example", "Ada", password)
    assert list(refused.value.extra["errors"]) == ["password"]
    with pytest.raises(Invalid):
        house.logins.change_password(user.id, PASSWORD, password)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@film.example",
        "ada@",
        "ada@@film.example",
        "ada lens@film.example",
        "ada@film..example",
        "ada@film.example\0",
        "ada@film.example\r\nBcc: eve@film.example",
        "ada\u202e@film.example",
        "ada@\ud800.example",
        "a" * 65 + "@film.example",
        "a@" + "b" * 260,
        '"ada"@film.example',
    ],
)
def test_what_is_no_address_is_refused(accounts, address):
    with pytest.raises(Invalid) as refused:
        accounts.sign_up(address, "Ada", PASSWORD)
    assert list(refused.value.extra["errors"]) == ["email"]


@pytest.mark.parametrize("name", ["", "  ", "a\0b", "x" * 201, "\ud800"])
def test_a_name_that_cannot_be_used_is_refused(accounts, email, name):
    with pytest.raises(Invalid):
        accounts.sign_up(email, name, PASSWORD)


def test_somebody_who_is_gone_changes_no_password(house, accounts):
    with pytest.raises(NotFound):
        house.logins.change_password(uuid4(), PASSWORD, "another horse battery")


def test_the_operator_finds_people_by_address(accounts, user, email):
    assert accounts.find(email.upper()) == user.id
    for unknown in ("nobody@film.example", "\0"):
        with pytest.raises(NotFound):
            accounts.find(unknown)


def test_a_token_is_recognisable_and_shown_once(house, user):
    made = house.tokens.create(user.id, Wanted("  my\tscript "))
    assert made.secret.startswith(TOKEN_PREFIX)
    assert made.secret not in repr(made)
    assert house.tokens.list(user.id) == [made.token]
    assert made.token.name == "my script"


def test_a_token_says_who_holds_it(house, user):
    held = house.holder(house.tokens.create(user.id, Wanted("ci")).secret)
    assert (held.user, held.kind) == (user, "token")


def test_a_revoked_token_is_nobodys_and_stays_listed(house, user):
    made = house.tokens.create(user.id, Wanted("ci"))
    for _ in range(2):
        house.tokens.revoke(user.id, made.token.id)
    assert house.holder(made.secret) is None
    assert house.tokens.list(user.id)[0].revoked_at


def test_nobody_revokes_another_users_token(house, accounts, user, email):
    made = house.tokens.create(user.id, Wanted("ci"))
    other = accounts.sign_up(f"other-{email}", "Eve", PASSWORD)
    for token_id in (made.token.id, uuid4()):
        with pytest.raises(NotFound):
            house.tokens.revoke(other.id, token_id)
    assert house.holder(made.secret)
    assert house.tokens.list(other.id) == []


def test_a_token_that_was_never_valid_is_not_made(house, user):
    with pytest.raises(Invalid):
        house.tokens.create(user.id, Wanted("ci", datetime.now(UTC) - timedelta(seconds=1)))
    assert house.tokens.list(user.id) == []


def test_a_program_gets_a_token_for_a_password(house, user, email):
    made = house.tokens.create_with_password(email, PASSWORD, Wanted("ci"))
    assert house.holder(made.secret).user == user
    with pytest.raises(Unauthenticated):
        house.tokens.create_with_password(email, "wrong horse battery", Wanted("ci"))


def test_a_password_hash_of_older_costs_is_renewed(house, engine, user, email, monkeypatch):
    def kept():
        with Database(engine).as_user(user.id) as work:
            return work.session.execute(text("select password_hash from users")).scalar_one()

    before = kept()
    house.sessions.sign_in(email, PASSWORD)
    assert kept() == before
    monkeypatch.setattr(Passwords, "is_dated", lambda *_: True)
    house.sessions.sign_in(email, PASSWORD)
    assert kept() != before


def test_a_broken_hash_matches_nothing(passwords):
    assert not passwords.matches("not a hash", PASSWORD)


def test_secrets_are_kept_as_hashes_only(house, engine, user, email):
    session = house.sessions.sign_in(email, PASSWORD).secret
    token = house.tokens.create(user.id, Wanted("ci")).secret
    with Database(engine).as_user(user.id) as work:
        kept = "".join(
            str(work.session.execute(select(text("*")).select_from(table(name))).all())
            for name in ("users", "user_sessions", "api_tokens")
        )
    assert not any(secret in kept for secret in (session, token, PASSWORD))


def test_where_signing_up_is_closed_only_the_operator_adds_people(engine, passwords, email):
    closed = Accounts(Database(engine), passwords, sign_up_open=False)
    with pytest.raises(Forbidden) as refused:
        closed.sign_up(email, "Ada", PASSWORD)
    assert refused.value.code == "sign_up_closed"
    assert closed.add_user(email, "Ada", PASSWORD).email == email


def test_a_session_ends_at_last_however_much_it_is_used(engine, passwords, user, email):
    long_ago = House(engine, passwords, Clock(datetime.now(UTC) - timedelta(days=60)))
    assert long_ago.holder(long_ago.sessions.sign_in(email, PASSWORD).secret) is None


def test_a_token_expires(engine, house, passwords, user):
    long_ago = House(engine, passwords, Clock(datetime(2020, 1, 1, tzinfo=UTC)))
    made = long_ago.tokens.create(user.id, Wanted("ci", datetime(2020, 1, 2, tzinfo=UTC)))
    assert house.holder(made.secret) is None


def test_a_renewed_hash_does_not_bring_an_old_password_back(house, user, email, monkeypatch):
    """It changes between the look at the old hash and the writing of the new one."""

    def changed_meanwhile(*_):
        monkeypatch.setattr(Passwords, "is_dated", lambda *_: False)
        house.logins.change_password(user.id, PASSWORD, "another horse battery")
        return True

    monkeypatch.setattr(Passwords, "is_dated", changed_meanwhile)
    house.sessions.sign_in(email, PASSWORD)
    assert house.sessions.sign_in(email, "another horse battery")
    with pytest.raises(Unauthenticated):
        house.sessions.sign_in(email, PASSWORD)
