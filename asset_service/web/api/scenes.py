"""The assets in a scene."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.views import SceneAssets, SceneAssetView
from asset_service.web.api.blueprint import Blueprint, no_content, problems
from asset_service.web.context import services, user_id
from asset_service.web.schemas.scenes import LinkSchema, SceneAssetSchema, SceneAssetsSchema

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
    """Take an asset out of the scene; its scene numbers lose the scene's."""
    services().scenes.unlink(user_id(), project_id, scene_id, asset_id)
    return no_content()


@blueprint.route("/projects/<id:project_id>/scenes/<id:scene_id>/populate", methods=["POST"])
@problems(409, "stage_open")
@blueprint.response(200, SceneAssetsSchema)
def populate_scene(project_id: UUID, scene_id: UUID) -> SceneAssets:
    """Fill the scene with its assets. Again adds what is missing and changes nothing else."""
    return services().scenes.populate(user_id(), project_id, scene_id)
