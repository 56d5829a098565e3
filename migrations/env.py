"""Runs the migrations on the connection that `store/migrations.py` hands over."""

from alembic import context

from asset_service.models.base import Base
from asset_service.models.registry import TABLES

assert TABLES  # importing the registry is what fills the metadata  # noqa: S101 - see above
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
