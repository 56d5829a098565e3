"""How this product talks to PostgreSQL: short waits, and no runtime role with too much power."""

from typing import Any

from sqlalchemy import Engine, create_engine, text

# A peer that accepts and never answers would hold a request for ever: keepalive and the
# server's own limits bound every wait. `pre_ping` costs a round trip and hides restarts.
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
    """Return an engine with the product's options; connects only when first used."""
    return create_engine(url, **(OPTIONS | overrides))


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
