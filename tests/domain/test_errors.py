"""What every error carries: a stable code, words for people, and what the problem shows beside."""

import pytest

from asset_service.domain.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    TooMany,
    Unavailable,
)


def test_an_error_says_itself_and_has_the_code_of_its_kind_or_a_closer_one():
    assert str(Conflict("It is locked.")) == "It is locked."
    assert Conflict("It is locked.").code == "conflict"
    assert Conflict("It is locked.", code="stage_locked").code == "stage_locked"


def test_what_is_absent_is_named_by_its_kind_alone():
    assert (str(NotFound("asset")), NotFound().detail) == ("No such asset.", "No such resource.")


def test_the_fields_that_are_wrong_are_told_beside_anything_else():
    error = Invalid("Wrong.", fields={"name": ["Too long."]}, most=200)
    assert error.extra == {"errors": {"name": ["Too long."]}, "most": 200}
    assert Invalid("Wrong.").extra == {}


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (TooMany("Later."), 1),
        (TooMany("Later.", code="queue_full", retry_after=60), 60),
        (Unavailable("Away."), 5),
        (Unavailable("Away.", retry_after=30), 30),
    ],
)
def test_what_may_be_tried_again_says_in_how_many_seconds(error, seconds):
    assert error.retry_after == seconds


def test_every_kind_has_a_code_of_its_own():
    kinds = [DomainError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    own = [kind.__dict__["code"] for kind in kinds if "code" in kind.__dict__]
    assert len(set(own)) == len(own) > 10
