"""Somebody who is asked into a film by a link that is sent to an address."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class Invitation(Base):
    """Open until it is accepted, revoked or past `expires_at`; one open a film and address."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("secret_hash", name="uq_invitations_secret_hash"),
        Index(
            "uq_invitations_open",
            "project_id",
            "email_folded",
            unique=True,
            postgresql_where=text("accepted_at is null and revoked_at is null"),
        ),
        Index("ix_invitations_project_id", "project_id", "created_at"),
        Index("ix_invitations_expires_at", "expires_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_invitations_project_id", ondelete="CASCADE")
    )
    email: Mapped[str]
    email_folded: Mapped[str]
    role: Mapped[str]
    secret_hash: Mapped[bytes]
    invited_by: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_invitations_invited_by")
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", name="fk_invitations_accepted_by")
    )
    revoked_at: Mapped[datetime | None]
