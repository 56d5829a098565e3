"""Pictures of an asset in one scene, copies of pictures, and what was taken out of a scene."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0006"


def upgrade() -> None:
    for part in sorted(SQL.glob("*.sql")):
        op.execute(part.read_text(encoding="utf-8"))


def downgrade() -> None:
    raise RuntimeError("go back by restoring a backup: pictures of scenes have no place before")
