"""Ends what somebody asked for who loses the right to it, in the transaction that takes it."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from asset_service.domain.exports import ACCESS_WITHDRAWN, ExportState
from asset_service.domain.jobs import WITHDRAWN_CODE, WITHDRAWN_MESSAGE, is_out
from asset_service.domain.vocabulary import JobStatus
from asset_service.models.export import Export
from asset_service.models.job import Job
from asset_service.store.exports import UNDER_WAY
from asset_service.store.jobs import WAITING

_NOW = func.clock_timestamp()


def jobs(session: Session, project_id: UUID, user_id: UUID) -> None:
    """End the user's jobs of the project; those whose paid request is out are only cancelled.

    A worker that runs one of the others has lost its claim with this: it sends nothing.
    """
    found = session.execute(
        select(Job.id, Job.status, Job.paid, Job.submitted_at, Job.provider_handle)
        .where(Job.project_id == project_id, Job.requested_by == user_id, Job.status.in_(WAITING))
        .order_by(Job.id)
        .with_for_update()
    ).all()
    out = {
        row.id
        for row in found
        if is_out(
            row.status,
            paid=row.paid,
            submitted=row.submitted_at is not None,
            resumable=row.provider_handle is not None,
        )
    }
    why = {"error_code": WITHDRAWN_CODE, "error_message": WITHDRAWN_MESSAGE}
    ended = why | {
        "status": JobStatus.FAILED.value,
        "stage": "",
        "lease_until": None,
        "finished_at": _NOW,
    }
    asked = why | {"cancel_requested_at": func.coalesce(Job.cancel_requested_at, _NOW)}
    for ids, facts in ((out, asked), ({row.id for row in found} - out, ended)):
        session.execute(
            update(Job).where(Job.id.in_(ids)).values(facts),
            execution_options={"synchronize_session": False},
        )


def exports(session: Session, project_id: UUID, user_id: UUID) -> None:
    """End the user's exports of the project; a worker that makes one has lost its claim."""
    session.execute(
        update(Export)
        .where(
            Export.project_id == project_id,
            Export.requested_by == user_id,
            Export.state.in_(UNDER_WAY),
        )
        .values(
            state=ExportState.FAILED.value,
            lease_until=None,
            finished_at=_NOW,
            error_code=ACCESS_WITHDRAWN.code,
            error_message=ACCESS_WITHDRAWN.message,
        ),
        execution_options={"synchronize_session": False},
    )
