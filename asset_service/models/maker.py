"""Which provider draws the assets of one type in one project, and with what."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, SmallInteger, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class Maker(Base):
    """`width` and `height` are pixels; an empty `aspect` or no size means the usual one."""

    __tablename__ = "makers"

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_makers_project_id", ondelete="CASCADE"),
        primary_key=True,
    )
    asset_type: Mapped[str] = mapped_column(primary_key=True)
    provider: Mapped[str]
    model: Mapped[str]
    aspect: Mapped[str] = mapped_column(server_default="")
    width: Mapped[int | None]
    height: Mapped[int | None]
    options: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    negative: Mapped[str] = mapped_column(server_default="")
    seed: Mapped[int | None] = mapped_column(BigInteger)
    candidates: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
