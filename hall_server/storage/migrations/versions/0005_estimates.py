"""What each ticket was told of its wait, before the rounding, and on what basis"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("estimate_mid", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("estimate_scale", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("estimate_basis", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("estimate_windows", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        for name in ("estimate_windows", "estimate_basis", "estimate_scale", "estimate_mid"):
            batch_op.drop_column(name)
