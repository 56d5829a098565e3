"""What a project chose to be drawn by, a row for each type of asset that it chose for."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from asset_service.models.maker import Maker


def of_project(session: Session, project_id: UUID) -> dict[str, Maker]:
    """Return the choices by asset type."""
    found = session.scalars(
        select(Maker)
        .where(Maker.project_id == project_id)
        .execution_options(populate_existing=True)
    )
    return {maker.asset_type: maker for maker in found}


def put(session: Session, project_id: UUID, asset_type: str, facts: dict[str, Any]) -> None:
    """Write the choice for one type, instead of the one before."""
    row = insert(Maker).values(project_id=project_id, asset_type=asset_type, **facts)
    session.execute(
        row.on_conflict_do_update(index_elements=["project_id", "asset_type"], set_=facts)
    )


def remove(session: Session, project_id: UUID, asset_type: str) -> None:
    session.execute(
        delete(Maker).where(Maker.project_id == project_id, Maker.asset_type == asset_type)
    )
