"""Accounts as the operator sees to them."""

import json
import re

import pytest

from asset_service.config import Settings
from asset_service.container import build_services
from asset_service.services.tokens import Wanted

EMAIL = "ana@studio.example"
PASSWORD = "a long enough secret"


@pytest.fixture
def ana(run):
    return run("users", "add", EMAIL, "--name", "Ana", "--password", PASSWORD)


@pytest.fixture
def services(run, ana):
    import os  # noqa: PLC0415 - what `run` has set

    built = build_services(Settings.from_env({"SECRET_KEY": "x", **os.environ}))
    yield built
    built.close()


def test_everybody_is_listed(run, services):
    services.tokens.create(services.accounts.find(EMAIL), Wanted("ci"))
    assert f"{EMAIL}\tAna\tok\t0 browsers, 1 tokens\tnot signed in" in run("users", "list").output
    (one,) = json.loads(run("users", "list", "--json").output)
    assert (one["email"], one["tokens"], one["disabled_at"]) == (EMAIL, 1, None)


def test_a_link_is_printed_and_sets_a_password(run, services):
    printed = run("users", "reset-link", EMAIL).output
    secret = re.search(r"/reset-password\?token=([\w-]+)\n$", printed)[1]
    services.resets.use(secret, "another long secret")
    assert services.sessions.sign_in(EMAIL, "another long secret")


def test_who_is_disabled_is_out_and_may_come_back(run, services):
    secret = services.sessions.sign_in(EMAIL, PASSWORD).secret
    assert run("users", "disable", EMAIL).output == f"{EMAIL} is disabled\n"
    assert services.credentials.of_session(secret) is None
    assert "\tdisabled\t" in run("users", "list").output
    run("users", "enable", EMAIL)
    assert services.sessions.sign_in(EMAIL, PASSWORD)


def test_browsers_are_shown_and_signed_out(run, services):
    agent = "Mozilla/5.0 (X11; Linux) Firefox/140.0"
    services.sessions.sign_in(EMAIL, PASSWORD, user_agent=agent, address="192.0.2.7")
    assert run("users", "sessions", EMAIL).output.startswith("Firefox on Linux\t192.0.2.7\tseen ")
    assert "1 signed out" in run("users", "sessions", EMAIL, "--end").output
    assert run("users", "sessions", EMAIL).output == ""


def test_a_subject_is_joined_by_hand(run, services, monkeypatch):
    monkeypatch.setenv("JWT_ISSUER", "https://id.example")
    monkeypatch.setenv("JWT_AUDIENCE", "assets")
    assert run("users", "link", EMAIL, "u-1").output == f"u-1 is {EMAIL}\n"


def test_films_of_who_left_are_handed_over_and_the_log_says_by_whom(run, services):
    ana = services.accounts.find(EMAIL)
    film = services.projects.create(ana, "The Lamp")
    kept = services.projects.create(ana, "Her own")
    run("users", "add", "bo@studio.example", "--name", "Bo", "--password", PASSWORD)
    hand_over = ("users", "hand-over", EMAIL, "bo@studio.example")
    told = run(*hand_over, "--project", str(film.id)).output
    assert told == f"{film.id}\tThe Lamp\n1 given to bo@studio.example\n"
    bo = services.accounts.find("bo@studio.example")
    assert [one.id for one in services.projects.list(bo)] == [film.id]
    assert services.projects.get(ana, film.id).role == "editor"
    log = run("audit", "--project", str(film.id), "--kind", "member").output.splitlines()
    assert {json.loads(line)["via"] for line in log} == {"operator"}
    assert f"{kept.id}\tHer own\n1 given" in run(*hand_over).output
    assert run(*hand_over).output == "0 given to bo@studio.example\n"
