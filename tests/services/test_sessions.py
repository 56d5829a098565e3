from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from asset_service.domain.errors import NotFound, Unauthenticated
from asset_service.services.passwords import Passwords
from asset_service.services.people import People
from asset_service.services.tokens import Wanted
from asset_service.store.engine import make_engine
from asset_service.store.work import Database
from services.people_kit import PASSWORD, House

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


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
def sign_in(house, user):
    return lambda **said: house.sessions.sign_in(user.email, PASSWORD, **said).secret


@pytest.fixture
def as_owner(app_settings):
    engine = create_engine(app_settings.owner_url)

    def run(statement, **values):
        with engine.begin() as connection:
            connection.execute(text(statement), values)

    yield run
    engine.dispose()


@pytest.fixture
def people(app_settings):
    engine = make_engine(app_settings.maintenance_url)
    yield People(Database(engine))
    engine.dispose()


def test_a_session_says_which_browser_it_is(house, user, sign_in):
    secret = sign_in(user_agent=FIREFOX, address="198.51.100.7")
    own = house.holder(secret).id
    (shown,) = house.sessions.list(user.id, own)
    assert (shown.browser, shown.address) == ("Firefox on Linux", "198.51.100.7")
    assert shown.is_this_one
    assert not house.sessions.list(user.id)[0].is_this_one


def test_what_a_browser_says_cannot_break_anything(house, user, sign_in):
    sign_in(user_agent="\0" * 5000 + "x" * 5000, address="x" * 500)
    assert house.sessions.list(user.id)[0].browser == "An unknown browser"


def test_one_session_is_ended_and_no_other(house, user, sign_in):
    left, kept = sign_in(), sign_in()
    house.sessions.end(user.id, house.holder(left).id)
    assert house.holder(left) is None
    assert house.holder(kept)


def test_all_others_are_ended_and_this_one_stays(house, user, sign_in):
    secrets = [sign_in() for _ in range(3)]
    assert house.sessions.end_all(user.id, but=house.holder(secrets[0]).id) == 2
    assert [bool(house.holder(secret)) for secret in secrets] == [True, False, False]
    assert house.sessions.end_all(user.id) == 1


def test_nobody_ends_another_ones_session(house, user, sign_in):
    secret = sign_in()
    other = house.accounts.sign_up(f"{uuid4().hex}@film.example", "Eve", PASSWORD)
    for session_id in (house.holder(secret).id, uuid4()):
        with pytest.raises(NotFound):
            house.sessions.end(other.id, session_id)
    house.sessions.end_all(other.id)
    assert house.holder(secret)


def test_a_session_that_is_not_used_ends_after_two_weeks(house, user, sign_in, as_owner):
    secret = sign_in()
    seen = "update user_sessions set last_seen_at = now() - cast(:ago as interval) where user_id=:u"
    as_owner(seen, ago="13 days 23 hours", u=user.id)
    assert house.holder(secret)  # and is seen now
    assert len(house.sessions.list(user.id)) == 1
    as_owner(seen, ago="14 days 1 minute", u=user.id)
    assert house.holder(secret) is None
    assert house.sessions.list(user.id) == []


def test_who_is_disabled_is_out_at_once(house, user, sign_in, people):
    secret, token = sign_in(), house.tokens.create(user.id, Wanted("ci")).secret
    people.disable(user.email.upper())
    assert house.holder(secret) is None
    assert house.holder(token) is None
    with pytest.raises(Unauthenticated) as refused:
        sign_in()
    assert refused.value.code == "account_disabled"
    with pytest.raises(Unauthenticated) as guessed:
        house.sessions.sign_in(user.email, "wrong horse battery")
    assert guessed.value.code == "bad_credentials"


def test_the_date_alone_shuts_somebody_out(house, user, sign_in, as_owner):
    secret, token = sign_in(), house.tokens.create(user.id, Wanted("ci")).secret
    as_owner("update users set disabled_at = now() where id = :id", id=user.id)
    assert house.holder(secret) is None
    assert house.holder(token) is None


def test_who_is_enabled_signs_in_anew_and_old_secrets_stay_worthless(house, user, sign_in, people):
    secret, token = sign_in(), house.tokens.create(user.id, Wanted("ci")).secret
    for _ in range(2):
        people.disable(user.email)
    people.enable(user.email)
    assert house.holder(secret) is None
    assert house.holder(token) is None
    assert house.holder(sign_in()).user == user


def test_the_operator_sees_everybody_and_nobodys_secrets(house, user, sign_in, people):
    sign_in(user_agent=FIREFOX)
    house.tokens.create(user.id, Wanted("ci"))
    mine = next(one for one in people.list() if one.id == user.id)
    assert (mine.email, mine.sessions, mine.tokens) == (user.email, 1, 1)
    assert [one.browser for one in people.sessions(user.email)] == ["Firefox on Linux"]
    assert people.end_sessions(user.email) == 1
    assert people.sessions(user.email) == []


def test_the_operators_role_reads_no_password_and_no_secret(app_settings, user):
    engine = make_engine(app_settings.maintenance_url)
    with engine.connect() as connection:
        for column, table in (
            ("password_hash", "users"),
            ("secret_hash", "api_tokens"),
            ("secret_hash", "user_sessions"),
            ("secret_hash", "password_resets"),
        ):
            with connection.begin(), pytest.raises(Exception, match="permission denied"):
                connection.execute(text(f"select {column} from {table}"))  # noqa: S608 - ours
    engine.dispose()


@pytest.mark.parametrize("email", ["nobody@film.example", "\0"])
def test_an_unknown_address_is_said_to_the_operator(people, email):
    for act in (people.disable, people.enable, people.sessions, people.end_sessions):
        with pytest.raises(NotFound):
            act(email)
