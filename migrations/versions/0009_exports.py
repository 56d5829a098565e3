"""Files that people take out of a project: originals, look books, matrices."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0009"

MINE = (
    "project_id = any (array("
    "select m.project_id from memberships m where m.user_id = (select app.uid())))"
)


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))
    op.execute("alter table exports enable row level security")
    op.execute("alter table exports force row level security")
    op.execute(f"create policy tenant on exports to asset_app using ({MINE}) with check ({MINE})")
    op.execute("grant select, insert, update on exports to asset_app")
    # The sweeper takes them up again and ends them; housekeeping removes their files, then them.
    op.execute("create policy maintenance on exports to asset_maintenance using (true)")
    op.execute("grant select, update, delete on exports to asset_maintenance")


def downgrade() -> None:
    raise RuntimeError("go back by restoring a backup: the files of exports would stay for ever")
