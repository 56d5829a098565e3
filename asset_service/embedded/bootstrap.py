"""The three roles and the database, as `docs/operations.md` has them for real servers."""

import psycopg
from psycopg import sql

OWNER, APP, MAINTENANCE = "asset_owner", "asset_app", "asset_maintenance"
DATABASE = "asset_service"

_PLAIN = sql.SQL("NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION")


def create_roles(superuser: psycopg.Connection) -> None:
    """Make the roles, or bring them back to what they must be."""
    for role, reach in ((OWNER, "BYPASSRLS"), (APP, "NOBYPASSRLS"), (MAINTENANCE, "NOBYPASSRLS")):
        known = superuser.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
        verb = "ALTER" if known else "CREATE"
        superuser.execute(
            sql.SQL("{} ROLE {} LOGIN {} {}").format(
                sql.SQL(verb), sql.Identifier(role), _PLAIN, sql.SQL(reach)
            )
        )


def own_schema(template1: psycopg.Connection) -> None:
    """In the template of new databases, give the schema to the owner; the others may use it."""
    for statement in (
        "ALTER SCHEMA public OWNER TO {owner}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}, {maintenance}",
    ):
        template1.execute(
            sql.SQL(statement).format(
                owner=sql.Identifier(OWNER),
                app=sql.Identifier(APP),
                maintenance=sql.Identifier(MAINTENANCE),
            )
        )


def create_database(
    superuser: psycopg.Connection, name: str, template: str, *, strategy: str = "WAL_LOG"
) -> None:
    """Make database `name`, the owner's, from `template`; only the roles here may connect.

    `superuser` is in autocommit mode, since no transaction can hold this.
    """
    superuser.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY {}").format(
            *map(sql.Identifier, (name, OWNER, template, strategy))
        )
    )
    superuser.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    superuser.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
            sql.Identifier(name), sql.Identifier(APP), sql.Identifier(MAINTENANCE)
        )
    )


def drop_database(superuser: psycopg.Connection, name: str) -> None:
    """Remove a database, whoever is connected; no error when there is none."""
    superuser.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )
