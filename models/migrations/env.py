"""Run migrations on the engine that `models.database.migrate` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Engine, text

from models.tables import Base

engine: Engine = context.config.attributes["engine"]

with engine.connect() as connection:
    if connection.dialect.name == "postgresql":
        # Several processes may start at once: the first migrates, the others wait and find it done.
        connection.execute(text("SELECT pg_advisory_lock(6214)"))
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_unlock(6214)"))
        connection.commit()
