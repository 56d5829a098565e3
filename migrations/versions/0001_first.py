"""The first schema: people, script, assets, attempts, work, scenes, and who may see what."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0001"

# Tables of a project: one policy, one index look-up whatever the number of projects.
MINE = (
    "project_id = any (array("
    "select m.project_id from memberships m where m.user_id = (select app.uid())))"
)
PROJECT_TABLES = {
    "scripts": "select, insert, update",
    "scenes": "select, insert, update",
    "style_versions": "select, insert, update",
    "assets": "select, insert, update",
    "asset_revisions": "select, insert, delete",
    "tombstones": "select, insert, delete",
    "objects": "select, insert, update",
    "batches": "select, insert",
    "jobs": "select, insert, update",
    "outbox": "select, insert",
    "attempts": "select, insert, update",
    "scene_assets": "select, insert, update, delete",
    "events": "select, insert",
}
# Tables of a user.
OWN = "user_id = (select app.uid())"
USER_TABLES = {
    "user_sessions": "select, insert, delete",
    "api_tokens": "select, insert, update",
    "idempotency_keys": "select, insert, update",
}
# What the relay and the sweeper may touch across tenants; nothing else.
MAINTENANCE_TABLES = {
    "jobs": "select, update",
    # update: PostgreSQL asks for it where rows are locked
    "outbox": "select, insert, update, delete",
    "memberships": "select",
    "events": "select, insert, delete",
    "script_drafts": "select, delete",
    "idempotency_keys": "select, delete",
    "user_sessions": "select, delete",
}
TOUCHED = ("users", "projects", "scenes", "assets", "jobs", "attempts", "scene_assets")


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))
    for table in TOUCHED:
        op.execute(
            f"create trigger touch before update on {table} "
            "for each row execute function app.touch()"
        )
    for table, rights in PROJECT_TABLES.items():
        _tenant(table, MINE, rights)
    for table, rights in USER_TABLES.items():
        _tenant(table, OWN, rights)
    _tenant("users", "id = (select app.uid())", "select, update (name, password_hash)")
    _tenant("memberships", OWN, "select")
    _tenant("projects", MINE.replace("project_id =", "id =", 1), "select, update")
    _tenant("script_drafts", f"{OWN} and {MINE}", "select, insert, delete")
    for table, rights in MAINTENANCE_TABLES.items():
        op.execute(f"create policy maintenance on {table} to asset_maintenance using (true)")
        op.execute(f"grant {rights} on {table} to asset_maintenance")


def _tenant(table: str, rule: str, rights: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy tenant on {table} to asset_app using ({rule}) with check ({rule})")
    op.execute(f"grant {rights} on {table} to asset_app")


def downgrade() -> None:
    raise RuntimeError("the first schema is where a project starts; restore a backup instead")
