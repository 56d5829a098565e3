"""One file in the object store, named before any row refers to it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class StoredObject(Base):
    """`width` and `height` in pixels, upright; `renditions` are the widths that exist.

    Nothing refers to a condemned one; a removed one is being deleted, and its row stays for a
    while after its files are gone, for whoever puts the same bytes at that moment.
    """

    __tablename__ = "objects"
    __table_args__ = (
        Index(
            "ix_objects_condemned_at",
            "condemned_at",
            postgresql_where=text("condemned_at is not null"),
        ),
        Index("ix_objects_created_at", "created_at"),
        Index(
            "ix_objects_space",
            "project_id",
            postgresql_include=["size"],
            postgresql_where=text("files_gone_at is null"),
        ),
    )

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", name="fk_objects_project_id", ondelete="CASCADE"),
        primary_key=True,
    )
    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    mime: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    thumbhash: Mapped[bytes]
    renditions: Mapped[list[int]] = mapped_column(server_default="{}")
    condemned_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    files_gone_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
