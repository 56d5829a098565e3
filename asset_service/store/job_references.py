"""The pictures that a job's new one shall follow, by the hash of their files."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from asset_service.models.job_reference import JobReference


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(insert(JobReference), list(rows))


def of_jobs(session: Session, job_ids: Collection[UUID]) -> dict[UUID, list[JobReference]]:
    """Return those of each job that has some, in the order in which they count."""
    found: dict[UUID, list[JobReference]] = {}
    rows = select(JobReference).where(JobReference.job_id.in_(job_ids))
    for row in session.scalars(rows.order_by(JobReference.job_id, JobReference.place)):
        found.setdefault(row.job_id, []).append(row)
    return found
