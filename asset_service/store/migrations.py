"""Bring a database to the newest schema, as the owner role."""

from importlib import resources

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool


def config(connection: Connection) -> Config:
    """Return the Alembic settings that run on `connection`."""
    settings = Config()
    settings.set_main_option("script_location", str(resources.files("migrations")))
    settings.attributes["connection"] = connection
    return settings


def upgrade(owner_url: str) -> None:
    """Run what is missing, in one transaction; two at once wait for each other."""
    engine = create_engine(owner_url, poolclass=NullPool)
    with engine.begin() as connection:
        # any number: the same for everybody who migrates this database
        connection.exec_driver_sql("select pg_advisory_xact_lock(7211)")
        command.upgrade(config(connection), "head")


def check(owner_url: str) -> None:
    """Raise when the models and the migrated database differ."""
    engine = create_engine(owner_url, poolclass=NullPool)
    with engine.begin() as connection:
        command.check(config(connection))
