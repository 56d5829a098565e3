import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from asset_service.domain.errors import Forbidden, Invalid, Unauthenticated, Unavailable
from asset_service.domain.scopes import Scope
from asset_service.ports.identity import Claims, ProviderAway, TokenRefused
from asset_service.services.identities import Provision
from asset_service.services.passwords import Passwords
from services.people_kit import PASSWORD, House

pytestmark = pytest.mark.promise("R32")
ISSUER = "https://id.example"
SOON = datetime.now(UTC) + timedelta(minutes=5)


class Vouching:
    """A provider that knows tokens by heart."""

    def __init__(self):
        self.known = {}
        self.away = False

    def check(self, token):
        if self.away:
            raise ProviderAway
        if token not in self.known:
            raise TokenRefused
        return self.known[token]


@pytest.fixture(scope="module")
def passwords():
    return Passwords()


@pytest.fixture
def provider():
    return Vouching()


@pytest.fixture
def house_of(engine, passwords, provider):
    return lambda provision: House(engine, passwords, provider=provider, provision=provision)


@pytest.fixture
def house(house_of):
    return house_of(Provision.YES)


@pytest.fixture
def email():
    return f"{uuid4().hex}@film.example"


@pytest.fixture
def claims(provider, email):
    """What the token `t` says."""
    said = Claims(ISSUER, uuid4().hex, SOON, email, email_verified=True, name="Ada Lens")
    provider.known["t"] = said
    return said


def test_who_comes_for_the_first_time_gets_an_account_without_a_password(house, claims, email):
    held = house.credentials.of_bearer("t")
    assert (held.user.email, held.user.name, held.kind) == (email, "Ada Lens", "identity")
    for password in ("", PASSWORD):
        with pytest.raises(Unauthenticated):
            house.sessions.sign_in(email, password)
    with pytest.raises(Invalid):
        house.logins.change_password(held.user.id, "", "another horse battery")


def test_the_same_subject_is_the_same_person_whatever_else_changes(house, claims, provider):
    first = house.credentials.of_bearer("t").user
    provider.known["t"] = replace(claims, email="new@film.example", name="Ada L.")
    assert house.credentials.of_bearer("t").user == first


def test_subjects_are_another_issuers_own(house, claims, provider):
    first = house.credentials.of_bearer("t").user
    provider.known["t"] = replace(claims, issuer="https://else.example", email="")
    assert house.credentials.of_bearer("t").user.id != first.id


def test_they_may_all_but_change_the_account(house, claims):
    rights = house.credentials.of_bearer("t").rights
    assert rights.scopes == {Scope.READ, Scope.WRITE, Scope.SPEND}
    assert rights.expires_at == SOON


@pytest.mark.parametrize("provision", [Provision.NO, Provision.YES])
def test_an_address_alone_never_leads_into_an_account(house_of, claims, email, provision):
    house = house_of(provision)
    house.accounts.sign_up(email, "Ada", PASSWORD)
    with pytest.raises(Forbidden) as refused:
        house.credentials.of_bearer("t")
    assert refused.value.code == "not_provisioned"


def test_a_verified_address_is_joined_where_the_operator_says_so(house_of, claims, email):
    house = house_of(Provision.LINK)
    mine = house.accounts.sign_up(email.upper(), "Ada", PASSWORD)
    assert house.credentials.of_bearer("t").user == mine
    assert house_of(Provision.NO).credentials.of_bearer("t").user == mine


def test_an_address_that_is_not_verified_is_never_joined_nor_taken(
    house_of, claims, email, provider
):
    house = house_of(Provision.LINK)
    mine = house.accounts.sign_up(email, "Ada", PASSWORD)
    provider.known["t"] = replace(claims, email_verified=False)
    come = house.credentials.of_bearer("t").user
    assert come.id != mine.id
    assert come.email.endswith("@identity.invalid")


@pytest.mark.parametrize("said", ["", "nonsense", "a@identity.invalid", "\0@film.example"])
def test_who_has_no_address_gets_one_that_no_mail_reaches(house, claims, provider, said):
    provider.known["t"] = replace(claims, email=said)
    assert house.credentials.of_bearer("t").user.email.endswith("@identity.invalid")


def test_nobody_signs_up_with_such_an_address(house):
    with pytest.raises(Invalid):
        house.accounts.sign_up("x@Identity.Invalid", "Eve", PASSWORD)


@pytest.mark.parametrize(
    ("said", "called"),
    [("", None), ("\0", None), (" Ada \n Lens ", "Ada Lens"), ("x" * 300, "x" * 200)],
)
def test_a_name_is_what_a_name_can_be_here(house, claims, provider, said, called):
    provider.known["t"] = replace(claims, name=said)
    assert house.credentials.of_bearer("t").user.name == called or claims.subject


def test_where_nobody_is_made_only_those_come_who_were_joined_by_hand(house_of, claims, email):
    house = house_of(Provision.NO)
    mine = house.accounts.sign_up(f"other-{email}", "Ada", PASSWORD)
    with pytest.raises(Forbidden):
        house.credentials.of_bearer("t")
    for _ in range(2):
        house.identities.link(mine.id, claims.issuer, claims.subject)
    assert house.credentials.of_bearer("t").user == mine
    other = house.accounts.sign_up(f"third-{email}", "Eve", PASSWORD)
    with pytest.raises(Invalid):
        house.identities.link(other.id, claims.issuer, claims.subject)


def test_two_first_requests_at_once_make_one_person(house, claims):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(house.credentials.of_bearer("t").user.id))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_a_token_that_is_not_good_is_nobodys(house, house_of):
    assert house.credentials.of_bearer("else") is None
    house.identities._provider = None
    assert house.credentials.of_bearer("a.b.c") is None


def test_a_provider_that_is_away_is_no_fault_of_the_token(house, provider):
    provider.away = True
    with pytest.raises(Unavailable):
        house.credentials.of_bearer("t")


def test_a_subject_that_no_row_can_hold_is_nobodys(house, claims, provider):
    provider.known["t"] = replace(claims, subject="a\0b")
    assert house.credentials.of_bearer("t") is None
