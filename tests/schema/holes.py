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
    # of the whole installation: for the relay alone; anybody may ask for a new password
    "shared": ["provider_gates", "reset_requests"],
    # what relay and sweeper may see whoever it belongs to
    "swept": [
        "api_tokens",
        "assets",
        "attempts",
        "audit_entries",
        "charges",
        "events",
        "exports",
        "idempotency_keys",
        "invitations",
        "job_references",
        "jobs",
        "library_assets",
        "library_versions",
        "memberships",
        "objects",
        "outbox",
        "password_resets",
        "projects",
        "provider_gates",
        "reset_requests",
        "reshapes",
        "scene_assets",
        "script_drafts",
        "style_references",
        "user_budgets",
        "user_identities",
        "user_quotas",
        "user_sessions",
        "users",
    ],
    "definers": [
        "accept_invitation",
        "audit_added",
        "audit_name",
        "audit_row",
        "audit_scene",
        "audit_write",
        "change_role",
        "check_selection",
        "create_project",
        "find_credential",
        "find_identity",
        "find_invitation",
        "find_login",
        "find_reset",
        "heir_of_job",
        "my_spending",
        "note_use",
        "open_library",
        "pause_provider",
        "people_of",
        "provision",
        "record_rename",
        "remove_member",
        "settle_charge",
        "sign_in_refused",
        "sign_up",
        "stored_space",
        "transfer_project",
    ],
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
