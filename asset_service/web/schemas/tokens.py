from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow import fields
from marshmallow.validate import Length, OneOf

from asset_service.domain.people import PASSWORD_MOST
from asset_service.domain.scopes import Scope
from asset_service.web.schemas.fields import Name, Said, Sent, Shown, listed


class TokenRequestSchema(Sent):
    """An e-mail address and a password stand in for credentials, for a first token."""

    name = Name(required=True)
    expires_at = fields.AwareDateTime(allow_none=True, load_default=None)
    scopes = fields.List(
        fields.String(validate=OneOf([scope.value for scope in Scope])),
        validate=Length(min=1, max=len(Scope)),
        load_default=None,
        metadata={"description": "If left out: read, write and spend, as far as the maker may"},
    )
    project_id = fields.UUID(
        allow_none=True,
        load_default=None,
        metadata={"description": "The one film that it is good for; not with `account`"},
    )
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
    scopes = fields.List(fields.String(), required=True)
    project_id = fields.UUID(required=True, allow_none=True)
    project_title = fields.String(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    last_used_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "Right to five minutes"}
    )
    expires_at = fields.AwareDateTime(required=True, allow_none=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)


class NewTokenSchema(Shown):
    token = fields.Nested(TokenSchema, required=True)
    secret = fields.String(required=True, metadata={"description": "Shown this once"})


TokenListSchema = listed(TokenSchema)
