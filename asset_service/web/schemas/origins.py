from marshmallow import fields

from asset_service.web.schemas.attempts import AttemptSchema
from asset_service.web.schemas.fields import Flag01, Sent, Shown, SourceCode


class ExportQuerySchema(Sent):
    include_prompt = Flag01(load_default=False)


class FollowedSchema(Shown):
    sha256 = fields.String(required=True)
    role = fields.String(required=True, metadata={"enum": ["identity", "style"]})
    name = fields.String(required=True)


class MadeSchema(Shown):
    """How the picture was asked for; `warnings` say what of it the provider did not heed."""

    aspect = fields.String(required=True)
    width = fields.Integer(required=True, allow_none=True)
    height = fields.Integer(required=True, allow_none=True)
    negative = fields.String(required=True)
    options = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    references = fields.List(fields.Nested(FollowedSchema), required=True)
    warnings = fields.List(fields.String(), required=True)
    request_id = fields.String(required=True)
    asked_at = fields.AwareDateTime(required=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)


class MarkingSchema(Shown):
    """What a marked copy has; `why` it has nothing."""

    metadata = fields.Boolean(required=True)
    signed = fields.Boolean(required=True)
    why = fields.String(required=True, metadata={"enum": ["", "signed", "nothing_known"]})


class ActionSchema(Shown):
    action = fields.String(required=True)
    source_type = fields.String(required=True)
    agent = fields.String(required=True)
    when = fields.String(required=True)


class IngredientSchema(Shown):
    title = fields.String(required=True)
    relationship = fields.String(required=True)


class CredentialsSchema(Shown):
    """Content credentials (C2PA). `valid` says unchanged, not by whom: only `trusted` does."""

    state = fields.String(
        required=True, metadata={"enum": ["trusted", "valid", "invalid", "unchecked"]}
    )
    why = fields.String(required=True)
    signer = fields.String(required=True)
    signed_at = fields.String(required=True)
    generator = fields.String(required=True)
    problems = fields.List(fields.String(), required=True)
    actions = fields.List(fields.Nested(ActionSchema), required=True)
    ingredients = fields.List(fields.Nested(IngredientSchema), required=True)


class RecipeSchema(Shown):
    """The settings that a generator wrote beside the picture."""

    tool = fields.String(required=True)
    prompt = fields.String(required=True)
    negative = fields.String(required=True)
    model = fields.String(required=True)
    model_hash = fields.String(required=True)
    sampler = fields.String(required=True)
    steps = fields.Integer(required=True, allow_none=True)
    guidance = fields.Float(required=True, allow_none=True)
    seed = fields.Integer(required=True, allow_none=True)
    width = fields.Integer(required=True, allow_none=True)
    height = fields.Integer(required=True, allow_none=True)
    workflow = fields.Boolean(required=True)


class ClaimsSchema(Shown):
    """What the file says of itself. Whoever made it may have written anything."""

    credentials = fields.Nested(CredentialsSchema, required=True, allow_none=True)
    source_type = fields.String(required=True)
    ai_system = fields.String(required=True)
    ai_prompt = fields.String(required=True)
    recipe = fields.Nested(RecipeSchema, required=True, allow_none=True)


class OriginSchema(Shown):
    """`claims` is null for a file that came before claims were read."""

    attempt = fields.Nested(AttemptSchema, required=True)
    said_source_type = SourceCode()
    made = fields.Nested(MadeSchema, required=True, allow_none=True)
    marking = fields.Nested(MarkingSchema, required=True)
    claims = fields.Nested(ClaimsSchema, required=True, allow_none=True)
