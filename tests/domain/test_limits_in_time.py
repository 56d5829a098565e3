"""Spans of time that hold only beside each other."""

from asset_service.domain.files import (
    CLOCK_SKEW,
    DELETE_WITHIN,
    FORGET_AFTER,
    PUT_SERVES,
    TAKE_OVER_AFTER,
)
from asset_service.domain.members import INVITATION_KEPT, INVITATION_LASTS, GivenRole
from asset_service.domain.vocabulary import Role


def test_a_collector_is_done_before_another_takes_over():
    assert DELETE_WITHIN * 2 < TAKE_OVER_AFTER < FORGET_AFTER


def test_a_row_outlasts_whoever_put_the_same_bytes_meanwhile():
    assert PUT_SERVES + TAKE_OVER_AFTER < FORGET_AFTER
    assert PUT_SERVES < CLOCK_SKEW


def test_an_address_is_kept_no_longer_than_a_month_after_its_invitation():
    assert INVITATION_LASTS < INVITATION_KEPT


def test_every_role_but_that_of_the_owner_is_given():
    assert {role.value for role in GivenRole} == {role.value for role in Role} - {"owner"}
