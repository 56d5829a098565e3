from decimal import Decimal

import pytest

from asset_service.domain.money import Money
from asset_service.domain.pricing import (
    FREE,
    Order,
    PriceKind,
    PriceSheet,
    Usage,
    actual,
    estimate,
)

BY_SIZE = PriceSheet(
    PriceKind.IMAGES,
    per_image=Decimal("0.04"),
    by={
        "1024x1536": Decimal("0.06"),
        "high": Decimal("0.16"),
        "high 1024x1536": Decimal("0.25"),
    },
    per_reference=Decimal("0.01"),
)
BY_TOKENS = PriceSheet(
    PriceKind.TOKENS,
    text_in=Decimal(5),
    image_in=Decimal(8),
    image_out=Decimal(30),
    tokens_a_picture={"1024x1024 medium": 1000},
    tokens_a_ref=500,
)
BY_SECONDS = PriceSheet(PriceKind.SECONDS, currency="EUR", per_second=Decimal("0.002"))


def order(size=(1024, 1024), refs=0, prompt="", **options):
    return Order(prompt, size, options, refs)


@pytest.mark.parametrize(
    ("wanted", "price"),
    [
        (order(), "0.04"),
        (order(quality="low"), "0.04"),
        (order(size=(1024, 1536)), "0.06"),
        (order(quality="high"), "0.16"),
        (order(size=(1024, 1536), quality="high"), "0.25"),
        (order(size=(1024, 1536), quality="high", refs=3), "0.28"),
    ],
)
def test_the_entry_that_says_most_of_an_order_counts(wanted, price):
    assert estimate(BY_SIZE, wanted) == Money(Decimal(price), "USD")


def test_tokens_are_priced_by_the_million_and_the_text_rather_too_long():
    wanted = order(prompt="x" * 301, refs=2, quality="medium")
    assert estimate(BY_TOKENS, wanted) == Money(
        (5 * Decimal(101) + 8 * Decimal(1000) + 30 * Decimal(1000)) / 1_000_000, "USD"
    )


def test_what_the_sheet_has_no_entry_for_has_no_price():
    assert estimate(BY_TOKENS, order(quality="high")) is None
    assert estimate(PriceSheet(PriceKind.IMAGES), order()) is None
    assert estimate(BY_SECONDS, order()) is None
    assert estimate(None, order()) is None


def test_local_engines_are_free_before_and_after():
    assert estimate(FREE, order()) == actual(FREE, order(), None) == Money(Decimal(0), "USD")


def test_what_was_counted_is_what_it_cost():
    usage = Usage(text_tokens=100, image_tokens=400, output_tokens=2000)
    assert actual(BY_TOKENS, order(), usage) == Money(Decimal("0.0637"), "USD")
    assert actual(BY_SECONDS, order(), Usage(seconds=Decimal("3.5"))) == Money(
        Decimal("0.007"), "EUR"
    )


def test_without_a_count_nobody_can_tell():
    assert actual(BY_TOKENS, order(quality="medium"), None) is None
    assert actual(BY_TOKENS, order(), Usage(text_tokens=5)) is None
    assert actual(BY_SECONDS, order(), Usage()) is None
    assert actual(None, order(), Usage(output_tokens=5)) is None


def test_a_price_by_the_picture_is_known_before_and_stays():
    assert actual(BY_SIZE, order(quality="high"), Usage(output_tokens=9)) == estimate(
        BY_SIZE, order(quality="high")
    )


def test_an_estimate_by_the_second_needs_to_know_how_long():
    known = PriceSheet(
        PriceKind.SECONDS, per_second=Decimal("0.001"), seconds_a_picture=Decimal(12)
    )
    assert estimate(known, order()) == Money(Decimal("0.012"), "USD")


@pytest.mark.parametrize("tokens", [10**13, 10**30])
def test_a_count_that_costs_more_than_the_ledger_holds_tells_nothing(tokens):
    assert actual(BY_TOKENS, order(), Usage(output_tokens=tokens)) is None


def test_amounts_are_rounded_up_to_a_millionth():
    tiny = PriceSheet(PriceKind.IMAGES, per_image=Decimal("0.00000011"))
    assert estimate(tiny, order()) == Money(Decimal("0.000001"), "USD")
