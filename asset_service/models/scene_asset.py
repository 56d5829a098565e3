"""The state of one asset in one scene."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base, Timestamped


class SceneAsset(Timestamped, Base):
    """`made_with` is the merge or split that made it, `unlinked_with` the one that set it aside."""

    __tablename__ = "scene_assets"
    __table_args__ = (
        UniqueConstraint("scene_id", "asset_id", name="uq_scene_assets_scene_id_asset_id"),
        UniqueConstraint("id", "asset_id", name="uq_scene_assets_id_asset_id"),
        ForeignKeyConstraint(
            ["scene_id", "project_id"],
            ["scenes.id", "scenes.project_id"],
            name="fk_scene_assets_scene",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["asset_id", "project_id"],
            ["assets.id", "assets.project_id"],
            name="fk_scene_assets_asset",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["inherited_from", "asset_id"],
            ["scene_assets.id", "scene_assets.asset_id"],
            name="fk_scene_assets_inherited_from",
        ),
        ForeignKeyConstraint(
            ["image_attempt_id", "asset_id"],
            ["attempts.id", "attempts.asset_id"],
            name="fk_scene_assets_image",
        ),
        ForeignKeyConstraint(
            ["master_attempt_id", "asset_id"],
            ["attempts.id", "attempts.asset_id"],
            name="fk_scene_assets_master",
        ),
        *(
            ForeignKeyConstraint(
                [name, "project_id"],
                ["reshapes.id", "reshapes.project_id"],
                name=f"fk_scene_assets_{name}",
                ondelete=f"SET NULL ({name})",
            )
            for name in ("made_with", "unlinked_with")
        ),
        *(
            Index(f"ix_scene_assets_{name}", name, postgresql_where=text(f"{name} is not null"))
            for name in ("made_with", "unlinked_with")
        ),
        Index("ix_scene_assets_project_id", "project_id"),
        Index("ix_scene_assets_asset_id", "asset_id"),
        Index(
            "ix_scene_assets_unlinked_at",
            "unlinked_at",
            postgresql_where=text("unlinked_at is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID]
    scene_id: Mapped[UUID]
    asset_id: Mapped[UUID]
    override_text: Mapped[str] = mapped_column(server_default="")
    status_tags: Mapped[list[str]] = mapped_column(server_default="{}")
    carry_forward: Mapped[bool] = mapped_column(server_default="true")
    inherited_from: Mapped[UUID | None]
    image_attempt_id: Mapped[UUID | None]
    master_attempt_id: Mapped[UUID | None]
    master_text_version: Mapped[int]
    attempt_counter: Mapped[int] = mapped_column(server_default="0")
    choice_counter: Mapped[int] = mapped_column(server_default="0")
    unlinked_at: Mapped[datetime | None]
    made_with: Mapped[UUID | None]
    unlinked_with: Mapped[UUID | None]
