"""One file in the object store, named before any row refers to it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base


class StoredObject(Base):
    """`width` and `height` in pixels, upright; `renditions` are the widths that exist."""

    __tablename__ = "objects"

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
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
