from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain.members import GivenRole
from asset_service.web.schemas.fields import Email, Said, Sent, Shown, Word, listed

_GIVEN = {"enum": [role.value for role in GivenRole]}


class MemberSchema(Shown):
    user_id = fields.UUID(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    role = fields.String(required=True, metadata={"enum": ["owner", "editor", "viewer"]})
    since = fields.AwareDateTime(required=True)


class RoleChangeSchema(Sent):
    role = Word(GivenRole, required=True)


class TransferSchema(Sent):
    user_id = fields.UUID(required=True)


class InvitationSchema(Shown):
    id = fields.UUID(required=True)
    email = fields.String(required=True)
    role = fields.String(required=True, metadata=_GIVEN)
    invited_by = fields.UUID(required=True)
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)
    expired = fields.Boolean(required=True)


class NewInvitationSchema(Shown):
    invitation = fields.Nested(InvitationSchema, required=True)
    link = fields.String(required=True, metadata={"description": "Shown this once"})


class InvitationRequestSchema(Sent):
    email = Email(required=True)
    role = Word(GivenRole, load_default=GivenRole.EDITOR)


class SecretSchema(Sent):
    secret = Said(
        required=True,
        validate=Length(1, 200),
        metadata={"description": "The end of the link, behind its last slash"},
    )


class OfferSchema(Shown):
    project_id = fields.UUID(required=True)
    project_title = fields.String(required=True)
    role = fields.String(required=True, metadata=_GIVEN)
    inviter = fields.String(required=True)
    email = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    accepted = fields.Boolean(required=True)


MemberListSchema = listed(MemberSchema)
InvitationListSchema = listed(InvitationSchema)
