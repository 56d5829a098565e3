"""A program's key: shown once, kept as a hash."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class ApiToken(Base):
    __tablename__ = "api_tokens"
    __table_args__ = (
        UniqueConstraint("secret_hash", name="uq_api_tokens_secret_hash"),
        ForeignKeyConstraint(
            ["user_id", "project_id"],
            ["memberships.user_id", "memberships.project_id"],
            name="fk_api_tokens_membership",
            ondelete="CASCADE",
        ),
        Index("ix_api_tokens_user_id", "user_id"),
        Index("ix_api_tokens_project_id", "project_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_api_tokens_user_id", ondelete="CASCADE")
    )
    name: Mapped[str]
    secret_hash: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    project_id: Mapped[UUID | None]
    last_used_at: Mapped[datetime | None]
