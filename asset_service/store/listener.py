"""Hears what transactions say by NOTIFY, on one connection outside the pool."""

import time
from types import TracebackType
from typing import Self

import psycopg
import structlog
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

log = structlog.get_logger(__name__)

RETRY_SECONDS = 1.0


class Listener:
    """For one thread. It connects by itself, again and again while the database is away."""

    def __init__(self, engine: Engine, channel: str) -> None:
        self._engine = engine
        self._channel = channel
        self._connection: psycopg.Connection | None = None

    def wait(self, seconds: float) -> list[str] | None:
        """Return what was said within `seconds`, as soon as something is; empty after silence.

        None means that something may have been missed: the connection is new, or was lost.
        """
        try:
            if self._connection is None:
                self._connection = self._connect()
                return None
            heard = self._connection.notifies(timeout=seconds, stop_after=1)
            return [notice.payload for notice in heard]
        except (psycopg.Error, DBAPIError) as error:
            log.warning("nothing can be heard", channel=self._channel, exc_info=error)
            self.close()
            time.sleep(min(seconds, RETRY_SECONDS))
            return None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    def _connect(self) -> psycopg.Connection:
        pooled = self._engine.raw_connection()
        connection = pooled.driver_connection
        if not isinstance(connection, psycopg.Connection):
            pooled.close()
            raise TypeError("only psycopg hears notifications")
        pooled.detach()
        connection.autocommit = True
        connection.execute(sql.SQL("listen {}").format(sql.Identifier(self._channel)))
        return connection
