from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain.reshaping import Describing
from asset_service.domain.vocabulary import BinKind
from asset_service.services.merging import ABSORBED_MOST
from asset_service.web.schemas.assets import AssetSchema
from asset_service.web.schemas.attempts import AttemptSchema
from asset_service.web.schemas.fields import (
    Count,
    Flag,
    LongText,
    Name,
    Sent,
    Shown,
    Word,
    listed,
    scene_numbers,
)
from asset_service.web.schemas.styles import ClearedGroupSchema

KINDS = {"enum": ["merge", "split"]}
_MOST_ATTEMPTS = 4
_LEFT_OUT = {
    "enum": [
        "asset_binned",
        "attempt_in_use",
        "edited",
        "name_taken",
        "picture_in_scene",
        "scene_edited",
        "scene_gone",
    ]
}


class MergeSchema(Sent):
    """`absorbed_ids` go into the survivor; in a scene where several are, the first one counts.

    `attempt_ids` are attempts of theirs that come along as copies, as many as there is room for
    beside the survivor's; `selected_id`, of all of these, is in use afterwards. `dry_run` answers
    what the merge would do and changes nothing.
    """

    survivor_id = fields.UUID(required=True)
    absorbed_ids = fields.List(
        fields.UUID(), required=True, validate=Length(min=1, max=ABSORBED_MOST)
    )
    name = Name(load_default=None, allow_none=True)
    describing = Word(Describing, load_default=Describing.SURVIVOR)
    description = LongText(load_default="")
    attempt_ids = fields.List(fields.UUID(), load_default=list, validate=Length(max=_MOST_ATTEMPTS))
    selected_id = fields.UUID(load_default=None, allow_none=True)
    dry_run = Flag(load_default=False)


class SplitSchema(Sent):
    """The variant's name, and those scenes of the asset that go to it: some, and not all."""

    name = Name(required=True)
    scene_numbers = scene_numbers(required=True)
    dry_run = Flag(load_default=False)


class NamedAssetSchema(Shown):
    asset_id = fields.UUID(required=True)
    name = fields.String(required=True)


class NotPutBackSchema(Shown):
    """`name` of an asset or a field, `number` of an attempt or a scene."""

    code = fields.String(required=True, metadata=_LEFT_OUT)
    name = fields.String(required=True)
    number = fields.Integer(required=True, allow_none=True)


class ReshapeSchema(Shown):
    """`asset` survived the merge, or was split; once undone, `left_out` is what stayed."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, metadata=KINDS)
    asset = fields.Nested(NamedAssetSchema, required=True)
    absorbed = fields.List(fields.Nested(NamedAssetSchema), required=True)
    variant = fields.Nested(NamedAssetSchema, required=True, allow_none=True)
    created_by = fields.UUID(required=True)
    created_at = fields.AwareDateTime(required=True)
    undone_at = fields.AwareDateTime(required=True, allow_none=True)
    left_out = fields.List(fields.Nested(NotPutBackSchema), required=True)


class ReshapedSchema(Shown):
    """`attempts` and `scene_assets` count what was copied."""

    reshape = fields.Nested(ReshapeSchema, required=True)
    asset = fields.Nested(AssetSchema, required=True)
    variant = fields.Nested(AssetSchema, required=True, allow_none=True)
    attempts = fields.Integer(required=True)
    scene_assets = fields.Integer(required=True)
    dry_run = fields.Boolean(required=True)


class ReshapeQuerySchema(Sent):
    limit = Count(1, 200, load_default=100)
    cursor = fields.String(load_default=None, validate=Length(max=500))


class BinQuerySchema(ReshapeQuerySchema):
    """`name` is a part of the name of the asset."""

    kind = Word(BinKind, load_default=None)
    name = fields.String(load_default="", validate=Length(max=200))


class BinnedAttemptSchema(Shown):
    """`held`: the locked stage holds it. One of a scene is restored there."""

    attempt = fields.Nested(AttemptSchema, required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    held = fields.Boolean(required=True)
    scene_id = fields.UUID(required=True, allow_none=True)
    scene_number = fields.Integer(required=True, allow_none=True)


class BinEntrySchema(Shown):
    """Of `asset`, `attempt`, `cleared` and `reshape` the one that `kind` says is there."""

    kind = fields.String(required=True, metadata={"enum": [kind.value for kind in BinKind]})
    at = fields.AwareDateTime(required=True)
    until = fields.AwareDateTime(required=True)
    by = fields.UUID(required=True, allow_none=True)
    asset = fields.Nested(AssetSchema, required=True, allow_none=True)
    scenes = fields.Integer(required=True, allow_none=True)
    attempt = fields.Nested(BinnedAttemptSchema, required=True, allow_none=True)
    cleared = fields.Nested(ClearedGroupSchema, required=True, allow_none=True)
    reshape = fields.Nested(ReshapeSchema, required=True, allow_none=True)


ReshapeListSchema = listed(ReshapeSchema)
BinListSchema = listed(BinEntrySchema)
