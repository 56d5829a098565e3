"""What was spent, and what may be."""

from typing import Any
from uuid import UUID

from asset_service.services.accounting import BudgetView, Costs
from asset_service.services.views.paging import Page
from asset_service.web.api.blueprint import Blueprint
from asset_service.web.context import services, user_id
from asset_service.web.schemas.costs import (
    BudgetsSchema,
    CostsQuerySchema,
    CostsSchema,
    NewBudgetSchema,
)

blueprint = Blueprint("costs", __name__, "What was spent, and what may be")

_PROJECT = "/projects/<id:project_id>"


@blueprint.route(f"{_PROJECT}/costs")
@blueprint.arguments(CostsQuerySchema, location="query")
@blueprint.response(200, CostsSchema)
def get_costs(query: dict[str, Any], project_id: UUID) -> Costs:
    """Show what was spent: by day in UTC, by provider and model, by asset."""
    return services().accounting.costs(user_id(), project_id, query["days"])


@blueprint.route(f"{_PROJECT}/budgets/<currency>", methods=["PUT"])
@blueprint.arguments(NewBudgetSchema)
@blueprint.response(200, BudgetsSchema)
def set_budget(sent: dict[str, Any], project_id: UUID, currency: str) -> Page[BudgetView]:
    """Limit what the project may spend in a currency. The owner's alone."""
    found = services().accounting.set_budget(user_id(), project_id, currency, **sent)
    return Page(found, None)
