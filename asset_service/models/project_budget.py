"""What a project may spend in one currency."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric, func
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class ProjectBudget(Base):
    """`monthly` is for each calendar month in UTC, `total` for the whole film; one is set."""

    __tablename__ = "project_budgets"

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_project_budgets_project_id", ondelete="CASCADE"),
        primary_key=True,
    )
    currency: Mapped[str] = mapped_column(primary_key=True)
    monthly: Mapped[Decimal | None] = mapped_column(Numeric(14, 6))
    total: Mapped[Decimal | None] = mapped_column(Numeric(14, 6))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
