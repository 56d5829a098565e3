"""What a picture costs by a provider's price sheet: before it is made, and after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_UP, Decimal
from enum import StrEnum
from typing import TypeVar

from asset_service.domain.money import MOST, Money

T = TypeVar("T")

SMALLEST = Decimal("0.000001")
"""What amounts are rounded to, upwards: a millionth of the currency's unit."""
MILLION = Decimal(1_000_000)
CHARACTERS_A_TOKEN = 3
"""Few, so that an estimate is rather too high; English has about four."""


class PriceKind(StrEnum):
    FREE = "free"  # local engines and the placeholder
    IMAGES = "images"
    TOKENS = "tokens"
    SECONDS = "seconds"


@dataclass(frozen=True)
class Usage:
    """What a provider counted for one request; None where it does not say.

    `text_tokens` and `image_tokens` went in, `output_tokens` came out as pictures and
    `text_output_tokens` as words, thoughts among them; `seconds` is the time that it charges for.
    """

    text_tokens: int | None = None
    image_tokens: int | None = None
    output_tokens: int | None = None
    seconds: Decimal | None = None
    text_output_tokens: int | None = None


@dataclass(frozen=True)
class PriceSheet:
    """The prices of one model.

    `per_image` is the price of a picture where no entry of `by` names its size or options: the
    keys of `by` are words like `1024x1024`, `high`, or both as `high 1024x1024`, and the longest
    that fits counts. Tokens are priced by the million; `tokens_a_picture` has, with keys like
    those of `by`, the tokens that come out for one picture, `tokens_a_ref` those of a reference.
    `seconds_a_picture` is what a picture takes where time is charged. `as_of` says which day's
    prices these are.
    """

    kind: PriceKind
    currency: str = "USD"
    as_of: str = ""
    per_image: Decimal | None = None
    by: Mapping[str, Decimal] = field(default_factory=dict)
    per_reference: Decimal = Decimal(0)
    text_in: Decimal = Decimal(0)
    image_in: Decimal = Decimal(0)
    image_out: Decimal = Decimal(0)
    tokens_a_picture: Mapping[str, int] = field(default_factory=dict)
    tokens_a_ref: int = 0
    per_second: Decimal = Decimal(0)
    seconds_a_picture: Decimal | None = None
    text_out: Decimal = Decimal(0)


FREE = PriceSheet(PriceKind.FREE)


@dataclass(frozen=True)
class Order:
    """What of one request its price depends on; `options` are the words that were chosen."""

    prompt: str
    size: tuple[int, int]
    options: Mapping[str, str] = field(default_factory=dict)
    refs: int = 0


def estimate(sheet: PriceSheet | None, order: Order) -> Money | None:
    """Return what one picture will cost, rather too much than too little; None if unknown."""
    amount = None if sheet is None else _ESTIMATES[sheet.kind](sheet, order)
    return None if sheet is None or amount is None else _money(sheet, amount)


def actual(sheet: PriceSheet | None, order: Order, usage: Usage | None) -> Money | None:
    """Return what a picture that was made did cost, None if that cannot be told.

    By what the provider counted where the sheet prices that.
    """
    if sheet is None or sheet.kind in _KNOWN_BEFORE:
        return estimate(sheet, order)
    amount = None if usage is None else _counted(sheet, usage)
    return None if amount is None else _money(sheet, amount)


def _counted(sheet: PriceSheet, usage: Usage) -> Decimal | None:
    if sheet.kind is PriceKind.SECONDS:
        return None if usage.seconds is None else sheet.per_second * usage.seconds
    if usage.output_tokens is None:
        return None
    went_in = sheet.text_in * (usage.text_tokens or 0) + sheet.image_in * (usage.image_tokens or 0)
    words = sheet.text_out * (usage.text_output_tokens or 0)
    return (went_in + words + sheet.image_out * usage.output_tokens) / MILLION


def _free(sheet: PriceSheet, order: Order) -> Decimal:  # noqa: ARG001 - whatever is ordered
    return Decimal(0)


def _by_picture(sheet: PriceSheet, order: Order) -> Decimal | None:
    price = _fitting(sheet.by, order)
    price = sheet.per_image if price is None else price
    return None if price is None else price + sheet.per_reference * order.refs


def _by_tokens(sheet: PriceSheet, order: Order) -> Decimal | None:
    out = _fitting(sheet.tokens_a_picture, order)
    if out is None:
        return None
    text = -(-len(order.prompt) // CHARACTERS_A_TOKEN)
    went_in = sheet.text_in * text + sheet.image_in * sheet.tokens_a_ref * order.refs
    return (went_in + sheet.image_out * out) / MILLION


def _by_seconds(sheet: PriceSheet, order: Order) -> Decimal | None:  # noqa: ARG001 - as above
    seconds = sheet.seconds_a_picture
    return None if seconds is None else sheet.per_second * seconds


_ESTIMATES: Mapping[PriceKind, Callable[[PriceSheet, Order], Decimal | None]] = {
    PriceKind.FREE: _free,
    PriceKind.IMAGES: _by_picture,
    PriceKind.TOKENS: _by_tokens,
    PriceKind.SECONDS: _by_seconds,
}
_KNOWN_BEFORE = frozenset({PriceKind.FREE, PriceKind.IMAGES})


def _fitting(table: Mapping[str, T], order: Order) -> T | None:
    """Return the entry whose words all say what was ordered; the one with most words counts."""
    words = {f"{order.size[0]}x{order.size[1]}", *order.options.values()}
    fits = [key for key in table if set(key.split()) <= words]
    return table[max(fits, key=lambda key: (len(key.split()), key))] if fits else None


def _money(sheet: PriceSheet, amount: Decimal) -> Money | None:
    # What a server counted may be any number, and the ledger holds no more: it cannot be told.
    if amount > MOST:
        return None
    return Money(amount.quantize(SMALLEST, rounding=ROUND_UP), sheet.currency)
