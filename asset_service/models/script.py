"""Each version of a project's script, as it was confirmed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class ScriptVersion(Base):
    """`entities` is what an extraction of this text finds, kept with who made it."""

    __tablename__ = "scripts"

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_scripts_project_id", ondelete="CASCADE"),
        primary_key=True,
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    file_name: Mapped[str]
    text: Mapped[str]
    sha256: Mapped[str]
    entities: Mapped[Any | None] = mapped_column(JSONB)
    entities_made_by: Mapped[str | None]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", name="fk_scripts_created_by"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
