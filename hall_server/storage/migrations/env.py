"""Alembic's entry: works on the connection that `migrate` hands over."""

from alembic import context

from hall_server.storage import plan_tables
from hall_server.storage.tables import Base

assert plan_tables.ZoneRow.__table__ is not None

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
