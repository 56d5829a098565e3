"""What is known of a provider for everybody who waits for it."""

from datetime import datetime

from sqlalchemy import REAL
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class ProviderGate(Base):
    """Until `paused_until` nothing new is started.

    `tokens` is how many requests might start at `counted_at` where the rate is limited.
    """

    __tablename__ = "provider_gates"

    provider: Mapped[str] = mapped_column(primary_key=True)
    paused_until: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(server_default="")
    tokens: Mapped[float | None] = mapped_column(REAL)
    counted_at: Mapped[datetime | None]
