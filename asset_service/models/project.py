"""One film, and the state of its asset stage."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from asset_service.models.base import Base, Timestamped


class Project(Timestamped, Base):
    """`stage` is `open` or `locked`; `outdated` is computed, never stored.

    `kind` is `film`, or `library`: the place of what `library_of` keeps across films.
    """

    __tablename__ = "projects"
    __table_args__ = (UniqueConstraint("library_of", name="uq_projects_library_of"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    title: Mapped[str]
    stage: Mapped[str] = mapped_column(server_default="open")
    stage_locked_at: Mapped[datetime | None]
    stage_locked_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", name="fk_projects_stage_locked_by")
    )
    locked_script_version: Mapped[int | None]
    script_version: Mapped[int] = mapped_column(server_default="0")
    style_version: Mapped[int] = mapped_column(server_default="0")
    plain_background: Mapped[bool] = mapped_column(server_default="true")
    kind: Mapped[str] = mapped_column(server_default="film")
    library_of: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", name="fk_projects_library_of", ondelete="CASCADE")
    )
