"""Amounts of money, each in one currency; amounts of two currencies are never added."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from asset_service.domain.errors import Invalid

CURRENCY = r"^[A-Z]{3}$"
"""What an ISO 4217 code looks like."""

MOST = Decimal(10_000_000)
"""What a budget may be at most, and a picture cost; the columns hold ten times as much."""


@dataclass(frozen=True)
class Money:
    """`currency` is an ISO 4217 code; `amount` is in its main unit, dollars and not cents."""

    amount: Decimal
    currency: str


def totals(amounts: Iterable[Money]) -> dict[str, Decimal]:
    """Return the sum of each currency."""
    found: dict[str, Decimal] = {}
    for money in amounts:
        found[money.currency] = found.get(money.currency, Decimal(0)) + money.amount
    return found


def clean_currency(value: str) -> str:
    """Return the code in capitals; raises Invalid for what looks like none."""
    code = value.strip().upper()
    if re.fullmatch(CURRENCY, code) is None or not code.isascii():
        message = "Must be three letters like USD."
        raise Invalid("That is no currency.", fields={"currency": [message]})
    return code


def clean_amount(amount: Decimal, field: str) -> Decimal:
    """Return what a budget may be; raises Invalid."""
    if not (amount.is_finite() and 0 <= amount <= MOST and amount == round(amount, 6)):
        message = f"Must be between 0 and {MOST:,}, with six digits behind the point at most."
        raise Invalid("That is no amount.", fields={field: [message]})
    return amount
