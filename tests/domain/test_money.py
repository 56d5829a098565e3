from decimal import Decimal

import pytest

from asset_service.domain.errors import Invalid
from asset_service.domain.money import MOST, Money, clean_amount, clean_currency, totals


def test_amounts_of_two_currencies_are_never_added():
    money = [Money(Decimal(1), "USD"), Money(Decimal(2), "EUR"), Money(Decimal(3), "USD")]
    assert totals(money) == {"USD": Decimal(4), "EUR": Decimal(2)}
    assert totals([]) == {}


def test_a_currency_may_be_typed_in_small_letters():
    assert clean_currency(" usd ") == "USD"


@pytest.mark.parametrize("code", ["", "US", "USDX", "U$D", "ÄÖÜ", "12A"])
def test_what_looks_like_no_currency_is_none(code):
    with pytest.raises(Invalid) as refused:
        clean_currency(code)
    assert list(refused.value.extra["errors"]) == ["currency"]


@pytest.mark.parametrize("amount", ["0", "12.5", "0.000001", str(MOST)])
def test_a_budget_may_be_any_amount_that_is_no_nonsense(amount):
    assert clean_amount(Decimal(amount), "monthly") == Decimal(amount)


@pytest.mark.parametrize("amount", ["-0.01", "0.0000001", "10000000.01", "NaN", "Infinity", "sNaN"])
def test_nonsense_is_refused_with_its_field(amount):
    with pytest.raises(Invalid) as refused:
        clean_amount(Decimal(amount), "monthly")
    assert list(refused.value.extra["errors"]) == ["monthly"]
