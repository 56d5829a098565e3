"""An asset that a user keeps across films."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base, Timestamped


class LibraryAsset(Timestamped, Base):
    """`project_id` is the library; what the asset says is in the version that is current."""

    __tablename__ = "library_assets"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="uq_library_assets_id_project_id"),
        ForeignKeyConstraint(
            ["id", "project_id", "version"],
            [
                "library_versions.library_asset_id",
                "library_versions.project_id",
                "library_versions.version",
            ],
            name="fk_library_assets_version",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,  # the two tables name each other
        ),
        Index(
            "uq_library_assets_live_name",
            "project_id",
            "type",
            "name_folded",
            unique=True,
            postgresql_where=text("binned_at is null"),
        ),
        Index("ix_library_assets_project_id_updated_at", "project_id", "updated_at", "id"),
        Index(
            "ix_library_assets_binned_at",
            "binned_at",
            postgresql_where=text("binned_at is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_library_assets_project_id", ondelete="CASCADE")
    )
    type: Mapped[str]
    name_folded: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    binned_at: Mapped[datetime | None]
