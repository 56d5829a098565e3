"""Who changed what, and how much is stored."""

from typing import Any
from uuid import UUID

from asset_service.services.audit import AuditView, Filters
from asset_service.services.quotas import SpaceView
from asset_service.services.views.paging import Page
from asset_service.web.api.blueprint import Blueprint
from asset_service.web.context import services, user_id
from asset_service.web.schemas.audit import (
    AccountLogQuerySchema,
    AuditListSchema,
    LogQuerySchema,
    SpaceSchema,
)

blueprint = Blueprint("audit", __name__, "Who changed what, and how much is stored")

_PROJECT = "/projects/<id:project_id>"
_PAGING = ("limit", "cursor")


@blueprint.route(f"{_PROJECT}/log")
@blueprint.arguments(LogQuerySchema, location="query")
@blueprint.response(200, AuditListSchema)
def list_log(query: dict[str, Any], project_id: UUID) -> Page[AuditView]:
    """List what was done in the film and by whom, the newest first, for its members."""
    filters, paging = _split(query)
    return services().audit.of_project(user_id(), project_id, filters, **paging)


@blueprint.route("/me/log")
@blueprint.arguments(AccountLogQuerySchema, location="query")
@blueprint.response(200, AuditListSchema)
def list_my_log(query: dict[str, Any]) -> Page[AuditView]:
    """List what happened to your account, its sessions and tokens, and in your library."""
    filters, paging = _split(query)
    return services().audit.of_account(user_id(), filters, **paging)


@blueprint.route(f"{_PROJECT}/storage")
@blueprint.response(200, SpaceSchema)
def get_storage(project_id: UUID) -> SpaceView:
    """Say how much the film's files take, and what they may."""
    return services().storage.of_project(user_id(), project_id)


@blueprint.route("/me/storage")
@blueprint.response(200, SpaceSchema)
def get_my_storage() -> SpaceView:
    """Say how much all your films and your library take, and what they may."""
    return services().storage.of_user(user_id())


def _split(query: dict[str, Any]) -> tuple[Filters, dict[str, Any]]:
    filters = {name: value for name, value in query.items() if name not in _PAGING}
    return Filters(**filters), {name: query[name] for name in _PAGING}
