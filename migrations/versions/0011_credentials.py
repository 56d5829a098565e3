"""Scoped tokens, sessions that can be told apart, identities, and new passwords by a link."""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0011"

OWN = "user_id = (select app.uid())"
MAINTENANCE = {
    "users": "select (id, email, email_folded, name, created_at, disabled_at),"
    " update (disabled_at)",
    "user_sessions": "select (id, user_id, user_agent, address, created_at, last_seen_at,"
    " expires_at)",
    "api_tokens": "select (id, user_id, expires_at, revoked_at), update (revoked_at)",
    "user_identities": "select, insert, delete",
    "password_resets": "select (user_id, wanted_at, tries, expires_at),"
    " insert (user_id, wanted_at, tries), update (wanted_at, tries), delete",
    "reset_requests": "select, update, delete",
}


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))
    for table, rights in (
        ("user_identities", "select, insert, delete"),
        ("password_resets", "select, insert, update, delete"),
    ):
        _closed(table)
        op.execute(f"create policy tenant on {table} to asset_app using ({OWN}) with check ({OWN})")
        op.execute(f"grant {rights} on {table} to asset_app")
    # Anybody may ask, and nobody read who did.
    _closed("reset_requests")
    op.execute(
        "create policy ask on reset_requests for insert to asset_app"
        " with check (email_folded <> '')"
    )
    op.execute("grant insert (email_folded) on reset_requests to asset_app")
    # Whoever sends a mail asks for another try where the server was away.
    op.execute(
        f"create policy own on outbox to asset_app"
        f" using (project_id is null and {OWN}) with check (project_id is null and {OWN})"
    )
    # The relay finds out who asks; the operator lists people and shuts them out. Nobody's
    # password, and no secret's hash, is readable there.
    op.execute("revoke select on user_sessions from asset_maintenance")
    for table, rights in MAINTENANCE.items():
        if table != "user_sessions":  # the sweeper has its policy
            op.execute(f"create policy maintenance on {table} to asset_maintenance using (true)")
        op.execute(f"grant {rights} on {table} to asset_maintenance")


def _closed(table: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    raise RuntimeError(
        "go back by restoring a backup: tokens kept to one film would open every film again"
    )
