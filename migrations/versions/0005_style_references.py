"""What a style says beside its text, the pictures it follows, and what a change clears away."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0005"

MINE = (
    "project_id = any (array("
    "select m.project_id from memberships m where m.user_id = (select app.uid())))"
)


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))
    op.execute("alter table style_references enable row level security")
    op.execute("alter table style_references force row level security")
    op.execute(
        f"create policy tenant on style_references to asset_app using ({MINE}) with check ({MINE})"
    )
    op.execute("grant select, insert, delete on style_references to asset_app")
    # The collector asks what names a file.
    op.execute("create policy maintenance on style_references to asset_maintenance using (true)")
    op.execute("grant select on style_references to asset_maintenance")


def downgrade() -> None:
    raise RuntimeError("go back by restoring a backup: what was cleared would not come back")
