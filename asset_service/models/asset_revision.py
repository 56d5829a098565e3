"""An asset's text before an edit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class AssetRevision(Base):
    __tablename__ = "asset_revisions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["asset_id", "project_id"],
            ["assets.id", "assets.project_id"],
            name="fk_asset_revisions_asset",
            ondelete="CASCADE",
        ),
        Index("ix_asset_revisions_project_id", "project_id"),
    )

    project_id: Mapped[UUID]
    asset_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    type: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    image_prompt: Mapped[str]
    changed_by: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_asset_revisions_changed_by")
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
