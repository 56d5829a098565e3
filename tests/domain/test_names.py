# ruff: noqa: RUF001 -- letters that only look different are the point of one case
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.names import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MARA VOSS", "Mara Voss"),
        ("  Mara \t Voss\n", "mara voss"),
        ("ÉLODIE", "E\u0301lodie"),
        ("МАША", "маша"),
        ("STRASSE", "straße"),
        ("ＭＡＲＡ", "mara"),
        ("ﬁn", "FIN"),
        ("Old\u00a0Tom", "old tom"),
    ],
)
def test_spellings_people_take_for_one_name_fold_together(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Ann", "Anna"), ("Elodie", "Élodie"), ("TOM", "TIM")])
def test_different_names_stay_apart(one, other):
    assert fold(one) != fold(other)


def test_a_name_of_spaces_folds_to_nothing():
    assert fold(" \t\n") == ""


@given(st.text())
def test_folding_twice_changes_nothing(name):
    assert fold(fold(name)) == fold(name)


@given(st.text())
def test_a_folded_name_has_single_inner_spaces(name):
    assert fold(name) == " ".join(fold(name).split())
