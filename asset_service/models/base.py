"""The declarative base: every table of the product is a class below it."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ARRAY, DateTime, Integer, Table, Text, func
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Constraints are written in `migrations/sql`; a test compares the two."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        str: Text,
        bytes: BYTEA,
        list[int]: ARRAY(Integer),
        list[str]: ARRAY(Text),
    }


class Timestamped:
    """When a row was made and last touched, by the database's clock."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


def table_of(model: type[Base]) -> Table:
    """Return the table below a model, for statements that need no objects.

    On the model itself a write passes through the unit of work, for more than the driver takes.
    """
    return model.metadata.tables[model.__tablename__]
