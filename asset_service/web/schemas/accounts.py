from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain.people import PASSWORD_LEAST, PASSWORD_MOST
from asset_service.web.schemas.fields import Email, Name, Said, Sent, Shown


class UserSchema(Shown):
    id = fields.UUID(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)


class SignUpSchema(Sent):
    email = Email(required=True)
    name = Name(required=True)
    password = Said(required=True, validate=Length(PASSWORD_LEAST, PASSWORD_MOST))
    invitation = Said(validate=Length(1, 200), metadata={"description": "The secret of one"})


class PasswordChangeSchema(Sent):
    current_password = Said(required=True, validate=Length(max=PASSWORD_MOST))
    new_password = Said(required=True, validate=Length(PASSWORD_LEAST, PASSWORD_MOST))


class PasswordRequestSchema(Sent):
    email = Said(required=True, validate=Length(1, 1000))


class PasswordByLinkSchema(Sent):
    token = Said(
        required=True, validate=Length(1, 200), metadata={"description": "What the link names"}
    )
    new_password = Said(required=True, validate=Length(PASSWORD_LEAST, PASSWORD_MOST))
    revoke_tokens = fields.Boolean(load_default=False)
