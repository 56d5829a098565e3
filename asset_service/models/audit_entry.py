"""Who did what to what, as it was then. Triggers alone write it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class AuditEntry(Base):
    """In the log of a project, or of an account; `user_id` did it, nobody where the service did.

    `count` rows were touched, of the subjects of `subject_ids`; `detail` has what changed, as
    `[before, after]`, and short facts.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        UniqueConstraint(
            "xid",
            "kind",
            "action",
            "project_id",
            "account_id",
            name="uq_audit_entries_once",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_audit_entries_project_id_id", "project_id", "id"),
        Index(
            "ix_audit_entries_account_id_id",
            "account_id",
            "id",
            postgresql_where=text("account_id is not null"),
        ),
        Index("ix_audit_entries_at", "at", postgresql_using="brin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    project_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("projects.id", name="fk_audit_entries_project_id", ondelete="CASCADE")
    )
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", name="fk_audit_entries_account_id", ondelete="CASCADE")
    )
    user_id: Mapped[UUID | None]
    user_name: Mapped[str]
    via: Mapped[str]
    kind: Mapped[str]
    action: Mapped[str]
    subject_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    subject_names: Mapped[list[str]]
    count: Mapped[int]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)
    xid: Mapped[int] = mapped_column(
        BigInteger, server_default=text("(pg_current_xact_id()::text)::bigint")
    )
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
