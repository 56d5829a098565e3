"""Merges and splits that can be undone, and who threw what away."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0008"

MINE = (
    "project_id = any (array("
    "select m.project_id from memberships m where m.user_id = (select app.uid())))"
)


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))
    op.execute("alter table reshapes enable row level security")
    op.execute("alter table reshapes force row level security")
    op.execute(f"create policy tenant on reshapes to asset_app using ({MINE}) with check ({MINE})")
    op.execute("grant select, insert, update on reshapes to asset_app")
    # An attempt leaves for good from the bin alone; only what a merge copied goes with its undo.
    op.execute(
        "create policy made on attempts as restrictive for delete to asset_app"
        " using (made_with is not null)"
    )
    op.execute("grant delete on attempts to asset_app")
    # What can be undone no longer leaves with the rest of the bin; it is locked meanwhile.
    op.execute("create policy maintenance on reshapes to asset_maintenance using (true)")
    op.execute("grant select, update, delete on reshapes to asset_maintenance")


def downgrade() -> None:
    raise RuntimeError("go back by restoring a backup: absorbed assets would have no way back")
