"""A previewed script that waits for its user's confirmation."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class ScriptDraft(Base):
    __tablename__ = "script_drafts"
    __table_args__ = (
        Index("ix_script_drafts_user_id", "user_id"),
        Index("ix_script_drafts_project_id", "project_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_script_drafts_user_id", ondelete="CASCADE")
    )
    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_script_drafts_project_id", ondelete="CASCADE")
    )
    file_name: Mapped[str]
    text: Mapped[str]
    preview: Mapped[Any] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    expires_at: Mapped[datetime]
