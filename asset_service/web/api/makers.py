"""Which provider draws what."""

from typing import Any
from uuid import UUID

from asset_service.domain.errors import NotFound
from asset_service.domain.vocabulary import AssetType
from asset_service.services.makers import MakerView, ProviderView
from asset_service.services.views.paging import Page
from asset_service.web.api.blueprint import Blueprint
from asset_service.web.context import services, user_id
from asset_service.web.schemas.makers import (
    MakerListSchema,
    MakerSchema,
    NewMakerSchema,
    ProviderListSchema,
    new_maker,
)

blueprint = Blueprint("makers", __name__, "Which provider draws what")

_PROJECT = "/projects/<id:project_id>"


@blueprint.route("/providers")
@blueprint.response(200, ProviderListSchema)
def list_providers() -> Page[ProviderView]:
    """List what this installation has, with what each model can do."""
    return Page(services().makers.offered(), None)


@blueprint.route(f"{_PROJECT}/makers")
@blueprint.response(200, MakerListSchema)
def list_makers(project_id: UUID) -> Page[MakerView]:
    """Say what draws each type of asset."""
    return Page(services().makers.of_project(user_id(), project_id), None)


@blueprint.route(f"{_PROJECT}/makers/<type:asset_type>", methods=["PUT"])
@blueprint.arguments(NewMakerSchema)
@blueprint.response(200, MakerSchema)
def choose_maker(sent: dict[str, Any], project_id: UUID, asset_type: AssetType | None) -> MakerView:
    """Choose what draws a type from now on. Jobs under way stay as they are."""
    return services().makers.choose(user_id(), project_id, _known(asset_type), new_maker(sent))


@blueprint.route(f"{_PROJECT}/makers/<type:asset_type>", methods=["DELETE"])
@blueprint.response(200, MakerSchema)
def reset_maker(project_id: UUID, asset_type: AssetType | None) -> MakerView:
    """Leave a type to what this installation takes for granted. Again is no error."""
    return services().makers.reset(user_id(), project_id, _known(asset_type))


def _known(asset_type: AssetType | None) -> AssetType:
    if asset_type is None:
        raise NotFound("type")
    return asset_type
