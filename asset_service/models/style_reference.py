"""A picture that a version of the style follows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class StyleReference(Base):
    """`place` counts from 1, in the order in which they matter."""

    __tablename__ = "style_references"
    __table_args__ = (
        UniqueConstraint("project_id", "version", "sha256", name="uq_style_references_file"),
        ForeignKeyConstraint(
            ["project_id", "version"],
            ["style_versions.project_id", "style_versions.version"],
            name="fk_style_references_version",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["project_id", "sha256"],
            ["objects.project_id", "objects.sha256"],
            name="fk_style_references_object",
        ),
        Index("ix_style_references_object", "project_id", "sha256"),
    )

    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    sha256: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    created_by: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_style_references_created_by")
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
