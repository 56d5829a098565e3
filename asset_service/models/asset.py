"""One thing to design."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base, Timestamped


class Asset(Timestamped, Base):
    """Its image is its selected attempt's; there is no second copy of that fact here.

    One that a merge absorbed is in the bin and names the merge, a variant what it was split from.
    It may follow a library asset: `library_version` is what it last gave or took.
    """

    __tablename__ = "assets"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="uq_assets_id_project_id"),
        Index(
            "uq_assets_live_name",
            "project_id",
            "type",
            "name_folded",
            unique=True,
            postgresql_where=text("binned_at is null"),
        ),
        ForeignKeyConstraint(
            ["merged_with", "project_id"],
            ["reshapes.id", "reshapes.project_id"],
            name="fk_assets_merged_with",
            ondelete="SET NULL (merged_with)",
        ),
        ForeignKeyConstraint(
            ["split_from", "project_id"],
            ["assets.id", "assets.project_id"],
            name="fk_assets_split_from",
            ondelete="SET NULL (split_from)",
        ),
        *(
            Index(f"ix_assets_{name}", name, postgresql_where=text(f"{name} is not null"))
            for name in ("merged_with", "split_from")
        ),
        Index("ix_assets_project_id_created_at", "project_id", "created_at", "id"),
        ForeignKeyConstraint(
            ["library_asset_id", "library_version"],
            ["library_versions.library_asset_id", "library_versions.version"],
            name="fk_assets_library_version",
            ondelete="SET NULL (library_asset_id)",
        ),
        Index(
            "ix_assets_library",
            "library_asset_id",
            "library_version",
            postgresql_where=text("library_asset_id is not null"),
        ),
        Index("ix_assets_binned_at", "binned_at", postgresql_where=text("binned_at is not null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_assets_project_id", ondelete="CASCADE")
    )
    type: Mapped[str]
    source: Mapped[str]
    name: Mapped[str]
    name_folded: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    image_prompt: Mapped[str] = mapped_column(server_default="")
    scene_numbers: Mapped[list[int]] = mapped_column(server_default="{}")
    scenes_lost: Mapped[bool] = mapped_column(server_default="false")
    deferred: Mapped[bool] = mapped_column(server_default="false")
    locked: Mapped[bool] = mapped_column(server_default="false")
    version: Mapped[int] = mapped_column(server_default="1")
    text_version: Mapped[int] = mapped_column(server_default="1")
    attempt_counter: Mapped[int] = mapped_column(server_default="0")
    choice_counter: Mapped[int] = mapped_column(server_default="0")
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", name="fk_assets_created_by"))
    binned_at: Mapped[datetime | None]
    binned_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", name="fk_assets_binned_by")
    )
    merged_with: Mapped[UUID | None]
    split_from: Mapped[UUID | None]
    library_asset_id: Mapped[UUID | None]
    library_version: Mapped[int | None]

    @property
    def is_held(self) -> bool:
        """A locked stage holds it: it is locked, or set aside until it is restored."""
        return self.locked or self.deferred

    @property
    def is_everywhere(self) -> bool:
        """Without numbers it belongs to every scene, unless its scenes were cut."""
        return not self.scene_numbers and not self.scenes_lost
