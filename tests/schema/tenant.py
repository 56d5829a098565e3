"""One user with one project and at least one row in every table."""

import secrets
from datetime import UTC, datetime, timedelta

from fixtures import factories
from sqlalchemy.orm import Session

from asset_service.models.api_token import ApiToken
from asset_service.models.asset_revision import AssetRevision
from asset_service.models.idempotency_key import IdempotencyKey
from asset_service.models.user_session import UserSession


class Tenant:
    def __init__(self, owner: Session) -> None:
        self.user = factories.make_user(owner)
        self.project = factories.make_project(owner, self.user)
        self.style = factories.make_style(owner, self.project)
        self.script = factories.make_script(owner, self.project)
        self.draft = factories.make_draft(owner, self.project, self.user)
        self.scene = factories.make_scene(owner, self.project, 1)
        self.asset = factories.make_asset(owner, self.project)
        self.job = factories.make_job(owner, self.asset)
        self.message = factories.make_message(owner, self.job)
        self.attempt = factories.make_attempt(owner, self.asset)
        self.object = factories.make_object(owner, self.project.id)
        self.scene_asset = factories.make_scene_asset(owner, self.scene, self.asset)
        self.tombstone = factories.make_tombstone(owner, self.project, "Tom", "character")
        self._add_the_rest(owner)

    def _add_the_rest(self, owner: Session) -> None:
        texts = {"name": "Mara", "description": "", "image_prompt": "", "type": "character"}
        soon = datetime.now(UTC) + timedelta(hours=1)
        mine = {"user_id": self.user.id}
        secret = secrets.token_bytes
        owner.add_all(
            [
                AssetRevision(
                    project_id=self.project.id,
                    asset_id=self.asset.id,
                    version=1,
                    changed_by=self.user.id,
                    **texts,
                ),
                UserSession(**mine, secret_hash=secret(8), expires_at=soon),
                ApiToken(**mine, secret_hash=secret(8), name="program"),
                IdempotencyKey(**mine, key="k", method="POST", path="/", body_hash=b""),
            ]
        )
        owner.commit()
