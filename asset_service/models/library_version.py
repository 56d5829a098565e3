"""What a library asset said at one time: its texts, and its picture with where that is from."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class LibraryVersion(Base):
    """Never changed, only followed by another.

    `copy_of` is the attempt that its picture was, `from_asset_id` what it was promoted from, in
    `from_project_id`: all of it may be gone by now. `claims` are loaded by who asks for them.
    """

    __tablename__ = "library_versions"
    __table_args__ = (
        UniqueConstraint(
            "library_asset_id", "project_id", "version", name="uq_library_versions_project"
        ),
        ForeignKeyConstraint(
            ["library_asset_id", "project_id"],
            ["library_assets.id", "library_assets.project_id"],
            name="fk_library_versions_asset",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["project_id", "sha256"],
            ["objects.project_id", "objects.sha256"],
            name="fk_library_versions_object",
        ),
        Index("ix_library_versions_project_id_sha256", "project_id", "sha256"),
    )

    library_asset_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    project_id: Mapped[UUID]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    image_prompt: Mapped[str] = mapped_column(server_default="")
    tags: Mapped[list[str]] = mapped_column(server_default="{}")
    why: Mapped[str]
    restored_from: Mapped[int | None]
    sha256: Mapped[str | None]
    source: Mapped[str | None]
    copy_of: Mapped[UUID | None]
    original_name: Mapped[str] = mapped_column(server_default="")
    prompt: Mapped[str | None]
    provider: Mapped[str | None]
    model: Mapped[str | None]
    seed: Mapped[int | None] = mapped_column(BigInteger)
    digital_source_type: Mapped[str | None]
    said_source_type: Mapped[str | None]
    claims: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True), deferred=True)
    from_project_id: Mapped[UUID | None]
    from_asset_id: Mapped[UUID | None]
    created_by: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_library_versions_created_by")
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
