"""One candidate image of an asset."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base, Timestamped


class Attempt(Timestamped, Base):
    """A live one holds a slot; a binned one holds none and can come back."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("asset_id", "slot", name="uq_attempts_asset_id_slot"),
        UniqueConstraint("asset_id", "number", name="uq_attempts_asset_id_number"),
        UniqueConstraint("job_id", name="uq_attempts_job_id"),
        UniqueConstraint("id", "asset_id", name="uq_attempts_id_asset_id"),
        ForeignKeyConstraint(
            ["asset_id", "project_id"],
            ["assets.id", "assets.project_id"],
            name="fk_attempts_asset",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["project_id", "sha256"],
            ["objects.project_id", "objects.sha256"],
            name="fk_attempts_object",
        ),
        ForeignKeyConstraint(
            ["job_id", "project_id"], ["jobs.id", "jobs.project_id"], name="fk_attempts_job"
        ),
        Index(
            "uq_attempts_selected",
            "asset_id",
            unique=True,
            postgresql_where=text("is_selected"),
        ),
        Index("ix_attempts_project_id_sha256", "project_id", "sha256"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID]
    asset_id: Mapped[UUID]
    number: Mapped[int]
    slot: Mapped[int | None] = mapped_column(SmallInteger)
    is_selected: Mapped[bool] = mapped_column(server_default="false")
    source: Mapped[str]
    sha256: Mapped[str]
    original_name: Mapped[str] = mapped_column(server_default="")
    job_id: Mapped[UUID | None]
    prompt: Mapped[str | None]
    provider: Mapped[str | None]
    model: Mapped[str | None]
    seed: Mapped[int | None] = mapped_column(BigInteger)
    style_version: Mapped[int | None]
    cost_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    cost_currency: Mapped[str | None]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", name="fk_attempts_created_by"))
    binned_at: Mapped[datetime | None]
    binned_because: Mapped[str | None]
