"""What a request may still spend: each currency for itself, every limit on its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from asset_service.domain.errors import Conflict
from asset_service.domain.money import Money, totals


@dataclass(frozen=True)
class Limit:
    """`whose` is `project` or `user`, `period` is `month` or `total`.

    What is held for jobs under way counts as `spent`, and so does what nobody knows the outcome of.
    """

    whose: str
    period: str
    currency: str
    most: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        """Never below zero: a picture may cost more than was estimated."""
        return max(Decimal(0), self.most - self.spent)


def check(limits: Sequence[Limit], estimates: Iterable[Money | None]) -> None:
    """Raise Conflict unless every limit has room for all of the estimates together.

    `price_unknown` where something has no price: nobody could say whether it fits.
    `budget_currency` for money of a currency that whoever has a budget has none in.
    `budget_exceeded` names the limit that has least left.
    """
    wanted = list(estimates)
    if not limits or not wanted:
        return
    if any(one is None for one in wanted):
        raise Conflict(
            "Nobody here knows what this costs, and there is a budget: "
            "ask the operator for prices, or choose another model.",
            code="price_unknown",
        )
    for currency, amount in totals(one for one in wanted if one is not None).items():
        if amount > 0:
            _check_one(limits, currency, amount)


def _check_one(limits: Sequence[Limit], currency: str, amount: Decimal) -> None:
    for whose in ("project", "user"):
        theirs = [limit for limit in limits if limit.whose == whose]
        if theirs and not any(limit.currency == currency for limit in theirs):
            raise Conflict(
                f"This costs {currency}, and the {whose}'s budget is in another currency.",
                code="budget_currency",
                currency=currency,
            )
    tightest = min(
        (limit for limit in limits if limit.currency == currency), key=lambda limit: limit.left
    )
    if amount > tightest.left:
        of = "your monthly budget" if tightest.whose == "user" else f"the {_NAMES[tightest.period]}"
        raise Conflict(
            f"This costs about {plain(amount)} {currency}, and {of} has "
            f"{plain(tightest.left)} {currency} left.",
            code="budget_exceeded",
            budget=tightest.whose,
            period=tightest.period,
            currency=currency,
            estimate=str(amount),
            left=str(tightest.left),
        )


_NAMES = {"month": "project's monthly budget", "total": "project's budget"}


def plain(amount: Decimal) -> str:
    """Return an amount with cents; what is below a cent to the next hundredth of one."""
    exact = amount.quantize(Decimal("0.0001"), rounding=ROUND_UP)
    return f"{exact:.2f}" if exact == exact.quantize(Decimal("0.01")) else f"{exact:f}"
