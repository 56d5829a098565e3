"""A picture that a job's new one shall follow."""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class JobReference(Base):
    """`place` counts from 1, in the order in which they matter; `role` is identity or style."""

    __tablename__ = "job_references"
    __table_args__ = (
        ForeignKeyConstraint(
            ["job_id", "project_id"],
            ["jobs.id", "jobs.project_id"],
            name="fk_job_references_job",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["project_id", "sha256"],
            ["objects.project_id", "objects.sha256"],
            name="fk_job_references_object",
        ),
        Index("ix_job_references_object", "project_id", "sha256"),
    )

    project_id: Mapped[UUID]
    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sha256: Mapped[str]
    role: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
