"""Lanes, turns and deadlines of jobs; the end of files; what the sweeper may empty."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0002"

# What the collector needs across tenants, beside what the sweeper had.
# update: PostgreSQL asks for it where rows are locked
MAINTENANCE_TABLES = {
    "objects": "select, insert, update, delete",
    "attempts": "select, delete",
    "assets": "select, update (updated_at), delete",
    "scene_assets": "select",
    "projects": "select (id)",
}


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))
    for table, rights in MAINTENANCE_TABLES.items():
        op.execute(f"create policy maintenance on {table} to asset_maintenance using (true)")
        op.execute(f"grant {rights} on {table} to asset_maintenance")


def downgrade() -> None:
    raise RuntimeError("go back by restoring a backup: what was emptied cannot come back")
