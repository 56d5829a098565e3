from marshmallow import fields

from asset_service.web.schemas.fields import Flag, Name, Sent, Shown, listed


class ProjectSchema(Shown):
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    role = fields.String(required=True, metadata={"enum": ["owner", "editor", "viewer"]})
    stage = fields.String(required=True, metadata={"enum": ["open", "locked", "outdated"]})
    stage_locked_at = fields.AwareDateTime(required=True, allow_none=True)
    stage_locked_by = fields.UUID(required=True, allow_none=True)
    script_version = fields.Integer(required=True)
    style_version = fields.Integer(required=True)
    plain_background = fields.Boolean(required=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)


class NewProjectSchema(Sent):
    title = Name(required=True)


class ProjectEditSchema(Sent):
    title = Name()
    plain_background = Flag()


ProjectListSchema = listed(ProjectSchema)
