"""Jobs that were asked for together."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class Batch(Base):
    __tablename__ = "batches"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="uq_batches_id_project_id"),
        Index("ix_batches_project_id", "project_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_batches_project_id", ondelete="CASCADE")
    )
    kind: Mapped[str]
    requested_by: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_batches_requested_by")
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
