"""Asks the catalog whether every tenant's rows are closed to everybody else.

The lists below are the whole truth of what may look past a policy. Whoever widens it edits them,
with the reason at hand.
"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, bindparam, text

LISTS = {
    "app": "asset_app",
    "maintenance": "asset_maintenance",
    # not of any tenant; no runtime role may touch it
    "not_tenant": ["alembic_version"],
    # what relay and sweeper may see whoever it belongs to
    "swept": [
        "events",
        "idempotency_keys",
        "jobs",
        "memberships",
        "outbox",
        "script_drafts",
        "user_sessions",
    ],
    "definers": ["check_selection", "create_project", "find_credential", "find_login", "sign_up"],
}


def _read() -> dict[str, str]:
    parts = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("--: ")[1:]
    return dict(part.split("\n", 1) for part in parts)


QUESTIONS = _read()


def holes(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, name of the table, function, role or schema)."""
    for wrong, question in QUESTIONS.items():
        used = [bindparam(name, value) for name, value in LISTS.items() if f":{name}" in question]
        for (name,) in connection.execute(text(question).bindparams(*used)):
            yield wrong, name
