"""What one job may cost, and what it came to."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Numeric, func
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class Charge(Base):
    """Written with its job, settled by a trigger when the job ends, and never changed again.

    It outlives both: `job_id` and `asset_id` are None once the asset has left the bin for good.

    `held` is the estimate, None where no price is known. `amount` is what it came to: None
    while it is held, and for an outcome that nobody knows. `estimated`: the provider did not
    say, the amount is the estimate.
    """

    __tablename__ = "charges"
    __table_args__ = (
        ForeignKeyConstraint(
            ["job_id", "project_id"],
            ["jobs.id", "jobs.project_id"],
            name="fk_charges_job",
            ondelete="SET NULL (job_id)",
        ),
        ForeignKeyConstraint(
            ["asset_id", "project_id"],
            ["assets.id", "assets.project_id"],
            name="fk_charges_asset",
            ondelete="SET NULL (asset_id)",
        ),
        Index("ix_charges_project_id_created_at", "project_id", "created_at"),
        Index("ix_charges_requested_by_created_at", "requested_by", "created_at"),
        Index("ix_charges_asset_id", "asset_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    job_id: Mapped[UUID | None] = mapped_column(unique=True)
    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_charges_project_id", ondelete="CASCADE")
    )
    asset_id: Mapped[UUID | None]
    requested_by: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_charges_requested_by")
    )
    provider: Mapped[str]
    model: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="held")
    held: Mapped[Decimal | None] = mapped_column(Numeric(14, 6))
    amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 6))
    estimated: Mapped[bool] = mapped_column(server_default="false")
    currency: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    settled_at: Mapped[datetime | None]
