"""The asset stage as a whole."""

from typing import Any
from uuid import UUID

from asset_service.services.views.stages import GateView, UnlockImpact
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.context import services, user_id
from asset_service.web.schemas.stage import GateSchema, UnlockImpactSchema, UnlockSchema

blueprint = Blueprint("stage", __name__, "The asset stage: gate, lock-all, unlock")


@blueprint.route("/projects/<id:project_id>/gate")
@blueprint.response(200, GateSchema)
def get_gate(project_id: UUID) -> GateView:
    """Say what is missing before the stage can be locked."""
    return services().stage.gate(user_id(), project_id)


@blueprint.route("/projects/<id:project_id>/lock-all", methods=["POST"])
@problems(409, "gate_closed")
@blueprint.response(200, GateSchema)
def lock_all(project_id: UUID) -> GateView:
    """Lock every active asset and the stage, or change nothing.

    Again takes in what was restored since. With `gate_closed` the problem has `problems` and
    `missing`, as the gate has them.
    """
    return services().stage.lock_all(user_id(), project_id)


@blueprint.route("/projects/<id:project_id>/unlock")
@blueprint.response(200, UnlockImpactSchema)
def get_unlock_impact(project_id: UUID) -> UnlockImpact:
    """Say what hangs on the locked stage."""
    return services().stage.unlock_impact(user_id(), project_id)


@blueprint.route("/projects/<id:project_id>/unlock", methods=["POST"])
@problems(409, "unlock_unconfirmed")
@blueprint.arguments(UnlockSchema, required=False)
@blueprint.response(200, GateSchema)
def unlock(sent: dict[str, Any], project_id: UUID) -> GateView:
    """Open the stage and clear every lock.

    With `unlock_unconfirmed` the problem has the `impact`: send `confirm` to go on.
    """
    return services().stage.unlock(user_id(), project_id, confirmed=sent["confirm"])
