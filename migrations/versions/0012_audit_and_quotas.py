"""Who changed what, and how much may be stored."""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0012"

MINE = (
    "project_id = any (array("
    "select m.project_id from memberships m where m.user_id = (select app.uid())))"
)
ACCOUNT = "account_id = (select app.uid())"
OWN = "user_id = (select app.uid())"


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))
    for table, rule in {"audit_entries": f"{MINE} or {ACCOUNT}", "user_quotas": OWN}.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy tenant on {table} to asset_app using ({rule}) with check ({rule})"
        )
        op.execute(f"grant select on {table} to asset_app")
    # Written by the triggers alone. Who keeps house may let go of what is old, of nothing else.
    op.execute(
        "create policy reading on audit_entries for select to asset_maintenance using (true)"
    )
    op.execute(
        "create policy ageing on audit_entries for delete to asset_maintenance"
        " using (at < clock_timestamp() - interval '30 days')"
    )
    op.execute("grant select, delete on audit_entries to asset_maintenance")
    op.execute("create policy maintenance on user_quotas to asset_maintenance using (true)")
    op.execute("grant select, insert, update, delete on user_quotas to asset_maintenance")
    op.execute(
        "create trigger touch before update on user_quotas "
        "for each row execute function app.touch()"
    )


def downgrade() -> None:
    raise RuntimeError("go back by restoring a backup: a log that is thrown away is none")
