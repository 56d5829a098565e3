"""What was spent outlives what it was spent on."""

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0013"


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("go back by restoring a backup: what is of no job would be thrown away")
