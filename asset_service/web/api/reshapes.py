"""Assets that turn out to be one, or two, and the bin with all the ways back."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.domain.vocabulary import BinKind
from asset_service.services.idempotency import CREATED, DONE, Answer
from asset_service.services.merging import NewMerge
from asset_service.services.splitting import NewSplit
from asset_service.services.views.bin import BinEntry
from asset_service.services.views.paging import Page
from asset_service.services.views.reshapes import ReshapeView
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.api.idempotency import answered, once, sent_key, takes_key
from asset_service.web.context import services, user_id
from asset_service.web.schemas.reshapes import (
    BinListSchema,
    BinQuerySchema,
    MergeSchema,
    ReshapedSchema,
    ReshapeListSchema,
    ReshapeQuerySchema,
    ReshapeSchema,
    SplitSchema,
)

blueprint = Blueprint("reshapes", __name__, "Merge, split, the bin, and the ways back")


@blueprint.route("/projects/<id:project_id>/assets/merge", methods=["POST"])
@problems(409, "name_taken", "stage_locked")
@problems(422, "too_many_attempts", "types_differ")
@takes_key
@blueprint.arguments(MergeSchema)
@blueprint.alt_response(200, schema=ReshapedSchema)
@blueprint.response(201, ReshapedSchema)
def merge_assets(sent: dict[str, Any], project_id: UUID) -> Response:
    """Merge several assets of one type into one of them; it can be undone for 30 days.

    The survivor is in the scenes of all, and in the others' stead where only they were. A dry
    run answers 200.
    """
    merging, dry_run = services().merging, sent.pop("dry_run")
    new = NewMerge(**sent)
    if dry_run:
        told = merging.merge(user_id(), project_id, new, dry_run=True)
        return answered(Answer(DONE, ReshapedSchema().dump(told)))
    key = sent_key(ReshapedSchema)
    return answered(once(CREATED, key, lambda key: merging.merge(user_id(), project_id, new, key)))


@blueprint.route("/projects/<id:project_id>/assets/<id:asset_id>/split", methods=["POST"])
@problems(409, "name_taken", "stage_locked")
@problems(422, "scenes_not_divided")
@takes_key
@blueprint.arguments(SplitSchema)
@blueprint.alt_response(200, schema=ReshapedSchema)
@blueprint.response(201, ReshapedSchema)
def split_asset(sent: dict[str, Any], project_id: UUID, asset_id: UUID) -> Response:
    """Give some scenes of an asset to a variant, which has no picture yet. A dry run answers 200.

    It can be undone for 30 days.
    """
    splitting, dry_run = services().splitting, sent.pop("dry_run")
    new = NewSplit(**sent)
    if dry_run:
        told = splitting.split(user_id(), project_id, asset_id, new, dry_run=True)
        return answered(Answer(DONE, ReshapedSchema().dump(told)))
    key = sent_key(ReshapedSchema)
    return answered(
        once(CREATED, key, lambda key: splitting.split(user_id(), project_id, asset_id, new, key))
    )


@blueprint.route("/projects/<id:project_id>/reshapes")
@blueprint.arguments(ReshapeQuerySchema, location="query")
@blueprint.response(200, ReshapeListSchema)
def list_reshapes(query: dict[str, Any], project_id: UUID) -> Page[ReshapeView]:
    """List merges and splits of the last 30 days, undone or not, the last first."""
    return services().reshapes.list(user_id(), project_id, **query)


@blueprint.route("/projects/<id:project_id>/reshapes/<id:reshape_id>/undo", methods=["POST"])
@problems(409, "stage_locked", "undo_later_first")
@blueprint.response(200, ReshapeSchema)
def undo_reshape(project_id: UUID, reshape_id: UUID) -> ReshapeView:
    """Take a merge or split back; what was done since stays, as `left_out` says.

    Again is no error.
    """
    return services().reshapes.undo(user_id(), project_id, reshape_id)


@blueprint.route("/projects/<id:project_id>/bin")
@blueprint.arguments(BinQuerySchema, location="query")
@blueprint.response(200, BinListSchema)
def list_bin(query: dict[str, Any], project_id: UUID) -> Page[BinEntry]:
    """List what waits in the bin, the last first.

    Assets, attempts, what a change of style cleared, merges and splits.
    """
    kind: BinKind | None = query.pop("kind")
    kinds = () if kind is None else (kind,)
    return services().bin.list(user_id(), project_id, kinds=kinds, **query)
