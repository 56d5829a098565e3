"""A person who signs in."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base, Timestamped


class User(Timestamped, Base):
    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email_folded", name="uq_users_email_folded"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str]
    email_folded: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str | None]
    disabled_at: Mapped[datetime | None]
