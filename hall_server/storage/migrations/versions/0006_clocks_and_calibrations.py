"""What clocks tell besides punches, thresholds of faces with their date, figures of greetings taken back"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FIGURES = ("distance", "score", "margin")


def upgrade() -> None:
    op.create_table(
        "clock_events",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("device_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=True),
        *(sa.Column(name, sa.Float(), nullable=True) for name in FIGURES),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    with op.batch_alter_table("clock_events", schema=None) as batch_op:
        batch_op.create_index("clock_events_by_time", ["hall_id", "at"], unique=False)

    op.create_table(
        "face_calibrations",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.String(length=40), nullable=True),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("thresholds", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    with op.batch_alter_table("undone_punches", schema=None) as batch_op:
        for name in FIGURES:
            batch_op.add_column(sa.Column(name, sa.Float(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("undone_punches", schema=None) as batch_op:
        for name in reversed(FIGURES):
            batch_op.drop_column(name)
    op.drop_table("face_calibrations")
    with op.batch_alter_table("clock_events", schema=None) as batch_op:
        batch_op.drop_index("clock_events_by_time")
    op.drop_table("clock_events")
