from dataclasses import replace

import pytest
from fixtures.app import PASSWORD, Api
from redis.exceptions import ConnectionError as RedisAway

from asset_service.app import create_app
from asset_service.extensions import counted_address, limiter

pytestmark = pytest.mark.promise("A53")
WRONG = "wrong horse battery"


def attempt(nobody, email, password=WRONG, address="198.51.100.7", **headers):
    return nobody.post(
        "/tokens",
        {"email": email, "password": password, "name": "ci"},
        environ_base={"REMOTE_ADDR": address},
        headers=headers,
    )


def test_the_eleventh_try_of_an_account_is_refused_even_with_the_right_password(nobody, person):
    for number in range(10):
        assert attempt(nobody, person.email, address=f"198.51.100.{number}").status_code == 401
    refused = attempt(nobody, person.email.upper(), PASSWORD)
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 61


def test_another_account_may_still_sign_in(nobody, person, other):
    for number in range(11):
        attempt(nobody, person.email, address=f"198.51.100.{number}")
    assert attempt(nobody, other.email, PASSWORD).status_code == 201


def test_one_address_does_not_try_many_accounts(nobody, person):
    for number in range(30):
        assert attempt(nobody, f"{number}@film.example").status_code == 401
    assert attempt(nobody, person.email, PASSWORD).status_code == 429
    assert attempt(nobody, person.email, PASSWORD, address="198.51.100.8").status_code == 201


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_a_header_does_not_make_another_address(nobody, name):
    answers = [
        attempt(nobody, f"{number}@film.example", **{name: f"203.0.113.{number}"}).status_code
        for number in range(31)
    ]
    assert answers[-1] == 429


def test_pages_and_api_share_one_count(app, nobody, person):
    for number in range(10):
        attempt(nobody, person.email, address=f"198.51.100.{number}")
    app.config["WTF_CSRF_METHODS"] = set()
    try:
        page = app.test_client().post(
            "/sign-in", data={"email": person.email, "password": PASSWORD}
        )
    finally:
        app.config["WTF_CSRF_METHODS"] = {"POST", "PUT", "PATCH", "DELETE"}
    assert page.status_code == 429


def test_guessing_the_current_password_is_counted_too(api):
    guess = {"current_password": WRONG, "new_password": "another horse battery"}
    answers = [api.post("/me/password", guess).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_accounts_are_not_made_without_end(nobody):
    sent = {"email": "x", "name": "x", "password": PASSWORD}
    for _ in range(20):
        assert nobody.post("/sign-up", {**sent, "email": "a@film.example"}).status_code in {
            201,
            409,
        }
    assert nobody.post("/sign-up", {**sent, "email": "b@film.example"}).status_code == 429


def test_what_is_refused_as_malformed_costs_no_try(nobody, person):
    for _ in range(15):
        assert nobody.post("/tokens", {"email": person.email, "name": "ci"}).status_code == 422
    assert attempt(nobody, person.email, PASSWORD).status_code == 201


def test_without_redis_this_process_counts_by_itself(nobody, person, monkeypatch):
    def away(*args, **kwargs):
        raise RedisAway("refused")

    monkeypatch.setattr(limiter, "_storage_dead", False)
    monkeypatch.setattr(limiter.limiter, "hit", away)
    monkeypatch.setattr(limiter.storage, "check", lambda: False)
    answers = [
        attempt(nobody, person.email, address=f"203.0.113.{number}").status_code
        for number in range(11)
    ]
    assert answers == [401] * 10 + [429]


@pytest.fixture
def counting_in_redis(app_settings, services, valkey_server):
    settings = replace(app_settings, redis_url=valkey_server.url)
    pools = []

    def make():
        app = create_app(settings, services)
        pools.append(limiter.storage.get_connection().connection_pool)
        return Api(app)

    yield make
    for pool in pools:
        pool.disconnect()
    create_app(app_settings, services)  # counts in memory again


def test_two_processes_share_one_count_in_redis(counting_in_redis, person):
    one = counting_in_redis()
    for number in range(10):
        attempt(one, person.email, address=f"203.0.113.{number}")
    assert attempt(counting_in_redis(), person.email, PASSWORD).status_code == 429


@pytest.mark.parametrize(
    ("remote", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("", "unknown"),
        (None, "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_an_ipv6_network_counts_as_one_address(remote, counted):
    assert counted_address(remote) == counted
