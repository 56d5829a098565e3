"""One scene of the script; a removed one keeps its row for what hangs on it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base, Timestamped


class Scene(Timestamped, Base):
    __tablename__ = "scenes"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="uq_scenes_id_project_id"),
        UniqueConstraint(
            "project_id",
            "scene_number",
            name="uq_scenes_project_id_scene_number",
            deferrable=True,
            initially="DEFERRED",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_scenes_project_id", ondelete="CASCADE")
    )
    scene_number: Mapped[int | None]
    label: Mapped[str] = mapped_column(server_default="")
    heading: Mapped[str]
    int_ext: Mapped[str] = mapped_column(server_default="")
    location: Mapped[str] = mapped_column(server_default="")
    sub_locations: Mapped[list[str]] = mapped_column(server_default="{}")
    time_of_day: Mapped[str] = mapped_column(server_default="")
    synopsis: Mapped[str] = mapped_column(server_default="")
    text: Mapped[str]
    text_hash: Mapped[str]
    start_line: Mapped[int]
    end_line: Mapped[int]
    populated_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    @property
    def number(self) -> int:
        """Raises ValueError for a scene that the script no longer has."""
        if self.scene_number is None:
            raise ValueError("a removed scene has no number")
        return self.scene_number
