from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain.people import PASSWORD_LEAST, PASSWORD_MOST
from asset_service.web.schemas.fields import Email, Name, Said, Sent, Shown, listed


class UserSchema(Shown):
    id = fields.UUID(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)


class SignUpSchema(Sent):
    email = Email(required=True)
    name = Name(required=True)
    password = Said(required=True, validate=Length(PASSWORD_LEAST, PASSWORD_MOST))


class PasswordChangeSchema(Sent):
    current_password = Said(required=True, validate=Length(max=PASSWORD_MOST))
    new_password = Said(required=True, validate=Length(PASSWORD_LEAST, PASSWORD_MOST))


class TokenRequestSchema(Sent):
    """An e-mail address and a password stand in for credentials, for a first token."""

    name = Name(required=True)
    expires_at = fields.AwareDateTime(allow_none=True, load_default=None)
    email = Said(validate=Length(max=1000))
    password = Said(validate=Length(max=PASSWORD_MOST))

    @ma.validates_schema
    def _both_or_none(self, data: Mapping[str, Any], **_: Any) -> None:
        for one, other in (("email", "password"), ("password", "email")):
            if one in data and other not in data:
                raise ma.ValidationError(f"Goes with {one}.", other)


class TokenSchema(Shown):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True, allow_none=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)


class NewTokenSchema(Shown):
    token = fields.Nested(TokenSchema, required=True)
    secret = fields.String(required=True, metadata={"description": "Shown this once"})


TokenListSchema = listed(TokenSchema)
