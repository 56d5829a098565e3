"""Where each picture comes from, and what its file says of itself."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0004"


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("go back by restoring a backup: what people said of pictures would be lost")
