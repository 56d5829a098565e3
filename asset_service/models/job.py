"""One generation request for one attempt: the queue of record."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import (
    REAL,
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base, Timestamped


class Job(Timestamped, Base):
    """`epoch` is the fence of its claims; `progress` is a share in 0..1."""

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="uq_jobs_id_project_id"),
        ForeignKeyConstraint(
            ["asset_id", "project_id"],
            ["assets.id", "assets.project_id"],
            name="fk_jobs_asset",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["batch_id", "project_id"],
            ["batches.id", "batches.project_id"],
            name="fk_jobs_batch",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["retry_of", "project_id"], ["jobs.id", "jobs.project_id"], name="fk_jobs_retry_of"
        ),
        Index("ix_jobs_project_id_created_at", "project_id", "created_at", "id"),
        Index("ix_jobs_asset_id", "asset_id"),
        Index("ix_jobs_batch_id", "batch_id"),
        Index(
            "ix_jobs_waiting",
            "status",
            "due_at",
            postgresql_where=text("status in ('queued', 'running')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID]
    asset_id: Mapped[UUID]
    batch_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(server_default="queued")
    stage: Mapped[str] = mapped_column(server_default="")
    progress: Mapped[float] = mapped_column(REAL, server_default="0")
    epoch: Mapped[int] = mapped_column(server_default="0")
    deliveries: Mapped[int] = mapped_column(server_default="0")
    tries: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    lease_until: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    provider_handle: Mapped[str | None]
    cancel_requested_at: Mapped[datetime | None]
    provider: Mapped[str]
    model: Mapped[str]
    paid: Mapped[bool]
    prompt: Mapped[str]
    aspect: Mapped[str]
    seed: Mapped[int | None] = mapped_column(BigInteger)
    style_version: Mapped[int]
    choice_counter: Mapped[int]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    refusal_stage: Mapped[str | None]
    refusal_categories: Mapped[list[str]] = mapped_column(server_default="{}")
    cost_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    cost_currency: Mapped[str | None]
    retry_of: Mapped[UUID | None]
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", name="fk_jobs_requested_by"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
