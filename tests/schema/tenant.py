"""One user with one project and at least one row in every table."""

import secrets
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from fixtures import factories
from sqlalchemy.orm import Session

from asset_service.models.api_token import ApiToken
from asset_service.models.asset_revision import AssetRevision
from asset_service.models.charge import Charge
from asset_service.models.idempotency_key import IdempotencyKey
from asset_service.models.job_reference import JobReference
from asset_service.models.maker import Maker
from asset_service.models.password_reset import PasswordReset
from asset_service.models.project_budget import ProjectBudget
from asset_service.models.reset_request import ResetRequest
from asset_service.models.style_reference import StyleReference
from asset_service.models.user_budget import UserBudget
from asset_service.models.user_identity import UserIdentity
from asset_service.models.user_quota import UserQuota
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
        self.export = factories.make_export(owner, self.project)
        self.tombstone = factories.make_tombstone(owner, self.project, "Tom", "character")
        self.reshape = factories.make_reshape(owner, self.asset)
        self.invitation = factories.make_invitation(owner, self.project)
        self.former = factories.make_former_member(owner, self.project)
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
                ApiToken(
                    **mine,
                    secret_hash=secret(8),
                    name="program",
                    scopes=["read"],
                    project_id=self.project.id,
                ),
                UserIdentity(**mine, issuer="https://id.example", subject=self.user.email),
                PasswordReset(**mine, secret_hash=secret(8), expires_at=soon),
                ResetRequest(email_folded=self.user.email_folded),
                IdempotencyKey(**mine, key="k", method="POST", path="/", body_hash=b""),
            ]
        )
        self._add_money(owner)
        owner.add(
            StyleReference(
                project_id=self.project.id,
                version=self.style.version,
                place=1,
                sha256=self.object.sha256,
                created_by=self.user.id,
            )
        )
        owner.commit()
        self.library_asset = factories.make_library_asset(owner, self.project)

    def _add_money(self, owner: Session) -> None:
        drawn = {"project_id": self.project.id, "provider": "openai", "model": "one"}
        owner.add_all(
            [
                Maker(**drawn, asset_type="prop"),
                Charge(
                    **drawn,
                    job_id=self.job.id,
                    asset_id=self.asset.id,
                    requested_by=self.user.id,
                    held=Decimal("0.04"),
                    currency="USD",
                ),
                JobReference(
                    project_id=self.project.id,
                    job_id=self.job.id,
                    place=1,
                    sha256=self.object.sha256,
                    role="identity",
                ),
                ProjectBudget(project_id=self.project.id, currency="USD", total=Decimal(20)),
                UserBudget(user_id=self.user.id, currency="USD", monthly=Decimal(5)),
                UserQuota(user_id=self.user.id, bytes=10_000),
            ]
        )
