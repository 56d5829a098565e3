"""Every table, so that importing this module fills the metadata."""

from asset_service.models.api_token import ApiToken
from asset_service.models.asset import Asset
from asset_service.models.asset_revision import AssetRevision
from asset_service.models.attempt import Attempt
from asset_service.models.audit_entry import AuditEntry
from asset_service.models.batch import Batch
from asset_service.models.charge import Charge
from asset_service.models.event import Event
from asset_service.models.export import Export
from asset_service.models.former_member import FormerMember
from asset_service.models.idempotency_key import IdempotencyKey
from asset_service.models.invitation import Invitation
from asset_service.models.job import Job
from asset_service.models.job_reference import JobReference
from asset_service.models.library_asset import LibraryAsset
from asset_service.models.library_version import LibraryVersion
from asset_service.models.maker import Maker
from asset_service.models.membership import Membership
from asset_service.models.outbox import OutboxMessage
from asset_service.models.password_reset import PasswordReset
from asset_service.models.project import Project
from asset_service.models.project_budget import ProjectBudget
from asset_service.models.provider_gate import ProviderGate
from asset_service.models.reset_request import ResetRequest
from asset_service.models.reshape import Reshape
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.models.script import ScriptVersion
from asset_service.models.script_draft import ScriptDraft
from asset_service.models.stored_object import StoredObject
from asset_service.models.style_reference import StyleReference
from asset_service.models.style_version import StyleVersion
from asset_service.models.tombstone import Tombstone
from asset_service.models.user import User
from asset_service.models.user_budget import UserBudget
from asset_service.models.user_identity import UserIdentity
from asset_service.models.user_quota import UserQuota
from asset_service.models.user_session import UserSession

TABLES = (
    User,
    UserSession,
    UserIdentity,
    PasswordReset,
    ResetRequest,
    Project,
    Membership,
    FormerMember,
    Invitation,
    ApiToken,
    IdempotencyKey,
    ScriptDraft,
    ScriptVersion,
    Scene,
    StyleVersion,
    Asset,
    Reshape,
    AssetRevision,
    Tombstone,
    StoredObject,
    Batch,
    Job,
    OutboxMessage,
    StyleReference,
    Attempt,
    SceneAsset,
    Event,
    Maker,
    JobReference,
    Export,
    Charge,
    ProjectBudget,
    UserBudget,
    ProviderGate,
    LibraryAsset,
    LibraryVersion,
    AuditEntry,
    UserQuota,
)
