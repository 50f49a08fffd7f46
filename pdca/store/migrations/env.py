"""What Alembic runs to migrate: on the connection it is handed, within that connection's transaction."""

from alembic import context

from pdca.store.schema.tables import boards

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=boards.metadata,
    compare_type=True,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
