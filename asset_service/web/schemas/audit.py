from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain.acting import Via
from asset_service.web.schemas.fields import Count, Sent, Shown, listed

_KIND = (
    "What it was done to: account, allowance, asset, attempt, budget, export, job, library, maker, "
    "member, project, quota, scene, scene_asset, script, session, stage, style, token"
)


class AuditSchema(Shown):
    """One act. `count` rows were touched, of the subjects of `subject_ids`.

    Five subjects at most are named, as they were called then. `detail` has what changed, as
    `[before, after]`, and short facts; where there were several, what is the same of all.
    """

    id = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    user_id = fields.UUID(required=True, allow_none=True)
    user_name = fields.String(required=True)
    via = fields.String(required=True, metadata={"enum": [one.value for one in Via]})
    kind = fields.String(required=True, metadata={"description": _KIND})
    action = fields.String(required=True)
    subject_ids = fields.List(fields.UUID(), required=True)
    subject_names = fields.List(fields.String(), required=True)
    count = fields.Integer(required=True)
    detail = fields.Dict(keys=fields.String(), required=True)


class AccountLogQuerySchema(Sent):
    """`since` is part of the time, `until` is not."""

    kind = fields.String(load_default=None, validate=Length(1, 40))
    since = fields.AwareDateTime(load_default=None)
    until = fields.AwareDateTime(load_default=None)
    limit = Count(1, 200, load_default=100)
    cursor = fields.String(load_default=None, validate=Length(max=500))


class LogQuerySchema(AccountLogQuerySchema):
    """Every filter that is given must hold."""

    user_id = fields.UUID(load_default=None)
    asset_id = fields.UUID(load_default=None)


class SpaceSchema(Shown):
    """Bytes of the originals, of what is in the bin too; no limit is null.

    `owner_is_full` says that whoever owns the film has no room left in all of theirs together.
    """

    used = fields.Integer(required=True)
    most = fields.Integer(required=True, allow_none=True)
    left = fields.Integer(required=True, allow_none=True)
    is_full = fields.Boolean(required=True)
    owner_is_full = fields.Boolean(required=True)


AuditListSchema = listed(AuditSchema)
