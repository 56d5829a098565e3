"""The assets in a scene, in all scenes, and where each is."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.idempotency import DONE
from asset_service.services.matrix import MatrixView
from asset_service.services.suggestions import Suggestion
from asset_service.services.views.paging import Page
from asset_service.services.views.scenes import SceneAssets, SceneAssetView, UsedMaster
from asset_service.web.api.blueprint import Blueprint, no_content, problems
from asset_service.web.api.idempotency import answered, once, sent_key, takes_key
from asset_service.web.context import services, user_id
from asset_service.web.schemas.scene_attempts import (
    MatrixSchema,
    PopulatedSceneListSchema,
    RefreshedSceneListSchema,
    RefreshedSceneSchema,
    SuggestionListSchema,
    UsedMasterListSchema,
    UseMastersSchema,
)
from asset_service.web.schemas.scenes import (
    EditSceneAssetSchema,
    LinkSchema,
    SceneAssetListSchema,
    SceneAssetSchema,
    SceneAssetsSchema,
)

blueprint = Blueprint("scenes", __name__, "The assets in a scene")


@blueprint.route("/projects/<id:project_id>/scenes/<id:scene_id>/assets")
@blueprint.response(200, SceneAssetsSchema)
def list_scene_assets(project_id: UUID, scene_id: UUID) -> SceneAssets:
    """Show the scene's assets, and what changed since it was populated."""
    return services().scenes.assets(user_id(), project_id, scene_id)


@blueprint.route("/projects/<id:project_id>/scenes/<id:scene_id>/assets", methods=["POST"])
@blueprint.arguments(LinkSchema)
@blueprint.response(200, SceneAssetSchema)
def link_asset(sent: dict[str, Any], project_id: UUID, scene_id: UUID) -> SceneAssetView:
    """Put an asset into the scene; its scene numbers gain the scene's. Again is no error."""
    return services().scenes.link(user_id(), project_id, scene_id, sent["asset_id"])


@blueprint.route(
    "/projects/<id:project_id>/scenes/<id:scene_id>/assets/<id:asset_id>", methods=["DELETE"]
)
@problems(409, "last_scene")
@blueprint.response(204)
def unlink_asset(project_id: UUID, scene_id: UUID, asset_id: UUID) -> Response:
    """Take an asset out of the scene; its scene numbers lose the scene's.

    Linked again it is there as it was: its text, its tags, its pictures.
    """
    services().scenes.unlink(user_id(), project_id, scene_id, asset_id)
    return no_content()


@blueprint.route("/projects/<id:project_id>/scenes/<id:scene_id>/populate", methods=["POST"])
@problems(409, "stage_open")
@takes_key
@blueprint.response(200, SceneAssetsSchema)
def populate_scene(project_id: UUID, scene_id: UUID) -> Response:
    """Fill the scene with its assets. Again adds what is missing and changes nothing else."""
    answer = once(
        DONE,
        sent_key(SceneAssetsSchema),
        lambda key: services().scenes.populate(user_id(), project_id, scene_id, key),
    )
    return answered(answer)


@blueprint.route("/projects/<id:project_id>/scenes/populate", methods=["POST"])
@problems(409, "stage_open")
@takes_key
@blueprint.response(200, PopulatedSceneListSchema)
def populate_every_scene(project_id: UUID) -> Response:
    """Fill every scene, all or none, in their order; named are those where something was done."""
    answer = once(
        DONE,
        sent_key(PopulatedSceneListSchema),
        lambda key: Page(services().all_scenes.populate(user_id(), project_id, key), None),
    )
    return answered(answer)


@blueprint.route("/projects/<id:project_id>/scenes/<id:scene_id>/refresh", methods=["POST"])
@problems(409, "stage_open")
@takes_key
@blueprint.response(200, RefreshedSceneSchema)
def refresh_scene(project_id: UUID, scene_id: UUID) -> Response:
    """Take what the assets have by now; what the scene has of its own stays."""
    answer = once(
        DONE,
        sent_key(RefreshedSceneSchema),
        lambda key: services().scenes.refresh(user_id(), project_id, scene_id, key),
    )
    return answered(answer)


@blueprint.route("/projects/<id:project_id>/scenes/refresh", methods=["POST"])
@problems(409, "stage_open")
@takes_key
@blueprint.response(200, RefreshedSceneListSchema)
def refresh_every_scene(project_id: UUID) -> Response:
    """Refresh every populated scene, all or none; named are those where something was done."""
    answer = once(
        DONE,
        sent_key(RefreshedSceneListSchema),
        lambda key: Page(services().all_scenes.refresh(user_id(), project_id, key), None),
    )
    return answered(answer)


_ONE = "/projects/<id:project_id>/scenes/<id:scene_id>/assets/<id:asset_id>"


@blueprint.route(_ONE, methods=["PATCH"])
@problems(412, "stale")
@blueprint.arguments(EditSceneAssetSchema)
@blueprint.response(200, SceneAssetSchema)
def edit_scene_asset(
    sent: dict[str, Any], project_id: UUID, scene_id: UUID, asset_id: UUID
) -> SceneAssetView:
    """Write what is special about the asset in this scene; what is left out stays."""
    seen = sent.pop("updated_at")
    return services().scenes.edit(user_id(), project_id, scene_id, asset_id, seen=seen, **sent)


@blueprint.route(f"{_ONE}/use-master", methods=["POST"])
@problems(409, "asset_deferred", "no_image")
@blueprint.response(200, SceneAssetSchema)
def use_master(project_id: UUID, scene_id: UUID, asset_id: UUID) -> SceneAssetView:
    """Show the asset's selected picture; what is written for the scene stays."""
    return services().scenes.take_master(user_id(), project_id, scene_id, asset_id)


@blueprint.route(f"{_ONE}/reset", methods=["POST"])
@problems(409, "asset_deferred", "no_image")
@blueprint.response(200, SceneAssetSchema)
def reset_scene_asset(project_id: UUID, scene_id: UUID, asset_id: UUID) -> SceneAssetView:
    """As `use-master`, and what is written for the scene goes. Its own pictures stay."""
    return services().scenes.reset(user_id(), project_id, scene_id, asset_id)


@blueprint.route("/projects/<id:project_id>/scenes/use-master", methods=["POST"])
@blueprint.arguments(UseMastersSchema)
@blueprint.response(200, UsedMasterListSchema)
def use_masters(sent: dict[str, Any], project_id: UUID) -> Page[UsedMaster]:
    """As `use-master` for many at once, each with a result of its own."""
    pairs = [(one["scene_id"], one["asset_id"]) for one in sent["items"]]
    return Page(services().scenes.take_masters(user_id(), project_id, pairs), None)


@blueprint.route("/projects/<id:project_id>/scenes/<id:scene_id>/suggestions")
@blueprint.response(200, SuggestionListSchema)
def list_suggestions(project_id: UUID, scene_id: UUID) -> Page[Suggestion]:
    """List the assets that the text of the scene names and that are not linked to it."""
    return Page(services().suggestions.of_scene(user_id(), project_id, scene_id), None)


@blueprint.route("/projects/<id:project_id>/scenes/<id:scene_id>/suggestions", methods=["POST"])
@blueprint.response(200, SceneAssetListSchema)
def link_suggestions(project_id: UUID, scene_id: UUID) -> Page[SceneAssetView]:
    """Link every suggested asset, all or none. Again there is nothing left to link."""
    return Page(services().suggestions.link_all(user_id(), project_id, scene_id), None)


@blueprint.route("/projects/<id:project_id>/matrix")
@blueprint.response(200, MatrixSchema)
def show_matrix(project_id: UUID) -> MatrixView:
    """Show every asset by every scene: whether it is there, and whose picture is shown."""
    return services().matrix.of(user_id(), project_id)
