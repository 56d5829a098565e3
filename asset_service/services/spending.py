"""Money before it is spent: what a request would cost is held, or the request is refused.

Nothing is held twice: a charge has its job's id. It is settled by the database when the job ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from asset_service.domain import budgets
from asset_service.domain.budgets import Limit
from asset_service.domain.money import Money
from asset_service.models.job import Job
from asset_service.models.project_budget import ProjectBudget
from asset_service.store import charges
from asset_service.store.work import Work


@dataclass(frozen=True)
class Purse:
    """The limits that hold for one request, locked until its transaction ends."""

    limits: Sequence[Limit]


NO_LIMITS = Purse(())


def open_purse(work: Work, project_id: UUID) -> Purse:
    """Lock what limits the request: the project's budgets, then the user's own.

    Trusts that the caller holds the project's row and locks no asset before this.
    """
    return Purse(limits(work, project_id, charges.hold_budgets(work.session, project_id)))


def limits_for_reading(work: Work, project_id: UUID) -> list[Limit]:
    """Return the limits as they are now, without holding anything."""
    return limits(work, project_id, charges.budgets(work.session, project_id))


def hold(work: Work, purse: Purse, jobs: Sequence[Job], estimates: Sequence[Money | None]) -> None:
    """Hold the estimate of each paid job, given in the order of the jobs.

    Raises Conflict as `budgets.check` does; the caller then writes nothing at all.
    """
    wanted = [(job, money) for job, money in zip(jobs, estimates, strict=True) if job.paid]
    budgets.check(purse.limits, [money for _, money in wanted])
    charges.add(
        work.session,
        [
            {
                "job_id": job.id,
                "project_id": job.project_id,
                "asset_id": job.asset_id,
                "requested_by": job.requested_by,
                "provider": job.provider,
                "model": job.model,
                "held": money.amount if money is not None else None,
                "currency": money.currency if money is not None else None,
            }
            for job, money in wanted
        ],
    )


def limits(work: Work, project_id: UUID, set_here: Sequence[ProjectBudget]) -> list[Limit]:
    """Return what may be spent and what is spent of it; no statement where nothing is set."""
    found: list[Limit] = []
    if set_here:
        spent = charges.of_project(work.session, project_id)
        for budget in set_here:
            of = spent.get(budget.currency, charges.NOTHING)
            if budget.monthly is not None:
                found.append(Limit("project", "month", budget.currency, budget.monthly, of.month))
            if budget.total is not None:
                found.append(Limit("project", "total", budget.currency, budget.total, of.total))
    mine = charges.my_budgets(work.session, work.user_id)
    if mine:
        spending = charges.my_spending(work.session)
        found += [
            Limit("user", "month", one.currency, one.monthly, spending.get(one.currency, _NONE))
            for one in mine
        ]
    return found


_NONE = charges.NOTHING.month
