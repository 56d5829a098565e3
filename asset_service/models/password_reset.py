"""A link by which somebody sets a new password; of its secret only the hash is kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class PasswordReset(Base):
    """`wanted_at` says that a mail is to be sent; `secret_hash` that there is a link."""

    __tablename__ = "password_resets"
    __table_args__ = (UniqueConstraint("secret_hash", name="uq_password_resets_secret_hash"),)

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_password_resets_user_id", ondelete="CASCADE"),
        primary_key=True,
    )
    wanted_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    secret_hash: Mapped[bytes | None]
    expires_at: Mapped[datetime | None]
