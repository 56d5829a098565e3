"""A merge of assets into one, or a split of one in two, as long as it can be undone."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class Reshape(Base):
    """`asset_id` survived the merge, or was split; `variant_id` is what the split made.

    `before` and `after` are what was changed in that asset itself (`domain/reshaping.Shape`);
    `left_out` is what its undo could not put back.
    """

    __tablename__ = "reshapes"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="uq_reshapes_id_project_id"),
        ForeignKeyConstraint(
            ["asset_id", "project_id"],
            ["assets.id", "assets.project_id"],
            name="fk_reshapes_asset",
            use_alter=True,  # the two tables name each other
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["variant_id", "project_id"],
            ["assets.id", "assets.project_id"],
            name="fk_reshapes_variant",
            use_alter=True,
            ondelete="SET NULL (variant_id)",
        ),
        Index("ix_reshapes_project_id_created_at", "project_id", "created_at", "id"),
        Index("ix_reshapes_created_at", "created_at"),
        Index("ix_reshapes_asset_id", "asset_id"),
        Index(
            "ix_reshapes_variant_id",
            "variant_id",
            postgresql_where=text("variant_id is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_reshapes_project_id", ondelete="CASCADE")
    )
    kind: Mapped[str]
    asset_id: Mapped[UUID]
    variant_id: Mapped[UUID | None]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", name="fk_reshapes_created_by"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    undone_at: Mapped[datetime | None]
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
