"""A name that was deleted, so that a re-scan does not bring it back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class Tombstone(Base):
    __tablename__ = "tombstones"

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_tombstones_project_id", ondelete="CASCADE"),
        primary_key=True,
    )
    type: Mapped[str] = mapped_column(primary_key=True)
    name_folded: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
