"""What a person may spend in one currency, over all projects; set by operators."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric, func
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class UserBudget(Base):
    """`monthly` is for each calendar month in UTC."""

    __tablename__ = "user_budgets"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_user_budgets_user_id", ondelete="CASCADE"),
        primary_key=True,
    )
    currency: Mapped[str] = mapped_column(primary_key=True)
    monthly: Mapped[Decimal] = mapped_column(Numeric(14, 6))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
