"""The API shows what the services answer: no field more, none less, under the same name."""

import inspect
from dataclasses import fields as fields_of
from dataclasses import is_dataclass

import pytest

from asset_service.services import accounts, job_views, views
from asset_service.web.schemas import accounts as account_schemas
from asset_service.web.schemas import (
    assets,
    attempts,
    extraction,
    images,
    jobs,
    projects,
    scenes,
    scripts,
    stage,
    styles,
)

PAIRS = [
    (views.UserView, account_schemas.UserSchema),
    (accounts.TokenView, account_schemas.TokenSchema),
    (accounts.NewToken, account_schemas.NewTokenSchema),
    (views.ProjectView, projects.ProjectSchema),
    (views.ImageView, images.ImageSchema),
    (views.AssetView, assets.AssetSchema),
    (views.RevisionView, assets.RevisionSchema),
    (views.AttemptView, attempts.AttemptSchema),
    (views.AddedAttempt, attempts.AddedAttemptSchema),
    (views.StyleView, styles.StyleSchema),
    (views.MissingAsset, stage.MissingAssetSchema),
    (views.GateView, stage.GateSchema),
    (views.UnlockImpact, stage.UnlockImpactSchema),
    (views.SceneView, scripts.SceneSchema),
    (views.SceneChange, scenes.SceneChangeSchema),
    (views.SceneAssetView, scenes.SceneAssetSchema),
    (views.SceneAssets, scenes.SceneAssetsSchema),
    (views.PreviewScene, scripts.PreviewSceneSchema),
    (views.LineWarning, scripts.LineWarningSchema),
    (views.SceneDiff, scripts.SceneDiffSchema),
    (views.ScriptPreview, scripts.ScriptPreviewSchema),
    (views.ScriptConfirmed, scripts.ScriptConfirmedSchema),
    (views.EntityView, extraction.EntitySchema),
    (views.GoneAsset, extraction.GoneAssetSchema),
    (views.ExtractionPreview, extraction.ExtractionPreviewSchema),
    (views.SkippedEntity, extraction.SkippedEntitySchema),
    (views.ExtractionResult, extraction.ExtractionResultSchema),
    (job_views.JobView, jobs.JobSchema),
    (job_views.BatchView, jobs.BatchSchema),
    (job_views.Cancelled, jobs.CancelledSchema),
    (job_views.Estimate, jobs.EstimateSchema),
]
# These are no JSON: a page of anything, and bytes.
NOT_SHOWN = {views.Page, views.ImageFile, views.OriginalFile}
# Made from the rest by the web room.
ADDED = {"urls"}


@pytest.mark.parametrize(("view", "schema"), PAIRS, ids=lambda one: one.__name__)
def test_a_schema_shows_exactly_what_its_view_has(view, schema):
    assert set(schema().fields) - ADDED == {one.name for one in fields_of(view)}


def test_every_view_has_a_schema():
    shown = {view for view, _ in PAIRS} | NOT_SHOWN
    for module in (views, job_views):
        made_here = {
            one
            for _, one in inspect.getmembers(module, is_dataclass)
            if one.__module__ == module.__name__
        }
        assert made_here <= shown, module
