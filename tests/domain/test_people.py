"""Which addresses and passwords are taken, and when two addresses are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.errors import Invalid
from asset_service.domain.people import (
    EMAIL_MOST,
    NOWHERE,
    PASSWORD_LEAST,
    PASSWORD_MOST,
    check_password,
    clean_email,
    fold_email,
)


@pytest.mark.parametrize(
    "value", ["ada@example.com", "ada+films@mail.example.co.uk", "ada@localhost", "åda@exämple.de"]
)
def test_an_address_is_kept_as_it_was_written(value):
    assert clean_email(f"  {value}\n") == value


@pytest.mark.parametrize(
    "value",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@b@example.com",
        "a da@example.com",
        "Ada <ada@example.com>",
        "ada@example..com",
        "ada@exam\u200bple.com",
        "ad\u200ba@example.com",
        "ad\ud800a@example.com",
        "ad\x07a@example.com",
        "ada@example.com\r\nBcc: eve@example.com",
        f"{'a' * 65}@example.com",
        f"ada@{'e' * EMAIL_MOST}.com",
        f"somebody@{NOWHERE}",
        f"somebody@{NOWHERE.upper()}",
    ],
)
def test_what_no_mail_can_be_sent_to_is_no_address(value):
    with pytest.raises(Invalid) as caught:
        clean_email(value)
    assert set(caught.value.extra["errors"]) == {"email"}


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_looked_for_and_an_address_is_found_in_any_case(value):
    fold_email(value)
    assert fold_email("ADA@Example.com") == fold_email("ada@example.COM")


@pytest.mark.parametrize("length", [PASSWORD_LEAST, PASSWORD_MOST])
def test_a_password_of_any_characters_that_is_long_enough_is_taken(length):
    check_password("ß" * length)


@pytest.mark.parametrize(
    "value", ["", "x" * (PASSWORD_LEAST - 1), "x" * (PASSWORD_MOST + 1), "\ud800" * PASSWORD_LEAST]
)
def test_a_password_that_is_short_long_or_unsayable_is_refused_by_the_name_of_its_field(value):
    with pytest.raises(Invalid) as caught:
        check_password(value, "new_password")
    assert set(caught.value.extra["errors"]) == {"new_password"}
