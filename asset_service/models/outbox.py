"""What the relay has to tell the workers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class OutboxMessage(Base):
    __tablename__ = "outbox"
    __table_args__ = (
        ForeignKeyConstraint(
            ["job_id", "project_id"],
            ["jobs.id", "jobs.project_id"],
            name="fk_outbox_job",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["project_id", "sha256"],
            ["objects.project_id", "objects.sha256"],
            name="fk_outbox_object",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["export_id", "project_id"],
            ["exports.id", "exports.project_id"],
            name="fk_outbox_export",
            ondelete="CASCADE",
        ),
        Index("ix_outbox_export_id", "export_id", postgresql_where=text("export_id is not null")),
        Index("ix_outbox_project_id", "project_id"),
        Index("ix_outbox_due_at", "due_at", "id"),
        Index("ix_outbox_turn", "lane", "user_id", "provider", "due_at", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    project_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("projects.id", name="fk_outbox_project_id", ondelete="CASCADE")
    )
    kind: Mapped[str]
    lane: Mapped[str] = mapped_column(server_default="images")
    provider: Mapped[str] = mapped_column(server_default="")
    job_id: Mapped[UUID | None]
    sha256: Mapped[str | None]
    export_id: Mapped[UUID | None]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", name="fk_outbox_user_id"))
    due_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
