"""One file that somebody takes out of a project."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base, Timestamped


class Export(Timestamped, Base):
    """`kind`, `options` and `state` are those of `domain/exports`; `size` is in bytes.

    `epoch` is the fence of its claims, and part of the key of its file. `published_at` is when
    its message went to the broker: None while the outbox has it, and while it waits for another
    one of the same person. `warnings` tell what is amiss with a file that is there.
    """

    __tablename__ = "exports"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="uq_exports_id_project_id"),
        Index("ix_exports_project_id_created_at", "project_id", "created_at", "id"),
        Index(
            "uq_exports_running",
            "project_id",
            "requested_by",
            unique=True,
            postgresql_where=text("state = 'running'"),
        ),
        Index(
            "ix_exports_waiting",
            "state",
            "due_at",
            postgresql_where=text("state in ('queued', 'running')"),
        ),
        Index(
            "ix_exports_expires_at",
            "expires_at",
            postgresql_where=text("expires_at is not null and file_removed_at is null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_exports_project_id", ondelete="CASCADE")
    )
    kind: Mapped[str]
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    state: Mapped[str] = mapped_column(server_default="queued")
    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int] = mapped_column(server_default="0")
    epoch: Mapped[int] = mapped_column(server_default="0")
    deliveries: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    published_at: Mapped[datetime | None]
    claimed_by: Mapped[str] = mapped_column(server_default="")
    lease_until: Mapped[datetime | None]
    cancel_requested_at: Mapped[datetime | None]
    file_name: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    mime: Mapped[str | None]
    warnings: Mapped[list[str]] = mapped_column(server_default="{}")
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    requested_by: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", name="fk_exports_requested_by")
    )
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    file_removed_at: Mapped[datetime | None]
