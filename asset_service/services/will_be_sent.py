"""What a request would send and cost, for people to see before anything is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from asset_service.domain import budgets
from asset_service.domain.budgets import Limit
from asset_service.domain.errors import Conflict
from asset_service.domain.money import totals
from asset_service.models.asset import Asset
from asset_service.services.orders import Followed, Order
from asset_service.services.recipes import Recipe


@dataclass(frozen=True)
class Estimate:
    """What `images` pictures would cost.

    No `amount` where some have no price, which `unpriced` counts, or where they come in more
    than one currency. `providers` draw them, by name.
    """

    images: int
    amount: Decimal | None
    currency: str | None
    providers: list[str]
    unpriced: int


def estimate_of(orders: Sequence[Order]) -> Estimate:
    known = [one.estimate for one in orders if one.estimate is not None]
    sums = totals(known)
    whole = len(known) == len(orders) and len(sums) == 1
    ((currency, amount),) = sums.items() if whole else ((None, None),)
    return Estimate(
        images=len(orders),
        amount=amount,
        currency=currency,
        providers=sorted({one.facts["provider"] for one in orders}),
        unpriced=len(orders) - len(known),
    )


@dataclass(frozen=True)
class WillBeSent:
    """`refused` is the error that budgets would answer with, as its code and its words."""

    asset_id: UUID
    provider: str
    model: str
    prompt: str
    negative: str
    aspect: str
    width: int
    height: int
    options: dict[str, str]
    strength: float | None
    takes_seed: bool
    most_references: int
    references: list[Followed]
    warnings: list[str]
    estimate: Estimate
    limits: list[Limit]
    refused_code: str | None
    refused_because: str | None


def will_be_sent(
    asset: Asset, recipe: Recipe, orders: Sequence[Order], limits: Sequence[Limit]
) -> WillBeSent:
    """Trusts that there is at least one order, all alike but for their seeds."""
    first = orders[0]
    refused = _refused(recipe, orders, limits)
    return WillBeSent(
        asset_id=asset.id,
        provider=recipe.maker.provider,
        model=recipe.maker.model,
        prompt=first.facts["prompt"],
        negative=recipe.negative,
        aspect=recipe.aspect,
        width=recipe.size[0],
        height=recipe.size[1],
        options=dict(recipe.options),
        strength=first.facts["strength"],
        takes_seed=recipe.capabilities.seed,
        most_references=recipe.capabilities.max_refs,
        references=list(first.references),
        warnings=list(first.facts["warnings"]),
        estimate=estimate_of(orders),
        limits=list(limits),
        refused_code=refused.code if refused is not None else None,
        refused_because=refused.detail if refused is not None else None,
    )


def _refused(recipe: Recipe, orders: Sequence[Order], limits: Sequence[Limit]) -> Conflict | None:
    if not recipe.capabilities.paid:
        return None
    try:
        budgets.check(limits, [one.estimate for one in orders])
    except Conflict as error:
        return error
    return None
