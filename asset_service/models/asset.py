"""One thing to design."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base, Timestamped


class Asset(Timestamped, Base):
    """Its image is its selected attempt's; there is no second copy of that fact here."""

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
        Index("ix_assets_project_id_created_at", "project_id", "created_at", "id"),
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

    @property
    def is_held(self) -> bool:
        """A locked stage holds it: it is locked, or set aside until it is restored."""
        return self.locked or self.deferred

    @property
    def is_everywhere(self) -> bool:
        """Without numbers it belongs to every scene, unless its scenes were cut."""
        return not self.scene_numbers and not self.scenes_lost
