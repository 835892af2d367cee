"""Attendance: punches, absences, plans by name, month sheets, faces; cards of staff"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duties",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("first_minute", sa.Integer(), nullable=False),
        sa.Column("last_minute", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.String(length=40), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "staff", "day", "kind"),
    )
    with op.batch_alter_table("duties", schema=None) as batch_op:
        batch_op.create_index("duties_by_day", ["hall_id", "day"], unique=False)

    op.create_table(
        "employment",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.String(length=40), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "staff"),
    )
    op.create_table(
        "face_consents",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signature_mark", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    with op.batch_alter_table("face_consents", schema=None) as batch_op:
        batch_op.create_index("consents_by_staff", ["hall_id", "staff"], unique=False)

    op.create_table(
        "face_templates",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    with op.batch_alter_table("face_templates", schema=None) as batch_op:
        batch_op.create_index("templates_by_staff", ["hall_id", "staff"], unique=False)

    op.create_table(
        "month_sheets",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("locked_lines", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "month", "unit"),
    )
    op.create_table(
        "named_days",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.String(length=40), nullable=True),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("entered_by", sa.String(length=40), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "staff", "day"),
    )
    with op.batch_alter_table("named_days", schema=None) as batch_op:
        batch_op.create_index("named_days_by_day", ["hall_id", "day"], unique=False)

    op.create_table(
        "paper_sheets",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.String(length=40), nullable=False),
        sa.Column("agreed_by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    op.create_table(
        "punch_corrections",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(length=40), nullable=False),
        sa.Column("agreed_by", sa.String(length=40), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    with op.batch_alter_table("punch_corrections", schema=None) as batch_op:
        batch_op.create_index("corrections_by_day", ["hall_id", "day"], unique=False)

    op.create_table(
        "punches",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("device_at", sa.BigInteger(), nullable=False),
        sa.Column("clock_offset", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("means", sa.String(length=20), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=True),
        sa.Column("doubt", sa.String(length=20), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    with op.batch_alter_table("punches", schema=None) as batch_op:
        batch_op.create_index("punches_by_staff", ["hall_id", "staff", "at"], unique=False)
        batch_op.create_index("punches_by_time", ["hall_id", "at"], unique=False)

    op.create_table(
        "sheet_adjustments",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("figure", sa.String(length=20), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("signed", sa.String(length=40), nullable=False),
        sa.Column("computed", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "month", "unit", "staff", "figure", "found_at"),
    )
    op.create_table(
        "template_deletions",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    op.create_table(
        "terminal_sightings",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("at_window", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "staff", "seen_at"),
    )
    with op.batch_alter_table("terminal_sightings", schema=None) as batch_op:
        batch_op.create_index("sightings_by_time", ["hall_id", "seen_at"], unique=False)

    op.create_table(
        "undone_punches",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("punch", sa.String(length=64), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "punch"),
    )
    op.create_table(
        "whereabouts",
        sa.Column("hall_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("staff", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("stand_in", sa.String(length=40), nullable=True),
        sa.Column("approvers", sa.Text(), nullable=False),
        sa.Column("approvals", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("returned_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "id"),
    )
    with op.batch_alter_table("whereabouts", schema=None) as batch_op:
        batch_op.create_index("whereabouts_by_end", ["hall_id", "end_at"], unique=False)
        batch_op.create_index("whereabouts_by_staff", ["hall_id", "staff", "end_at"], unique=False)

    with op.batch_alter_table("plan_staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("card", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("plan_staff", schema=None) as batch_op:
        batch_op.drop_column("card")

    with op.batch_alter_table("whereabouts", schema=None) as batch_op:
        batch_op.drop_index("whereabouts_by_staff")
        batch_op.drop_index("whereabouts_by_end")

    op.drop_table("whereabouts")
    op.drop_table("undone_punches")
    with op.batch_alter_table("terminal_sightings", schema=None) as batch_op:
        batch_op.drop_index("sightings_by_time")

    op.drop_table("terminal_sightings")
    op.drop_table("template_deletions")
    op.drop_table("sheet_adjustments")
    with op.batch_alter_table("punches", schema=None) as batch_op:
        batch_op.drop_index("punches_by_time")
        batch_op.drop_index("punches_by_staff")

    op.drop_table("punches")
    with op.batch_alter_table("punch_corrections", schema=None) as batch_op:
        batch_op.drop_index("corrections_by_day")

    op.drop_table("punch_corrections")
    op.drop_table("paper_sheets")
    with op.batch_alter_table("named_days", schema=None) as batch_op:
        batch_op.drop_index("named_days_by_day")

    op.drop_table("named_days")
    op.drop_table("month_sheets")
    with op.batch_alter_table("face_templates", schema=None) as batch_op:
        batch_op.drop_index("templates_by_staff")

    op.drop_table("face_templates")
    with op.batch_alter_table("face_consents", schema=None) as batch_op:
        batch_op.drop_index("consents_by_staff")

    op.drop_table("face_consents")
    op.drop_table("employment")
    with op.batch_alter_table("duties", schema=None) as batch_op:
        batch_op.drop_index("duties_by_day")

    op.drop_table("duties")
