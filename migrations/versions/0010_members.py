"""Members of a film: invitations, roles, who was one, and who may change any of it."""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0010"

MINE = "select m.project_id from memberships m where m.user_id = (select app.uid())"
RENEWED = "secret_hash, expires_at, invited_by"
UPDATE = f"update ({RENEWED}, revoked_at)"
TENANT_TABLES = {
    # written by definer functions alone
    "former_members": (MINE, "select"),
    # Addresses of people who are no members yet: the owner's business. What was accepted, and
    # by whom, is written by the definer function alone.
    "invitations": (
        f"{MINE} and m.role = 'owner'",
        f"select, insert (id, project_id, email, email_folded, role, {RENEWED}), {UPDATE}",
    ),
}


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))
    for table, (mine, rights) in TENANT_TABLES.items():
        rule = f"project_id = any (array({mine}))"
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy tenant on {table} to asset_app using ({rule}) with check ({rule})"
        )
        op.execute(f"grant {rights} on {table} to asset_app")
    # Addresses of people who never came are forgotten.
    op.execute("create policy maintenance on invitations to asset_maintenance using (true)")
    op.execute("grant select, delete on invitations to asset_maintenance")


def downgrade() -> None:
    raise RuntimeError("go back by restoring a backup: films would keep members nobody can remove")
