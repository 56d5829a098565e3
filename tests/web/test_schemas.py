"""The API shows what the services answer: no field more, none less, under the same name."""

import importlib
import inspect
import pkgutil
from dataclasses import fields as fields_of
from dataclasses import is_dataclass

import pytest

from asset_service.services import (
    accounting,
    audit,
    export_views,
    invitations,
    job_views,
    library_views,
    makers,
    matrix,
    members,
    orders,
    quotas,
    sessions,
    suggestions,
    tokens,
    views,
    will_be_sent,
)
from asset_service.services.views import assets as asset_views
from asset_service.services.views import bin as bin_views
from asset_service.services.views import paging
from asset_service.services.views import people as people_views
from asset_service.services.views import pictures as picture_views
from asset_service.services.views import reshapes as reshape_views
from asset_service.services.views import scenes as scene_views
from asset_service.services.views import scripts as script_views
from asset_service.services.views import stages as stage_views
from asset_service.services.views import styles as style_views
from asset_service.web.schemas import accounts as account_schemas
from asset_service.web.schemas import (
    assets,
    attempts,
    batches,
    costs,
    exports,
    extraction,
    images,
    jobs,
    library,
    projects,
    reshapes,
    scene_attempts,
    scenes,
    scripts,
    stage,
    styles,
)
from asset_service.web.schemas import audit as audit_schemas
from asset_service.web.schemas import makers as maker_schemas
from asset_service.web.schemas import members as member_schemas
from asset_service.web.schemas import sessions as session_schemas
from asset_service.web.schemas import tokens as token_schemas

PAIRS = [
    (people_views.UserView, account_schemas.UserSchema),
    (tokens.TokenView, token_schemas.TokenSchema),
    (tokens.NewToken, token_schemas.NewTokenSchema),
    (sessions.SessionView, session_schemas.SessionSchema),
    (stage_views.ProjectView, projects.ProjectSchema),
    (members.MemberView, member_schemas.MemberSchema),
    (invitations.InvitationView, member_schemas.InvitationSchema),
    (invitations.NewInvitation, member_schemas.NewInvitationSchema),
    (invitations.OfferView, member_schemas.OfferSchema),
    (picture_views.ImageView, images.ImageSchema),
    (asset_views.AssetView, assets.AssetSchema),
    (asset_views.EditedAsset, assets.EditedAssetSchema),
    (picture_views.PictureWarning, assets.PictureWarningSchema),
    (asset_views.RevisionView, assets.RevisionSchema),
    (asset_views.FieldDifference, assets.FieldDifferenceSchema),
    (asset_views.Comparison, assets.ComparisonSchema),
    (asset_views.NamedAsset, reshapes.NamedAssetSchema),
    (reshape_views.NotPutBack, reshapes.NotPutBackSchema),
    (reshape_views.ReshapeView, reshapes.ReshapeSchema),
    (reshape_views.Reshaped, reshapes.ReshapedSchema),
    (bin_views.BinnedAttempt, reshapes.BinnedAttemptSchema),
    (bin_views.BinEntry, reshapes.BinEntrySchema),
    (picture_views.AttemptView, attempts.AttemptSchema),
    (picture_views.AddedAttempt, attempts.AddedAttemptSchema),
    (style_views.StyleReferenceView, styles.StyleReferenceSchema),
    (style_views.StyleDraft, styles.StyleDraftSchema),
    (style_views.StyleView, styles.StyleSchema),
    (style_views.StyleChanged, styles.StyleChangedSchema),
    (style_views.StyleImpact, styles.StyleImpactSchema),
    (style_views.ClearedAsset, styles.ClearedAssetSchema),
    (style_views.ClearedGroup, styles.ClearedGroupSchema),
    (style_views.StillCleared, styles.StillClearedSchema),
    (style_views.Uncleared, styles.UnclearedSchema),
    (stage_views.MissingAsset, stage.MissingAssetSchema),
    (stage_views.GateView, stage.GateSchema),
    (stage_views.UnlockImpact, stage.UnlockImpactSchema),
    (scene_views.SceneView, scripts.SceneSchema),
    (scene_views.SceneChange, scenes.SceneChangeSchema),
    (scene_views.SceneLink, scenes.SceneLinkSchema),
    (scene_views.SceneAssetView, scenes.SceneAssetSchema),
    (scene_views.SceneAssets, scenes.SceneAssetsSchema),
    (scene_views.PopulatedScene, scene_attempts.PopulatedSceneSchema),
    (scene_views.RefreshedAsset, scene_attempts.RefreshedAssetSchema),
    (scene_views.RefreshedScene, scene_attempts.RefreshedSceneSchema),
    (scene_views.UsedMaster, scene_attempts.UsedMasterSchema),
    (suggestions.Suggestion, scene_attempts.SuggestionSchema),
    (matrix.Cell, scene_attempts.CellSchema),
    (matrix.MatrixScene, scene_attempts.MatrixSceneSchema),
    (matrix.MatrixRow, scene_attempts.MatrixRowSchema),
    (matrix.MatrixView, scene_attempts.MatrixSchema),
    (script_views.PreviewScene, scripts.PreviewSceneSchema),
    (script_views.LineWarning, scripts.LineWarningSchema),
    (script_views.SceneDiff, scripts.SceneDiffSchema),
    (script_views.ScriptPreview, scripts.ScriptPreviewSchema),
    (script_views.ScriptConfirmed, scripts.ScriptConfirmedSchema),
    (script_views.EntityView, extraction.EntitySchema),
    (script_views.GoneAsset, extraction.GoneAssetSchema),
    (script_views.ExtractionPreview, extraction.ExtractionPreviewSchema),
    (script_views.SkippedEntity, extraction.SkippedEntitySchema),
    (script_views.ExtractionResult, extraction.ExtractionResultSchema),
    (export_views.ExportView, exports.ExportSchema),
    (export_views.ExportCancelled, exports.ExportCancelledSchema),
    (export_views.ExportEstimate, exports.ExportEstimateSchema),
    (job_views.JobView, jobs.JobSchema),
    (job_views.BatchView, jobs.BatchSchema),
    (job_views.Cancelled, jobs.CancelledSchema),
    (will_be_sent.Estimate, jobs.EstimateSchema),
    (will_be_sent.WillBeSent, jobs.WillBeSentSchema),
    (orders.Followed, jobs.ReferenceSchema),
    (makers.ProviderView, maker_schemas.ProviderSchema),
    (accounting.CostLine, costs.CostLineSchema),
    (accounting.DayCost, costs.DayCostSchema),
    (accounting.MakerCost, costs.MakerCostSchema),
    (accounting.AssetCost, costs.AssetCostSchema),
    (accounting.BudgetView, costs.BudgetSchema),
    (accounting.Costs, costs.CostsSchema),
    (job_views.BatchSummary, batches.BatchSummarySchema),
    (job_views.BatchCancelled, batches.BatchCancelledSchema),
    (job_views.LeftOut, batches.LeftOutSchema),
    (job_views.BatchRetried, batches.BatchRetriedSchema),
    (audit.AuditView, audit_schemas.AuditSchema),
    (quotas.SpaceView, audit_schemas.SpaceSchema),
    (library_views.LibraryImageView, library.LibraryImageSchema),
    (library_views.LibraryAssetView, library.LibraryAssetSchema),
    (library_views.LibraryVersionView, library.LibraryVersionSchema),
    (library_views.LibraryUse, library.LibraryUseSchema),
    (library_views.LibraryLink, library.LibraryLinkSchema),
    (library_views.Promoted, library.PromotedSchema),
    (library_views.CloneResult, library.CloneResultSchema),
    (library_views.Cloned, library.ClonedSchema),
    (library_views.SyncField, library.SyncFieldSchema),
    (library_views.SyncPreview, library.SyncPreviewSchema),
    (library_views.Synced, library.SyncedSchema),
]
# These are no JSON: a page of anything, bytes, and what only the pages show.
NOT_SHOWN = {
    asset_views.AssetLeftOut,
    picture_views.ImageFile,
    asset_views.ManyChanged,
    paging.Page,
    scene_views.SceneName,
    scene_views.SceneSummary,
    job_views.BatchResult,
    job_views.ManyAsked,
    library_views.Offered,
}
# Made from the rest by the web room.
ADDED = {"urls"}


@pytest.mark.parametrize(("view", "schema"), PAIRS, ids=lambda one: one.__name__)
def test_a_schema_shows_exactly_what_its_view_has(view, schema):
    assert set(schema().fields) - ADDED == {one.name for one in fields_of(view)}


def test_every_view_has_a_schema():
    shown = {view for view, _ in PAIRS} | NOT_SHOWN
    rooms = [
        importlib.import_module(f"{views.__name__}.{one.name}")
        for one in pkgutil.iter_modules(views.__path__)
    ]
    for module in (*rooms, job_views, library_views):
        made_here = {
            one
            for _, one in inspect.getmembers(module, is_dataclass)
            if one.__module__ == module.__name__
        }
        assert made_here <= shown, module
