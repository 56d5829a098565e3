from marshmallow import fields

from asset_service.web.schemas.fields import Amount, Count, Sent, Shown
from asset_service.web.schemas.jobs import LimitSchema

DAYS_MOST = 366


class CostLineSchema(Shown):
    """Amounts of one currency, null where not even that is known.

    `estimated` of the `pictures` have our estimate, since the provider did not say. `uncertain`
    is the estimate of `uncertain_jobs` whose outcome nobody knows; `unpriced` pictures have no
    amount at all.
    """

    currency = fields.String(required=True, allow_none=True)
    pictures = fields.Integer(required=True)
    spent = Amount(required=True)
    held = Amount(required=True)
    uncertain = Amount(required=True)
    uncertain_jobs = fields.Integer(required=True)
    unpriced = fields.Integer(required=True)
    estimated = fields.Integer(required=True)


class DayCostSchema(CostLineSchema):
    day = fields.Date(required=True)


class MakerCostSchema(CostLineSchema):
    provider = fields.String(required=True)
    model = fields.String(required=True)


class AssetCostSchema(CostLineSchema):
    """`asset_id` is null, and there is no name, for all that left the bin for good, together."""

    asset_id = fields.UUID(required=True, allow_none=True)
    name = fields.String(required=True)
    asset_type = fields.String(required=True)


class BudgetSchema(Shown):
    """`monthly` is for each calendar month in UTC; one of the two is set."""

    currency = fields.String(required=True)
    monthly = Amount(required=True, allow_none=True)
    total = Amount(required=True, allow_none=True)


class CostsSchema(Shown):
    """What free engines drew is not in it. `by_asset` has the dearest 50."""

    totals = fields.List(fields.Nested(CostLineSchema), required=True)
    by_day = fields.List(fields.Nested(DayCostSchema), required=True)
    by_maker = fields.List(fields.Nested(MakerCostSchema), required=True)
    by_asset = fields.List(fields.Nested(AssetCostSchema), required=True)
    budgets = fields.List(fields.Nested(BudgetSchema), required=True)
    limits = fields.List(fields.Nested(LimitSchema), required=True)


class CostsQuerySchema(Sent):
    days = Count(1, DAYS_MOST, load_default=30)


class NewBudgetSchema(Sent):
    """Both null takes the limit away."""

    monthly = fields.Decimal(required=True, allow_none=True)
    total = fields.Decimal(required=True, allow_none=True)


class BudgetsSchema(Shown):
    items = fields.List(fields.Nested(BudgetSchema), required=True)
