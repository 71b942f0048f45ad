"""What Alembic runs for each command: our connection, our metadata."""

from alembic import context

from central.database.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
