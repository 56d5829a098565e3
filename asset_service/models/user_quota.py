"""How much a person may store, where it is not what everybody may; set by operators."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class UserQuota(Base):
    """`bytes` in all of their projects together; 0 is no limit."""

    __tablename__ = "user_quotas"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_user_quotas_user_id", ondelete="CASCADE"),
        primary_key=True,
    )
    bytes: Mapped[int] = mapped_column(BigInteger)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
