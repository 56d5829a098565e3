"""The style a project has now."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from asset_service.models.project import Project
from asset_service.models.style_version import StyleVersion


def current(session: Session, project: Project) -> StyleVersion | None:
    """Return the newest version; None while the project has no style."""
    return session.scalar(
        select(StyleVersion)
        .where(StyleVersion.project_id == project.id, StyleVersion.version == project.style_version)
        .execution_options(populate_existing=True)
    )
