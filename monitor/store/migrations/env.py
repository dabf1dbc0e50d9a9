"""How Alembic reaches the database: through the connection it is handed, or MONITOR_DATABASE when run by hand."""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from monitor.store.database import open_engine, parse_url
from monitor.store.tables import METADATA


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones they are in the database: a migration must not follow the code."""
    module = type(thing).__module__
    if kind == "type" and module.startswith("monitor."):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(thing).__name__ == "Enum":
        return f"sa.String({thing.length})"
    return False


def same_type(_context: Any, _inspected: Any, _column: Any, inspected: Any, wanted: Any) -> bool | None:
    """Enums are kept as text of a length; nothing else about them is in the database."""
    if type(wanted).__name__ == "Enum":
        return bool(getattr(inspected, "length", None) != wanted.length)
    return None


def run(connection: Connection) -> None:
    """Migrate over a connection whose transaction belongs to the caller."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render,
        compare_type=same_type,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    with open_engine(parse_url(os.environ["MONITOR_DATABASE"])).begin() as own:
        run(own)
