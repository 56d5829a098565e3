import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.errors import Invalid
from asset_service.domain.paging import decode, decode_number, encode

ROW = "00000000-0000-0000-0000-000000000001"


def cursor(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def decodes_or_is_refused(text):
    try:
        at, row_id = decode(text)
    except Invalid:
        return
    assert at.tzinfo is UTC
    assert encode(at, row_id)


@given(at=st.datetimes(timezones=st.just(UTC)), row_id=st.uuids())
def test_a_cursor_leads_back_to_its_row(at, row_id):
    assert decode(encode(at, row_id)) == (at, row_id)


@given(text=st.text())
def test_any_text_is_a_cursor_or_invalid(text):
    decodes_or_is_refused(text)


@given(raw=st.binary())
def test_any_bytes_make_a_cursor_or_are_invalid(raw):
    decodes_or_is_refused(base64.urlsafe_b64encode(raw).decode())


moments = st.one_of(st.text(), st.datetimes().map(datetime.isoformat))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), moments),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=4,
)


@given(value=st.one_of(values, st.tuples(moments, st.one_of(values, st.just(ROW)))))
def test_any_json_makes_a_cursor_or_is_invalid(value):
    decodes_or_is_refused(cursor(value))


@pytest.mark.parametrize(
    "value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01"]
)
def test_a_moment_at_the_end_of_time_is_refused_or_said_in_utc(value):
    decodes_or_is_refused(cursor([value, ROW]))


def test_nesting_without_end_is_refused():
    with pytest.raises(Invalid):
        decode(base64.urlsafe_b64encode(b"[" * 100_000).decode())


def test_a_number_is_a_cursor_of_a_numbered_list():
    assert decode_number("42") == 42


@pytest.mark.parametrize("value", ["", "-1", "1.0", "1e9", "\u0663", "9" * 19, "x"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(Invalid):
        decode_number(value)


def test_the_field_is_named():
    with pytest.raises(Invalid) as caught:
        decode("nonsense")
    assert list(caught.value.extra["errors"]) == ["cursor"]
