import re
import threading
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from asset_service.domain.errors import Conflict, Invalid
from asset_service.ports.mail import MailRefused, MailUnavailable
from asset_service.services import secrets_kept
from asset_service.services.passwords import Passwords
from asset_service.services.people import People
from asset_service.services.resets import PAUSES, Resets
from asset_service.services.tokens import Wanted
from asset_service.store import resets
from asset_service.store.engine import make_engine
from asset_service.store.work import Database
from services.people_kit import PASSWORD, House

NEW = "another horse battery"


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
def owner(app_settings):
    """SQL as the owner of the tables."""
    engine = create_engine(app_settings.owner_url)

    def run(statement, **values):
        with engine.begin() as connection:
            result = connection.execute(text(statement), values)
            return list(result) if result.returns_rows else []

    run("delete from reset_requests")
    run("delete from outbox where kind = 'reset'")
    yield run
    engine.dispose()


@pytest.fixture
def relay(app_settings):
    """What the relay does with what was asked for; returns how many mails."""
    engine = make_engine(app_settings.maintenance_url)

    def answer():
        with Database(engine).as_nobody() as work:
            wanted = resets.answer_requests(work.session, 100)
            work.commit()
        return wanted

    yield answer
    engine.dispose()


def secret_of(link):
    return re.search(r"\?token=([\w-]+)", link)[1]


def test_a_link_sets_a_password_once(house, user):
    secret = secret_of(house.resets.link(user.id))
    assert house.resets.use(secret, NEW) == user.id
    assert house.sessions.sign_in(user.email, NEW)
    for _ in range(2):
        with pytest.raises(Invalid) as refused:
            house.resets.use(secret, "a third horse battery")
        assert refused.value.code == "reset_ended"


def test_it_ends_every_session_and_tokens_where_that_is_asked(house, user):
    session = house.sessions.sign_in(user.email, PASSWORD).secret
    token = house.tokens.create(user.id, Wanted("ci")).secret
    house.resets.use(secret_of(house.resets.link(user.id)), NEW)
    assert house.holder(session) is None
    assert house.holder(token)
    house.resets.use(secret_of(house.resets.link(user.id)), PASSWORD, revoke_tokens=True)
    assert house.holder(token) is None


def test_the_newest_link_kills_the_older(house, user):
    old, new = (secret_of(house.resets.link(user.id)) for _ in range(2))
    with pytest.raises(Invalid):
        house.resets.use(old, NEW)
    assert house.resets.use(new, NEW)


def test_a_link_lasts_an_hour(house, user, owner):
    secret = secret_of(house.resets.link(user.id))
    age = "update password_resets set expires_at = expires_at - cast(:i as interval)"
    owner(age, i="59 minutes")
    assert house.resets.whose(secret) == user.id
    owner(age, i="61 seconds")
    with pytest.raises(Invalid):
        house.resets.use(secret, NEW)


@pytest.mark.parametrize("secret", ["", "nobody's", "\0", "\ud800", "x" * 10_000])
def test_what_is_no_link_sets_nothing(house, secret):
    with pytest.raises(Invalid) as refused:
        house.resets.use(secret, NEW)
    assert refused.value.code == "reset_ended"


def test_a_bad_password_uses_the_link_not_up(house, user):
    secret = secret_of(house.resets.link(user.id))
    with pytest.raises(Invalid) as refused:
        house.resets.use(secret, "short")
    assert list(refused.value.extra["errors"]) == ["new_password"]
    assert house.resets.use(secret, NEW)


def test_of_two_at_once_one_sets_the_password(house, user):
    secret, won = secret_of(house.resets.link(user.id)), []

    def use(number):
        try:
            house.resets.use(secret, f"password number {number}")
        except Invalid:
            return
        won.append(number)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert house.sessions.sign_in(user.email, f"password number {won[0]}")


def test_a_link_that_was_looked_at_and_then_replaced_sets_nothing(house, user):
    old = secret_of(house.resets.link(user.id))
    house.resets.link(user.id)
    with house.database.as_user(user.id) as work:
        assert not resets.use(work.session, user.id, secrets_kept.kept(old))


def test_whoever_is_disabled_has_no_link(house, user, owner, relay):
    secret = secret_of(house.resets.link(user.id))
    owner("update users set disabled_at = now() where id = :id", id=user.id)
    with pytest.raises(Invalid):
        house.resets.use(secret, NEW)
    house.resets.ask(user.email)
    assert relay() == 0


@pytest.fixture
def people(app_settings):
    engine = make_engine(app_settings.maintenance_url)
    yield People(Database(engine))
    engine.dispose()


@pytest.mark.promise("A13")
def test_a_changed_password_ends_the_link_that_is_out(house, user):
    secret = secret_of(house.resets.link(user.id))
    house.logins.change_password(user.id, PASSWORD, NEW)
    with pytest.raises(Invalid) as refused:
        house.resets.use(secret, "a third horse battery")
    assert refused.value.code == "reset_ended"
    assert house.sessions.sign_in(user.email, NEW)


def test_a_password_that_was_not_changed_leaves_the_link(house, user):
    secret = secret_of(house.resets.link(user.id))
    with pytest.raises(Invalid):
        house.logins.change_password(user.id, "a wrong battery", NEW)
    assert house.resets.use(secret, NEW) == user.id


@pytest.mark.promise("A13")
def test_who_was_disabled_and_is_enabled_again_has_no_old_link(house, user, people):
    secret = secret_of(house.resets.link(user.id))
    people.disable(user.email)
    people.enable(user.email)
    with pytest.raises(Invalid) as refused:
        house.resets.use(secret, NEW)
    assert refused.value.code == "reset_ended"


# --- by mail ---------------------------------------------------------------------------------


def test_asking_writes_the_same_for_every_address_and_looks_nothing_up(house, user, owner):
    for email in (user.email, "nobody@film.example"):
        house.resets.ask(email)
    rows = owner("select email_folded from reset_requests order by id")
    assert [row[0] for row in rows] == [user.email, "nobody@film.example"]
    assert owner("select 1 from outbox where kind = 'reset'") == []


@pytest.mark.parametrize("email", ["", "\0@film.example", "\ud800@x", "x" * 5000])
def test_what_is_nobodys_address_is_no_error(house, owner, email):
    house.resets.ask(email)
    assert owner("select 1 from reset_requests") == []


def test_who_has_an_account_gets_one_mail_and_nobody_else_does(house, user, owner, relay):
    for email in (user.email.upper(), user.email, "nobody@film.example"):
        house.resets.ask(email)
    assert relay() == 1
    assert owner("select 1 from reset_requests") == []
    assert [row[0] for row in owner("select user_id from outbox where kind = 'reset'")] == [user.id]
    house.resets.ask(user.email)
    assert relay() == 0  # one is on its way


def test_the_mail_has_the_link_and_the_secret_is_in_no_row(house, user, owner, relay):
    house.resets.ask(user.email)
    relay()
    assert owner("select secret_hash from password_resets where user_id = :u", u=user.id) == [
        (None,)
    ]
    house.resets.send(user.id)
    (letter,) = house.post.letters
    secret = secret_of(letter.text)
    assert letter.to == user.email
    assert f"https://assets.example/reset-password?token={secret}" in letter.text
    rows = owner("select to_jsonb(r)::text from password_resets r where user_id = :u", u=user.id)
    assert secret not in rows[0][0]
    assert house.resets.use(secret, NEW) == user.id


def test_a_message_that_comes_twice_sends_one_mail(house, user, owner, relay):
    house.resets.ask(user.email)
    relay()
    for _ in range(3):
        house.resets.send(user.id)
    assert len(house.post.letters) == 1
    assert house.resets.use(secret_of(house.post.letters[0].text), NEW)


def test_a_server_that_is_away_is_tried_again_later_and_not_for_ever(house, user, owner, relay):
    house.resets.ask(user.email)
    relay()
    owner("delete from outbox where kind = 'reset'")
    house.post.error = MailUnavailable("away")
    for pause in PAUSES:
        house.resets.send(user.id)
        ((due,),) = owner(
            "delete from outbox where kind = 'reset' returning due_at - clock_timestamp()"
        )
        assert pause * 0.5 < due <= pause
    house.resets.send(user.id)
    assert owner("select 1 from outbox where kind = 'reset'") == []
    house.post.error = None
    house.resets.ask(user.email)
    assert relay() == 1


def test_a_mail_that_goes_through_at_last_has_a_link_that_works(house, user, owner, relay):
    house.resets.ask(user.email)
    relay()
    house.post.error = MailUnavailable("away")
    house.resets.send(user.id)
    house.post.error = None
    house.resets.send(user.id)
    assert house.resets.use(secret_of(house.post.letters[0].text), NEW)


def test_an_address_that_is_refused_is_not_tried_again(house, user, owner, relay):
    house.resets.ask(user.email)
    relay()
    owner("delete from outbox where kind = 'reset'")
    house.post.error = MailRefused("no such user")
    house.resets.send(user.id)
    assert owner("select 1 from outbox where kind = 'reset'") == []


def test_a_mail_whose_message_was_lost_is_asked_for_again(house, user, owner, relay):
    house.resets.ask(user.email)
    relay()
    owner("update password_resets set wanted_at = now() - interval '16 minutes'")
    house.resets.ask(user.email)
    assert relay() == 1


def test_a_mail_that_was_wanted_before_the_password_changed_is_not_sent(house, user, owner, relay):
    house.resets.ask(user.email)
    relay()
    house.logins.change_password(user.id, PASSWORD, NEW)
    house.resets.send(user.id)
    assert house.post.letters == []


def test_without_a_mailer_only_the_operator_has_links(engine, passwords, user, house):
    silent = Resets(Database(engine), passwords, None, "https://assets.example")
    assert not silent.by_mail
    for email in (user.email, "nobody@film.example"):
        with pytest.raises(Conflict) as refused:
            silent.ask(email)
        assert refused.value.code == "no_mail"
    silent.send(user.id)
    assert silent.use(secret_of(silent.link(user.id)), NEW)
