from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain.exports import Attempts, ExportKind, ExportState, Files, Paper
from asset_service.domain.vocabulary import AssetType
from asset_service.web.schemas.fields import Count, Flag, Flag01, Sent, Shown, Word, listed

_KINDS = {"enum": [kind.value for kind in ExportKind]}
_STATES = {"enum": [state.value for state in ExportState]}
_MOST_TYPES = len(AssetType)


class ExportOptionsSchema(Sent):
    """What is left out is as usual.

    `originals` takes types, deferred, attempts, files and prompts; `look_book` types, deferred,
    candidates and paper; `matrix` types, deferred and excel.
    """

    types = fields.List(Word(AssetType), validate=Length(max=_MOST_TYPES))
    deferred = Flag()
    attempts = Word(Attempts)
    files = Word(Files)
    prompts = Flag()
    candidates = Flag()
    paper = Word(Paper)
    excel = Flag()


class NewExportSchema(Sent):
    kind = Word(ExportKind, required=True)
    options = fields.Nested(ExportOptionsSchema, load_default=dict)


class ExportEstimateQuerySchema(Sent):
    """The options that change how much it is."""

    kind = Word(ExportKind, required=True)
    types = fields.List(Word(AssetType), validate=Length(max=_MOST_TYPES))
    deferred = Flag01()
    attempts = Word(Attempts)
    candidates = Flag01()


class ExportEstimateSchema(Shown):
    """`bytes` are those of the pictures of a zip, as they are stored; 0 for the other kinds."""

    kind = fields.String(required=True, metadata=_KINDS)
    assets = fields.Integer(required=True)
    pictures = fields.Integer(required=True)
    bytes = fields.Integer(required=True)
    most_bytes = fields.Integer(required=True)


class ExportSchema(Shown):
    """`done` of `total` pieces of work are done. `available`: the file is there to be fetched.

    `warnings` tell what is amiss with a file that is there, like pictures that could not be read.
    """

    id = fields.UUID(required=True)
    project_id = fields.UUID(required=True)
    kind = fields.String(required=True, metadata=_KINDS)
    options = fields.Dict(keys=fields.String(), required=True)
    state = fields.String(required=True, metadata=_STATES)
    done = fields.Integer(required=True)
    total = fields.Integer(required=True)
    cancel_requested = fields.Boolean(required=True)
    file_name = fields.String(required=True, allow_none=True)
    size = fields.Integer(required=True, allow_none=True)
    sha256 = fields.String(required=True, allow_none=True)
    mime = fields.String(required=True, allow_none=True)
    available = fields.Boolean(required=True)
    warnings = fields.List(fields.String(), required=True)
    error_code = fields.String(required=True, allow_none=True)
    error_message = fields.String(required=True, allow_none=True)
    requested_by = fields.UUID(required=True)
    created_at = fields.AwareDateTime(required=True)
    started_at = fields.AwareDateTime(required=True, allow_none=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    expires_at = fields.AwareDateTime(required=True, allow_none=True)


class ExportCancelledSchema(Shown):
    """`changed` is false when there was nothing left to cancel."""

    export = fields.Nested(ExportSchema, required=True)
    changed = fields.Boolean(required=True)


class ExportQuerySchema(Sent):
    limit = Count(1, 100, load_default=50)
    cursor = fields.String(load_default=None, validate=Length(max=500))


ExportListSchema = listed(ExportSchema)
