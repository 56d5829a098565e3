"""The project's visual style as it was at one version."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import REAL, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class StyleVersion(Base):
    """`strength` is 0 to 1, none for what the provider does by itself.

    The version after a locked one is being written until the project names it.
    """

    __tablename__ = "style_versions"

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_style_versions_project_id", ondelete="CASCADE"),
        primary_key=True,
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    pillars: Mapped[list[str]] = mapped_column(server_default="{}")
    strength: Mapped[float | None] = mapped_column(REAL)
    locked_at: Mapped[datetime | None]
    created_by: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_style_versions_created_by")
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
