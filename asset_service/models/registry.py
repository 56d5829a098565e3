"""Every table, so that importing this module fills the metadata."""

from asset_service.models.api_token import ApiToken
from asset_service.models.asset import Asset
from asset_service.models.asset_revision import AssetRevision
from asset_service.models.attempt import Attempt
from asset_service.models.batch import Batch
from asset_service.models.event import Event
from asset_service.models.idempotency_key import IdempotencyKey
from asset_service.models.job import Job
from asset_service.models.membership import Membership
from asset_service.models.outbox import OutboxMessage
from asset_service.models.project import Project
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.models.script import ScriptVersion
from asset_service.models.script_draft import ScriptDraft
from asset_service.models.stored_object import StoredObject
from asset_service.models.style_version import StyleVersion
from asset_service.models.tombstone import Tombstone
from asset_service.models.user import User
from asset_service.models.user_session import UserSession

TABLES = (
    User,
    UserSession,
    ApiToken,
    Project,
    Membership,
    IdempotencyKey,
    ScriptDraft,
    ScriptVersion,
    Scene,
    StyleVersion,
    Asset,
    AssetRevision,
    Tombstone,
    StoredObject,
    Batch,
    Job,
    OutboxMessage,
    Attempt,
    SceneAsset,
    Event,
)
