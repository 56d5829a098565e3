from decimal import Decimal

import pytest

from asset_service.domain.budgets import Limit, check, plain
from asset_service.domain.errors import Conflict
from asset_service.domain.money import Money


def usd(amount):
    return Money(Decimal(amount), "USD")


def limit(most, spent="0", whose="project", period="month", currency="USD"):
    return Limit(whose, period, currency, Decimal(most), Decimal(spent))


def refusal(limits, estimates):
    with pytest.raises(Conflict) as refused:
        check(limits, estimates)
    return refused.value


def test_without_a_limit_everything_fits():
    check([], [usd(1000), None])


def test_what_fits_exactly_fits():
    check([limit(10, spent="9.96")], [usd("0.02"), usd("0.02")])


def test_all_of_a_request_must_fit_together():
    error = refusal([limit(10, spent="9.96")], [usd("0.02"), usd("0.03")])
    assert error.code == "budget_exceeded"
    assert error.extra["left"] == "0.04"
    assert error.extra["estimate"] == "0.05"


def test_the_limit_with_least_left_is_the_one_that_is_named():
    limits = [limit(10), limit(20, spent="19.99", period="total"), limit(5, whose="user")]
    error = refusal(limits, [usd(1)])
    assert (error.extra["budget"], error.extra["period"]) == ("project", "total")
    assert "the project's budget has 0.01 USD left" in error.detail


def test_ones_own_limit_counts_as_well():
    error = refusal([limit(10), limit(1, spent="2", whose="user")], [usd(1)])
    assert error.extra["budget"] == "user"
    assert "your monthly budget has 0.00 USD left" in error.detail


def test_what_has_no_price_is_not_bought_on_a_budget():
    assert refusal([limit(10)], [usd(1), None]).code == "price_unknown"


def test_another_currency_than_the_budgets_is_refused():
    error = refusal([limit(10, currency="EUR")], [usd(1)])
    assert (error.code, error.extra["currency"]) == ("budget_currency", "USD")


def test_a_budget_of_ones_own_in_another_currency_is_no_way_around():
    limits = [limit(10), limit(5, whose="user", currency="EUR")]
    assert refusal(limits, [usd(1)]).code == "budget_currency"


def test_what_is_free_fits_whatever_the_budget():
    check([limit(0, spent="3"), limit(0, currency="EUR")], [usd(0)])


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0.04", "0.04"),
        ("12", "12.00"),
        ("0.00415", "0.0042"),
        ("0.633525", "0.6336"),
        ("0.5", "0.50"),
    ],
)
def test_amounts_are_said_with_cents_and_what_is_below(amount, said):
    assert plain(Decimal(amount)) == said
