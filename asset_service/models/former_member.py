"""Who was a member of a film once, so that its pages can go on naming them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class FormerMember(Base):
    """Gone again once they rejoin. Only definer functions write it."""

    __tablename__ = "former_members"
    __table_args__ = (Index("ix_former_members_user_id", "user_id"),)

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_former_members_project_id", ondelete="CASCADE"),
        primary_key=True,
    )
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_former_members_user_id", ondelete="CASCADE"),
        primary_key=True,
    )
    left_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
