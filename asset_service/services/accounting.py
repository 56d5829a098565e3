"""What a project spent, on what, and what it may spend.

Trusts `user_id` as authenticated. Every member sees the money; only the owner sets budgets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from asset_service.domain.budgets import Limit
from asset_service.domain.errors import Forbidden
from asset_service.domain.money import clean_amount, clean_currency
from asset_service.domain.vocabulary import Role
from asset_service.ports.clock import Clock
from asset_service.services import spending
from asset_service.store import charges, projects
from asset_service.store.charges import Sum
from asset_service.store.work import Database

DAYS = 30
ASSETS = 50


@dataclass(frozen=True)
class CostLine:
    """What belongs together, in one currency, None where not even that is known.

    `pictures` were paid; `spent` is what they came to, of which `estimated` pictures by our
    estimate, since the provider did not say. `held` is for jobs under way, `uncertain` is the
    estimate of `uncertain_jobs` jobs of which nobody knows the outcome. `unpriced` counts pictures
    of which no amount is known at all.
    """

    currency: str | None
    pictures: int
    spent: Decimal
    held: Decimal
    uncertain: Decimal
    uncertain_jobs: int
    unpriced: int
    estimated: int


@dataclass(frozen=True)
class DayCost(CostLine):
    day: date


@dataclass(frozen=True)
class MakerCost(CostLine):
    provider: str
    model: str


@dataclass(frozen=True)
class AssetCost(CostLine):
    """`asset_id` is None for all that left the bin for good, together."""

    asset_id: UUID | None
    name: str
    asset_type: str


@dataclass(frozen=True)
class BudgetView:
    """`monthly` is for each calendar month in UTC; one of the two is set."""

    currency: str
    monthly: Decimal | None
    total: Decimal | None


@dataclass(frozen=True)
class Costs:
    """`totals` is a line for each currency. Days are UTC's, the newest first, none without cost.

    `by_asset` has the dearest only.
    """

    totals: list[CostLine]
    by_day: list[DayCost]
    by_maker: list[MakerCost]
    by_asset: list[AssetCost]
    budgets: list[BudgetView]
    limits: list[Limit]


class Accounting:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def costs(self, user_id: UUID, project_id: UUID, days: int = DAYS) -> Costs:
        """Return what was spent, by day for so many days, and over all time otherwise."""
        since = self._clock.now().date() - timedelta(days=days - 1)
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            by_asset = charges.by_asset(work.session, project_id, ASSETS)
            ids = [one.key for one in by_asset if one.key is not None]
            names = charges.names(work.session, project_id, ids)
            return Costs(
                totals=[CostLine(*_facts(one)) for one in charges.whole(work.session, project_id)],
                by_day=[
                    DayCost(*_facts(one), one.key)
                    for one in charges.by_day(work.session, project_id, since)
                ],
                by_maker=[
                    MakerCost(*_facts(one), *one.key)
                    for one in charges.by_maker(work.session, project_id)
                ],
                by_asset=[_of_asset(one, names) for one in by_asset],
                budgets=[
                    BudgetView(one.currency, one.monthly, one.total)
                    for one in charges.budgets(work.session, project_id)
                ],
                limits=spending.limits_for_reading(work, project_id),
            )

    def set_budget(
        self,
        user_id: UUID,
        project_id: UUID,
        currency: str,
        *,
        monthly: Decimal | None,
        total: Decimal | None,
    ) -> list[BudgetView]:
        """Limit what the project may spend in a currency; nothing at all takes the limit away.

        What is under way already is not stopped. Raises Invalid; Forbidden unless the owner.
        """
        currency = clean_currency(currency)
        amounts = {"monthly": monthly, "total": total}
        for name, amount in amounts.items():
            amounts[name] = clean_amount(amount, name) if amount is not None else None
        with self._database.as_user(user_id) as work:
            _, role = projects.with_role(work.session, user_id, project_id)
            if role != Role.OWNER:
                raise Forbidden("Only the owner of the project sets what it may spend.")
            projects.for_change(work.session, user_id, project_id)
            charges.set_budget(work.session, project_id, currency, **amounts)
            found = charges.budgets(work.session, project_id)
            work.commit()
            return [BudgetView(one.currency, one.monthly, one.total) for one in found]


class Allowances:
    """What people may spend in a month, set by operators: as the maintenance role."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, user_id: UUID, currency: str, monthly: Decimal | None) -> None:
        """Set the limit of a person, None takes it away. Raises Invalid."""
        currency = clean_currency(currency)
        if monthly is not None:
            monthly = clean_amount(monthly, "monthly")
        with self._database.as_nobody() as work:
            charges.set_user_budget(work.session, user_id, currency, monthly)
            work.commit()

    def list(self, user_id: UUID) -> Sequence[tuple[str, Decimal]]:
        with self._database.as_nobody() as work:
            return [
                (one.currency, one.monthly) for one in charges.my_budgets(work.session, user_id)
            ]


def _of_asset(one: Sum, names: Mapping[UUID, tuple[str, str]]) -> AssetCost:
    """Without a name it is gone, if only since the sums were read."""
    there = one.key if one.key in names else None
    return AssetCost(*_facts(one), there, *names.get(one.key, ("", "")))


def _facts(one: Sum) -> tuple[str | None, int, Decimal, Decimal, Decimal, int, int, int]:
    return (
        one.currency,
        one.pictures,
        one.spent,
        one.held,
        one.uncertain,
        one.uncertain_jobs,
        one.unpriced,
        one.estimated,
    )
