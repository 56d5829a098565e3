"""A name that was deleted, or merged away, so that a re-scan does not bring it back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class Tombstone(Base):
    __tablename__ = "tombstones"
    __table_args__ = (
        ForeignKeyConstraint(
            ["merged_with", "project_id"],
            ["reshapes.id", "reshapes.project_id"],
            name="fk_tombstones_merged_with",
            ondelete="SET NULL (merged_with)",
        ),
        Index(
            "ix_tombstones_merged_with",
            "merged_with",
            postgresql_where=text("merged_with is not null"),
        ),
    )

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_tombstones_project_id", ondelete="CASCADE"),
        primary_key=True,
    )
    type: Mapped[str] = mapped_column(primary_key=True)
    name_folded: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    merged_with: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
