"""One candidate image of an asset, or of an asset in one scene."""

from datetime import datetime
from decimal import Decimal
from typing import Any
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
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base, Timestamped


class Attempt(Timestamped, Base):
    """A live one holds a slot; a binned one holds none and can come back.

    One with a `scene_asset_id` is of that scene alone, and never `is_selected`: the scene's row
    names what it shows. `copy_of` is the attempt, elsewhere, that this one shows again, `made_with`
    the merge that copied it.

    One that a change of style cleared away names the version that it was cleared with, its slot,
    and whether it was the selected one.

    `digital_source_type` is `domain/provenance.SourceType`, `said_source_type` what its uploader
    says; `claims` are `domain/claims.Claims`, None when nobody has read them. They may be long:
    only who asks for them gets them.
    """

    __tablename__ = "attempts"
    __table_args__ = (
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
        ForeignKeyConstraint(
            ["project_id", "cleared_with"],
            ["style_versions.project_id", "style_versions.version"],
            name="fk_attempts_cleared_with",
        ),
        ForeignKeyConstraint(
            ["scene_asset_id", "asset_id"],
            ["scene_assets.id", "scene_assets.asset_id"],
            name="fk_attempts_scene_asset",
            use_alter=True,  # the two tables name each other
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["made_with", "project_id"],
            ["reshapes.id", "reshapes.project_id"],
            name="fk_attempts_made_with",
            ondelete="SET NULL (made_with)",
        ),
        Index(
            "ix_attempts_made_with",
            "made_with",
            postgresql_where=text("made_with is not null"),
        ),
        *(
            Index(
                f"uq_attempts_{scene}{what}",
                owner,
                what,
                unique=True,
                postgresql_where=text(f"scene_asset_id is {null}"),
            )
            for scene, owner, null in (
                ("", "asset_id", "null"),
                ("scene_", "scene_asset_id", "not null"),
            )
            for what in ("slot", "number")
        ),
        Index(
            "uq_attempts_selected",
            "asset_id",
            unique=True,
            postgresql_where=text("is_selected"),
        ),
        Index("ix_attempts_project_id_sha256", "project_id", "sha256"),
        Index(
            "ix_attempts_cleared_with",
            "project_id",
            "cleared_with",
            postgresql_where=text("cleared_with is not null"),
        ),
        Index("ix_attempts_binned_at", "binned_at", postgresql_where=text("binned_at is not null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID]
    asset_id: Mapped[UUID]
    scene_asset_id: Mapped[UUID | None]
    copy_of: Mapped[UUID | None]
    made_with: Mapped[UUID | None]
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
    cost_amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 6))
    cost_currency: Mapped[str | None]
    digital_source_type: Mapped[str | None]
    said_source_type: Mapped[str | None]
    claims: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True), deferred=True)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", name="fk_attempts_created_by"))
    binned_at: Mapped[datetime | None]
    binned_because: Mapped[str | None]
    binned_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", name="fk_attempts_binned_by")
    )
    cleared_with: Mapped[int | None]
    cleared_slot: Mapped[int | None] = mapped_column(SmallInteger)
    cleared_selected: Mapped[bool] = mapped_column(server_default="false")
