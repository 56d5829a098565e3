import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.tables import cell, row

pytestmark = pytest.mark.promise("B62")

LINE = st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("Mara = Voss", "Mara = Voss"),
        (-1, "-1"),
        (Decimal("0.04"), "0.04"),
        (None, ""),
        (True, "yes"),
        (False, "no"),
    ],
)
def test_nothing_that_somebody_wrote_is_run_as_a_formula(value, text):
    assert cell(value) == text


@given(LINE.filter(len))
def test_a_row_is_read_back_as_it_was_but_for_apostrophes(values):
    (read,) = list(csv.reader(io.StringIO(row(values), newline="")))
    assert read == [cell(value) for value in values]
