from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain.texts import FILE_NAME_MOST
from asset_service.web.schemas.fields import Count, Said, Sent, Shown, listed


class SceneSchema(Shown):
    id = fields.UUID(required=True)
    scene_number = fields.Integer(required=True)
    label = fields.String(required=True, metadata={"description": "The script's own number"})
    heading = fields.String(required=True)
    int_ext = fields.String(required=True, metadata={"enum": ["", "INT", "EXT", "INT/EXT", "EST"]})
    location = fields.String(required=True)
    sub_locations = fields.List(fields.String(), required=True)
    time_of_day = fields.String(required=True)
    synopsis = fields.String(required=True)
    text = fields.String(required=True)
    start_line = fields.Integer(required=True)
    end_line = fields.Integer(required=True)
    populated_at = fields.AwareDateTime(required=True, allow_none=True)


class PreviewSceneSchema(Shown):
    scene_number = fields.Integer(required=True)
    label = fields.String(required=True)
    heading = fields.String(required=True)
    int_ext = fields.String(required=True)
    location = fields.String(required=True)
    time_of_day = fields.String(required=True)
    start_line = fields.Integer(required=True)
    end_line = fields.Integer(required=True)
    speakers = fields.List(fields.String(), required=True)


class LineWarningSchema(Shown):
    line = fields.Integer(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)
    quote = fields.String(required=True, metadata={"description": "The line itself"})


class SceneDiffSchema(Shown):
    """Against the script that is in the project, scenes by heading."""

    added = fields.List(fields.String(), required=True)
    removed = fields.List(fields.String(), required=True)
    changed = fields.List(fields.String(), required=True)
    moved = fields.List(fields.String(), required=True)


class ScriptPreviewSchema(Shown):
    """Kept for its reader alone until `expires_at`."""

    draft_id = fields.UUID(required=True)
    file_name = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    title = fields.String(required=True)
    scenes = fields.List(fields.Nested(PreviewSceneSchema), required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    warnings = fields.List(fields.Nested(LineWarningSchema), required=True)
    diff = fields.Nested(SceneDiffSchema, required=True)


class PastedScriptSchema(Sent):
    text = Said(required=True)
    file_name = Said(
        load_default="pasted.txt",
        validate=Length(max=FILE_NAME_MOST),
        metadata={"description": "Its ending says how the text is read"},
    )


class ConfirmScriptSchema(Sent):
    draft_id = fields.UUID(required=True)


class ScriptConfirmedSchema(Shown):
    version = fields.Integer(required=True)
    scenes = fields.Integer(required=True)
    diff = fields.Nested(SceneDiffSchema, required=True)


class SceneQuerySchema(Sent):
    limit = Count(1, 200, load_default=100)
    cursor = fields.String(load_default=None, validate=Length(max=500))


SceneListSchema = listed(SceneSchema)
