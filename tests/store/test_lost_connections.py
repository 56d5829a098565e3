import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from asset_service.store.engine import make_engine, name_lost_connections


def end_in_mid_answer(monkeypatch):
    """The connection is gone, and the driver has no word for it."""

    def broken(self, *_, **__):
        self.connection.close()
        raise psycopg.DatabaseError("insufficient data left in message")

    monkeypatch.setattr(psycopg.Cursor, "execute", broken)


@pytest.mark.parametrize("make", [make_engine, create_engine])
def test_a_connection_that_was_lost_is_always_the_same_error(database, monkeypatch, make):
    engine = make(database.app)
    name_lost_connections(engine)
    with engine.connect() as connection:
        end_in_mid_answer(monkeypatch)
        with pytest.raises(OperationalError) as caught:
            connection.execute(text("select 1"))
        assert caught.value.connection_invalidated
    engine.dispose()


def test_a_mistake_of_ours_stays_one(database):
    engine = make_engine(database.app)
    with engine.connect() as connection, pytest.raises(ProgrammingError):
        connection.execute(text("select nothing_there"))
    engine.dispose()
