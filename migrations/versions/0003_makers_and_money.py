"""Who draws what and with which references; what it costs; when a provider wants a rest."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0003"

MINE = (
    "project_id = any (array("
    "select m.project_id from memberships m where m.user_id = (select app.uid())))"
)
TENANT_TABLES = {
    "makers": (MINE, "select, insert, update, delete"),
    "job_references": (MINE, "select, insert"),
    # settled by a trigger of the jobs, and by nothing else
    "charges": (MINE, "select, insert"),
    "project_budgets": (MINE, "select, insert, update, delete"),
    "user_budgets": ("user_id = (select app.uid())", "select"),
}
# The collector asks what refers to a file; operators set what people may spend.
# update: PostgreSQL asks for it where rows are locked
MAINTENANCE_TABLES = {
    "job_references": "select",
    "charges": "select",
    "user_budgets": "select, insert, update, delete",
}


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))
    for table, (rule, rights) in TENANT_TABLES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy tenant on {table} to asset_app using ({rule}) with check ({rule})"
        )
        op.execute(f"grant {rights} on {table} to asset_app")
    for table, rights in MAINTENANCE_TABLES.items():
        op.execute(f"create policy maintenance on {table} to asset_maintenance using (true)")
        op.execute(f"grant {rights} on {table} to asset_maintenance")
    for table in ("makers", "project_budgets", "user_budgets"):
        op.execute(
            f"create trigger touch before update on {table} "
            "for each row execute function app.touch()"
        )


def downgrade() -> None:
    raise RuntimeError("go back by restoring a backup: what was spent must not be forgotten")
