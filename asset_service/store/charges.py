"""The ledger: what jobs hold and what they came to. Rows are added here, a trigger settles them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, cast, delete, func, null, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from asset_service.models.asset import Asset
from asset_service.models.charge import Charge
from asset_service.models.project_budget import ProjectBudget
from asset_service.models.user_budget import UserBudget

MONTH = func.date_trunc("month", func.now(), "UTC")
"""When the month began, in UTC and by the database's clock."""
COUNTS = func.coalesce(Charge.amount, Charge.held, 0)
"""What of a charge counts as spent: what it came to, else what is held for it."""


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Hold what jobs may cost, in one statement."""
    if rows:
        session.execute(insert(Charge), list(rows))


def hold_budgets(session: Session, project_id: UUID) -> list[ProjectBudget]:
    """Lock and return the project's budgets: two requests do not each find the same room."""
    return list(
        session.scalars(
            select(ProjectBudget)
            .where(ProjectBudget.project_id == project_id)
            .order_by(ProjectBudget.currency)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def budgets(session: Session, project_id: UUID) -> list[ProjectBudget]:
    return list(
        session.scalars(
            select(ProjectBudget)
            .where(ProjectBudget.project_id == project_id)
            .order_by(ProjectBudget.currency)
            .execution_options(populate_existing=True)
        )
    )


def my_budgets(session: Session, user_id: UUID) -> list[UserBudget]:
    return list(
        session.scalars(
            select(UserBudget).where(UserBudget.user_id == user_id).order_by(UserBudget.currency)
        )
    )


def my_spending(session: Session) -> dict[str, Decimal]:
    """Return what the user of this work spent this month, by currency, and lock it.

    In projects that they left too, which their policies hide.
    """
    found = session.execute(
        text("select currency, amount from app.my_spending(date_trunc('month', now(), 'UTC'))")
    )
    return {row.currency: row.amount for row in found}


def set_budget(
    session: Session,
    project_id: UUID,
    currency: str,
    *,
    monthly: Decimal | None,
    total: Decimal | None,
) -> None:
    """Write the project's budget in a currency, or take it away when both are None."""
    if monthly is None and total is None:
        session.execute(
            delete(ProjectBudget).where(
                ProjectBudget.project_id == project_id, ProjectBudget.currency == currency
            )
        )
        return
    facts = {"monthly": monthly, "total": total}
    row = insert(ProjectBudget).values(project_id=project_id, currency=currency, **facts)
    session.execute(
        row.on_conflict_do_update(index_elements=["project_id", "currency"], set_=facts)
    )


def set_user_budget(
    session: Session, user_id: UUID, currency: str, monthly: Decimal | None
) -> None:
    """Write what a person may spend in a month, or take the limit away."""
    if monthly is None:
        session.execute(
            delete(UserBudget).where(UserBudget.user_id == user_id, UserBudget.currency == currency)
        )
        return
    row = insert(UserBudget).values(user_id=user_id, currency=currency, monthly=monthly)
    session.execute(
        row.on_conflict_do_update(index_elements=["user_id", "currency"], set_={"monthly": monthly})
    )


@dataclass(frozen=True)
class Spent:
    """In one currency; `month` is of this calendar month in UTC, `total` of all time."""

    month: Decimal
    total: Decimal


NOTHING = Spent(Decimal(0), Decimal(0))


def of_project(session: Session, project_id: UUID) -> dict[str, Spent]:
    """Return what counts as spent, by currency."""
    this_month = Charge.created_at >= MONTH
    found = session.execute(
        select(
            Charge.currency,
            func.coalesce(func.sum(COUNTS).filter(this_month), 0),
            func.sum(COUNTS),
        )
        .where(Charge.project_id == project_id, Charge.currency.is_not(None))
        .group_by(Charge.currency)
    )
    return {currency or "": Spent(month, total) for currency, month, total in found}


@dataclass(frozen=True)
class Sum:
    """What belongs together: `pictures` that were paid, and amounts by what became of them.

    `held` is for jobs under way, `uncertain` for outcomes that nobody knows; `unpriced` counts
    those of which no amount is known at all. `estimated` counts those where the provider did
    not say what it charged.
    """

    key: Any
    currency: str | None
    pictures: int
    spent: Decimal
    held: Decimal
    uncertain: Decimal
    uncertain_jobs: int
    unpriced: int
    estimated: int


def whole(session: Session, project_id: UUID) -> list[Sum]:
    """Return a sum for each currency, of all time; its key says nothing."""
    return _sums(session, null(), Charge.project_id == project_id)


def by_day(session: Session, project_id: UUID, since: date) -> list[Sum]:
    """Return a sum for each day in UTC and currency, the newest day first."""
    day = cast(func.timezone("UTC", Charge.created_at), Date)
    return _sums(session, day, Charge.project_id == project_id, day >= since, newest=True)


def by_maker(session: Session, project_id: UUID) -> list[Sum]:
    """Return a sum for each provider and model, as `(provider, model)`, the dearest first."""
    pair = func.jsonb_build_array(Charge.provider, Charge.model)
    return _sums(session, pair, Charge.project_id == project_id)


def by_asset(session: Session, project_id: UUID, most: int) -> list[Sum]:
    """Return a sum for each asset, also one in the bin, as its id: the dearest `most`.

    What was spent on those that left the bin for good is one sum, as None.
    """
    return _sums(session, Charge.asset_id.expression, Charge.project_id == project_id, most=most)


def names(session: Session, project_id: UUID, ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return name and type of assets, from the bin too."""
    found = session.execute(
        select(Asset.id, Asset.name, Asset.type).where(
            Asset.project_id == project_id, Asset.id.in_(list(ids))
        )
    )
    return {row.id: (row.name, row.type) for row in found}


def _sums(
    session: Session,
    key: ColumnElement[Any],
    *which: ColumnElement[bool],
    newest: bool = False,
    most: int = 1000,
) -> list[Sum]:
    spent = func.coalesce(func.sum(Charge.amount).filter(Charge.state == "spent"), 0)
    held = func.coalesce(func.sum(Charge.held).filter(Charge.state == "held"), 0)
    uncertain = func.coalesce(func.sum(Charge.held).filter(Charge.state == "unknown"), 0)
    first = text("1 desc") if newest else func.sum(COUNTS).desc()
    found = session.execute(
        select(
            key.label("key"),
            Charge.currency,
            func.count().filter(Charge.state == "spent"),
            spent,
            held,
            uncertain,
            func.count().filter(Charge.state == "unknown"),
            func.count().filter(
                Charge.state.in_(("spent", "unknown")),
                Charge.amount.is_(None),
                Charge.held.is_(None),
            ),
            func.count().filter(Charge.estimated),
        )
        .where(*which, Charge.state != "released")
        .group_by(text("1"), Charge.currency)
        .order_by(first, text("1"), Charge.currency)
        .limit(most)
    )
    return [Sum(*row) for row in found]
