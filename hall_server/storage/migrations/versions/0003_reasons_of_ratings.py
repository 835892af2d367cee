"""Why a service was rated badly and through what; devices of one window"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rating_reasons", sa.Text(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("rated_through", sa.String(length=20), nullable=True))
    for table in ("devices", "pairings"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("window", sa.String(length=40), nullable=True))


def downgrade() -> None:
    for table in ("pairings", "devices"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("window")
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_column("rated_through")
        batch_op.drop_column("rating_reasons")
