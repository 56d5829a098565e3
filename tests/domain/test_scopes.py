from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from asset_service.domain.errors import Forbidden, Invalid
from asset_service.domain.scopes import EVERY, USUAL, Rights, Scope, check_named, check_not_more

NOW = datetime(2026, 11, 30, tzinfo=UTC)
FILM = uuid4()


@pytest.mark.parametrize("names", [[], ["admin"], ["read", "admin"], ["READ"], [""]])
def test_only_rights_that_there_are_can_be_asked_for(names):
    with pytest.raises(Invalid) as refused:
        check_named(names, None)
    assert list(refused.value.extra["errors"]) == ["scopes"]


def test_a_token_for_one_film_has_no_say_about_the_account():
    assert check_named(["read", "write"], FILM) == {Scope.READ, Scope.WRITE}
    with pytest.raises(Invalid):
        check_named(["read", "account"], FILM)


def test_the_usual_rights_are_all_but_those_over_the_account():
    assert EVERY - {Scope.ACCOUNT} == USUAL


ALL = Rights(EVERY)
SOME = Rights(frozenset({Scope.READ, Scope.ACCOUNT}), None, NOW)


@pytest.mark.parametrize(
    ("wanted", "maker"),
    [
        (ALL, ALL),
        (Rights(frozenset({Scope.READ}), None, NOW), SOME),
        (Rights(frozenset({Scope.READ}), FILM, NOW - timedelta(days=1)), SOME),
        (Rights(USUAL, FILM), ALL),
        (Rights(frozenset({Scope.READ}), FILM), Rights(EVERY, FILM)),
    ],
)
def test_a_token_makes_another_that_can_do_no_more(wanted, maker):
    check_not_more(wanted, maker)


@pytest.mark.parametrize(
    ("wanted", "maker"),
    [
        (Rights(frozenset({Scope.WRITE}), None, NOW), SOME),
        (Rights(EVERY, None, NOW), SOME),
        (Rights(frozenset({Scope.READ}), None, None), SOME),
        (Rights(frozenset({Scope.READ}), None, NOW + timedelta(seconds=1)), SOME),
        (Rights(USUAL), Rights(EVERY, FILM)),
        (Rights(USUAL, uuid4()), Rights(EVERY, FILM)),
    ],
)
def test_a_token_makes_none_that_can_do_more_or_longer(wanted, maker):
    with pytest.raises(Forbidden) as refused:
        check_not_more(wanted, maker)
    assert refused.value.code == "more_than_own"
