"""Whose tries are counted behind proxies: what clients write changes nothing."""

from dataclasses import replace

import pytest
from fixtures.app import Api

from asset_service.app import create_app
from asset_service.web import limits

pytestmark = pytest.mark.promise("A53")
PROXY = "10.0.0.1"
TRIES = 31
"""One more than an address has in a minute."""


@pytest.fixture
def behind(app_settings, services, app):
    """The application behind so many proxies, counting by itself."""

    def make(proxies):
        return Api(create_app(replace(app_settings, trusted_proxies=proxies), services))

    yield make
    create_app(app_settings, services)


def attempts(api, forwarded, remote=PROXY):
    """The last of many tries, each for another account; `forwarded` takes the number."""
    for number in range(TRIES):
        answer = api.post(
            "/tokens",
            {"email": f"{number}@film.example", "password": "wrong horse battery", "name": "x"},
            headers=forwarded(number),
            environ_base={"REMOTE_ADDR": remote},
        )
    return answer.status_code


def client_writes(number):
    return f"203.0.113.{number}"


@pytest.mark.parametrize(
    "name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP"]
)
def test_without_a_proxy_no_header_is_believed(behind, name):
    said = lambda number: {name: client_writes(number)}  # noqa: E731 - one line of a table
    assert attempts(behind(0), said) == 429


def test_behind_one_proxy_its_word_counts(behind):
    said = lambda number: {"X-Forwarded-For": client_writes(number)}  # noqa: E731 - as above
    assert attempts(behind(1), said) == 401


@pytest.mark.parametrize(("proxies", "added"), [(1, "198.51.100.7"), (2, "198.51.100.7, 10.0.0.2")])
def test_what_a_client_writes_before_the_proxies_words_changes_nothing(behind, proxies, added):
    said = lambda number: {  # noqa: E731 - as above
        "X-Forwarded-For": f"{client_writes(number)}, {added}",
        "X-Real-IP": client_writes(number),
        "Forwarded": f"for={client_writes(number)}",
    }
    assert attempts(behind(proxies), said) == 429


def test_who_comes_past_the_second_proxy_does_not_choose_an_address(behind):
    """One hop where two are told of: the proxy's own address counts, not the client's words."""
    said = lambda number: {"X-Forwarded-For": "198.51.100.7"}  # noqa: E731 - as above
    assert attempts(behind(2), said, remote="198.51.100.9") == 429


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_no_other_forwarded_header_is_ever_believed(behind, app_settings, services, proxies):
    app = create_app(replace(app_settings, trusted_proxies=proxies), services)
    headers = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/evil",
        "X-Forwarded-Port": "8443",
    }
    answer = app.test_client().get("/projects", headers={"Accept": "text/html", **headers})
    assert answer.headers["Location"] == "/sign-in?next=/projects"


def test_links_and_new_passwords_are_counted_by_address(nobody):
    used = {"token": "x", "new_password": "another horse battery"}
    answers = [nobody.post("/password-reset/use", used).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def test_new_passwords_are_counted_by_account(app, nobody, person, services, monkeypatch):
    asked = []
    monkeypatch.setattr(services.resets, "ask", asked.append)
    answers = [
        nobody.post(
            "/password-reset",
            {"email": person.email if number % 2 else person.email.upper()},
            environ_base={"REMOTE_ADDR": f"198.51.100.{number}"},
        ).status_code
        for number in range(4)
    ]
    assert answers == [202] * 3 + [429]
    assert len(asked) == 3


def test_new_passwords_are_counted_by_address(nobody, services, monkeypatch):
    monkeypatch.setattr(services.resets, "ask", lambda _: None)
    answers = [
        nobody.post("/password-reset", {"email": f"{number}@film.example"}).status_code
        for number in range(11)
    ]
    assert answers == [202] * 10 + [429]


def test_who_guesses_tokens_is_counted_by_address_and_the_others_are_not(app, api):
    guess = Api(app, "ast_" + "x" * 43)
    answers = {guess.get("/me").status_code for _ in range(60)}
    assert answers == {401}
    assert guess.get("/me").status_code == 429
    assert api.get("/me").status_code == 200  # a good token is not held up by it
    other = guess.get("/me", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert other.status_code == 401


def test_the_limits_are_what_the_operators_page_says():
    assert (limits.PER_ACCOUNT, limits.PER_ADDRESS) == (
        "10 per minute; 60 per hour",
        "30 per minute; 300 per hour",
    )
