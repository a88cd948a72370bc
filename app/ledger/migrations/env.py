"""What Alembic runs: the steps, on the connection that :mod:`app.ledger.schema` hands in."""

from alembic import context

from app.ledger.columns import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
context.run_migrations()
