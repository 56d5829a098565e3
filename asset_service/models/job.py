"""One generation request for one attempt: the queue of record."""

from datetime import datetime
from decimal import Decimal
from typing import Any
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
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base, Timestamped


class Job(Timestamped, Base):
    """`epoch` is the fence of its claims; `progress` is a share in 0..1.

    `lane` is `images` or `background`. `published_at` is when its message went to the broker,
    None while the outbox has it; `claimed_by` is the message that its last claim came with.
    `emptied_at`: its picture left the bin for good. `width` and `height` are pixels, `warnings`
    what of the request the provider did not heed, `provider_meta` what it told of the picture.

    One with a `scene_id` draws the asset in that scene, and its `choice_counter` is the scene
    asset's; `scene_asset_id` is None again once that is gone for good.
    """

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
            ["scene_asset_id", "asset_id"],
            ["scene_assets.id", "scene_assets.asset_id"],
            name="fk_jobs_scene_asset",
            use_alter=True,  # the two tables name each other
            ondelete="SET NULL (scene_asset_id)",
        ),
        ForeignKeyConstraint(
            ["scene_id", "project_id"],
            ["scenes.id", "scenes.project_id"],
            name="fk_jobs_scene",
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
        Index("uq_jobs_retry_of", "retry_of", unique=True),
        Index(
            "ix_jobs_in_flight",
            "requested_by",
            "provider",
            postgresql_where=text(
                "status = 'running' or (status = 'queued' and published_at is not null)"
            ),
        ),
        Index("ix_jobs_requested_by_started_at", "requested_by", "started_at"),
        Index("ix_jobs_project_id_created_at", "project_id", "created_at", "id"),
        Index("ix_jobs_asset_id", "asset_id"),
        Index(
            "ix_jobs_scene_asset_id",
            "scene_asset_id",
            postgresql_where=text("scene_asset_id is not null"),
        ),
        Index("ix_jobs_scene_id", "scene_id", postgresql_where=text("scene_id is not null")),
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
    scene_asset_id: Mapped[UUID | None]
    scene_id: Mapped[UUID | None]
    batch_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(server_default="queued")
    stage: Mapped[str] = mapped_column(server_default="")
    lane: Mapped[str] = mapped_column(server_default="images")
    progress: Mapped[float] = mapped_column(REAL, server_default="0")
    epoch: Mapped[int] = mapped_column(server_default="0")
    deliveries: Mapped[int] = mapped_column(server_default="0")
    tries: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    published_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    claimed_by: Mapped[str] = mapped_column(server_default="")
    lease_until: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    provider_handle: Mapped[str | None]
    cancel_requested_at: Mapped[datetime | None]
    provider: Mapped[str]
    model: Mapped[str]
    paid: Mapped[bool]
    prompt: Mapped[str]
    aspect: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    options: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    negative: Mapped[str] = mapped_column(server_default="")
    strength: Mapped[float | None] = mapped_column(REAL)
    seed: Mapped[int | None] = mapped_column(BigInteger)
    style_version: Mapped[int]
    choice_counter: Mapped[int]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    refusal_stage: Mapped[str | None]
    refusal_categories: Mapped[list[str]] = mapped_column(server_default="{}")
    cost_amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 6))
    cost_currency: Mapped[str | None]
    provider_request_id: Mapped[str] = mapped_column(server_default="")
    provider_meta: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    warnings: Mapped[list[str]] = mapped_column(server_default="{}")
    retry_of: Mapped[UUID | None]
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", name="fk_jobs_requested_by"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    emptied_at: Mapped[datetime | None]
