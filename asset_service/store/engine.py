"""How this product talks to PostgreSQL: short waits, and no runtime role with too much power."""

from typing import Any

from sqlalchemy import Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError

from asset_service.config import SettingsError

# A peer that accepts and never answers would hold a request for ever: these bound the waits
# for new connections, for lines that are cut, and for a server that runs. (One that was frozen
# by a signal answers when it is thawed.) `pre_ping` costs a round trip and hides restarts.
OPTIONS: dict[str, Any] = {
    "pool_pre_ping": True,
    "pool_timeout": 5,
    "pool_size": 16,
    "max_overflow": 16,
    "connect_args": {
        "connect_timeout": 3,
        "tcp_user_timeout": 8000,
        "options": "-c statement_timeout=30s -c idle_in_transaction_session_timeout=60s "
        "-c timezone=UTC",
        "application_name": "asset-service",
    },
}


class PowerfulRole(RuntimeError):
    """The role of a serving process could step around the policies."""


def make_engine(url: str, **overrides: Any) -> Engine:
    """Return an engine with the product's options; connects only when first used.

    Raises SettingsError for what is no address. It quotes nothing: there is a password in most.
    """
    try:
        engine = create_engine(url, **(OPTIONS | overrides))
    except (ArgumentError, ImportError, ValueError):
        raise SettingsError(
            "DATABASE_URL, DATABASE_MAINTENANCE_URL and DATABASE_OWNER_URL must be like"
            " postgresql+psycopg://role:password@host/database: one of them is not"
        ) from None
    name_lost_connections(engine)
    return engine


def name_lost_connections(engine: Engine) -> None:
    """Have every loss of a connection raised as OperationalError; again does no harm.

    A server that ends in the middle of an answer gives the driver's plain errors too, which
    would pass for mistakes of ours.
    """
    if not event.contains(engine, "handle_error", _as_lost):
        event.listen(engine, "handle_error", _as_lost, retval=True)


def _as_lost(context: ExceptionContext) -> BaseException | None:
    error = context.original_exception
    if not context.is_disconnect or isinstance(
        context.sqlalchemy_exception, OperationalError | InterfaceError
    ):
        return None
    return OperationalError(
        context.statement, None, error, hide_parameters=True, connection_invalidated=True
    )


def refuse_powerful_role(engine: Engine) -> None:
    """Raise PowerfulRole when the role is superuser, bypasses policies or owns tables.

    What it may become counts as what it is: `set role` and `reset role` are one statement away.
    """
    with engine.connect() as connection:
        role, powerful = connection.execute(
            text(
                "select current_user, exists (select from pg_roles r"
                " where (pg_has_role(current_user, r.oid, 'member')"
                "   or pg_has_role(session_user, r.oid, 'member'))"
                " and (r.rolsuper or r.rolbypassrls"
                "   or exists (select from pg_class c where c.relowner = r.oid)))"
            )
        ).one()
    if powerful:
        raise PowerfulRole(
            f"the role {role!r} is superuser, bypasses row-level security or owns tables:"
            " serve with a role that does none of these (see docs/operations.md)"
        )
