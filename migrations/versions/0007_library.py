"""What a user keeps across films: library assets, their versions, and what follows them."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0007"

MINE = (
    "project_id = any (array("
    "select m.project_id from memberships m where m.user_id = (select app.uid())))"
)
TENANT_TABLES = {
    "library_assets": "select, insert, update",
    # never changed: a version that was given or taken is what it was
    "library_versions": "select, insert",
}
# The sweeper empties the library's bin, and the collector asks what names a file.
# update: PostgreSQL asks for it where rows are locked
MAINTENANCE_TABLES = {
    "library_assets": "select, update, delete",
    "library_versions": "select",
}


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))
    for table, rights in TENANT_TABLES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy tenant on {table} to asset_app using ({MINE}) with check ({MINE})"
        )
        op.execute(f"grant {rights} on {table} to asset_app")
    for table, rights in MAINTENANCE_TABLES.items():
        op.execute(f"create policy maintenance on {table} to asset_maintenance using (true)")
        op.execute(f"grant {rights} on {table} to asset_maintenance")
    op.execute(
        "create trigger touch before update on library_assets "
        "for each row execute function app.touch()"
    )


def downgrade() -> None:
    raise RuntimeError("go back by restoring a backup: libraries have no place before")
