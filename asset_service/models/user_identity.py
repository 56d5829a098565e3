"""Who an identity provider means by a subject."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class UserIdentity(Base):
    __tablename__ = "user_identities"
    __table_args__ = (Index("ix_user_identities_user_id", "user_id"),)

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_user_identities_user_id", ondelete="CASCADE")
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
